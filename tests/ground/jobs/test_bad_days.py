"""A worker that is killed, stopped, doubled or deceived about the time: the job is finished once."""

import json
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.installation import Installation, until
from wardmote.ground.jobs import tending, work
from wardmote.ground.jobs.models import Job, Worker

HANDLERS = """
import sys, time, threading, os
from pathlib import Path
from wardmote.ground.jobs import tending, work
place = Path(os.environ["WARDMOTE_DATA"])
def note(job, what):
    with open(place / "done.txt", "a") as file:
        file.write(f"{job.params.get('n', 0)} {what} {job.worker}\\n")
def slow(job):
    note(job, "began")
    for step in range(job.params.get("steps", 20)):
        job.progress(step, 20, f"step {step}")
        time.sleep(0.05)
    note(job, "ended")
    return {"by": job.worker}
def silent(job):
    note(job, "began")
    time.sleep(job.params["seconds"])
    note(job, "ended")
    return {"by": job.worker}
work.register("slow", slow, lane="one")
work.register("silent", silent, lane="one")
work.register("free", slow)
"""
TEND = """
stop = threading.Event()
tending.BEAT = 0.2
tending.IDLE = 0.05
heart = tending.Heart.__init__
tending.Heart.__init__ = lambda self, name: heart(self, name, 0.2)
after = "".join(sys.argv[2:])
tending.tend(sys.argv[1], stop, after=after, watch=tending.Watch(lease=2.0))
"""
WORKER = HANDLERS + TEND


def worker_that_asks(kind: str, count: int = 1, **params: object) -> str:
    """A worker that first asks for the jobs: one process to start instead of two."""
    asking = f"""
from django.db import transaction
with transaction.atomic():
    for n in range({count}):
        work.enqueue({kind!r}, partnership=f"p{{n % 3}}", by="Ann", about="work", n=n, **{params!r})
"""
    return HANDLERS + asking + TEND


def jobs(installed: Installation) -> list[dict[str, object]]:
    rows = installed.rows("SELECT state, worker, tries, result FROM jobs_job ORDER BY id")
    keys = ("state", "worker", "tries", "result")
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    return [
        {**job, "result": json.loads(job["result"]) if isinstance(job["result"], str) else job["result"]}
        for job in found
    ]


def notes(installed: Installation) -> list[str]:
    path = installed.data / "done.txt"
    return path.read_text().splitlines() if path.exists() else []


def all_done(installed: Installation) -> bool:
    return {job["state"] for job in jobs(installed)} == {"done"}


def test_a_job_whose_worker_was_killed_is_finished_once_by_another(installed):
    first = installed.python(worker_that_asks("slow", steps=100), "first")
    until(lambda: notes(installed))
    second = installed.python(WORKER, "second")
    first.send_signal(signal.SIGKILL)
    until(lambda: all_done(installed))
    (job,) = jobs(installed)
    assert (job["tries"], job["result"]) == (2, {"by": "second"})
    assert [line for line in notes(installed) if "ended" in line] == ["0 ended second"]
    assert second.poll() is None


def test_whoever_is_told_that_a_worker_ended_goes_on_at_once_without_waiting_for_the_lease(installed):
    first = installed.python(worker_that_asks("slow"), "first")
    until(lambda: notes(installed))
    first.send_signal(signal.SIGKILL)
    first.wait()
    patient = WORKER.replace("lease=2.0", "lease=600.0")
    installed.python(patient, "second", "first")
    until(lambda: all_done(installed), 15)


def test_a_long_silent_step_keeps_its_job_while_the_process_lives(installed):
    installed.python(worker_that_asks("silent", seconds=6), "first")  # three times the lease
    until(lambda: notes(installed))
    installed.python(WORKER, "second")
    until(lambda: all_done(installed))
    assert notes(installed) == ["0 began first", "0 ended first"]
    assert jobs(installed)[0]["tries"] == 1


