"""A worker process: does jobs one after another and shows all the while that it lives.

In: a name for the worker, an event that ends it. Runs until then, or until
``one_pass``. While it lives, a thread counts its ``beats`` up in the database,
also through a step that takes an hour and tells nothing.

No clock is compared with another: whoever waits for a worker watches its count
and takes its jobs up again once the count stood still for ``LEASE`` seconds of
the watcher's own monotonic clock. A clock set back or forward neither strands
a job nor runs one twice. Whoever saw a worker's process end says so
(``--after``), and its jobs go on at once.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import F
from django.utils import timezone

from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job, Worker
from wardmote.ground.row_security.scope import all_partnerships

LEASE: Final = 30.0  # seconds a worker may be silent
BEAT: Final = 3.0  # seconds between signs of life
IDLE: Final = 0.5  # seconds between looks for work


def worker_name() -> str:
    """A name no other process has had: machine, process, moment."""
    return f"{socket.gethostname()[:60]}/{os.getpid()}/{time.time_ns() // 1_000_000}"


@dataclass
class Watch:
    """Tells which workers are gone, from counts seen at moments of one's own monotonic clock."""

    lease: float = LEASE
    clock: Callable[[], float] = time.monotonic
    seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def gone(self, workers: dict[str, int]) -> list[str]:
        """The workers (name to beats) whose count has stood still for the whole lease."""
        now = self.clock()
        for name, beats in workers.items():
            if name not in self.seen or self.seen[name][0] != beats:
                self.seen[name] = (beats, now)
        self.seen = {name: seen for name, seen in self.seen.items() if name in workers}
        return [name for name, (_, since) in self.seen.items() if now - since >= self.lease]


def is_worker_alive(within: float = 1.5 * BEAT) -> bool:
    """Whether a worker of these records counts on; no time passes where none has signed on."""
    before, until = _beats(), time.monotonic() + within
    while before and time.monotonic() < until:
        time.sleep(0.1)
        if any(beats != before.get(name, beats) for name, beats in _beats().items()):
            return True
    return False


def _beats() -> dict[str, int]:
    return dict(Worker.objects.values_list("name", "beats"))


def look_after(watch: Watch, own: str) -> int:
    """Take up again what workers that are gone held; says how many jobs."""
    workers = dict(Worker.objects.exclude(name=own).values_list("name", "beats"))
    holders = Job.objects.running().exclude(worker=own).values_list("worker", flat=True)
    for holder in holders:
        workers.setdefault(holder, -1)  # holds a job without having signed on, as ``run_all`` does
    return sum(work.release(name) for name in watch.gone(workers))


class Heart:
    """The thread that counts up ``beats`` for a worker; ``with Heart(name):`` signs on and off."""

    def __init__(self, name: str, every: float = BEAT) -> None:
        self.name, self.every = name, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heart")

    def __enter__(self) -> "Heart":
        now = timezone.now()
        Worker.objects.create(name=self.name, began_at=now, seen_at=now)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)
        try:
            Worker.objects.filter(name=self.name).delete()
        except DatabaseError as error:  # a full disk, a database that is gone: others see it by the count
            print(f"The worker could not sign off: {error}", file=sys.stderr, flush=True)

    def _beat(self) -> None:
        while not self._stop.wait(self.every):
            try:
                close_old_connections()
                now = timezone.now()
                if not Worker.objects.filter(name=self.name).update(beats=F("beats") + 1, seen_at=now):
                    Worker.objects.create(name=self.name, began_at=now, seen_at=now)
            except (DatabaseError, InterfaceError) as error:
                print(f"No sign of life could be written: {error}", file=sys.stderr, flush=True)
                connection.close()
        connection.close()


def tend(name: str, stop: threading.Event, *, after: str = "", watch: Watch | None = None) -> None:
    """Do jobs until told to stop; a job in hand then goes back to the queue at its next step."""
    watch = watch or Watch()
    with Heart(name):
        if after:
            work.release(after)
        looked = float("-inf")
        while not stop.is_set():
            worked = None
            try:
                close_old_connections()
                if time.monotonic() - looked >= BEAT:
                    looked = time.monotonic()
                    look_after(watch, name)
                    work.run_idle_calls()
                worked = work.run_one(name, stop=stop)
            except (DatabaseError, InterfaceError) as error:
                print(f"The records do not answer: {error}", file=sys.stderr, flush=True)
                connection.close()
                stop.wait(BEAT)
            if worked is None:
                stop.wait(IDLE)


def leave(name: str) -> None:
    """Give back what a worker holds that is about to end in the middle of a long step."""
    try:
        with all_partnerships("a worker's job, whoever asked for it"):
            work.release(name, counts=False)
    except DatabaseError:
        pass  # whoever watches finds out after the lease
    finally:
        connection.close()
