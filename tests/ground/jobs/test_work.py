"""Asking for work and doing it: one at a time, told how far, stopped when asked, and ended in words."""

import errno
import sys
from types import ModuleType

import pytest
from django.utils import timezone

from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import rules, work
from wardmote.ground.jobs.models import Job
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    """The handlers of this test only."""
    monkeypatch.setattr(work, "_handlers", {})
    work.register("count", lambda job: {"sum": sum(job.params["numbers"])})
    return work


def ask(kind="count", partnership="stevenage", key="", **params):
    params = params or {"numbers": [1, 2]}
    return work.enqueue(kind, partnership=partnership, by="Ann", about="counting", key=key, **params)


def test_work_that_was_asked_for_is_done_and_its_result_kept():
    ask(numbers=[20, 22])
    (job,) = work.run_all()
    assert (job.state, job.result, job.tries, job.is_open) == ("done", {"sum": 42}, 1, False)
    assert job.began_at
    assert job.ended_at >= job.began_at


def test_a_handler_named_by_its_dotted_path_is_imported_when_its_job_is_done(monkeypatch):
    room = ModuleType("a_room")
    room.double = lambda job: {"twice": 2 * job.params["n"]}
    work.register("double", "a_room.double")
    asked = ask("double", n=21)
    monkeypatch.setitem(sys.modules, "a_room", room)
    work.run_all()
    assert Job.objects.get(pk=asked.pk).result == {"twice": 42}


def test_a_handler_that_cannot_be_imported_fails_its_job_and_not_the_worker():
    work.register("gone", "a_room.that_is_gone")
    ask("gone")
    (job,) = work.run_all()
    assert job.state == "failed"
    assert "a_room" in job.problem["found"]


def test_the_same_asked_twice_while_it_waits_is_one_job():
    assert ask(key="a").pk == ask(key="a").pk
    assert len({ask(key="a").pk, ask(key="b").pk, ask(key="a", partnership="welwyn").pk}) == 3
    assert ask().pk != ask().pk


def test_the_same_asked_while_it_runs_is_a_new_job():
    first = ask(key="a")
    work.take("one", timezone.now())
    assert ask(key="a").pk != first.pk


def test_work_nobody_does_cannot_be_asked_for():
    with pytest.raises(LookupError, match="nobody does"):
        ask("fly")
    assert not Job.objects.exists()


def test_one_lane_is_worked_one_at_a_time_and_in_order():
    first, second, other = ask(), ask(), ask(partnership="welwyn")
    assert work.take("one", timezone.now()).id == first.pk
    assert work.take("two", timezone.now()).id == other.pk
    assert work.take("three", timezone.now()) is None
    Job.objects.filter(pk=first.pk).update(state="done")
    assert work.take("three", timezone.now()).id == second.pk


def test_a_lane_of_the_installation_holds_all_partnerships():
    work.register("load", lambda job: {}, lane="store")
    ask("load")
    ask("load", partnership="welwyn")
    assert work.take("one", timezone.now())
    assert work.take("two", timezone.now()) is None


def test_a_job_of_a_kind_this_program_does_not_know_waits(monkeypatch):
    ask()
    monkeypatch.setattr(work, "_handlers", {})
    assert work.run_all() == []


def test_progress_is_told_and_its_words_cut_to_fit():
    told = []

    def handler(job):
        job.progress(3, 4, "x" * 400)
        told.append(Job.objects.get())

    work.register("slow", handler)
    ask("slow")
    work.run_all()
    assert (told[0].done, told[0].total, told[0].percent, len(told[0].words)) == (3, 4, 75, 300)


def test_progress_told_often_is_written_seldom(django_assert_max_num_queries):
    work.register("busy", lambda job: [job.progress(n, 10_000) for n in range(9_999)] and {})
    ask("busy")
    with django_assert_max_num_queries(60):
        work.run_all()


