"""Every benchmark still begins: what it takes from the house is there under that name.

Benchmarks run by hand and seldom, so one that lost a name it imports would not be missed; they are only read.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tracked import ROOT, parse, python_files


def test_benchmarks_import_only_what_there_is() -> None:
    gone = [
        f"{path.relative_to(ROOT)}: {node.module}.{alias.name}"
        for path in python_files("benchmarks")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wardmote")
        for alias in node.names
        if not holds(ROOT.joinpath("src", *str(node.module).split(".")), alias.name)
    ]
    assert gone == []


def holds(place: Path, wanted: str) -> bool:
    """Whether the module or package at the place has the name at its top, or such a module."""
    if place.is_dir() and any((place / each).exists() for each in (wanted, f"{wanted}.py")):
        return True
    sources = [each for each in (place / "__init__.py", place.with_suffix(".py")) if each.exists()]
    return any(wanted in names_at_the_top(parse(source)) for source in sources)


def names_at_the_top(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for t in targets for each in ast.walk(t) if isinstance(each, ast.Name))
