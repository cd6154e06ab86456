"""More than its share: domain notes 3.24."""

import numpy as np
import pytest

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.specialisation import location_quotient, share_contrast
from wardmote.measuring.catalogue.refusals import Refusal


def test_60_of_200_in_the_leisure_park_300_of_5000_in_town() -> None:
    alcohol = location_quotient(60, 200, 300, 5000)
    assert alcohol.value == pytest.approx(5.0)
    assert alcohol.interval is not None
    assert alcohol.interval[0] > 3
    assert alcohol.p < 1e-20


@pytest.mark.parametrize("counts", [(19, 200, 300, 5000), (20, 200, 300, 5000)])
def test_at_least_20_in_each_count(counts: tuple[int, int, int, int]) -> None:
    assert (location_quotient(*counts).status == Status.OK) == (counts[0] >= 20)


def test_the_interval_of_a_nested_quotient_holds_the_truth_as_often_as_it_says() -> None:
    """The area is 30 % of the town: taking the two shares for independent would be too wide."""
    chance = np.random.default_rng(7)
    here, town = 600, 2000
    true = 0.3 / ((0.3 * here + 0.15 * (town - here)) / town)
    holds = 0
    for _ in range(800):
        a, rest = int(chance.binomial(here, 0.3)), int(chance.binomial(town - here, 0.15))
        low, high = location_quotient(a, here, a + rest, town).interval or (0.0, 0.0)
        holds += low <= true <= high
    assert holds / 800 == pytest.approx(0.95, abs=0.02)


def test_two_sets_of_rows_by_hand() -> None:
    """Ratio 2, variance of its logarithm 1/50 - 1/100 + 1/25 - 1/100 = 0.04."""
    twice = share_contrast(50, 100, 25, 100)
    assert twice.value == 2.0
    assert twice.interval == pytest.approx((2 / np.exp(0.392), 2 * np.exp(0.392)), rel=1e-4)
    assert twice.p < 0.001


@pytest.mark.parametrize("counts", [(0, 100, 5, 100), (5, 100, 0, 100), (0, 0, 5, 100), (0, 100, 0, 100)])
def test_no_ratio_without_both_shares(counts: tuple[int, int, int, int]) -> None:
    none = share_contrast(*counts)
    assert (none.status, none.value, none.interval) == (Status.UNDEFINED, None, None)
    assert 0 < none.p <= 1


def test_a_part_larger_than_its_whole_is_refused() -> None:
    with pytest.raises(Refusal):
        share_contrast(11, 10, 1, 10)
    with pytest.raises(Refusal):
        location_quotient(60, 200, 50, 5000)
