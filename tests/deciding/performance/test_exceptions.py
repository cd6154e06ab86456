"""An exception's life as people write it: reply, advice, decision, tasks; and what the rules refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardmote.deciding.performance.exceptions import answers as exceptions
from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.exceptions.answers import Answer
from wardmote.deciding.performance.models import ExceptionStep, PlanException
from wardmote.deciding.performance.owed_items import REPLY
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.doing.tasking.models import Task
from wardmote.ground.audit import log
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import EditConflict
from wardmote.ground.owed import owed_on
from wardmote.ground.partners.models import Body
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def exception(exceptional, dev):
    return exceptional


@pytest.fixture
def police(exception):
    return exception.lead


@pytest.fixture
def who(cast):
    return cast.viewer


def soon(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def now(exception: PlanException) -> PlanException:
    return PlanException.objects.get(pk=exception.pk)


def accept(police: Body, **about: Any) -> Answer:
    return Answer(
        "accept", "It is worth the money.", owner=police.pk, **{"due": soon(), "task": "Patrol.", **about}
    )


# ---- the whole life ----


def test_pm_05_a_signal_is_replied_to_advised_on_decided_and_given_a_task(exception, who, police):
    exceptions.reply(exception, words="Three thieves, one released in October.", by=who("dev"))
    assert now(exception).state == life.REPLIED
    exceptions.advise(now(exception), words="Mark tools; visit the three.", by=who("amira"))
    assert now(exception).state == life.ADVISED
    exceptions.answer(
        now(exception), accept(police, person="Sergeant Rao", task="Visit all three."), by=who("catherine")
    )
    assert now(exception).state == life.ACCEPTED
    task = Task.objects.of("exception", str(exception.pk)).get()
    assert (task.words, task.owner, task.person, task.due) == (
        "Visit all three.", police, "Sergeant Rao", soon(),
    )  # fmt: skip
    assert task.origin_url == f"/holmbridge/plan/exceptions/{exception.pk}/"
    said = list(ExceptionStep.objects.filter(exception=exception).values_list("kind", "by"))
    assert said == [
        ("reply", "Dev (Stevenage Police)"),
        ("advice", "Amira (Borough council)"),
        ("accept", "Catherine (Police)"),
    ]
    whats = list(Entry.objects.filter(subject=f"exception:{exception.pk}").values_list("what", flat=True))
    assert sorted(whats) == [
        "plan.exception-accepted",
        "plan.exception-advised",
        "plan.exception-opened",
        "plan.exception-replied",
    ]


def test_pm_05_a_decision_needs_no_meeting_and_no_reply_or_advice_before_it(exception, who, police):
    exceptions.answer(exception, accept(police), by=who("catherine"))
    assert now(exception).state == life.ACCEPTED
    assert Task.objects.get().words == "Patrol."


def test_a_rejected_one_closes_and_stands_for_a_year_where_no_month_is_named(exception, who):
    exceptions.answer(exception, Answer("reject", "It is three people, now in prison."), by=who("catherine"))
    after = now(exception)
    assert (after.state, after.closed_on, after.reviewed_month) == (
        life.CLOSED, timezone.localdate(), "2007-12",
    )  # fmt: skip
    assert after.held_until == "2008-12"
    assert not Task.objects.exists()


def test_the_same_evidence_opens_nothing_anew_while_a_decision_stands(exception, who, syn):
    exceptions.answer(
        exception, Answer("reject", "Known and over.", held_until="2008-03"), by=who("catherine")
    )
    review = month_review.review_now(syn.holmbridge, by="the tests", on=timezone.localdate())
    assert PlanException.objects.count() == 1
    (line,) = [line for line in review.lines if line["owes"]]
    assert (line["kind"], line["exception"]) == ("held by decision", exception.pk)


def test_a_deferred_one_names_an_owner_and_comes_back_on_its_day(exception, who, police):
    exceptions.answer(
        exception, Answer("defer", "After the audit.", owner=police.pk, due=soon(40)), by=who("catherine")
    )
    town = exception.partnership
    (before,) = exceptions.standing(town, on=soon(39))
    (after,) = exceptions.standing(town, on=soon(40))
    assert (before.row.state, before.waits, before.too_long) == (life.DEFERRED, False, False)
    assert after.waits
    assert not Task.objects.exists()


def test_gr_03_new_advice_brings_what_was_accepted_before_the_strategy_group_again(exception, who, police):
    exceptions.answer(exception, accept(police), by=who("catherine"))
    (under_way,) = exceptions.standing(exception.partnership, on=soon(200))
    assert (under_way.waits, under_way.too_long) == (False, False)
    exceptions.advise(now(exception), words="It did not help: ask for more.", by=who("brian"))
    (again,) = exceptions.standing(exception.partnership, on=soon(92))
    assert (again.waits, again.too_long, again.since) == (True, False, timezone.localdate())
    (late,) = exceptions.standing(exception.partnership, on=soon(93))
    assert late.too_long


@pytest.mark.parametrize("step", ["accept", "reject", "defer"])
def test_gr_03_an_advice_note_is_accepted_rejected_or_deferred(exception, who, police, step):
    exceptions.advise(exception, words="Mark tools.", by=who("amira"))
    waiting = exceptions.for_the_chair(exceptions.standing(exception.partnership, on=soon(0)))
    assert [each.row.pk for each in waiting] == [exception.pk]
    exceptions.answer(
        now(exception),
        Answer(step, "So decided.", owner=police.pk, due=soon(), task="Mark tools."),
        by=who("catherine"),
    )
    assert exceptions.for_the_chair(exceptions.standing(exception.partnership, on=soon(0))) == ()


def test_pm_05_older_than_one_cycle_without_a_decision_is_marked(exception, police, who):
    """The strategy group meets quarterly: 92 days are one cycle, the 93rd is over it."""
    (one,) = exceptions.standing(exception.partnership, on=soon(92))
    assert not one.too_long
    (one,) = exceptions.standing(exception.partnership, on=soon(93))
    assert one.too_long
    exceptions.answer(exception, accept(police), by=who("catherine"))
    (one,) = exceptions.standing(exception.partnership, on=soon(93))
    assert not one.too_long


def test_a_reply_is_late_the_day_after_it_was_due_and_then_the_chair_hears_of_it(exception):
    for days, late in [(14, False), (15, True)]:
        (one,) = exceptions.standing(exception.partnership, on=soon(days))
        assert (one.late, one.waits) == (late, late)


# ---- who may, and when ----


@pytest.mark.parametrize(
    ("name", "may"),
    [("dev", True), ("brian", True), ("elaine", False), ("amira", False), ("catherine", False),
     ("adam", False)],
)  # fmt: skip
def test_the_lead_body_or_the_manager_replies_and_nobody_else(exception, who, name, may):
    if may:
        exceptions.reply(exception, words="We know.", by=who(name))
    else:
        with pytest.raises(Refusal, match="Stevenage Police replies to this exception"):
            exceptions.reply(exception, words="We know.", by=who(name))
    assert ExceptionStep.objects.exists() is may


def test_of_two_bodies_that_lead_both_owe_the_reply_and_either_gives_it(exception, who, cast, edition):
    exception.joint.set(Body.objects.filter(name="Fire and rescue"))
    (found,) = [each for each in owed_on("holmbridge", soon(0)) if each.kind == REPLY]
    assert list(map(str, found.by)) == [exception.lead.name, "Fire and rescue"]
    exceptions.reply(now(exception), words="The sheds are where the fires are.", by=who("elaine"))
    assert now(exception).state == life.REPLIED


@pytest.mark.parametrize(
    ("name", "advises", "decides"),
    [("brian", True, True), ("catherine", True, True), ("amira", True, False), ("dev", False, False),
     ("elaine", False, False), ("adam", False, False)],
)  # fmt: skip
def test_who_advises_and_who_decides(exception, who, police, name, advises, decides):
    for may, write in [
        (advises, lambda: exceptions.advise(now(exception), words="So.", by=who(name))),
        (decides, lambda: exceptions.answer(now(exception), accept(police), by=who(name))),
    ]:
        before = now(exception).state
        if may:
            write()
        else:
            with pytest.raises(Refusal):
                write()
            assert now(exception).state == before


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"step": "agree", "reason": "Yes."}, "Choose accept, reject or defer"),
        ({"step": "reject", "reason": "  "}, "Give the reason"),
        ({"step": "accept", "reason": "Yes."}, "Name who owns it"),
        ({"step": "defer", "reason": "Yes.", "owner": "theirs"}, "Give a day"),
        ({"step": "accept", "reason": "Yes.", "owner": "theirs", "due": -1}, "That day is over"),
        (
            {"step": "accept", "reason": "Yes.", "owner": "stranger", "due": 9},
            "one of this partnership today",
        ),
        ({"step": "accept", "reason": "Yes.", "owner": "theirs", "due": 9}, "Say what is to be done"),
        ({"step": "reject", "reason": "No.", "held_until": "soon"}, "Write the month as in"),
        ({"step": "reject", "reason": "No.", "held_until": "2010-01"}, "between December 2007 and December"),
        ({"step": "close", "reason": "No.", "held_until": "2007-11"}, "between December 2007 and December"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused_and_nothing_is_written(
    exception, who, police, cast, about, reason
):
    given = dict(about)
    if given.get("owner") == "theirs":
        given["owner"] = police.pk
    if given.get("owner") == "stranger":
        given["owner"] = Body.objects.filter(partnership=cast.otherham).first().pk
    if "due" in given:
        given["due"] = soon(given["due"])
    with pytest.raises(Refusal, match=reason):
        exceptions.answer(exception, Answer(**given), by=who("catherine"))
    assert now(exception).revision == exception.revision
    assert not ExceptionStep.objects.exists()


def test_a_stranger_finds_no_such_exception(exception, who, police):
    with pytest.raises(PlanException.DoesNotExist):
        exceptions.answer(exception, accept(police), by=who("stella", "otherham"))


def test_two_people_answer_at_once_and_the_second_reads_what_the_first_wrote(exception, who, police):
    read_by_both = exception.revision
    exceptions.answer(exception, accept(police), by=who("catherine"), revision=read_by_both)
    with pytest.raises(EditConflict) as stale:
        exceptions.answer(now(exception), Answer("reject", "No."), by=who("brian"), revision=read_by_both)
    assert stale.value.now.state == life.ACCEPTED
    assert Task.objects.count() == 1
    assert ExceptionStep.objects.count() == 1


def test_what_fails_half_way_leaves_nothing(exception, who, police, monkeypatch):
    monkeypatch.setattr(log, "record", lambda **about: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exceptions.answer(exception, accept(police), by=who("catherine"))
    assert now(exception).state == life.OPEN
    assert not Task.objects.exists()
    assert not ExceptionStep.objects.exists()


# ---- any sequence ----

STEPS = st.lists(st.sampled_from(["reply", "advice", "accept", "reject", "defer", "close"]), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_people_do_it_moves_along_its_table_and_what_is_closed_never_opens(
    exception, who, police, steps
):
    by = who("brian")
    with transaction.atomic():
        for step in steps:
            before = now(exception)
            allowed = step in life.TRANSITIONS[before.state]
            try:
                lives(before, step, police, by)
            except Refusal:
                assert not allowed
                assert now(exception).state == before.state
            else:
                assert allowed
                assert now(exception).state == life.TRANSITIONS[before.state][step]
            if before.state == life.CLOSED:
                assert now(exception).state == life.CLOSED
            last = now(exception)
            assert (last.closed_on is not None) is (last.state == life.CLOSED)
            assert (last.comes_back is not None) is (last.state == life.DEFERRED)
        assert Task.objects.count() == ExceptionStep.objects.filter(kind="accept").count()
        transaction.set_rollback(True)


def lives(row: PlanException, step: str, police: Body, by: Any) -> None:
    if step == "reply":
        exceptions.reply(row, words="We know.", by=by)
    elif step == "advice":
        exceptions.advise(row, words="Do this.", by=by)
    else:
        exceptions.answer(row, Answer(step, "So.", owner=police.pk, due=soon(), task="Do it."), by=by)
