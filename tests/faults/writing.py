"""An installation that is served, with people who write on its pages while something happens to it.

In: where (a folder, a PostgreSQL server or none), a seed. Out: ``strike`` lets people write, does something,
and yields what is wrong once all came back: see ``whole``.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests import postgresql
from tests.faults.visitors import DOINGS, Person, Site
from tests.installation import ROOT, Installation, installation, until
from tests.site.test_serve import Serving

ANSWERS, LONGEST = 30, 10.0  # that people are given before something happens; seconds they may take


@contextlib.contextmanager
def written_on(
    folder: Path,
    seed: int,
    cluster: "postgresql.Cluster | None" = None,
    *,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Iterator["Written"]:
    """The installation in a folder, served and written on; ended with the block. ``more``: settings."""
    folder.mkdir(exist_ok=True)
    with contextlib.ExitStack() as held:
        with _beginning, _database(cluster):
            installed = held.enter_context(installation(folder))
        short = held.enter_context(tempfile.TemporaryDirectory())
        (folder / "tmp").mkdir()
        scratch = Path(short) / "t"  # a socket's path has at most about a hundred letters
        scratch.symlink_to(folder / "tmp")
        installed.environment |= {"TMPDIR": str(scratch), "WARDMOTE_MAIL": "smtp://127.0.0.1:9"}
        for name, value in more.items():
            before = installed.environment.get(name, "")
            installed.environment[name] = f"{value}{os.pathsep}{before}" if name == "PYTHONPATH" else value
        run = Written(installed, seed)
        try:
            run.begin()
            yield run
        finally:
            run.end()


_beginning = threading.Lock()  # which database it is stands in the environment


@contextlib.contextmanager
def _database(cluster: "postgresql.Cluster | None") -> Iterator[None]:
    before = os.environ.get("WARDMOTE_DATABASE")
    try:
        if cluster:
            os.environ["WARDMOTE_DATABASE"] = cluster.address
        yield
    finally:
        if cluster:
            os.environ.pop("WARDMOTE_DATABASE")
            os.environ.update({"WARDMOTE_DATABASE": before} if before is not None else {})


class Written:
    """One installation with its people."""

    def __init__(self, installed: Installation, seed: int) -> None:
        self.installed, self.seed, self.chance = installed, seed, random.Random(seed)
        self.site, self.people = Site(), list[Person]()
        self.struck: Counter[str] = Counter()
        self.seconds = 0.0
        words = [sys.executable, "-m", "tests.faults.whole"]
        self.checker = subprocess.Popen(
            words,
            cwd=ROOT,
            env=installed.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(self) -> None:
        town = self._ask(begin=True)
        self.serve()
        for name in DOINGS:
            session = town["sessions"].get(name, "")
            self.people.append(Person(self.site, name, session, self.seed, town["bodies"]))
        for each in self.people:
            each.start()

    def serve(self) -> None:
        """Begin to serve, on a port of its own."""
        self.serving = Serving(self.installed)
        self.site.port = self.serving.port

    def strike(
        self,
        kind: str,
        happens: Callable[[], None],
        *,
        whole: bool = True,
        settled: bool = False,
        idle: bool = False,
    ) -> Iterator[str]:
        """People write and something happens to them. ``whole``: they stop and everything is looked at; else
        they go on. ``settled``: the web began anew; ``idle``: the worker may end all its work first."""
        began = time.monotonic()
        until(self.serving.answers, 60)
        self._let_write()
        happens()
        self.struck[kind] += 1
        if whole:
            yield from self._look(settled=settled, idle=idle)
        self.seconds += time.monotonic() - began

    def _let_write(self) -> None:
        until_answered = self._answered() + self.chance.randrange(1, ANSWERS)
        began = time.monotonic()
        self.site.gate.set()
        while self._answered() < until_answered and time.monotonic() < began + LONGEST:
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0, 0.05))

    def _look(self, *, settled: bool, idle: bool) -> Iterator[str]:
        """What is wrong once nobody writes and all that ended by itself is there again."""
        self.site.gate.clear()
        until(lambda: not any(each.at_it for each in self.people), 90)
        until(self.serving.answers, 60)
        until(lambda: self.serving.children("wardmote worker"), 60)
        told = [told for each in self.people for told in each.told]
        for each in self.people:
            yield from (f"{fault}; serve said {self._said()}" for fault in each.faults)
            each.told, each.faults = [], []
        yield from self._ask(told=told, settled=settled, idle=idle)

    def _said(self) -> str:
        """The last line in which serve told of a fault of its own."""
        told = [line for line in self.serving.said if "Traceback" in line or "ERROR" in line]
        return told[-1][-600:].strip() if told else "nothing"

    def _answered(self) -> int:
        return sum(sum(each.answers.values()) for each in self.people)

    def _ask(self, **asked: Any) -> Any:
        assert self.checker.stdin and self.checker.stdout
        print(json.dumps(asked), file=self.checker.stdin, flush=True)
        return json.loads(self.checker.stdout.readline())

    def summary(self) -> str:
        """What happened, for people."""
        answers = sum((Counter(each.answers) for each in self.people), Counter[int]())
        told = ", ".join(f"{count:,} times {status}" for status, count in sorted(answers.items()))
        struck = ", ".join(f"{kind} {count}" for kind, count in sorted(self.struck.items()))
        each = self.seconds / max(1, self.struck.total())
        return f"{struck}; {each:.1f} s each; answers to people: {told}"

    def end(self) -> None:
        self.site.over.set()
        if hasattr(self, "serving"):
            kill([self.serving.process.pid, *descendants(self.serving.process.pid)])
        self.checker.kill()
        self.checker.communicate()


def kill(pids: Sequence[int]) -> None:
    """kill -9."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Every process that it began, and those began."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(each.read_text().rsplit(")", 1)[1].split()[1])
            parents.setdefault(parent, []).append(int(each.parent.name))
    found: list[int] = []
    left = [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found
