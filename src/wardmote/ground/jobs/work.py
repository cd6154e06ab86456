"""Asking for work and doing one piece of it.

In: a kind for which a handler is registered (by its dotted path: docs/adr/0022), plain
parameters, who asks. Out: a ``Job``; equal waiting jobs (same partnership, kind and key)
are one. ``run_one`` takes the oldest job whose lane is free and does it. A handler gets
a ``Running`` and returns a dict. A ``Refusal`` ends the job as refused, an
``OSError`` as failed, each with what, where, found and todo for the page.

Who holds a job writes to it: every write names the worker and the try, so a
worker that lost its job (it was thought dead) cannot end it a second time. A
handler must be safe to run again, since its worker may be killed at any line;
it calls ``progress`` outside transactions.
"""

import time
import traceback
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, Final

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from wardmote.ground.audit import log
from wardmote.ground.jobs import rules
from wardmote.ground.jobs.models import Job, Worker
from wardmote.ground.row_security.scope import of_partnership
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal

INLINE: Final = "inline"
BETWEEN_WRITES: Final = 0.5  # seconds; people do not read faster
_LONGEST_END: Final = 30.0  # seconds to go on trying to write how a job ended


class Cancelled(Exception):
    """Somebody asked for this job to stop."""


class LostError(Exception):
    """Another worker holds this job now; nothing more may be written for it."""


class StoppedError(Exception):
    """This worker is to end; the job goes back to the queue, and the try does not count."""


@dataclass
class Running:
    """A job in the hands of a worker: what it is to do, and how it tells how far it is."""

    id: int
    kind: str
    partnership: str
    by: str
    about: str
    params: Mapping[str, Any]
    worker: str
    tries: int
    stop: Event | None = None
    told_at: float = field(default=float("-inf"), repr=False)

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Tell how far; raises ``Cancelled`` when somebody asked for the job to stop."""
        if self.stop and self.stop.is_set():
            raise StoppedError
        now = time.monotonic()
        if now - self.told_at < BETWEEN_WRITES and done < total:
            return
        self.told_at = now
        if not _held(self).update(done=done, total=total, words=words[:300]):
            raise LostError(f"job {self.id} is held by another worker")
        if Job.objects.filter(pk=self.id, cancel_asked=True).exists():
            raise Cancelled


Handler = Callable[[Running], Mapping[str, Any] | None]


@dataclass(frozen=True)
class _Registered:
    handler: Handler | str
    lane: str


_handlers: dict[str, _Registered] = {}
_idle_calls: list[Callable[[], None] | str] = []


def register(kind: str, handler: Handler | str, *, lane: str = "") -> None:
    """Say who does jobs of a kind: a function or, as every room does, its dotted path, which is imported
    when a job of the kind is done. Jobs of one lane are done one at a time in the whole installation;
    without a lane, one at a time for each partnership and kind."""
    _handlers[kind] = _Registered(handler, lane)


def on_idle(call: Callable[[], None] | str) -> None:
    """Have an idle worker call this (a function or its dotted path) every few seconds: for what happens
    outside the web, as a load made on the command line."""
    if call not in _idle_calls:
        _idle_calls.append(call)


def run_idle_calls() -> None:
    """Call once everything that was registered with ``on_idle``."""
    for call in _idle_calls:
        _imported(call)()


def _imported(named: Any) -> Any:
    return import_string(named) if isinstance(named, str) else named


def enqueue(kind: str, *, partnership: str, by: str, about: str, key: str = "", **params: Any) -> Job:
    """Ask for work; an equal one that still waits is returned instead of a second."""
    registered = _handlers.get(kind)
    if registered is None:
        raise LookupError(f"nobody does jobs of the kind {kind!r}")
    with transaction.atomic():
        if key:
            _one_at_a_time(f"{partnership}/{kind}/{key}")
            waiting = Job.objects.of(partnership).waiting().filter(kind=kind, key=key).last()
            if waiting:
                return waiting
        return Job.objects.create(
            kind=kind,
            partnership=partnership,
            by=by[:200],
            about=about[:300],
            key=key,
            lane=registered.lane or f"{partnership}/{kind}",
            params=params,
            made_at=timezone.now(),
        )


def _one_at_a_time(name: str) -> None:
    """Wait for whoever asks for the same; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x4A4F42, zlib.crc32(name.encode()) >> 1])


@transaction.atomic
def cancel(job: Job, *, by: str) -> Job:
    """Stop a job: at once while it waits, at its next step while it runs; ``Refusal`` when it is over."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    if reason := rules.why_not_cancel(found.state, found.cancel_asked):
        raise Refusal(reason, where=found.about)
    found.cancel_asked = True
    if found.state == rules.WAITING:
        found.state, found.ended_at = rules.CANCELLED, timezone.now()
    found.save(update_fields=["cancel_asked", "state", "ended_at"])
    _log(found, by, "jobs.cancelled")
    return found


@transaction.atomic
def again(job: Job, *, by: str) -> Job:
    """Put a refused, failed or cancelled job back in the queue."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    if reason := rules.why_not_begin_again(found.state):
        raise Refusal(reason, where=found.about)
    found.state, found.tries, found.cancel_asked, found.worker = rules.WAITING, 0, False, ""
    found.problem, found.ended_at, found.began_at, found.done, found.words = {}, None, None, 0, ""
    found.save()
    _log(found, by, "jobs.begun_again")
    return found


