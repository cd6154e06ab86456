"""Readings: a measure from the evidence, by month, year to date and twelve months, or why it cannot be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.measures import NOT_AVAILABLE, SeriesBreak, measure
from wardmote.measuring.catalogue.periods import Period, month_index, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.figures.readings import Reading, feeds_for, readings
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner

CRIME = """
name = "crime"
kind = "incidents"
confirmed = true
provider = "Police"
title = "Crime records"
place = "Barchester"
[columns]
reference = "Ref"
from = "From"
code = "Code"
[scheme]
code = "{scheme}"
"""
PEOPLE = """
name = "people"
kind = "counts"
confirmed = true
title = "Counts"
place = "Barchester"
[columns]
month = "Month"
area = "Area"
class = "Type"
count = "N"
[areas]
kind = "msoa"
vintage = "2021"
prefix = "barchester"
[denominators]
population = "People"
"""
# robbery 34B twice a month, dwelling burglary 28 once, other burglary 30 once
CODES = ("34B", "34B", "28", "30")


def barchester(tmp_path: Path, *, codes: Sequence[str] = CODES, scheme: str = "ho-2007-08") -> Folder:
    """One record of each code in every month of 2007 and in January to March 2008; 20,000 people."""
    found = Folder(tmp_path / "data")
    found.mappings.mkdir(parents=True)
    (found.mappings / "crime.toml").write_text(CRIME.format(scheme=scheme), "utf-8")
    (found.mappings / "people.toml").write_text(PEOPLE, "utf-8")
    days = [f"2007-{month:02d}-05" for month in range(1, 13)] + [f"2008-{m:02d}-05" for m in (1, 2, 3)]
    lines = [f"{day}-{i},{day},{code}" for day in days for i, code in enumerate(codes)]
    rows = tmp_path / "crime.csv"
    rows.write_text("\n".join(["Ref,From,Code", *lines]) + "\n", "utf-8")
    people = tmp_path / "people.csv"
    people.write_text("Month,Area,Type,N,People\n2007-01,North,Robbery,2,20000\n", "utf-8")
    load_partner(found, rows, kind="incidents", mapping="crime", keep_good=False)
    load_partner(found, people, kind="counts", mapping="people", keep_good=False)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return barchester(tmp_path)


@pytest.fixture
def inquiry(folder: Folder) -> Inquiry:
    return open_inquiry(folder.root)


def read(inquiry: Inquiry, key: str, period: str, **params: object) -> Reading:
    area = str(inquiry.evidence.place("Barchester").id)
    found = inquiry.ask("reading", area, parse_period(period), None, measure=key, feed="crime", **params)
    assert isinstance(found.result, Reading)
    return found.result


@pytest.mark.parametrize(
    ("key", "scheme", "codes", "count", "value"),
    [
        # a month's records by code, how many of them a person counts, and those over 20,000 x 1,000
        ("robbery", "ho-2007-08", ("34A", "34B", "28"), 2, 0.1),
        ("domestic-burglary", "ho-2007-08", ("28", "29", "28", "30", "31", "126"), 3, 0.15),
        ("criminal-damage", "ho-2007-08", ("56", "57", "58C", "59", "28"), 4, 0.2),
    ],
)
def test_a_measure_counts_what_a_person_counts_by_hand(
    tmp_path: Path, key: str, scheme: str, codes: tuple[str, ...], count: int, value: float
) -> None:
    found = read(open_inquiry(barchester(tmp_path, codes=codes, scheme=scheme).root), key, "2007-01:2007-01")
    assert (found.n, found.value) == (count, pytest.approx(value))


def test_a_month_is_a_rate_with_both_counts_and_its_interval(inquiry: Inquiry) -> None:
    found = read(inquiry, "robbery", "2007-01:2007-12")
    assert (found.n, found.denominators[-1]) == (2, 20_000)
    assert found.value == pytest.approx(0.1)  # 2 in 20,000, per 1,000
    assert found.interval == pytest.approx((0.2422 / 20, 7.2247 / 20), abs=1e-4)  # exact Poisson limits of 2
    assert found.counts == (2,) * 12
    assert found.months[0] == "2007-01"


def test_a_year_to_date_begins_in_april_and_twelve_months_roll(inquiry: Inquiry) -> None:
    to_date = read(inquiry, "robbery", "2007-04:2008-03", stretch="year to date")
    assert to_date.numerators == tuple(range(2, 26, 2))
    calendar = read(inquiry, "robbery", "2007-01:2007-12", stretch="year to date", year_starts=1)
    assert calendar.numerators[-1] == 24
    rolling = read(inquiry, "robbery", "2007-11:2008-03", stretch="rolling 12 months")
    assert rolling.numerators == (None, 24, 24, 24, 24)
    assert rolling.value == pytest.approx(1.2)


def test_burglary_other_than_of_homes_never_changes_serious_acquisitive_crime(inquiry: Inquiry) -> None:
    found = read(inquiry, "serious-acquisitive-crime", "2007-01:2007-12")
    assert found.counts == (3,) * 12
    parts = dict(found.parts)
    assert (parts["robbery"], parts["burglary-dwelling"]) == ((2,) * 12, (1,) * 12)


def test_a_measure_without_its_codes_is_not_available_from_the_source(inquiry: Inquiry) -> None:
    found = read(inquiry, "assault-less-serious-injury", "2007-04:2008-03")  # NI 20 for 2007/08
    assert (found.status, found.value) == (Status.NOT_COMPARABLE, None)
    assert found.reason.startswith(NOT_AVAILABLE)


def test_before_its_first_day_a_measure_is_not_comparable(folder: Folder, tmp_path: Path) -> None:
    (folder.mappings / "crime.toml").write_text(CRIME.format(scheme="ho-2008-09"), "utf-8")
    found = read(open_inquiry(folder.root), "assault-less-serious-injury", "2007-04:2008-03")
    assert (found.status, found.value) == (Status.NOT_COMPARABLE, None)
    assert "April 2008" in found.reason


def test_a_stretch_across_a_break_has_no_value(inquiry: Inquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    edge = SeriesBreak(date(2008, 1, 1), "Another basket.")
    broken = replace(measure("robbery"), breaks=(edge,))
    monkeypatch.setattr("wardmote.measuring.figures.readings.measure", lambda key: broken)
    rolling = read(inquiry, "robbery", "2007-12:2008-03", stretch="rolling 12 months")
    assert rolling.numerators == (24, None, None, None)
    assert rolling.reason == "Not comparable: Another basket."
    assert rolling.breaks == (("2008-01", "Another basket."),)
    assert read(inquiry, "robbery", "2008-01:2008-03").numerators == (2, 2, 2)


def test_a_month_not_held_is_no_nought(inquiry: Inquiry) -> None:
    found = read(inquiry, "robbery", "2008-01:2008-05", stretch="year to date")
    assert (found.status, found.value, found.counts[-1]) == (Status.INSUFFICIENT, None, None)
    assert "months_missing" in found.caveats


def test_published_measures_and_wrong_questions(inquiry: Inquiry) -> None:
    found = read(inquiry, "alcohol-hospital-admissions", "2007-01:2007-12")
    assert found.reason.startswith(NOT_AVAILABLE)
    for wrong in ({"stretch": "week"}, {"against": "households"}):
        with pytest.raises(Refusal):
            read(inquiry, "robbery", "2007-01:2007-12", **wrong)


def test_all_measures_of_a_place_at_once(inquiry: Inquiry) -> None:
    area = str(inquiry.evidence.place("Barchester").id)
    year = Period.of_months(month_index(2007, 1), month_index(2007, 12))
    keys = ("robbery", "domestic-burglary")
    found = readings(inquiry, area, year, measures=keys, feeds=dict.fromkeys(keys, "crime"))
    assert [figure.result.n for figure in found.values()] == [2, 1]
    assert len({figure.hash for figure in found.values()}) == 2


def test_which_feeds_can_feed_a_measure(inquiry: Inquiry) -> None:
    area = str(inquiry.evidence.place("Barchester").id)
    said = feeds_for(inquiry, area, measure("robbery"))
    assert said["crime"] is None
    assert str(feeds_for(inquiry, area, measure("feel-safe-after-dark"))["crime"]).startswith(NOT_AVAILABLE)
