"""Where a test run's time goes: CPU-seconds by folder, fixture and test.

In: what you would give `./wardmote test` (files, `-k`, `-n`); nothing means all of it. The tests run
once. Out: three short tables on the terminal, most expensive first. CPU-seconds
count the worker itself and the processes that it waited for, so they hardly
depend on what else the machine is doing. A fixture is counted apart from the
tests that use it; a server that a fixture starts counts where it is stopped.

    .venv-test/bin/python tools/slow_tests.py
    .venv-test/bin/python tools/slow_tests.py tests/deciding
"""

import collections
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECORDS = "WARDMOTE_TEST_TIMES"
SHOWN = 25


def cpu_seconds() -> float:
    """Processor time of this process and of the children that it has waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# ---- the plugin: one line of JSON a fixture and a test, in a file of this process's own ----


def record(kind: str, name: str, seconds: float) -> None:
    with open(os.path.join(os.environ[RECORDS], f"{os.getpid()}.jsonl"), "a") as file:
        file.write(json.dumps([kind, name, seconds]) + "\n")


spent_in_fixtures = 0.0


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Iterator[None]:
    global spent_in_fixtures
    before, inner = cpu_seconds(), spent_in_fixtures
    try:
        return (yield)
    finally:
        own = cpu_seconds() - before - (spent_in_fixtures - inner)
        spent_in_fixtures += own
        record("fixture", fixturedef.argname, own)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    before, inner = cpu_seconds(), spent_in_fixtures
    try:
        return (yield)
    finally:
        record("test", item.nodeid, cpu_seconds() - before - (spent_in_fixtures - inner))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: Any) -> Iterator[None]:
    try:
        return (yield)
    finally:
        record("start", "start and collection", cpu_seconds())


# ---- the command ----


def main(words: list[str]) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, RECORDS: folder}
        command = [sys.executable, str(ROOT / "wardmote"), "test", "-p", "tools.slow_tests", *words]
        status = subprocess.call(command, cwd=ROOT, env=environment)
        lines = [json.loads(line) for file in Path(folder).glob("*.jsonl") for line in file.open()]
    tables(lines, time.monotonic() - begun)
    return status


def tables(lines: list[Any], wall: float) -> None:
    total = sum(seconds for _, _, seconds in lines)
    print(f"\n{total:.0f} CPU-seconds in {wall:.0f} s")
    by_folder: dict[str, list[float]] = collections.defaultdict(list)
    by_kind: dict[str, dict[str, list[float]]] = {
        kind: collections.defaultdict(list) for kind in ("start", "fixture", "test")
    }
    for kind, name, seconds in lines:
        by_kind[kind][name].append(seconds)
        if kind == "test":
            by_folder["/".join(name.split("::")[0].split("/")[:3])].append(seconds)
    table("start of each process", by_kind["start"])
    table("fixtures", by_kind["fixture"])
    table("tests by folder, without their fixtures", by_folder)
    table("tests, without their fixtures", by_kind["test"])


def table(title: str, rows: dict[str, list[float]]) -> None:
    print(f"\n{title} ({sum(map(sum, rows.values())):.0f} CPU-seconds)\n   in all   times    each")
    ordered = sorted(rows.items(), key=lambda row: -sum(row[1]))
    for name, seconds in ordered[:SHOWN]:
        print(f"{sum(seconds):9.2f}{len(seconds):8}{sum(seconds) / len(seconds):8.2f}  {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