def _log(job: Job, by: str, what: str) -> None:
    log.record(
        partnership=job.partnership, by=by, what=what, subject=f"job:{job.pk}", detail={"about": job.about}
    )


# ---- doing it ----


def run_one(worker: str, now: datetime | None = None, *, stop: Event | None = None) -> Job | None:
    """Take the oldest job that may be done and do it; None where there is none."""
    running = take(worker, now or timezone.now())
    if running is None:
        return None
    running.stop = stop
    _perform(running)
    return Job.objects.get(pk=running.id)


def run_all() -> list[Job]:
    """Do all that waits, here and now (tests and commands)."""
    done: list[Job] = []
    while job := run_one(INLINE):
        done.append(job)
    return done


def take(worker: str, now: datetime) -> Running | None:
    """Make the oldest waiting job with a free lane this worker's own."""
    while True:
        try:
            with transaction.atomic():
                busy = Job.objects.running().values("lane")
                waiting = Job.objects.waiting().filter(kind__in=_handlers)
                # where rows are locked, a lane's next would be taken while another worker takes its first
                older = waiting.filter(lane=OuterRef("lane"), pk__lt=OuterRef("pk"))
                rows = waiting.exclude(lane__in=busy).exclude(Exists(older)).order_by("pk")
                if connection.features.has_select_for_update_skip_locked:
                    rows = rows.select_for_update(skip_locked=True)
                job = rows.first()
                if job is None:
                    return None
                job.state, job.worker, job.tries, job.began_at = rules.RUNNING, worker, job.tries + 1, now
                job.save(update_fields=["state", "worker", "tries", "began_at"])
        except IntegrityError:
            continue  # another worker was quicker in this lane
        return Running(
            job.pk, job.kind, job.partnership, job.by, job.about, job.params, job.worker, job.tries
        )


def _perform(running: Running) -> None:
    try:
        with of_partnership(running.partnership):
            result = dict(_imported(_handlers[running.kind].handler)(running) or {})
    except LostError:
        return
    except StoppedError:
        _held(running).update(state=rules.WAITING, worker="", tries=running.tries - 1)
    except Cancelled:
        _end(running, rules.CANCELLED)
    except Refusal as refusal:
        _end(running, rules.REFUSED, problem=_told(refusal))
    except OSError as error:
        _end(running, rules.FAILED, problem=_told(disk_refusal(error)))
    except Exception as error:
        _end(running, rules.FAILED, problem=_told(_fault(error)))
    else:
        _end(running, rules.DONE, result=result)


def _told(refusal: Refusal) -> dict[str, str]:
    return {"what": refusal.what, "where": refusal.where, "found": refusal.found, "todo": refusal.todo}


def _fault(error: Exception) -> Refusal:
    if isinstance(error, OperationalError):
        return Refusal(
            "The records could not be read or written.",
            found=str(error).strip(),
            todo="Check that the disk has room and the database runs, then begin again.",
        )
    return Refusal(
        "The program met a fault of its own and stopped; nothing half done is used.",
        found=_fault_place(error),
        todo="Begin again; if it stops again, report it with these words.",
    )


def _fault_place(error: Exception) -> str:
    """The kind of a fault and where in the program it was; its words may be a file's own."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "wardmote" in Path(frame.filename).parts]
    at = "".join(f" in {Path(frame.filename).name}, line {frame.lineno}" for frame in (own or frames)[-1:])
    module = f" ({error.name})" if isinstance(error, ImportError) and error.name else ""
    return f"{type(error).__name__}{module}{at}"


def _held(running: Running) -> Any:
    """The job's row, as long as this worker holds it in this try."""
    return Job.objects.running().filter(pk=running.id, worker=running.worker, tries=running.tries)


def _end(running: Running, state: str, *, result: Any = None, problem: Any = None) -> None:
    """Write how it ended, once; a database that does not answer is asked again for a while."""
    until = time.monotonic() + _LONGEST_END
    while True:
        try:
            _held(running).update(
                state=state, result=result or {}, problem=problem or {}, ended_at=timezone.now()
            )
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.5)
        else:
            return


def release(worker: str, *, counts: bool = True) -> int:
    """Take the jobs of a worker that is gone out of its hands; says how many.

    ``counts=False``: it was told to end, so this try is none.
    """
    found = 0
    for job in Job.objects.running().filter(worker=worker):
        tries = job.tries if counts else job.tries - 1
        state = rules.after_killed_worker(tries, job.cancel_asked)
        change: dict[str, Any] = {"state": state, "worker": "", "tries": tries}
        if state != rules.WAITING:
            change["ended_at"] = timezone.now()
        if state == rules.FAILED:
            change["problem"] = _told(_killed(job.tries))
        held = Job.objects.running().filter(pk=job.pk, worker=worker, tries=job.tries)
        found += held.update(**change)
    Worker.objects.filter(name=worker).delete()
    return found


def _killed(tries: int) -> Refusal:
    return Refusal(
        f"The worker was ended {tries} times in the middle of this work.",
        todo="Look whether the computer runs out of memory or is switched off meanwhile, then begin again.",
    )
