"""Rooms and names: no drawers, a head on every module, files and functions of a size one can read.

The import contracts themselves are in pyproject.toml and run by `./wardmote check`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.tracked import ROOT, parse, python_files, tracked_files

DRAWERS = {
    "utils", "util", "helpers", "helper", "common", "services", "service", "misc", "core",
    "lib", "libs", "managers", "manager", "contrib", "stuff",
}  # fmt: skip
LINES_IN_FILE, LINES_IN_FUNCTION, PARAMETERS = 400, 40, 5
ABOUT = 1.1  # the budgets in lines are "about"

# What is over a budget for a reason that was looked at: name -> the reason. Keep it short.
LOOKED_AT: dict[str, str] = {
    "src/wardmote/measuring/store/partner_load.py:load_partner": "the words of one command, each by its name",
    "src/wardmote/measuring/store/open_load.py:load_totals": "the words of one command, each by its name",
    "src/wardmote/measuring/figures/series.py:series": "the words of one question, each by its name",
    "src/wardmote/ground/pages/addresses.py:page": "what is said of an address, each by its name",
    "src/wardmote/measuring/drawing/areas.py:area_chart": "what is drawn, then what the line is called",
    "src/wardmote/measuring/drawing/canvas.py:text": "the attributes of an SVG text",
    "src/wardmote/measuring/drawing/hours.py:_line": "one line of an SVG path and its style",
    "src/wardmote/measuring/drawing/rows.py:_block": "where a block of text stands and how it looks",
}


@dataclass(frozen=True)
class Module:
    """What the tests below look at, so that each file is parsed once and its tree not kept."""

    head: str | None
    lines: int
    functions: tuple[ast.FunctionDef, ...]  # each without its body


@cache
def module(path: Path) -> Module:
    tree = parse(path)
    functions = tuple(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    empty_mark = path.name == "__init__.py" and path.is_relative_to(ROOT / "tests") and not tree.body
    head = "a folder of tests" if empty_mark else ast.get_docstring(tree)
    for function in functions:
        function.body = []
    return Module(head, len(path.read_text("utf-8").splitlines()), functions)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_or_folder_is_a_drawer() -> None:
    ours = [path.relative_to(ROOT) for path in tracked_files()]
    found = [str(p) for p in ours if DRAWERS & {*p.parts[:-1], p.stem}]
    assert found == [], "name the file for what it holds, as action_status.py or edition_pages.py"


def test_every_module_says_what_it_is() -> None:
    ours = python_files("src", "tools", "benchmarks", "tests")
    silent = [path for path in ours if not is_migration(path) and not module(path).head]
    assert [name(path) for path in silent] == [], "a module opens with what goes in and out"


def is_migration(path: Path) -> bool:
    """Django writes these; they are read as a list of changes, not as a module of ours."""
    return path.parent.name == "migrations"


def over_budget() -> Iterator[tuple[str, int, str]]:
    for path in python_files("src", "tools", "benchmarks"):
        if is_migration(path):
            continue
        if (lines := module(path).lines) > LINES_IN_FILE * ABOUT:
            yield name(path), lines, "lines in the file"
        for node in module(path).functions:
            where = f"{name(path)}:{node.name}"
            if (lines := (node.end_lineno or 0) - node.lineno + 1) > LINES_IN_FUNCTION * ABOUT:
                yield where, lines, "lines in the function"
            taken = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            if (count := len([a for a in taken if a not in ("self", "cls")])) > PARAMETERS:
                yield where, count, "parameters"


def test_budgets_are_kept_or_looked_at() -> None:
    found = list(over_budget())
    new = [f"{where}: {count} {what}" for where, count, what in found if where not in LOOKED_AT]
    assert not new, "look for the second idea inside:\n" + "\n".join(new)
    gone = set(LOOKED_AT) - {where for where, _, _ in found}
    assert not gone, f"no longer over budget, take them off the list: {gone}"


def test_a_function_is_named_for_what_it_answers() -> None:
    """``may_x`` says yes or no, ``why_not_x`` gives the reason against: one read for the other lets in."""
    wrong = []
    for path in python_files("src"):
        for node in module(path).functions:
            answers_bool = node.returns is not None and ast.unparse(node.returns) == "bool"
            named_may, named_why_not = node.name.startswith("may_"), node.name.startswith("why_not_")
            where = f"{name(path)}:{node.lineno}: {node.name}"
            if named_may and not answers_bool:
                wrong.append(f"{where} says yes or no: let it answer `bool`, or name it why_not_...")
            if named_why_not and answers_bool:
                wrong.append(f"{where} gives a reason: let it answer `str | None`, or name it may_...")
    assert not wrong, "\n".join(wrong)
