"""Who drives a change: points by hand, p from Fisher's exact test as published."""

import pytest

from wardmote.measuring.analysis.driving import drive
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


def test_points_add_up_to_the_change_of_the_whole() -> None:
    found = drive({"a": 60, "b": 40}, {"a": 45, "b": 45})
    assert found.value == pytest.approx(-10)
    assert [(row["part"], row["points"]) for row in found.rows] == [("a", -15.0), ("b", 5.0)]


def test_a_part_that_goes_its_own_way_is_named_and_the_others_are_not() -> None:
    before = {"north": 100, "south": 100, "east": 100, "west": 100}
    found = drive(before, before | {"south": 40})
    assert found.standing_out == ("south",)


def test_a_fall_shared_by_all_is_driven_by_none() -> None:
    before = {"north": 200, "south": 100, "east": 400}
    assert drive(before, {"north": 160, "south": 80, "east": 320}).standing_out == ()


def test_a_large_ratio_on_few_rows_does_not_stand_out() -> None:
    assert drive({"north": 3, "rest": 300}, {"north": 1, "rest": 300}).standing_out == ()


def test_a_parts_p_is_fishers_times_the_number_of_parts() -> None:
    """Fisher's p of (4, 16; 14, 6) is 0.00364 two-sided, from the hypergeometric; two parts double it."""
    found = drive({"a": 16, "b": 6}, {"a": 4, "b": 14})
    assert [row["p"] for row in found.rows] == [pytest.approx(2 * 0.003641, rel=1e-3)] * 2


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        ({"a": 0, "b": 0}, {"a": 30, "b": 3}, Status.UNDEFINED),
        ({"a": 4, "b": 5}, {"a": 5, "b": 5}, Status.INSUFFICIENT),
        ({"a": 40}, {"a": 50}, Status.INSUFFICIENT),
    ],
)
def test_too_little_is_said_with_the_reason(before: dict[str, int], now: dict[str, int], status: str) -> None:
    found = drive(before, now)
    assert found.status == status
    assert found.reason
    assert found.standing_out == ()


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(Refusal):
        drive({"a": -1, "b": 30}, {"a": 1, "b": 30})
