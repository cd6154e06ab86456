"""Priority scoring: the worked numbers of domain notes 3.23."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.scoring import Matter, scaled, score
from wardmote.measuring.catalogue.refusals import Refusal

WEIGHTS = {"volume": 0.4, "harm": 0.3, "trend": 0.3}


def given_by(person: str, *scores: float) -> dict[str, dict[str, float | None]]:
    return {person: dict(zip(WEIGHTS, scores, strict=True))}


A, B = Matter("A", given_by("one", 4, 2, 3)), Matter("B", given_by("one", 3, 3, 3))


def test_the_worked_example() -> None:
    found = score([B, A], WEIGHTS)
    assert [(m.key, m.score, m.rank) for m in found.matters] == [
        ("A", pytest.approx(3.1), 1),
        ("B", pytest.approx(3.0), 2),
    ]
    raised = scaled({**WEIGHTS, "harm": 0.36})
    assert list(raised.values()) == pytest.approx([0.3774, 0.3396, 0.2830], abs=5e-5)
    again = score([A, B], raised)
    assert [m.score for m in again.matters] == pytest.approx([3.04, 3.00], abs=5e-3)


def test_no_weight_moved_by_a_fifth_changes_the_worked_ranks() -> None:
    found = score([A, B], WEIGHTS)
    assert (found.value, [m for m in found.sensitivity if m.ranks]) == (0, [])
    assert found.words == "No rank changes when any one weight moves by 20%."


def test_a_rank_that_hangs_on_one_weight_is_named() -> None:
    # by hand: C(4,1) 0.5/0.5 = 2.5, D(1,4) = 2.5 share rank 1; harm up 20 %: .4545/.5455 -> 2.36 and 2.64
    c, d = (Matter(key, {"one": {"volume": v, "harm": h}}) for key, v, h in (("C", 4, 1), ("D", 1, 4)))
    found = score([c, d], {"volume": 0.5, "harm": 0.5})
    assert [m.rank for m in found.matters] == [1, 1]
    moves = {(m.criterion, m.by): m.ranks for m in found.sensitivity}
    assert moves["harm", 0.2] == (("C", 1, 2),)
    assert moves["volume", 0.2] == (("D", 1, 2),)
    assert "volume, harm" in found.words


def test_several_people_are_averaged_and_their_differences_named() -> None:
    both = Matter("A", {**given_by("one", 4, 2, 3), **given_by("two", 2, 3, 3)})
    found = score([both], WEIGHTS).matters[0]
    assert found.means == {"volume": 3, "harm": 2.5, "trend": 3}
    assert (found.people, found.apart) == (2, ("volume",))


def test_what_nobody_scored_has_no_rank_and_what_is_left_out_is_said() -> None:
    empty, part = Matter("E", {}), Matter("P", {"one": {"volume": 2, "harm": None}})
    found = {m.key: m for m in score([empty, part], WEIGHTS).matters}
    assert (found["E"].score, found["E"].rank) == (None, None)
    assert (found["P"].score, found["P"].left_out) == (2, ("harm", "trend"))
    assert score([empty], WEIGHTS).status == Status.INSUFFICIENT


@pytest.mark.parametrize(
    ("matters", "weights"),
    [
        ([A], {}),
        ([A], {**WEIGHTS, "harm": -1}),
        ([A, A], WEIGHTS),
        ([A], {"volume": 1}),
        ([Matter("A", given_by("one", 5, 1, 1))], WEIGHTS),
    ],
)
def test_what_cannot_be_scored_is_refused(matters: list[Matter], weights: dict[str, float]) -> None:
    with pytest.raises(Refusal):
        score(matters, weights)


@given(st.lists(st.lists(st.floats(1, 4), min_size=3, max_size=3), min_size=1, max_size=6))
def test_ranks_follow_scores(rows: list[list[float]]) -> None:
    found = score([Matter(str(i), given_by("one", *row)) for i, row in enumerate(rows)], WEIGHTS).matters
    pairs = [(m.rank, m.score) for m in found]
    for rank, value in pairs:
        assert rank is not None and value is not None
        assert rank == 1 + sum(other > value + 1e-9 for _, other in pairs if other is not None)
