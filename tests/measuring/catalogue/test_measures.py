"""What is measured: the plan's 20 measures, the related ones, and what no source can feed (I-01 to I-19)."""

from datetime import date
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.measures import (
    measure,
    measures,
    read_measures,
    why_not_from,
    why_not_in_line,
)
from wardmote.measuring.catalogue.offence_codes import classify
from wardmote.measuring.catalogue.refusals import Refusal

PLAN = {key: item for key, item in measures().items() if item.id}
# The plan's list: id, national indicator, what it is divided by, which way is good.
LISTED = [
    ("I-01", "NI 20", 1000, "lower"),
    ("I-02", "", 1000, "lower"),
    ("I-03", "NI 16", 1000, "lower"),
    ("I-04", "", 1000, "lower"),
    ("I-05", "", 1000, "lower"),
    ("I-06", "", 1000, "lower"),
    ("I-07a", "NI 33 (i)", 10000, "lower"),
    ("I-07b", "NI 33 (ii)", 10000, "lower"),
    ("I-08", "", 1000, "lower"),
    ("I-09", "NI 17", 0, "lower"),
    ("I-10", "NI 21", 0, "higher"),
    ("I-11", "", 1000, "contextual"),
    ("I-12", "NI 30", 0, "lower"),
    ("I-13", "NI 18", 0, "lower"),
    ("I-14", "NI 19", 1, "lower"),
    ("I-15", "", 0, "higher"),
    ("I-16", "NI 41", 0, "lower"),
    ("I-17", "NI 42", 0, "lower"),
    ("I-18", "NI 39", 100000, "lower"),
    ("I-19", "NI 40", 0, "higher"),
]


def by_id(row: str) -> str:
    return next(key for key, item in PLAN.items() if item.id == row)


def counted(row: str, codes: str, scheme: str = "ho-2008-09") -> bool:
    """Whether a record of this code changes the measure."""
    basket = measure(by_id(row)).basket.get(scheme, ())
    return any(classify(codes, scheme) in with_parts(key) for key in basket)


def test_the_plan_has_20_measures_in_its_order() -> None:
    assert [(m.id, m.national, m.per, m.polarity) for m in PLAN.values()] == LISTED
    assert all(item.switched_on for item in PLAN.values())


def test_related_national_indicators_are_offered_switched_off() -> None:
    related = [m for m in measures().values() if m.national and not m.id]
    assert {m.national for m in related} == {"NI 15", "NI 26", "NI 32", "NI 34", "NI 35", "NI 36", "NI 38"}
    assert not any(m.switched_on for m in related)


@pytest.mark.parametrize(
    ("row", "code", "inside"),
    [
        ("I-01", "8G", True), ("I-01", "8J", True), ("I-01", "8F", False), ("I-01", "5A", False),
        ("I-02", "8G", True), ("I-02", "8F", True), ("I-02", "34B", False), ("I-02", "17A", False),
        ("I-03", "28A", True), ("I-03", "29", True), ("I-03", "34A", True), ("I-03", "34B", True),
        ("I-03", "37/2", True), ("I-03", "45", True), ("I-03", "48", True), ("I-03", "30A", False),
        ("I-03", "31", False), ("I-03", "126", False), ("I-04", "28C", True), ("I-04", "30A", False),
        ("I-06", "126", False), ("I-06", "45", True), ("I-08", "56", True), ("I-08", "58C", True),
        ("I-08", "57", True), ("I-08", "59", True),
    ],
)  # fmt: skip
def test_baskets_by_code(row: str, code: str, inside: bool) -> None:
    """I-01, I-02, I-03 (a record coded 30 or 126 never changes NI 16), I-04, I-06, I-08."""
    assert counted(row, code) is inside


def test_i_01_has_no_value_for_2007_08() -> None:
    item = measure(by_id("I-01"))
    assert "ho-2007-08" not in item.basket
    assert (why_not_from(item, "incidents", "ho-2007-08") or "").startswith("not available from this source")
    assert "Not comparable across April 2008" in (
        why_not_in_line(item, date(2007, 12, 1), date(2008, 4, 1)) or ""
    )
    assert why_not_in_line(item, date(2008, 4, 1), date(2009, 3, 1)) is None
    assert why_not_from(item, "incidents", "ho-2008-09") is None


