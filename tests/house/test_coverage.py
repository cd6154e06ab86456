"""Every row of the domain notes has its place in the coverage list, and every test it names exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, parse
from wardmote.measuring.catalogue.coverage import coverage, read_coverage
from wardmote.measuring.catalogue.refusals import Refusal

# The tables of section 1 (and 0.3), then of the sections on law, information and pages, what the printed plan
# says beside them, and what the product promises: how each numbers its rows.
NUMBERED = {
    "A-": 19, "ID-": 16, "GR-": 8, "PB-": 13, "PM-": 6, "EN-": 18, "F-": 24,
    "D-": 14, "L-": 9, "IG-": 13, "X-": 25, "P-": 16, "J-": 12, "S-": 8, "O-": 4,
}  # fmt: skip
PLAIN = {"PR-": 7, "PR-X": 5, "HM-": 7, "Q": 11}
ACTIONS = {
    1: (4, 4, 4), 2: (3, 3, 3), 3: (3, 4), 4: (5, 2), 5: (6,), 6: (5,), 7: (4, 4),
}  # fmt: skip
ROOMS = {
    "deciding/accountability", "deciding/meetings", "deciding/plan", "doing/bans", "doing/cases",
    "doing/premises", "doing/tasking", "ground/partners", "ground/places", "knowing/asking",
    "knowing/assessment", "knowing/evidence", "listening/community", "listening/concerns",
    "listening/consultation", "measuring/analysis", "measuring/figures", "site", "telling/publication",
}  # fmt: skip


def ids_of_rows() -> Iterator[str]:
    for start, last in NUMBERED.items():
        yield from (f"{start}{number:02}" for number in range(1, last + 1))
    for start, last in PLAIN.items():
        yield from (f"{start}{number}" for number in range(1, last + 1))
    for priority, counts in ACTIONS.items():
        for sub, count in enumerate(counts, 1):
            yield from (f"A{priority}.{sub}.{number}" for number in range(1, count + 1))
    for number in range(1, 20):
        yield from (["I-07a", "I-07b"] if number == 7 else [f"I-{number:02}"])


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = parse(path)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_listed_and_no_other() -> None:
    wanted = list(ids_of_rows())
    assert len(wanted) == len(set(wanted)) == 309
    assert set(coverage()) == set(wanted)


def test_every_test_that_is_named_exists() -> None:
    gone = []
    for row in coverage().values():
        for test in row.tests:
            file, _, name = test.partition("::")
            if not (ROOT / file).is_file() or name not in functions_in(ROOT / file):
                gone.append(f"{row.key}: {test}")
    assert gone == []


def test_a_test_that_is_named_for_a_row_is_listed_there() -> None:
    """``test_pm_05_gr_03_...`` is named for PM-05 and GR-03: list it in both, or call it otherwise."""
    keys = {re.sub(r"[-.]", "_", key.lower()): key for key in coverage()}
    begins = re.compile(rf"({'|'.join(keys)})_")
    left_out = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            at = len("test_")
            while found := begins.match(name, at):
                test, at = f"{path.relative_to(ROOT).as_posix()}::{name}", found.end()
                key = keys[found[1]]
                left_out += [] if test in coverage()[key].tests else [f"{key}: {test}"]
    assert left_out == []


def test_a_row_waits_for_a_room_of_the_house() -> None:
    for row in coverage().values():
        assert row.room in ROOMS, row.key
        waits = row.waits.split("; ") if row.waits else []
        assert all(part.partition(":")[0] in ROOMS for part in waits), row.key


def test_a_row_without_its_room_is_refused(tmp_path: Path) -> None:
    (tmp_path / "coverage.toml").write_text('["ID-01"]\nwhat = "x"\n', "utf-8")
    with pytest.raises(Refusal) as refused:
        read_coverage(tmp_path / "coverage.toml")
    assert refused.value.where == "coverage.toml, ID-01.room"
