"""What is measured: the plan's 20 measures, the related ones, and what no source can feed (I-01 to I-19)."""

import re
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
PLAN = {key: item for key, item in measures().items() if item.id in [row[0] for row in LISTED]}
RELATED = {"NI 15", "NI 26", "NI 32", "NI 34", "NI 35", "NI 36", "NI 38"}


def by_id(row: str) -> str:
    """The key of a measure, by its number in the plan; a measure without one goes by its key."""
    return next((key for key, item in PLAN.items() if item.id == row), row)


def counted(row: str, code: str, scheme: str = "ho-2008-09") -> bool:
    """Whether a record of this code changes the measure, by its number in the plan or its key."""
    basket = measure(by_id(row)).basket.get(scheme, ())
    return any(classify(code, scheme) in with_parts(key) for key in basket)


def test_the_plan_has_20_measures_in_its_order() -> None:
    assert [(m.id, m.national, m.per, m.polarity) for m in PLAN.values()] == LISTED
    assert all(item.switched_on for item in PLAN.values())


def test_related_national_indicators_are_offered_switched_off() -> None:
    related = {m.national: m for m in measures().values() if m.national in RELATED}
    assert related.keys() == RELATED
    assert not any(m.switched_on or m.id for m in related.values())


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
        ("most-serious-violence", "5A", True), ("most-serious-violence", "8G", False),
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


CATALOGUE = Path(__file__).parents[3] / "src/wardmote/measuring/catalogue/measures"


def refused(folder: Path, said: str, file: str = "robbery.toml") -> Refusal:
    """What is said of a folder that holds this one measure."""
    (folder / file).write_text(said, "utf-8")
    with pytest.raises(Refusal) as refusal:
        read_measures(folder)
    return refusal.value


SHARE = 'form = "share"\nagainst = "answers"\n'


