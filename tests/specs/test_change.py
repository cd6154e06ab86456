"""Two periods compared: domain notes 3.5 and product notes 2, on paper; the pairs are in test_two_periods."""

import pytest

from wardmote.measuring.analysis.change import (
    CLEAR_RISE,
    NO_CLEAR_CHANGE,
    TOO_FEW,
    Stretch,
    compare,
    compare_counts,
    judge_together,
)
from wardmote.measuring.analysis.result import Status

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


def test_months_that_jump_about_need_a_larger_change():
    quiet = compare(Stretch((50,) * 12, MONTHS), Stretch((62,) * 12, MONTHS), paired=False)
    jumpy_before = Stretch((10, 90) * 6, MONTHS)
    jumpy_now = Stretch((14, 110) * 6, MONTHS)
    jumpy = compare(jumpy_before, jumpy_now, paired=False)
    assert quiet.words == CLEAR_RISE
    assert jumpy.words == NO_CLEAR_CHANGE
    assert "overdispersed" in jumpy.caveats


def test_pairing_like_months_takes_the_season_out():
    before, now = Stretch((10, 90) * 6, MONTHS), Stretch((14, 126) * 6, MONTHS)
    assert compare(before, now, paired=True).words == CLEAR_RISE
    assert compare(before, now, paired=False).words == NO_CLEAR_CHANGE


def test_three_months_cannot_show_their_own_variation_and_say_so():
    result = compare(Stretch((31, 30, 31), (31, 30, 31)), Stretch((32, 56, 106), (31, 30, 31)), paired=True)
    assert "no_dispersion" in result.caveats


def test_one_small_p_among_many_is_not_clear():
    alone = compare_counts(300, 355)
    assert alone.words == CLEAR_RISE
    together = judge_together([alone, *(compare_counts(300, 301 + i) for i in range(14))])
    assert together[0].words == NO_CLEAR_CHANGE
    assert together[0].interval == alone.interval
