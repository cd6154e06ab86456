"""What may be asked of which rows: tables of values and reasons."""

import pytest

from wardmote.knowing.asking.rules import (
    why_not_compare,
    why_not_count,
    why_not_here,
    why_not_show_months,
    why_not_then,
)
from wardmote.measuring.catalogue.periods import Period, parse_period

HELD = frozenset(parse_period("2020-01:2021-12").months)


def of(code: str) -> Period:
    return parse_period(code)


@pytest.mark.parametrize(
    ("period", "against", "reason"),
    [
        ("2021-01:2021-12", "2020-01:2020-12", None),
        ("2021-01:2021-12", "2020-12:2021-01", "overlap"),
        ("2021-01:2021-12", "2019-01:2019-12", "not loaded whole"),
        ("2021-06:2022-01", "2020-06:2021-01", "June 2021 to January 2022 is not loaded whole"),
        ("2021-01-05:2021-12-31", "2020-01:2020-12", "whole months"),
    ],
)
def test_periods_that_may_be_compared(period: str, against: str, reason: str | None) -> None:
    found = why_not_compare(of(period), of(against), HELD)
    assert found is None if reason is None else reason in (found or "")


@pytest.mark.parametrize(
    ("precision", "kind", "months", "may"),
    [
        ("snapped", "lsoa", 12, True),
        ("snapped", "lsoa", 11, False),
        ("snapped", "ward", 1, True),
        ("exact", "lsoa", 1, True),
        ("area", "msoa", 1, True),
    ],
)
def test_small_areas_of_anonymous_points_need_twelve_months(
    precision: str, kind: str, months: int, may: bool
) -> None:
    assert (why_not_count(precision, kind, months) is None) is may


def test_months_of_small_areas_of_anonymous_points_are_never_shown() -> None:
    assert why_not_show_months("snapped", "lsoa")
    assert why_not_show_months("snapped", "district") is None
    assert why_not_show_months("exact", "lsoa") is None


def test_only_places_inside_the_partnership_are_asked_about() -> None:
    assert why_not_here("ward:2013:A", {"ward:2013:A"}, "Holmbridge") is None
    assert "not part of Holmbridge" in str(why_not_here("ward:2013:B", {"ward:2013:A"}, "Holmbridge"))


def test_a_period_needs_a_month_that_is_held() -> None:
    assert why_not_then(of("2021-12:2022-05"), HELD) is None
    assert why_not_then(of("2022-01:2022-05"), HELD)
