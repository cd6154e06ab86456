"""Do hotspots stay or move: the worked value of domain notes 3.12, and towns whose answer is known."""

from math import comb

import numpy as np
import pytest

from wardmote.measuring.analysis.persistence import month_to_month, moving, overlap, top_cells
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


def test_three_of_ten_shared_is_little_and_far_above_chance() -> None:
    found = overlap(range(10), range(7, 17), universe=200)
    assert (found.shared, found.expected) == (3, 0.5)
    assert found.value == pytest.approx(0.176, abs=5e-4)
    assert found.p == pytest.approx(0.0091, abs=5e-5)


@pytest.mark.parametrize(
    ("before", "now", "value", "p"), [((1, 2), (1, 2), 1.0, 1 / comb(6, 2)), ((1, 2), (3, 4), 0.0, 1.0)]
)
def test_the_same_and_wholly_other_sets(
    before: tuple[int, ...], now: tuple[int, ...], value: float, p: float
) -> None:
    found = overlap(before, now, universe=6)
    assert found.value == value
    assert found.p == pytest.approx(p)


def test_a_period_without_worst_cells_has_no_overlap() -> None:
    assert overlap([], [1], universe=5).status == Status.UNDEFINED
    with pytest.raises(Refusal):
        overlap([1, 2], [3], universe=2)


def test_a_run_of_months_multiplies_the_chances() -> None:
    """Two pairs, each sharing one of one out of ten cells: chance 1/10 each, both 1/100."""
    run = month_to_month([{"a"}, {"a"}, {"a"}], universe=10)
    assert (run.value, run.shared, run.n) == (1.0, 2, 2)
    assert [run.expected, run.p] == pytest.approx([0.2, 0.01])


def test_the_core_is_there_three_months_of_four() -> None:
    run = month_to_month([{"a", "b"}, {"a", "b"}, {"a", "c"}, {"d", "b"}], universe=50)
    assert run.core == ("a", "b")
    assert run.jaccard == pytest.approx((1.0, 1 / 3, 0.0))


def test_two_months_are_no_run() -> None:
    run = month_to_month([{1}, {1}], universe=5)
    assert (run.status, run.value, run.core) == (Status.INSUFFICIENT, None, ())


def test_empty_cells_are_never_among_the_worst() -> None:
    assert top_cells([0, 3, 0, 1], 3) == {1, 3}
    assert top_cells([0, 0], 1) == frozenset()


CELLS, MONTHS, MOST = 200, 12, 10


def known_town(kind: str, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """A year of counts: ten cells of high risk that stay, ten others each month, or none at all."""
    rng = np.random.default_rng(seed)
    risk = np.full((MONTHS, CELLS), 1.0)
    for month in range(MONTHS):
        at = range(MOST) if kind == "stay" else rng.choice(CELLS, MOST, replace=False)
        if kind != "no more than chance":
            risk[month, at] = 15.0
    return rng.poisson(risk)


@pytest.mark.parametrize("kind", ["stay", "move", "no more than chance"])
def test_towns_of_known_kind_are_told_apart(kind: str) -> None:
    words = [moving(known_town(kind, seed), most=MOST).words for seed in range(10)]
    assert words.count(kind) >= 8


def test_constant_risk_with_few_events_is_not_called_moving() -> None:
    """Ranks of small counts trade places by chance; that alone is no movement."""
    rng = np.random.default_rng(5)
    risk = rng.gamma(0.5, 1.0, CELLS)
    words = [moving(rng.poisson(risk, (MONTHS, CELLS)), most=MOST, seed=i).words for i in range(40)]
    assert words.count("move") <= 5  # 2 expected at one in twenty; more than 5 is one chance in seventy


def test_a_few_events_cannot_say() -> None:
    few = moving(np.ones((12, 19), int), most=5)
    assert (few.status, few.words, few.value) == (Status.INSUFFICIENT, "cannot say", None)
    assert moving(np.full((2, 50), 9), most=5).words == "cannot say"
