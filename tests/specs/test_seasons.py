"""Months, windows of the year and school holidays: domain notes 3.7 and 3.8."""

import pytest

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.seasons import (
    daily_rate_ratio,
    day_adjusted_index,
    monthly_index,
    window_ratio,
)
from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.catalogue.refusals import Refusal

# January to December: 96 in the year, 8 in the mean month, 14 in December.
YEAR = (8, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 14)


def years(*which: int) -> dict[int, int]:
    return {month_index(year, month + 1): n for year in which for month, n in enumerate(YEAR)}


def test_a_december_of_14_against_a_mean_month_of_8() -> None:
    index = monthly_index(years(2005, 2006, 2007))
    assert index.indices[12] == pytest.approx(175.0)
    assert index.years[12] == ((2005, 175.0), (2006, 175.0), (2007, 175.0))
    assert index.caveats == ()


def test_a_december_of_14_allowing_for_its_31_days() -> None:
    index = day_adjusted_index(years(2007))
    assert index.indices[month_index(2007, 12)] == pytest.approx(171.7, abs=0.05)
    assert index.caveats == ("one_year",)


def test_each_year_keeps_its_own_dot() -> None:
    uneven = years(2006, 2007) | {month_index(2007, 12): 0}
    dots = dict(monthly_index(uneven).years[12])
    assert dots[2006] > 100
    assert dots[2007] == 0


def test_84_damages_in_the_14_days_around_bonfire_night() -> None:
    bonfire = window_ratio(84, 14, 1200)
    assert bonfire.expected == pytest.approx(46.03, abs=5e-3)
    assert bonfire.value == pytest.approx(1.825, abs=5e-4)
    assert bonfire.interval == pytest.approx((1.456, 2.260), abs=5e-4)


def test_the_window_left_out_of_its_own_baseline() -> None:
    alone = window_ratio(84, 14, 1200, exclude_window=True)
    assert alone.expected == pytest.approx(44.51, abs=5e-3)
    assert alone.value == pytest.approx(1.887, abs=5e-4)
    assert alone.interval is not None
    assert alone.interval[0] < 1.887 < alone.interval[1]


def test_390_in_91_holiday_days_810_in_274_term_days() -> None:
    holidays = daily_rate_ratio(390, 91, 810, 274)
    assert (holidays.daily, holidays.daily_other) == pytest.approx((4.286, 2.956), abs=5e-4)
    assert holidays.value == pytest.approx(1.450, abs=5e-4)
    assert holidays.interval == pytest.approx((1.285, 1.636), abs=5e-4)


@pytest.mark.parametrize(
    "result",
    [
        daily_rate_ratio(5, 0, 5, 10),
        daily_rate_ratio(5, 10, 0, 10),
        window_ratio(0, 14, 0),
        window_ratio(9, 14, 9, exclude_window=True),
        day_adjusted_index({}),
        monthly_index({24_000: 0}),
    ],
)
def test_nothing_counted_is_undefined(result: object) -> None:
    assert (result.status, result.value) == (Status.UNDEFINED, None)  # type: ignore[attr-defined]


def test_no_rows_in_a_window_is_a_finding() -> None:
    none = daily_rate_ratio(0, 10, 100, 355)
    assert (none.status, none.value) == (Status.OK, 0.0)


def test_a_window_longer_than_its_year_is_refused() -> None:
    with pytest.raises(Refusal):
        window_ratio(5, 366, 10)
