"""Many questions at once: the procedures as their papers state them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.multiplicity import benjamini_hochberg, holm
from wardmote.measuring.catalogue.refusals import Refusal

# The 15 p-values of Benjamini and Hochberg 1995, where 4 are rejected at 5 % (and 3 by Bonferroni's kin).
PAPER = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_the_papers_own_example() -> None:
    assert sum(p <= 0.05 for p in benjamini_hochberg(PAPER)) == 4
    assert sum(p <= 0.05 for p in holm(PAPER)) == 3


ps = st.lists(st.floats(0, 1), max_size=12)
level = st.floats(0.001, 0.999)


@given(ps, level)
def test_holm_rejects_what_its_steps_reject(values: list[float], alpha: float) -> None:
    m = len(values)
    rejected: set[int] = set()
    for step, i in enumerate(sorted(range(m), key=lambda i: values[i])):
        if values[i] * (m - step) > alpha:
            break
        rejected.add(i)
    assert {i for i, p in enumerate(holm(values)) if p <= alpha} == rejected


@given(ps, level)
def test_false_discovery_control_rejects_what_its_steps_reject(values: list[float], alpha: float) -> None:
    m = len(values)
    ordered = sorted(values)
    passing = [p for k, p in enumerate(ordered, 1) if p * m / k <= alpha]
    limit = max(passing, default=-1.0)
    expected = {i for i, p in enumerate(values) if p <= limit}
    assert {i for i, p in enumerate(benjamini_hochberg(values)) if p <= alpha} == expected


def test_none_asked_none_answered_and_nonsense_is_refused() -> None:
    assert holm([]) == benjamini_hochberg([]) == ()
    for wrong in ([1.2], [float("nan")]):
        with pytest.raises(Refusal):
            holm(wrong)