def test_a_worker_that_was_frozen_past_its_lease_does_not_end_the_job_a_second_time(installed):
    first = installed.python(worker_that_asks("slow", steps=80), "first")
    until(lambda: notes(installed))
    first.send_signal(signal.SIGSTOP)
    installed.python(WORKER, "second")
    until(lambda: all_done(installed))
    first.send_signal(signal.SIGCONT)
    time.sleep(1.5)  # in which it would have done the rest
    assert (jobs(installed)[0]["result"], jobs(installed)[0]["tries"]) == ({"by": "second"}, 2)
    assert "0 ended first" not in notes(installed)
    assert first.poll() is None


def test_several_workers_never_do_the_same_job(installed):
    installed.python(worker_that_asks("free", count=30, steps=1), "a")
    for name in ("b", "c"):
        installed.python(WORKER, name)
    until(lambda: all_done(installed), 60)
    ended = [line.split()[0] for line in notes(installed) if "ended" in line]
    assert sorted(ended, key=int) == [str(n) for n in range(30)]
    assert {job["tries"] for job in jobs(installed)} == {1}


def test_jobs_of_one_lane_follow_one_another_whatever_the_number_of_workers(installed):
    installed.python(worker_that_asks("slow", count=6, steps=3), "a")
    for name in ("b", "c"):
        installed.python(WORKER, name)
    until(lambda: all_done(installed), 60)
    told = [line.split()[:2] for line in notes(installed)]
    assert told == [[str(n), what] for n in range(6) for what in ("began", "ended")]


def test_a_worker_told_to_end_gives_its_job_back_and_the_try_does_not_count(installed):
    gentle = worker_that_asks("slow", steps=200).replace(
        "tending.tend(", "import signal; signal.signal(signal.SIGTERM, lambda *_: stop.set())\ntending.tend("
    )
    first = installed.python(gentle, "first")
    until(lambda: notes(installed))
    first.terminate()
    assert first.wait(20) == 0
    (job,) = jobs(installed)
    assert (job["state"], job["worker"], job["tries"]) == ("waiting", "", 0)


class FakeClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_worker_is_gone_only_when_its_count_stood_still_for_the_whole_lease():
    clock = FakeClock()
    watch = tending.Watch(lease=30, clock=clock)
    assert watch.gone({"a": 1}) == []
    clock.now = 29.9
    assert watch.gone({"a": 1}) == []
    assert watch.gone({"a": 2}) == []
    clock.now = 59.8
    assert watch.gone({"a": 2}) == []
    clock.now = 59.9
    assert watch.gone({"a": 2}) == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_set_back_or_forward_neither_strands_a_job_nor_runs_it_twice(hours, monkeypatch):
    monkeypatch.setattr(work, "_handlers", {"count": work._Registered(lambda job: {}, "")})
    now = timezone.now()
    Worker.objects.create(name="living", beats=5, began_at=now, seen_at=now)
    work.enqueue("count", partnership="p", by="Ann", about="work")
    held = work.take("living", now)
    clock = FakeClock()
    watch = tending.Watch(lease=30, clock=clock)
    assert tending.look_after(watch, "other") == 0
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=hours))
    clock.now = 20  # the wall clock jumped by hours, 20 s went by, and the worker counted on
    Worker.objects.update(beats=12)
    assert tending.look_after(watch, "other") == 0
    work._end(held, "done")
    assert Job.objects.get().state == "done"
    work.enqueue("count", partnership="p", by="Ann", about="work")
    work.take("living", timezone.now())
    assert tending.look_after(watch, "other") == 0
    clock.now = 50.1  # now it is dead: its count stood still for the lease, whatever the wall clock says
    assert tending.look_after(watch, "other") == 1
    assert work.take("other", timezone.now()).tries == 2


@pytest.mark.django_db
def test_a_worker_signs_on_and_off():
    stop = threading.Event()
    stop.set()
    tending.tend("brief", stop)
    assert not Worker.objects.exists()
