"""Where a test run's time goes: CPU-seconds by folder, fixture, file and test.

In: what you would give `./wardmote test` (files, `-k`, `-n`); nothing means all of it. The tests run
once. Out: short tables on the terminal, most expensive first, and which files grew past what
tests/long_files.toml has of them. CPU-seconds count a process itself, the processes that it waited for and
those that read files for it, so they depend little on what else the machine is doing. A fixture is counted
apart from the tests that use it; a server counts where it is stopped, the browser in the last test of its
worker: what a file is waited for, which puts the files in order, wants an idle machine. The second
run on PostgreSQL is one test of the first; what happens inside it is shown in tables of its own.

    .venv-test/bin/python tools/slow_tests.py
    .venv-test/bin/python tools/slow_tests.py tests/deciding
    .venv-test/bin/python tools/slow_tests.py --write      all, and the long files into tests/long_files.toml
"""

import collections
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECORDS = "WARDMOTE_TEST_TIMES"
SHOWN = 25
LONG_FILES, LONG = ROOT / "tests" / "long_files.toml", 5  # seconds
GROWN = 1.5  # times what it took when it was last noted, and at least as much more as makes a file long
Times = dict[str, list[float]]


def cpu_seconds() -> float:
    """Processor time of this process, of children that it has waited for, and of those that read files."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + of_readers()


def of_readers() -> float:
    """That of the process that readers are forked from, and of those that ended; it is never waited for."""
    server: Any = getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None)
    try:
        told = Path(f"/proc/{server._forkserver_pid}/stat").read_text().rpartition(")")[2].split()
    except (AttributeError, OSError):  # none was started, or no Linux
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")  # own and children's, user's and system's


# ---- the plugin: one line of JSON a fixture and a test, in a file of this process's own ----


def record(kind: str, name: str, seconds: float) -> None:
    database = "PostgreSQL" if os.environ.get("WARDMOTE_DATABASE") else "SQLite"
    with open(os.path.join(os.environ[RECORDS], f"{os.getpid()}.jsonl"), "a") as file:
        file.write(json.dumps([database, kind, name, seconds]) + "\n")


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
    before, inner, begun = cpu_seconds(), spent_in_fixtures, time.time()
    try:
        return (yield)
    finally:
        whole, file = cpu_seconds() - before, item.nodeid.split("::")[0]
        record("file", file, whole)
        record("wait", file, time.time() - begun)
        record("end", f"worker {os.getpid()}", time.time())
        record("test", item.nodeid, whole - (spent_in_fixtures - inner))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: Any) -> Iterator[None]:
    try:
        return (yield)
    finally:
        record("start", "start and collection", cpu_seconds())


# ---- the command ----


def main(words: list[str]) -> int:
    if "--write" in words and words != ["--write"]:
        print("--write measures all tests: give it alone", file=sys.stderr)
        return 2
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        options = f"{os.environ.get('PYTEST_ADDOPTS', '')} -p tools.slow_tests"  # for the inner run as well
        environment = {**os.environ, RECORDS: folder, "PYTEST_ADDOPTS": options}
        asked = [word for word in words if word != "--write"]
        command = [sys.executable, str(ROOT / "wardmote"), "test", *asked]
        status = subprocess.call(command, cwd=ROOT, env=environment)
        lines = [json.loads(line) for file in Path(folder).glob("*.jsonl") for line in file.open()]
    print(f"\nin {time.monotonic() - begun:.0f} s; the last worker was alone for {alone(lines):.0f} s")
    for database in ("SQLite", "PostgreSQL"):
        if found := [line[1:] for line in lines if line[0] == database]:
            print_tables(database, found)
    waited = waited_for([line[1:] for line in lines if line[0] == "SQLite"])
    print("".join(f"\n{line}" for line in grown(waited)))
    if words == ["--write"] and status == 0:
        write_long_files(waited)
    return status


def alone(lines: list[Any]) -> float:
    """Seconds in which all workers but one had nothing left to do."""
    ends: dict[str, float] = {}
    for _, _, name, seconds in (line for line in lines if line[:2] == ["SQLite", "end"]):
        ends[name] = max(seconds, ends.get(name, 0))
    last = sorted(ends.values())[-2:]
    return last[-1] - last[0] if last else 0.0


def waited_for(lines: list[tuple[str, str, float]]) -> dict[str, float]:
    """Seconds by file; the how-tos run files that stand in their own tree alone."""
    spent: dict[str, float] = collections.defaultdict(float)
    for kind, name, seconds in lines:
        if kind == "wait" and (ROOT / name).is_file():
            spent[name] += seconds
    return spent


def grown(waited: dict[str, float]) -> list[str]:
    """Files that take far longer than was noted: make them cheap, or note it by --write."""
    noted = tomllib.loads(LONG_FILES.read_text("utf-8"))
    found = {
        name: (noted.get(name, 0), seconds)
        for name, seconds in waited.items()
        if seconds > GROWN * noted.get(name, 0) and seconds > noted.get(name, 0) + LONG
    }
    return [f"grown from {before:.0f} to {now:.0f} s: {name}" for name, (before, now) in found.items()]


def write_long_files(waited: dict[str, float]) -> None:
    """The list that puts long files first (tests/long_files.py), longest first."""
    longest = sorted(waited.items(), key=lambda item: -item[1])
    rows = [f'"{name}" = {seconds:.0f}' for name, seconds in longest if seconds >= LONG]
    head = "# Seconds of the long files, as waited for. Written by `tools/slow_tests.py --write`."
    LONG_FILES.write_text("\n".join([head, *rows, ""]), "utf-8", newline="\n")


def print_tables(database: str, lines: list[tuple[str, str, float]]) -> None:
    kinds: dict[str, Times] = collections.defaultdict(lambda: collections.defaultdict(list))
    for kind, name, seconds in lines:
        kinds[kind][name].append(seconds)
        if kind == "file":
            kinds["folder"]["/".join(name.split("/")[:-1])].append(seconds)
    total = sum(seconds for kind, _, seconds in lines if kind in ("start", "fixture", "test"))
    inside = " (part of tests/test_on_postgresql.py above)" if database == "PostgreSQL" else ""
    print(f"\n==== on {database}: {total:.0f} CPU-seconds{inside}")
    print_table("start of each process", kinds["start"])
    print_table("folders, with the fixtures that their tests set up", kinds["folder"])
    print_table("files, likewise", kinds["file"])
    print_table("files, as waited for", kinds["wait"], "seconds, more on a busy machine")
    print_table("fixtures", kinds["fixture"])
    print_table("tests, without their fixtures", kinds["test"])


def print_table(title: str, rows: Times, unit: str = "CPU-seconds") -> None:
    print(f"\n{title} ({sum(map(sum, rows.values())):.0f} {unit})\n   in all   times    each")
    ordered = sorted(rows.items(), key=lambda row: -sum(row[1]))
    for name, seconds in ordered[:SHOWN]:
        print(f"{sum(seconds):9.2f}{len(seconds):8}{sum(seconds) / len(seconds):8.2f}  {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
