"""What the project's files may not hold: places on one machine, registry addresses, data of others."""

import re
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, tracked_files

FOLDERS = "|".join(("work", "home", "root", "Users", "opt", "mnt", "tmp", "private/var"))
# Where the deployment how-to puts things are examples that anyone's server can have.
EXAMPLES = "opt/wardmote|mnt/safe"
ON_ONE_MACHINE = re.compile(
    rf"(?<![\w./:~\-])/(?!{EXAMPLES})(?:{FOLDERS})/[\w.]|[A-Z]:\\(?:Users|work)", re.ASCII
)
REGISTRIES = re.compile(
    "|".join(
        (
            r"pypi\.(?:org|python)",
            r"files\.python" + "hosted",
            r"registry\.npm" + "js",
            r"--(?:extra-)?index-url ",
        )
    )
)
LARGEST = 2_500_000


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data[:8000] and path != Path(__file__):
            found.append((name(path), data.decode("utf-8")))
    return found


@pytest.mark.parametrize("pattern", [ON_ONE_MACHINE, REGISTRIES], ids=["places on one machine", "registries"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = []
    for where, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                found.append(f"{where}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /" + "work/main/src", True),
        ('open("/' + 'home/ann/file.csv")', True),
        (r"C:\Users\ann", True),
        ("https://example.org/home/page", False),
        ("work/main", False),
        ("/usr/bin/env python3", False),
        ("./home/x and ~/home/x", False),
    ],
)
def test_what_counts_as_a_place_on_one_machine(line: str, found: bool) -> None:
    assert bool(ON_ONE_MACHINE.search(line)) is found


def test_no_file_is_large() -> None:
    assert [name(path) for path in tracked_files() if path.stat().st_size > LARGEST] == []


def test_no_real_data_lie_in_the_project(shared_data: Path) -> None:
    theirs = {p.stat().st_size: p for p in shared_data.rglob("*") if p.is_file() and p.stat().st_size > 2000}
    copies = [
        name(path)
        for path in tracked_files()
        if (other := theirs.get(path.stat().st_size)) and other.read_bytes() == path.read_bytes()
    ]
    assert copies == []
