"""``./wardmote test rows``: does each row's test fail when the row's feature is broken where a user meets it?

In: ``tests/rows/breaks.toml``, one small break a row (a file of the program, the text found in it once, what
takes its place, and what a user would then see), and the row's tests in ``coverage.toml``. Each break is
made in a copy of the project, only that row's tests are run, and they have to fail. Out: one line a row; exit
status 1 when a row stayed green, a break no longer applies, or a test fails without any break. What failed
as it should is noted at once in ``tests/rows/proven.toml`` under a hash of the break, what it stands in and
the tests. Rows with one break are tried together, a template is broken without a new start (row_forks.py).

    ./wardmote test rows                 every row
    ./wardmote test rows A-02 PM-05      these
    ./wardmote test rows --changed       those whose break, its place or tests differ from what was proven
    ./wardmote test rows --after-tests   where all tests have just passed: without running them unbroken first
"""

import argparse
import ast
import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BREAKS, PROVEN = Path("tests/rows/breaks.toml"), Path("tests/rows/proven.toml")
COVERAGE = Path("src/wardmote/measuring/catalogue/coverage.toml")
COPIED = ("src", "tests", "tools", "docs", "benchmarks")
FAILED_TESTS = 1  # pytest's exit status when tests ran and some failed
HEAD = "# Written by `./wardmote test rows`: the breaks that were seen to fail their rows' tests.\n\n"


@dataclass(frozen=True)
class Break:
    """A row's break: ``put`` takes the place of ``find`` in ``file``; ``seen``: what a user would see."""

    row: str
    file: str
    find: str
    put: str
    seen: str
    tests: tuple[str, ...]

    def why_not_applied(self, root: Path = ROOT) -> str | None:
        """Why it cannot be made any more; None when it can."""
        path = root / self.file
        if not path.is_file():
            return f"{self.file} is no more"
        count = path.read_text("utf-8").count(self.find)
        return None if count == 1 else f"its text stands {count} times in {self.file}, not once"

    def digest(self, root: Path = ROOT) -> str:
        """What proves this break again: itself, what it stands in, and its tests as they are written."""
        parts = [self.file, self.find, self.put, *self.tests, _around(root / self.file, self.find)]
        parts += [_written(root / test.split("::")[0], test) for test in self.tests]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _around(path: Path, find: str) -> str:
    """The function or class of the program in which a text stands; of any other file the whole."""
    text = path.read_text("utf-8") if path.is_file() else ""
    line = text[: max(text.find(find), 0)].count("\n") + 1
    blocks = _blocks(path)
    return next((source for begins, ends, _, source in blocks if begins <= line <= ends), text)


def _written(path: Path, test: str) -> str:
    """A test as it is written; the whole file where it cannot be told apart."""
    name = test.split("::")[1].split("[")[0] if "::" in test else ""
    found = [source for _, _, known, source in _blocks(path) if known == name]
    return "".join(found) or (path.read_text("utf-8") if path.is_file() else "")


@cache
def _blocks(path: Path) -> tuple[tuple[int, int, str, str], ...]:
    """First line, last line, name and source of each function and class of a Python file; none of another."""
    if path.suffix != ".py" or not path.is_file():
        return ()
    lines = path.read_text("utf-8").splitlines(keepends=True)
    found = []
    for node in ast.parse("".join(lines)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            begins = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            ends = node.end_lineno or begins
            found.append((begins, ends, node.name, "".join(lines[begins - 1 : ends])))
    return tuple(found)


def breaks(root: Path = ROOT) -> dict[str, Break]:
    """Every break by its row."""
    coverage = tomllib.loads((root / COVERAGE).read_text("utf-8"))
    given = tomllib.loads((root / BREAKS).read_text("utf-8"))
    return {
        row: Break(row, each["file"], each["find"], each["put"], each["seen"], tuple(coverage[row]["tests"]))
        for row, each in given.items()
    }


def proven(root: Path = ROOT) -> dict[str, str]:
    path = root / PROVEN
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


class Copy:
    """A copy of the project in which one break at a time is made and taken back."""

    def __init__(self, folder: Path, tests: Iterable[str]) -> None:
        self.root, self.tests = folder / "project", sorted(tests)
        self._forks: subprocess.Popen[str] | None = None
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, self.root / path.name)
        if (ROOT.parent / "shared").is_dir():
            (folder / "shared").symlink_to(ROOT.parent / "shared")
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "src"),
            "WARDMOTE_REQUIRE": "",
            "WARDMOTE_POSTGRESQL": "",
        }

    def pytest(self, tests: Iterable[str], *more: str, fresh: bool) -> tuple[int, str]:
        """Exit status and what was printed; ``fresh``: from a new start, as a change of Python needs it."""
        words = ["-q", "--no-header", "-p", "no:cacheprovider", *more, *tests]
        if fresh or not hasattr(os, "fork"):
            command = [sys.executable, "-m", "pytest", *words]
            ended = subprocess.run(
                command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
            )
            return ended.returncode, ended.stdout + ended.stderr
        running = self._running()
        assert running.stdin and running.stdout
        print(json.dumps(words), file=running.stdin, flush=True)
        status, out = json.loads(running.stdout.readline())
        return status, out

    def _running(self) -> subprocess.Popen[str]:
        if self._forks is None:
            command = [sys.executable, "-m", "tools.row_forks", *self.tests]
            self._forks = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environment,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._forks

    def close(self) -> None:
        if self._forks is not None:
            self._forks.communicate()

    def tried(self, rows: list[Break]) -> dict[str, str | None]:
        """What is wrong with the tests of rows with one break; None where it makes one of them fail.

        The first test of each row is nearest to the user: the others run where it stays green.
        """
        each = rows[0]
        if reason := each.why_not_applied(self.root):
            return {row.row: f"the break no longer applies: {reason}" for row in rows}
        path, fresh = self.root / each.file, not each.file.endswith(".html")
        whole = path.read_text("utf-8")
        path.write_text(whole.replace(each.find, each.put), "utf-8")
        try:
            _, out = self.pytest(dict.fromkeys(row.tests[0] for row in rows), fresh=fresh)
            found: dict[str, str | None] = {row.row: None for row in rows if failed(out, row.tests[0])}
            for row in rows:
                if row.row not in found:
                    status, out = self.pytest(row.tests, "-x", fresh=fresh)
                    found[row.row] = _why_unproven(status, out)
        finally:
            path.write_text(whole, "utf-8")
        return found


