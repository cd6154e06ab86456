"""``./wardmote test rows``: does each row's test fail when the row's feature is broken where a user meets it?

In: ``tests/rows/breaks.toml``, one small break a row (a file of the program, the text found in it once, what
takes its place, and what a user would then see), and the row's tests in ``coverage.toml``. Each break is
made in a copy of the project, only that row's tests are run, and they have to fail. Out: one line a row; exit
status 1 when a row stayed green, a break no longer applies, or a test fails without any break. What failed
as it should is noted in ``tests/rows/proven.toml`` under a hash of the break, the broken file and the tests.

    ./wardmote test rows                 every row
    ./wardmote test rows A-02 PM-05      these
    ./wardmote test rows --changed       those whose break, file or tests differ from what was proven
"""

import argparse
import hashlib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
        """What proves this break again: itself, the file it breaks and the files of its tests."""
        parts = [self.file, self.find, self.put, *self.tests]
        files = sorted({self.file, *(test.split("::")[0] for test in self.tests)})
        parts += [(root / name).read_text("utf-8") for name in files if (root / name).is_file()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


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

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, self.root / path.name)
        if (ROOT.parent / "shared").is_dir():
            (folder / "shared").symlink_to(ROOT.parent / "shared")

    def pytest(self, tests: Iterable[str], *more: str) -> tuple[int, str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *more,
            *tests,
        ]
        environment = {**os.environ, "PYTHONPATH": str(self.root / "src"), "WARDMOTE_REQUIRE": ""}
        ended = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        return ended.returncode, ended.stdout + ended.stderr

    def tried(self, each: Break) -> str | None:
        """What is wrong with a row's tests; None when the break makes one of them fail."""
        if reason := each.why_not_applied(self.root):
            return f"the break no longer applies: {reason}"
        path = self.root / each.file
        whole = path.read_text("utf-8")
        path.write_text(whole.replace(each.find, each.put), "utf-8")
        try:
            status, out = self.pytest(each.tests, "-x")
        finally:
            path.write_text(whole, "utf-8")
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
    args = parser.parse_args(words)
    known, noted = breaks(), proven()
    if unknown := sorted(set(args.rows) - set(known)):
        print(f"No break is written for {', '.join(unknown)} in {BREAKS}.", file=sys.stderr)
        return 2
    wanted = [known[row] for row in (args.rows or known)]
    if args.changed:
        wanted = [each for each in wanted if noted.get(each.row) != each.digest()]
    print(f"{len(wanted)} of {len(known)} rows to be tried", flush=True)
    return _report(_try_all(wanted), known, noted) if wanted else 0


def _try_all(wanted: list[Break]) -> Mapping[str, str | None]:
    """Row -> what is wrong, or None; as many copies side by side as there are processors, at most four."""
    with tempfile.TemporaryDirectory(prefix="wardmote-rows-") as folder:
        copies: queue.Queue[Copy] = queue.Queue()
        count = min(os.cpu_count() or 1, 4, len(wanted))
        for number in range(count):
            copies.put(Copy(Path(folder) / str(number)))

        def tried(each: Break) -> tuple[str, str | None]:
            copy, begun = copies.get(), time.monotonic()
            try:
                wrong = copy.tried(each)
            finally:
                copies.put(copy)
            print(
                f"  {each.row:8} {time.monotonic() - begun:5.1f} s  {wrong or 'failed, as it should'}",
                flush=True,
            )
            return each.row, wrong

        if not _pass_unbroken(copies.queue[0], wanted, count):
            return {each.row: "a test of the chosen rows fails without any break" for each in wanted}
        with ThreadPoolExecutor(count) as pool:
            return dict(pool.map(tried, wanted))


def _pass_unbroken(copy: Copy, wanted: list[Break], count: int) -> bool:
    """A test that fails anyway proves nothing."""
    tests = sorted({test for each in wanted for test in each.tests})
    status, out = copy.pytest(tests, "-x", "-n", str(count), "--dist", "loadfile")
    if status:
        print(out[-3000:])
    return status == 0


def _report(found: Mapping[str, str | None], known: Mapping[str, Break], noted: Mapping[str, str]) -> int:
    good = {row: known[row].digest() for row, wrong in found.items() if wrong is None}
    kept = {row: digest for row, digest in noted.items() if row in known and row not in found}
    lines = [f'"{row}" = "{digest}"' for row, digest in sorted((kept | good).items())]
    (ROOT / PROVEN).write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    wrong = {row: words for row, words in found.items() if words}
    print(f"\n{len(good)} rows failed as they should, {len(wrong)} did not.")
    for row, words in wrong.items():
        print(f"  {row}: {words}\n    {known[row].file}: {known[row].seen}")
    print(f"{len(good)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
