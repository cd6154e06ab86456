"""A few offenders: the worked value of domain notes 3.14, and what may not be said or shown."""

import pytest

from wardmote.measuring.analysis.offenders import (
    contribution,
    contribution_for_register,
    few_offenders,
)
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


def test_a_share_above_the_whole_rise_is_not_clipped() -> None:
    three = contribution(600, 730, 16, 156, offenders=3)
    assert three.value == pytest.approx(1.077, abs=5e-4)
    assert (three.without_before, three.without_now) == (584, 574)
    assert three.change_without == pytest.approx(-0.017, abs=5e-4)
    assert three.linked_share == pytest.approx(156 / 730)
    assert {"detected_only", "floor_share"} <= set(three.caveats)


# before, now, linked before, linked now; offenders
UNTOLD = {
    "two offenders": ((600, 730, 16, 156), 2, Status.INSUFFICIENT),
    "no offenders": ((600, 730, 0, 0), 0, Status.INSUFFICIENT),
    "no change": ((600, 600, 16, 156), 3, Status.UNDEFINED),
    "a fall": ((730, 600, 16, 156), 3, Status.INSUFFICIENT),
    "few linked": ((100, 115, 1, 19), 3, Status.INSUFFICIENT),
    "little of the rise": ((600, 730, 10, 35), 3, Status.INSUFFICIENT),
}


@pytest.mark.parametrize("case", UNTOLD.values(), ids=UNTOLD)
def test_thin_or_identifying_answers_hold_no_number(
    case: tuple[tuple[int, int, int, int], int, Status],
) -> None:
    counts, offenders, status = case
    told = contribution(*counts, offenders=offenders)
    assert told.status == status
    hidden = (told.value, told.offenders, told.without_before, told.without_now, told.linked_share)
    assert hidden == (None,) * 5


@pytest.mark.parametrize("linked", [(16, 156), (1, 7)])
def test_the_reason_gives_no_count_of_two_offenders_away(linked: tuple[int, int]) -> None:
    reason = contribution(600, 730, *linked, offenders=2).reason
    assert reason
    assert not {str(linked[0]), str(linked[1])} & set(reason.replace(".", " ").split())


def test_two_offenders_are_told_to_their_own_register() -> None:
    assert contribution_for_register(600, 730, 16, 156, offenders=2).value is not None


def test_linked_records_are_part_of_all_records() -> None:
    with pytest.raises(Refusal):
        contribution(10, 20, 11, 12, offenders=3)


def test_from_no_records_at_all_there_is_no_change_without_them() -> None:
    new = contribution(20, 60, 20, 60, offenders=3)
    assert (new.value, new.without_before, new.change_without) == (1.0, 0, None)


def test_the_few_are_found_and_the_many_are_not() -> None:
    many = [(f"once {i}",) for i in range(90)]
    before = [("a",)] * 6 + [("b",)] * 6 + [("c",)] * 4 + many
    now = [("a",)] * 60 + [("b", "c")] * 2 + [("b",)] * 50 + [("c",)] * 44 + many
    few = few_offenders(before, now, before=600, now=730)
    assert set(few.offenders) == {"a", "b", "c"}
    assert (few.linked_before, few.linked_now) == (16, 156)
    assert few.value == pytest.approx(140 / 130)


@pytest.mark.parametrize(
    ("now", "reason"),
    [([(f"new {i}",) for i in range(200)], "many offenders, one each"), ([("a",)] * 100, "a fall")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_few_offenders(now: list[tuple[str, ...]], reason: str) -> None:
    before = [(f"old {i}",) for i in range(120)]
    few = few_offenders(before, now)
    assert (few.status, few.offenders, few.linked_now) == (Status.INSUFFICIENT, (), 0), reason


def test_turnover_is_not_a_cause() -> None:
    before = [("x",)] * 50 + [("y",)] * 45 + [("z",)] * 40
    now = [("a",)] * 50 + [("b",)] * 45 + [("c",)] * 40
    assert few_offenders(before, now, before=600, now=640).offenders == ()
