"""How concentrated: domain notes 3.16."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.concentration import (
    concentration,
    generalised_gini,
    gini,
    top_share,
    units_holding,
)
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal

# counts, G, G'
WORKED = [
    ([40, 20, 10, 10, 8, 5, 4, 2, 1, 0], 0.554, 0.554),
    ([1] * 5 + [0] * 95, 0.95, 0.0),
    ([5] + [0] * 99, 0.99, 0.8),
]


@pytest.mark.parametrize(("counts", "plain", "generalised"), WORKED)
def test_gini_and_the_gini_that_allows_for_few_events(
    counts: list[int], plain: float, generalised: float
) -> None:
    assert gini(counts) == pytest.approx(plain, abs=5e-4)
    assert concentration(counts).value == pytest.approx(generalised, abs=5e-4)


def test_the_busiest_fifth_hold_three_fifths() -> None:
    ten = concentration(WORKED[0][0])
    assert (ten.top_fifth, ten.holding_half, ten.units) == (0.6, 2, 10)
    assert ten.lorenz[0] == (0.0, 0.0)
    assert ten.lorenz[-1] == (1.0, 1.0)


def test_three_of_78_shops_hold_55_per_cent() -> None:
    shops = [20, 18, 17] + [1] * 45 + [0] * 30
    assert units_holding(shops, 0.55) == 3
    assert top_share(shops, 0.04) == pytest.approx(0.55)


def test_nothing_to_concentrate() -> None:
    assert concentration([0, 0, 0]).status == Status.UNDEFINED
    assert concentration([7]).status == Status.UNDEFINED
    with pytest.raises(Refusal):
        gini([1, -1])


@given(st.lists(st.integers(0, 30), min_size=2, max_size=25))
def test_gini_is_the_mean_difference_of_all_pairs(counts: list[int]) -> None:
    if sum(counts):
        pairs = sum(abs(a - b) for a in counts for b in counts)
        assert gini(counts) == pytest.approx(pairs / (2 * len(counts) * sum(counts)), abs=1e-9)
        assert -1e-9 <= generalised_gini(counts) <= 1
