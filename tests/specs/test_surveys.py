"""Surveys: the worked values of domain notes 3.17 and 4.6."""

import numpy as np
import pytest

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.surveys import (
    Estimate,
    design_effect,
    difference,
    estimate,
    estimate_of_share,
    perception_gap,
    smallest_detectable,
)
from wardmote.measuring.catalogue.refusals import Refusal


def share(percent: float, n: int = 1000) -> Estimate:
    return estimate_of_share(percent / 100, n, deff=1.3)


def test_weights_cost_answers() -> None:
    weights = [1, 1, 2, 2, 4]
    assert design_effect(weights) == pytest.approx(1.3)
    assert estimate(weights, [True] * 5).n_eff == pytest.approx(3.846, abs=5e-4)


@pytest.mark.parametrize(("percent", "low", "high"), [(49, 45.5, 52.5), (92, 89.9, 93.7)])
def test_intervals_allow_for_the_design(percent: float, low: float, high: float) -> None:
    interval = share(percent).interval
    assert interval is not None
    assert [round(limit * 100, 1) for limit in interval] == [low, high]
    assert "design_effect" in share(percent).caveats


def test_four_points_up_is_no_clear_change() -> None:
    moved = difference(share(49), share(53))
    assert moved.value == pytest.approx(4.0)
    assert moved.error == pytest.approx(2.55, abs=5e-3)
    assert moved.interval == pytest.approx((-1.0, 9.0), abs=0.05)
    assert moved.words == "no clear change"


def test_smallest_change_such_a_survey_could_see() -> None:
    assert smallest_detectable(0.49, 1000, deff=1.3) == pytest.approx(7.1, abs=0.05)


def test_the_gap_is_in_points() -> None:
    gap = perception_gap(share(92), share(49))
    assert gap.value == pytest.approx(43.0)
    assert (gap.day, gap.night, gap.paired) == (0.92, 0.49, False)


def test_the_same_people_answering_both_is_as_one_number_each() -> None:
    """Day less night of each person is one number; its mean has the standard error of any mean."""
    day = np.repeat([True, True, False, False], [480, 440, 10, 70])
    night = np.repeat([True, False, True, False], [480, 440, 10, 70])
    each = day.astype(float) - night
    ones = np.ones(1000)
    gap = perception_gap(estimate(ones, day), estimate(ones, night), both=0.48)
    assert gap.value == pytest.approx(43.0)
    assert gap.error == pytest.approx(each.std() / np.sqrt(1000) * 100)


# n, effective status, fragile
BASES = [
    (64, Status.INSUFFICIENT, False),
    (66, Status.OK, True),
    (129, Status.OK, True),
    (131, Status.OK, False),
]


@pytest.mark.parametrize(("n", "status", "fragile"), BASES)
def test_fewer_than_fifty_effective_answers_are_refused_and_under_a_hundred_fragile(
    n: int, status: Status, fragile: bool
) -> None:
    found = share(49, n)
    assert (found.status, "fragile_sample" in found.caveats) == (status, fragile)
    assert (found.value is None) == (status != Status.OK)
    assert perception_gap(share(92), found).status == status


def test_people_who_chose_themselves_have_no_interval_and_no_gap() -> None:
    replies = estimate_of_share(0.5, 195, self_selected=True)
    assert (replies.value, replies.interval, replies.caveats) == (0.5, None, ("self_selected",))
    assert difference(replies, share(49)).status == Status.NOT_COMPARABLE
    assert perception_gap(replies, replies).value is None


def test_other_wording_is_not_comparable() -> None:
    before, now = (estimate_of_share(0.5, 500, question=wording) for wording in ("safe?", "very safe?"))
    assert difference(before, now).status == Status.NOT_COMPARABLE


def test_nobody_asked_is_insufficient() -> None:
    assert estimate([], []).status == Status.INSUFFICIENT


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 2.0], [float("nan"), 1.0], []])
def test_impossible_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(Refusal):
        design_effect(weights)


def test_yes_to_both_cannot_exceed_yes_to_either() -> None:
    with pytest.raises(Refusal):
        perception_gap(share(92), share(49), both=0.6)
