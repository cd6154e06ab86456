"""Whatever is written leaves its row in the log: rooms write inside ``casework.write`` alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tracked import ROOT, parse, python_files

WRITES = {"create", "save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OPENERS = {"write", "_write", "_opened"}
GROUND = ("audit", "casework", "jobs", "limits", "mail")
WITHOUT = (*(f"ground/{room}/" for room in GROUND), "measuring/", "site/")
"""Below casework, without records, or composed of others' pages."""

# A public function that writes outside a `write`, and why that is right.
LOOKED_AT = {
    "deciding/plan/demonstration.py:score_together": "labels what was just written as invented",
    "deciding/performance/demonstration.py:compare": "labels what was just written as invented",
    "deciding/performance/exceptions/review_lines.py:keep_review": "from the evidence, kept to be shown",
    "deciding/performance/measures/review_run.py:keep_readings": "from the evidence, kept to be shown",
    "deciding/plan/records/dropped.py:take_out": "what it took stands in the row of the decision",
    "deciding/plan/records/edition_rows.py:save_edition": "fills the edition whose writer holds it",
    "deciding/plan/records/edition_rows.py:write_rows": "fills the edition whose writer holds it",
    "deciding/plan/records/structure.py:follow": "a copy in the draft of what was written elsewhere",
    "ground/partners/groups.py:draw_line": "as set_line, for whoever writes already",
    "ground/partners/groups.py:end_rows": "for whoever writes already",
    "ground/partners/groups.py:leave_seats": "goes with a membership, told with that",
    "ground/partners/joining.py:body_named": "a name in what somebody writes, told with that",
    "ground/partners/joining.py:bodies_named": "names in what somebody writes, told with that",
    "ground/partners/tokens.py:reads_as": "the day a token was last used; every reading is no row",
    "knowing/assessment/making.py:begin": "leaves a note where the assessment is new",
    "knowing/evidence/uploads.py:settled": "says what the job that was lost could not say itself",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "wardmote").as_posix()


def test_nobody_but_the_lowest_rooms_writes_in_the_log_by_hand() -> None:
    """Jobs lie below casework; everybody else writes inside ``write``."""
    allowed = ("ground/audit/", "ground/casework/", "ground/jobs/")
    found = [name(path) for path in python_files("src") if "log.record(" in path.read_text("utf-8")]
    assert [each for each in found if not each.startswith(allowed)] == [], "use casework.write"


def test_a_public_function_that_writes_does_it_in_a_write() -> None:
    found = {f"{name(path)}:{function}" for path in rooms() for function in outside(parse(path))}
    assert sorted(found - set(LOOKED_AT)) == [], "write inside casework.write, which leaves the row"
    assert sorted(set(LOOKED_AT) - found) == [], "they write inside a write now: take them off the list"


def rooms() -> Iterator[Path]:
    for path in python_files("src"):
        inside = not name(path).startswith(WITHOUT) and "/" in name(path)
        if inside and "migrations" not in path.parts and "models" not in name(path):
            yield path


def outside(tree: ast.AST) -> Iterator[str]:
    """The public functions in which something is written outside a ``write``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and bare(node):
            yield node.name


def bare(node: ast.AST) -> bool:
    if isinstance(node, ast.With) and any(opens(item.context_expr) for item in node.items):
        return False
    return is_write(node) or any(bare(child) for child in ast.iter_child_nodes(node))


def opens(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OPENERS


def is_write(node: ast.AST) -> bool:
    """A call that changes rows; ``update`` where it is asked of a query, not of a dict."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    asked = ast.unparse(node.func.value)
    return node.func.attr in WRITES or (node.func.attr == "update" and ".filter(" in asked)