@pytest.mark.parametrize(
    ("measure", "old", "new", "key", "says"),
    [
        # one field
        ("robbery", 'form = "rate"', 'form = "ratio"', "form", "Use one of: rate, share,"),
        ("robbery", 'polarity = "lower"', 'polarity = "red"', "polarity", "lower, higher, contextual"),
        ("robbery", "per = 1000", 'per = "many"', "per", "Give a number."),
        ("robbery", "per = 1000", "per = nan", "per", "no number to count per"),
        ("robbery", "per = 1000", "per = inf", "per", "no number to count per"),
        ("robbery", "decimals = 2", "decimals = 7", "decimals", "Give 0 to 6."),
        ("robbery", "decimals = 2", "decimals = -1", "decimals", "Give 0 to 6."),
        ("robbery", 'name = "Robbery"\n', "", "name", "Something is missing."),
        ("robbery", 'name = "Robbery"', 'name = ""', "name", "Something is missing."),
        ("robbery", 'name = "Robbery"', 'name = " "', "name", "Something is missing."),
        ("robbery", 'name = "Robbery"', 'name = "Robbery"\nnickname = "x"', "nickname", "no such key"),
        ("robbery", 'author = "the Wardmote project"', 'author = ""', "author", "Something is missing."),
        ("robbery", '"not yet checked by a second person"', '""', "checker", "Something is missing."),
        ("robbery", 'basis = "professional knowledge, to be checked"', 'basis = ""', "basis", "missing"),
        ("robbery", '["Few', '["", "Few', "misleads", "Something is missing."),
        ("robbery", '["district", "csp", "force", "ward"]', "[]", "areas", "Give at least one."),
        ("robbery", '"ward"]', '"parish"]', "areas", "Use one of: oa, lsoa, msoa, ward, district, csp,"),
        ("robbery", "review = 2027-03-31", 'review = "soon"', "review", "Give a date"),
        ("robbery", "review = 2027-03-31", "review = 2026-10-31", "review", "That day is past."),
        ("robbery", "review = 2027-03-31", "review = 2027-02-30", "", "review = 2027-02-30"),
        ("robbery", 'partner = ["robbery"]', 'partner = ["mugging"]', "basket.partner", "Use one of: anti"),
        ("robbery", 'partner = ["robbery"]', "partner = []", "basket.partner", "Give at least one."),
        ("robbery", 'ho-2008-09 = ["robbery"]', 'ho-1066 = ["robbery"]', "basket", "ho-2008-09, partner"),
        ("robbery", 'survey = "A survey asks people; this counts offences the police recorded."',
         'survey = ""', "not_available.survey", "Something is missing."),
        ("robbery", 'author = "', 'caveats = ["nothing"]\nauthor = "', "caveats", "Use one of:"),
        ("robbery", 'author = "', "areas = ", "", "Mend it in a text editor."),
        ("robbery", 'author = "', 'name = "Mugging"\nauthor = "', "", "The same key stands twice."),
        # several together
        ("robbery", "per = 1000\n", "", "per", "Give per = 1000."),
        ("robbery", "per = 1000\n", "per = 10000\n", "per", "not the number that the unit names"),
        ("robbery", "per 1,000 residents", "", "unit", "does not say what it is counted per"),
        ("robbery", "per 1,000 residents", "per 1,000 households", "unit", "something else"),
        ("robbery", "Residents, mid-year estimate", "Households", "denominator", 'against = "population"'),
        ("robbery", '"population"', '"households"', "denominator", 'against = "households"'),
        ("robbery", 'against = "population"\n', "", "against", "Use one of: population, households,"),
        ("robbery", '"population"', '"population"\nalso_against = ["population"]', "also_against", "already"),
        ("robbery", "decimals = 2", "starts = 2009-04-01\nends = 2009-03-31", "ends", "before it starts"),
        ("robbery", "not yet checked by a second person", "The Wardmote project", "checker", "second person"),
        ("robbery", 'author = "', 'beside = ["robbery"]\nauthor = "', "beside", "beside itself"),
        ("robbery", 'author = "', 'beside = ["nothing"]\nauthor = "', "beside", "Use one of: robbery."),
        ("robbery", '"ward"]', '"ward", "csp"]', "areas", "found: csp"),
        ("robbery", 'partner = ["robbery"]', 'partner = ["robbery", "robbery"]', "basket.partner", "twice"),
        ("robbery", 'partner = ["robbery"]', 'partner = ["burglary", "burglary-dwelling"]',
         "basket.partner", "burglary-dwelling within burglary"),
        ("robbery", 'police-uk = ["robbery"]', 'police-uk = ["burglary-dwelling"]', "basket.police-uk",
         "Use one of: anti-social-behaviour, bicycle-theft"),
        ("robbery", 'ho-2007-08 = ["robbery"]', 'ho-2007-08 = ["assault-less-serious-injury"]',
         "basket.ho-2007-08", "The source has no such class."),
        ("robbery", 'police-uk = ["robbery"]\n', "", "basket.police-uk", "do not agree"),
        ("robbery", 'survey = "A', 'counts = "x"\nsurvey = "A', "not_available.counts", "found: both"),
        ("robbery", '"incidents", "counts", ', '"incidents", ', "not_available.counts", "found: neither"),
        ("robbery", 'author = "', 'question = "safe-day"\nauthor = "', "question", "no other measure does"),
        ("robbery", '"population"', '"cohort"', "fed_by", "a rate over residents or households"),
        ("drug-use-or-dealing", '"answers"', '"cohort"', "fed_by", "only a share of its answers"),
        ("drug-use-or-dealing", SHARE, f"{SHARE}per = 100\n", "per", "Leave per out"),
        ("drug-use-or-dealing", "% of adults", "adults", "unit", "Begin the unit with %"),
        ("drug-use-or-dealing", 'question = "place-survey-drug-use"\n', "", "question", "found: nothing"),
        ("drug-use-or-dealing", "place-survey-drug-use", "Drug use?", "question", "small letters"),
        ("drug-users-in-treatment", 'form = "number"', 'form = "number"\nagainst = "cohort"',
         "against", "Leave against out"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_by_file_and_key(
    tmp_path: Path, measure: str, old: str, new: str, key: str, says: str
) -> None:
    good = (CATALOGUE / f"{measure}.toml").read_text("utf-8")
    assert old in good
    found = refused(tmp_path, good.replace(old, new, 1), f"{measure}.toml")
    assert found.where == ", ".join(filter(None, (f"measures/{measure}.toml", key)))
    assert says in str(found)
    assert found.found
    assert found.todo


@pytest.mark.parametrize("file", ["Robbery.toml", "rob_bery.toml", "robbery-.toml", "my robbery.TOML"])
def test_a_file_is_named_in_small_letters_digits_and_hyphens(tmp_path: Path, file: str) -> None:
    found = refused(tmp_path, (CATALOGUE / "robbery.toml").read_text("utf-8"), file)
    assert found.where == f"measures/{file}"
    assert "small letters, digits and hyphens" in found.what


@pytest.mark.parametrize(
    ("key", "mine"), [("id", 'id = "I-05"'), ("national", 'national = "NI 99"'), ("name", 'name = "robbery"')]
)
def test_two_measures_have_no_id_national_indicator_or_name_in_common(
    tmp_path: Path, key: str, mine: str
) -> None:
    good = (CATALOGUE / "robbery.toml").read_text("utf-8").replace('name = "Robbery"\n', "")
    good = good.replace('id = "I-05"\n', "")
    rest = {"id": 'id = "I-05"', "national": 'national = "NI 99"', "name": 'name = "Robbery"'}
    (tmp_path / "a.toml").write_text("\n".join([*rest.values(), good]), "utf-8")
    other = {"id": "", "national": "", "name": 'name = "Mugging"'} | {key: mine}
    found = refused(tmp_path, "\n".join([*other.values(), good]), "b.toml")
    assert found.where == f"measures/b.toml, {key}"
    assert "as a.toml" in found.found


def test_every_fault_of_a_file_is_told_at_once_with_what_to_do(tmp_path: Path) -> None:
    good = (CATALOGUE / "robbery.toml").read_text("utf-8")
    wrong = good.replace('"counts"\nbasis', '"hand"\nbasis').replace('"rate"', '"ratio"')
    told = str(refused(tmp_path, wrong))
    assert "where: measures/robbery.toml, form" in told
    assert "Also wrong: by_hand (found hand): That word is not known. Use one of: counts, published." in told
    wrong = good.replace("per = 1000", "per = 10").replace("Residents", "Cars").replace('"ward"]', '"csp"]')
    told = str(refused(tmp_path, wrong))
    assert "measures/robbery.toml, denominator" in told
    assert "Also wrong: per (found 10): It is not the number that the unit names." in told
    assert "Also wrong: areas (found csp): The same stands twice. Take one out." in told


def test_the_how_to_shows_a_file_that_is_welcome_beside_the_others(tmp_path: Path) -> None:
    text = (CATALOGUE.parents[4] / "docs/how-to/add-a-measure.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    for path in CATALOGUE.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "shoplifting.toml").write_text(example, "utf-8")
    assert read_measures(tmp_path)["shoplifting"].per == 1000


def test_a_measure_of_ones_own_with_a_number_after_the_plans_is_welcome(tmp_path: Path) -> None:
    """The plan's twenty are told by their ids: I-20 is a partnership's own."""
    good = (CATALOGUE / "robbery.toml").read_text("utf-8").replace('"I-05"', '"I-20"')
    (tmp_path / "robbery-of-shops.toml").write_text(good, "utf-8")
    assert [item.id for item in read_measures(tmp_path).values()] == ["I-20"]
