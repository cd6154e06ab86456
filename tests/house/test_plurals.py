"""One and many are chosen by ``ngettext`` or ``counted``, nowhere by hand."""

import ast
import re
from collections.abc import Iterator

from tests.house.tracked import ROOT, parse, python_files

ENDINGS = {"s", "es", "ies"}
MAYBE = re.compile(r"[!=]= ?1\s+else|[\"'](s|es|ies)[\"']\s+(if|else)|else\s+[\"'](s|es|ies)[\"']")


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def asks_for_one(test: ast.expr) -> bool:
    """``number == 1`` or ``number != 1``."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq | ast.NotEq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == 1
    )


def by_hand(tree: ast.AST) -> Iterator[int]:
    """The line of every choice between two texts by whether a number is one, or of an ending."""
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and is_text(node.body) and is_text(node.orelse):
            said = {getattr(branch, "value", "") for branch in (node.body, node.orelse)}
            if asks_for_one(node.test) or said & ENDINGS:
                yield node.lineno


def test_no_plural_is_made_by_hand() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files("src", "tools")
        if MAYBE.search(path.read_text("utf-8"))
        for line in by_hand(parse(path))
    ]
    mend = (
        'Write counted(number, "day", "days") of measuring/catalogue/counted.py, or ngettext("is", "are", n)'
    )
    assert found == [], f"{mend}: {', '.join(found)}"


def test_no_template_has_another_way() -> None:
    templates = sorted((ROOT / "src").rglob("*.html"))
    assert len(templates) > 50
    found = [path.name for path in templates if "|pluralize" in path.read_text("utf-8")]
    assert found == [], 'write {{ number|counted:"day,days" }} or {{ number|agree:"is,are" }}'


def test_the_search_sees_the_ways_a_plural_is_made() -> None:
    code = (
        "f\"{n} day{'' if n == 1 else 's'}\"\n'file' + ('s' if n > 1 else '')\n"
        "'is' if len(x) == 1 else 'are'\nf'{n} were' if n != 1 else 'one was'\n"
        "x if n == 1 else y\n'more' if ratio > 1 else 'less'\n"
    )
    assert sorted(by_hand(ast.parse(code))) == [1, 2, 3, 4]
    assert all(MAYBE.search(line) for line in code.splitlines()[:4])