@pytest.mark.parametrize("row", ["I-01", "I-03", "I-07a", "I-07b"])
def test_police_uk_cannot_feed_ni_16_20_and_33(row: str) -> None:
    assert (why_not_from(measure(by_id(row)), "police-uk") or "").startswith(
        "not available from this source: "
    )


def test_police_uk_feeds_what_it_can() -> None:
    assert {m.id for m in PLAN.values() if why_not_from(m, "police-uk") is None} == {"I-05", "I-08", "I-11"}


def test_i_06_splits_and_i_07_never_stands_as_one_sum() -> None:
    assert measure("vehicle-crime").parts == ("theft-of-vehicle", "theft-from-vehicle")
    assert measure("deliberate-primary-fires").beside == ("deliberate-secondary-fires",)
    assert measure("deliberate-secondary-fires").beside == ("deliberate-primary-fires",)


def test_i_08_says_that_arson_is_inside() -> None:
    item = measure("criminal-damage")
    assert "arson (code 56)" in item.numerator
    assert "arson" in item.parts


def test_i_11_and_other_reporting_is_never_coloured() -> None:
    assert not measure("anti-social-behaviour").coloured
    assert not measure("repeat-domestic-violence").coloured
    assert measure("robbery").coloured


def test_i_15_breaks_with_the_mori_survey_a_06() -> None:
    item = measure("feel-safe-after-dark")
    assert "Not comparable" in (why_not_in_line(item, date(2007, 6, 1), date(2008, 10, 1)) or "")


def test_i_19_is_valid_for_the_county_only() -> None:
    assert measure("drug-users-in-treatment").areas == ("county",)


GOOD = (Path(__file__).parents[3] / "src/wardmote/measuring/catalogue/measures/robbery.toml").read_text(
    "utf-8"
)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (('form = "rate"', 'form = "ratio"'), "measures/robbery.toml, form"),
        (('polarity = "lower"', 'polarity = "red"'), "measures/robbery.toml, polarity"),
        (("per = 1000", 'per = "many"'), "measures/robbery.toml, per"),
        (("per = 1000\n", ""), "measures/robbery.toml, per"),
        (('name = "Robbery"\n', ""), "measures/robbery.toml, name"),
        (('name = "Robbery"', 'name = "Robbery"\nnickname = "x"'), "measures/robbery.toml, nickname"),
        (('partner = ["robbery"]', 'partner = ["mugging"]'), "measures/robbery.toml, basket.partner"),
        (('ho-2008-09 = ["robbery"]', 'ho-1066 = ["robbery"]'), "measures/robbery.toml, basket"),
        (("review = 2027-03-31", 'review = "soon"'), "measures/robbery.toml, review"),
        (('survey = "A', 'counts = "x"\nsurvey = "A'), "measures/robbery.toml, not_available.counts"),
        (('"incidents", "counts", ', '"incidents", '), "measures/robbery.toml, not_available.counts"),
        (('author = "', 'beside = ["nothing"]\nauthor = "'), "measures/robbery.toml, beside"),
        (('author = "', 'caveats = ["nothing"]\nauthor = "'), "measures/robbery.toml, caveats"),
        (('author = "', 'areas = '), "measures/robbery.toml"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_by_file_and_key(
    tmp_path: Path, change: tuple[str, str], where: str
) -> None:
    assert change[0] in GOOD
    (tmp_path / "robbery.toml").write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(Refusal) as refused:
        read_measures(tmp_path)
    assert refused.value.where == where


def test_every_measure_says_who_made_it_and_when_it_is_looked_at_again() -> None:
    for item in measures().values():
        assert item.author and item.checker and item.basis and item.why and item.misleads, item.key
        assert item.review > date(2026, 11, 1), item.key