def failed(out: str, test: str) -> bool:
    """Whether pytest's summary says that a test failed, with any of its values."""
    return any(f"\nFAILED {test}{end}" in out for end in (" ", "[", "\n"))


def _why_unproven(status: int, out: str) -> str | None:
    if status == 0:
        return "stayed green"
    if status != FAILED_TESTS or "\nFAILED " not in out:
        last = out.strip().splitlines()[-1:] or ["nothing was printed"]
        return f"the tests did not get as far as failing: {last[0]}"
    return None


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./wardmote test rows", description=__doc__)
    parser.add_argument("rows", nargs="*", help="ids of rows; none means all")
    parser.add_argument("--changed", action="store_true", help="only what was not proven as it stands")
    parser.add_argument("--after-tests", action="store_true", help="the tests have just passed unbroken")
    args = parser.parse_args(words)
    known, noted = breaks(), proven()
    if unknown := sorted(set(args.rows) - set(known)):
        print(f"No break is written for {', '.join(unknown)} in {BREAKS}.", file=sys.stderr)
        return 2
    digests = {row: known[row].digest() for row in (args.rows or known)}
    if args.changed:
        digests = {row: digest for row, digest in digests.items() if noted.get(row) != digest}
    print(f"{len(digests)} of {len(known)} rows to be tried", flush=True)
    tries = _try_all(known, digests, args.after_tests) if digests else ()
    wrong = {row: why for row, why in tries if why}
    for row, why in wrong.items():
        print(f"  {row}: {why}\n    {known[row].file}: {known[row].seen}")
    print(f"{len(digests) - len(wrong)} rows failed as they should, {len(wrong)} did not.")
    return 1 if wrong else 0


def _try_all(
    known: Mapping[str, Break], digests: Mapping[str, str], passed: bool
) -> Iterator[tuple[str, str | None]]:
    """Row and what is wrong, or None; as many copies side by side as there are processors, at most four."""
    alike: dict[tuple[str, str, str], list[Break]] = {}
    for row in digests:
        alike.setdefault((known[row].file, known[row].find, known[row].put), []).append(known[row])
    tests = sorted({test for row in digests for test in known[row].tests})
    count = min(os.cpu_count() or 1, 4, len(alike))
    with tempfile.TemporaryDirectory(prefix="wardmote-rows-") as folder, ThreadPoolExecutor(count) as pool:
        copies = [Copy(Path(folder) / str(number), tests) for number in range(count)]
        free: queue.Queue[Copy] = queue.Queue()
        for copy in copies:
            free.put(copy)

        def tried(rows: list[Break]) -> dict[str, str | None]:
            copy, begun = free.get(), time.monotonic()
            try:
                found = copy.tried(rows)
            finally:
                free.put(copy)
            took = (time.monotonic() - begun) / len(rows)
            for row, wrong in found.items():
                _note(known, row, "" if wrong else digests[row])
                print(f"  {row:8} {took:5.1f} s  {wrong or 'failed, as it should'}", flush=True)
            return found

        try:
            parted = (tests[n::count] for n in range(count))
            if not (passed or all(pool.map(_pass_unbroken, copies, parted))):
                yield from ((row, "a test of the chosen rows fails without any break") for row in digests)
                return
            for found in pool.map(tried, alike.values()):
                yield from found.items()
        finally:
            for copy in copies:
                copy.close()


def _pass_unbroken(copy: Copy, tests: list[str]) -> bool:
    """A test that fails anyway proves nothing."""
    if not tests:
        return True
    status, out = copy.pytest(tests, "-x", fresh=False)
    if status:
        print(out[-3000:])
    return status == 0


NOTING = threading.Lock()


def _note(known: Mapping[str, Break], row: str, digest: str) -> None:
    """The hash under which a row failed as it should; "" where it did not."""
    with NOTING:
        noted = {key: each for key, each in (proven() | {row: digest}).items() if key in known and each}
        lines = [f'"{key}" = "{each}"' for key, each in sorted(noted.items())]
        (ROOT / PROVEN).write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
