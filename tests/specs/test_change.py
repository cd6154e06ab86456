"""Two periods compared: domain notes 3.5 and product notes 2, on paper; the pairs are in test_two_periods."""

import numpy as np
import pytest

from wardmote.measuring.analysis.change import (
    CLEAR_RISE,
    NO_CLEAR_CHANGE,
    TOO_FEW,
    TOO_FEW_MONTHS,
    Comparison,
    compare_classes,
    compare_counts,
)
from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.analysis.result import Status

JANUARY = 24240
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def test_a_fall_of_22_7_per_cent_is_clear_from_about_133_offences():
    assert compare_counts(110, 85).clear_from == 133


def test_the_same_days_matter_when_periods_differ_in_length():
    assert compare_counts(100, 50, ratio_of_time=0.5).value == pytest.approx(1.0)


@pytest.mark.parametrize(("before", "now"), [(0, 0), (0, 3), (9, 4), (0, 40), (8, 11)])
def test_few_rows_or_none_before_say_so_and_never_raise(before, now):
    result = compare_counts(before, now)
    assert result.words == TOO_FEW
    assert result.status in (Status.INSUFFICIENT, Status.UNDEFINED)
    assert result.reason


def test_a_change_under_five_per_cent_is_never_clear_however_large_the_counts():
    result = compare_counts(1_000_000, 960_000)
    assert result.interval[1] < 1
    assert result.words == NO_CLEAR_CHANGE


def held(*classes: list[int], months: int, length: int, paired: bool = False) -> HeldMonths:
    """The last ``length`` of ``months`` held against those before them, or the same of the year before."""
    span = tuple(range(JANUARY, JANUARY + months))
    now = frozenset(span[-length:])
    before = frozenset(month - (12 if paired else length) for month in now)
    return HeldMonths(np.array(classes, float), span, (MONTHS * 3)[:months], before, now, paired)


def judged(months: HeldMonths) -> tuple[Comparison, ...]:
    count = len(months.counts)
    return compare_classes(months, ["burglary"] * count, teach=[True] * count)


def test_months_that_jump_about_need_a_larger_change() -> None:
    quiet = judged(held([50, 48, 53] * 4 + [62, 64, 60] * 4, months=24, length=12))[0]
    jumpy = judged(held([10, 90] * 6 + [14, 110] * 6, months=24, length=12))[0]
    assert quiet.words == CLEAR_RISE
    assert jumpy.words == NO_CLEAR_CHANGE
    assert "overdispersed" in jumpy.caveats
    assert jumpy.dispersion > 5 > quiet.dispersion


def test_pairing_like_months_takes_the_season_out() -> None:
    season = [10, 90] * 6 + [14, 126] * 6
    assert judged(held(season, months=24, length=12, paired=True))[0].words == CLEAR_RISE
    assert judged(held(season, months=24, length=12))[0].words == NO_CLEAR_CHANGE


def test_what_varies_is_learned_from_months_that_are_not_compared() -> None:
    """Three months against three: the same rise of 40 %, after a steady and after a jumpy year and a half."""
    rise = [40, 42, 38, 56, 59, 53]
    steady = judged(held([39, 42, 40, 38, 41, 40] * 3 + rise, months=24, length=3))[0]
    jumpy = judged(held([15, 70, 30, 62, 18, 45] * 3 + rise, months=24, length=3))[0]
    assert steady.value == jumpy.value == pytest.approx(1.4 * 90 / 92, abs=0.1)
    assert steady.words == CLEAR_RISE
    assert jumpy.words == NO_CLEAR_CHANGE


def test_a_rise_in_months_that_drift_is_clear_but_not_out_of_the_ordinary() -> None:
    """Five hundred a month: levels that wander for three years, and levels that hold until one step."""
    wander = [500, 520, 560, 590, 570, 540, 520, 480, 450, 430, 440, 470, 500, 540, 560, 600, 590, 560]
    wander += [530, 500, 470, 450, 430, 440, 460, 450, 470, 480, 460, 480, 510, 520, 540, 550, 550, 540]
    steady = [500, 520, 480, 510, 495, 505] * 5 + [600, 620, 580, 610, 595, 605]
    drifting = judged(held(wander, months=36, length=6))[0]
    jumped = judged(held(steady, months=36, length=6))[0]
    assert (drifting.clear, drifting.out_of_ordinary) == (True, False)
    assert (jumped.clear, jumped.out_of_ordinary) == (True, True)


def test_fewer_than_twelve_months_are_too_few_months_to_say_with_the_counts() -> None:
    result = judged(held([31, 30, 31, 32, 56, 106], months=6, length=3))[0]
    assert result.words == TOO_FEW_MONTHS
    assert result.status == Status.INSUFFICIENT
    assert "6 months are held" in result.reason
    assert (result.count_against, result.count) == (92, 194)


def test_one_small_p_among_many_is_not_clear() -> None:
    rise, level = [25] * 12 + [30] * 12, [25, 24, 26] * 8
    alone = judged(held(rise, months=24, length=12))[0]
    assert alone.words == CLEAR_RISE
    together = judged(held(rise, *[level] * 14, months=24, length=12))[0]
    assert together.words == NO_CLEAR_CHANGE
    assert together.beyond_interval


def test_a_sure_change_under_five_per_cent_is_small_and_not_clear() -> None:
    result = judged(
        held([100_000, 100_300, 99_700] * 4 + [96_000, 96_300, 95_700] * 4, months=24, length=12)
    )[0]
    assert result.beyond_interval
    assert result.small
    assert result.words == NO_CLEAR_CHANGE
