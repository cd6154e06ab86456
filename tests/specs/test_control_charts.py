"""Control charts: the worked values of domain notes 3.18, and each signal by itself."""

from collections.abc import Callable

import pytest

from wardmote.measuring.analysis.control_charts import ControlChart, c_chart, xmr
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal

SERIES = [42, 38, 45, 40, 36, 44, 41, 39, 43, 37, 46, 41]


def test_limits_from_moving_ranges() -> None:
    chart = xmr(SERIES)
    assert chart.value == pytest.approx(41.0)
    assert chart.moving_range == pytest.approx(57 / 11)
    assert chart.interval == pytest.approx((27.22, 54.78), abs=5e-3)
    assert chart.moving_range_limit == pytest.approx(16.93, abs=5e-3)
    assert chart.signals == ()


def test_limits_for_counts() -> None:
    chart = c_chart(SERIES)
    assert chart.interval == pytest.approx((21.79, 60.21), abs=5e-3)
    assert c_chart([1, 0] * 6).interval == pytest.approx((0.0, 0.5 + 3 * 0.5**0.5))


# what follows the frozen baseline of twelve (mean 41, limits 27.22 to 54.78); the signals it gives
FOLLOWING = {
    "outside above": ([54, 55], [(13, "outside")]),
    "outside below": ([28, 27], [(13, "outside")]),
    "eighth above": ([42, 43] * 4, [(19, "one side")]),
    "seventh above": ([42, 43, 42, 43, 42, 43, 42], []),
    "eighth below": ([40, 39] * 4, [(19, "one side")]),
    "on the mean is on no side": ([42, 43, 42, 43, 41, 42, 43, 42, 43], []),
    "sixth rising": ([36, 38, 40, 42, 44, 46], [(17, "rising")]),
    "fifth rising": ([36, 38, 40, 42, 44], []),
    "sixth falling": ([46, 44, 42, 40, 38, 36], [(17, "falling")]),
    "a level step breaks a rise": ([36, 38, 40, 40, 42, 44], []),
}


@pytest.mark.parametrize("case", FOLLOWING.values(), ids=FOLLOWING)
def test_signals(case: tuple[list[int], list[tuple[int, str]]]) -> None:
    after, signals = case
    assert list(xmr(SERIES + after, baseline=12).signals) == signals


@pytest.mark.parametrize("chart", [xmr, c_chart])
def test_a_shift_does_not_move_frozen_limits(chart: Callable[..., ControlChart]) -> None:
    frozen = chart([*SERIES, *[60] * 6], baseline=12)
    assert frozen.interval == chart(SERIES).interval


def test_fewer_than_twelve_points_set_no_limits() -> None:
    few = xmr(SERIES[:11])
    assert (few.status, few.value, few.interval, few.signals) == (Status.INSUFFICIENT, None, None, ())
    assert xmr([]).status == Status.INSUFFICIENT


def test_missing_points_and_impossible_baselines_are_refused() -> None:
    with pytest.raises(Refusal):
        xmr([*SERIES, float("nan")])
    with pytest.raises(Refusal):
        xmr(SERIES, baseline=13)
    with pytest.raises(Refusal):
        c_chart([-1, *SERIES])
