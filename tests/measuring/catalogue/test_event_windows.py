"""The calendar: windows that cross the year's end, bank holidays as they were kept, national disruptions."""

from datetime import date

import pytest

from wardmote.measuring.catalogue.event_windows import disruptions, known_of, overlapping, windows
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal


def test_christmas_crosses_the_year_and_belongs_to_the_year_it_starts_in() -> None:
    christmas = {w.year: w for w in windows("event") if w.key == "christmas-new-year"}
    assert (christmas[2006].start, christmas[2006].end) == (date(2006, 12, 15), date(2007, 1, 4))
    assert christmas[2006].days == 21


def test_bonfire_time_is_two_weeks_and_two_days() -> None:
    bonfire = next(w for w in windows("event") if w.key == "halloween-bonfire" and w.year == 2007)
    assert (bonfire.start, bonfire.end, bonfire.days) == (date(2007, 10, 24), date(2007, 11, 8), 16)


# As published for England at the time.
BANK_HOLIDAYS = [
    ("good-friday", date(2007, 4, 6)),
    ("easter-monday", date(2006, 4, 17)),
    ("early-may", date(2020, 5, 8)),
    ("spring", date(2012, 6, 4)),
    ("spring", date(2022, 6, 2)),
    ("late-summer", date(2007, 8, 27)),
    ("christmas-day", date(2010, 12, 27)),
    ("boxing-day", date(2015, 12, 28)),
    ("new-years-day", date(2011, 1, 3)),
    ("national-day", date(2022, 9, 19)),
]


@pytest.mark.parametrize(("key", "day"), BANK_HOLIDAYS)
def test_bank_holidays_stand_on_the_day_they_were_kept(key: str, day: date) -> None:
    assert any(w.key == key and w.start == w.end == day for w in windows("bank-holiday"))


def test_a_year_has_eight_bank_holidays_and_about_thirteen_weeks_of_school_holiday() -> None:
    year = parse_period("2007-01:2007-12")
    assert sum(w.kind == "bank-holiday" for w in overlapping(year, "England")) == 8
    held = {
        day
        for w in windows("school-holiday")
        for day in (date.fromordinal(n) for n in range(w.start.toordinal(), w.end.toordinal() + 1))
        if day.year == 2007
    }
    assert 85 <= len(held) <= 110
    assert all("approximate" in w.label for w in windows("school-holiday"))


def test_lockdowns_are_named_for_the_time_they_touch_and_no_other() -> None:
    assert disruptions(parse_period("2007-01:2007-12"), "England") == ()
    keys = {w.key for w in disruptions(parse_period("2021-01:2021-12"), "England")}
    assert keys == {"covid-restrictions-2020", "covid-lockdown-3", "covid-restrictions-2021"}
    assert disruptions(parse_period("2021-07-19:2021-12-31"), "England") == ()


def test_restrictions_are_those_of_the_country_and_none_where_it_is_not_known() -> None:
    november = parse_period("2020-10-23:2020-11-04")
    assert [w.label for w in disruptions(november, "Wales")] == ["the firebreak lockdown"]
    assert [w.label for w in disruptions(november, "England")] == ["national restrictions"]
    assert not {w for country in ("Scotland", "") for w in disruptions(november, country)}
    every = {country for w in windows("disruption") for country in w.countries}
    assert every == {"England", "Wales"}


# As the Welsh Government announced them: the firebreak from 6 pm on 23 October to the start of 9 November,
# alert level 4 from 20 December, "stay local" from 13 March, level zero on 7 August 2021 and again, after the
# level 2 of Boxing Day, on 28 January 2022.
@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2020-03-22", None),
        ("2020-03-23", "the first national lockdown"),
        ("2020-07-06", "national restrictions"),
        ("2020-10-23", "the firebreak lockdown"),
        ("2020-11-09", "national restrictions"),
        ("2020-12-20", "the winter lockdown"),
        ("2021-03-12", "the winter lockdown"),
        ("2021-03-13", "national restrictions"),
        ("2021-08-06", "national restrictions"),
        ("2021-08-07", None),
        ("2021-12-26", "national restrictions"),
        ("2022-01-27", "national restrictions"),
        ("2022-01-28", None),
    ],
)
def test_the_days_of_wales_are_as_its_government_announced_them(day: str, label: str | None) -> None:
    found = disruptions(parse_period(f"{day}:{day}"), "Wales")
    assert [w.label for w in found] == ([label] if label else [])


@pytest.mark.parametrize(
    ("country", "kinds"),
    [
        ("England", {"event", "school-holiday", "bank-holiday"}),
        ("Wales", {"event", "bank-holiday"}),
        ("", {"event"}),
    ],
)
def test_holidays_are_those_of_the_country(country: str, kinds: set[str]) -> None:
    year = overlapping(parse_period("2019-01:2019-12"), country)
    assert {w.kind for w in year} == kinds
    assert ("halloween-bonfire" in {w.key for w in year}) is bool(country)
    assert known_of("school-holiday", country) is (country == "England")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refusal):
        windows("football")