@pytest.mark.parametrize(
    ("error", "state", "what", "found"),
    [
        (Refusal("No rows.", "a.csv", "nothing", "Send rows."), "refused", "No rows.", "nothing"),
        (
            OSError(errno.ENOSPC, "No space left on device", "x.parquet"),
            "failed",
            "The disk is full.",
            "No space",
        ),
        (OSError(errno.EROFS, "Read-only file system", "x"), "failed", "The disk can be read", "Read-only"),
        (ZeroDivisionError("division by zero"), "failed", "The program met a fault", "ZeroDivisionError"),
    ],
)
def test_what_goes_wrong_is_told_in_words_a_person_can_act_on(error, state, what, found):
    def handler(job):
        raise error

    work.register("wrong", handler)
    ask("wrong")
    (job,) = work.run_all()
    assert (job.state, set(job.problem)) == (state, {"what", "where", "found", "todo"})
    assert job.problem["what"].startswith(what)
    assert job.problem["found"].startswith(found)
    assert job.problem["todo"]


def test_waiting_work_is_cancelled_at_once_and_the_log_says_who():
    job = work.cancel(ask(), by="Ben")
    assert (job.state, work.run_all()) == ("cancelled", [])
    entry = Entry.objects.get()
    assert (entry.by, entry.what, entry.subject) == ("Ben", "jobs.cancelled", f"job:{job.pk}")


def test_running_work_stops_at_its_next_step_and_what_follows_is_not_done():
    steps = []

    def handler(job):
        work.cancel(Job.objects.get(), by="Ben")
        job.progress(1, 1)
        steps.append("went on")

    work.register("long", handler)
    ask("long")
    (job,) = work.run_all()
    assert (job.state, steps) == ("cancelled", [])


def test_finished_work_cannot_be_cancelled_and_unfinished_cannot_begin_again():
    job = ask()
    with pytest.raises(Refusal, match="waiting"):
        work.again(job, by="Ann")
    work.run_all()
    with pytest.raises(Refusal, match="nothing to stop"):
        work.cancel(job, by="Ann")


def test_failed_work_begins_again_with_all_its_tries():
    work.register("wrong", lambda job: 1 / 0)
    failed = ask("wrong")
    work.run_all()
    job = work.again(failed, by="Ann")
    assert (job.state, job.tries, job.problem) == ("waiting", 0, {})


def test_a_worker_that_lost_its_job_can_neither_tell_nor_end_it():
    job = ask()
    late = work.take("late", timezone.now())
    assert work.release("late") == 1
    quick = work.take("quick", timezone.now())
    with pytest.raises(work.LostError):
        late.progress(1, 2)
    work._end(late, rules.DONE, result={"sum": -1})
    assert Job.objects.get(pk=job.pk).state == "running"
    work._end(quick, rules.DONE, result={"sum": 3})
    work._end(late, rules.FAILED)
    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.result, found.tries) == ("done", {"sum": 3}, 2)


def test_work_whose_worker_is_killed_three_times_is_given_up_with_words():
    ask()
    for n in range(3):
        work.take(f"w{n}", timezone.now())
        work.release(f"w{n}")
    job = Job.objects.get()
    assert job.state == "failed"
    assert "3 times" in job.problem["what"]


def test_a_worker_told_to_end_gives_its_work_back_as_often_as_need_be():
    ask()
    for n in range(5):
        work.take(f"w{n}", timezone.now())
        assert work.release(f"w{n}", counts=False) == 1
    job = Job.objects.get()
    assert (job.state, job.tries) == ("waiting", 0)


def test_cancelled_work_of_a_killed_worker_does_not_begin_again():
    job = ask()
    work.take("w", timezone.now())
    work.cancel(job, by="Ann")
    work.release("w")
    assert Job.objects.get().state == "cancelled"


@pytest.mark.parametrize("state", list(rules.JobState))
def test_what_may_be_asked_of_a_job_agrees_with_the_table_of_moves(state):
    assert (rules.why_not_cancel(state, False) is None) == (rules.CANCELLED in rules.TRANSITIONS[state])
    over = state not in rules.OPEN
    assert (rules.why_not_begin_again(state) is None) == (over and rules.WAITING in rules.TRANSITIONS[state])
