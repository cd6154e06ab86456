"""A ``why_not_x`` gives the reason against something: whoever reads it as permission lets everybody in.

What is read: every call of a ``why_not_x`` in the program. Allowed: its reason kept, handed on, returned,
compared with ``None``, or asked in an ``if`` that refuses. Not: ``not``, ``bool``, a filter, one branch or
another of an expression, an ``if`` that goes on, or a name such as ``may_x`` for what is a reason.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tracked import ROOT, parse, python_files

PERMISSION = re.compile(r"(may|can|is|has|able|allowed|own|editor|writer|checker|signer)(_|$)")
GIVES_REASON = re.compile(r"_?why_not_")
OTHERWISE_NAMED = {"moment_reached", "series_reason", "reason_for"}
"""Functions of rules that return words or nothing and are no permission: which moment, what is lacking."""


def misread(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line of each call that is read as permission, and what to write instead."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and GIVES_REASON.match(_called(call))):
            continue
        node: ast.AST = call
        while isinstance(above.get(node), ast.BoolOp | ast.NamedExpr):
            node = above[node]
        if what := _misreads(node, above[node]):
            yield call.lineno, what


def _called(call: ast.Call) -> str:
    name = call.func
    return name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def _misreads(node: ast.AST, parent: ast.AST) -> str:
    if isinstance(parent, ast.UnaryOp) or (isinstance(parent, ast.Call) and _called(parent) == "bool"):
        return "compare it with None"
    if isinstance(parent, ast.comprehension | ast.IfExp) and node is not getattr(parent, "body", None):
        return "compare it with None" if node is not getattr(parent, "orelse", None) else ""
    if isinstance(parent, ast.If | ast.While) and node is parent.test and not _refuses(parent.body):
        return "an `if` of a reason refuses"
    names: list[str] = []
    if isinstance(parent, ast.Assign):
        names = [each.id for each in parent.targets if isinstance(each, ast.Name)]
    elif isinstance(parent, ast.keyword):
        names = [parent.arg or ""]
    elif isinstance(parent, ast.Dict):
        keys = [key for key, value in zip(parent.keys, parent.values, strict=True) if value is node]
        names = [str(key.value) for key in keys if isinstance(key, ast.Constant)]
    wrong = [each for each in names if PERMISSION.match(each)]
    return f"{wrong[0]} is no name for a reason" if wrong else ""


def _refuses(body: list[ast.stmt]) -> bool:
    """Whether it ends in a refusal: raised, returned (not as True), passed over, or told."""
    last = body[-1]
    if isinstance(last, ast.Return):
        return not (isinstance(last.value, ast.Constant) and last.value.value is True)
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Yield):
        return True
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return _called(last.value) in ("add_error", "append", "_cannot", "_refuse")
    return isinstance(last, ast.Raise | ast.Continue)


def test_no_caller_reads_a_reason_as_permission() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in python_files("src")
        if "why_not_" in path.read_text("utf-8")
        for line, what in misread(parse(path))
    ]
    assert not wrong, "\n".join(["`why_not_x` gives a reason against, None where there is none:", *wrong])


def test_a_rule_that_gives_a_reason_is_named_so() -> None:
    """In rules, what returns words or nothing is a reason against something."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for path in python_files("src")
        if path.stem == "rules" or path.parent.name == "rules"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) == "str | None"
        and not GIVES_REASON.match(node.name)
        and node.name not in OTHERWISE_NAMED
    ]
    mend = "in rules, what answers `str | None` gives a reason against something: name it why_not_...; "
    other = "where its words are no reason, move it out of the rules, or into OTHERWISE_NAMED here"
    assert not wrong, "\n".join([mend + other, *wrong])


@pytest.mark.parametrize(
    "code",
    [
        "if why_not_edit(status):\n    save()",
        "if not rules.why_not_edit(status):\n    save()",
        "if planner and why_not_edit(status):\n    return True",
        "shown = {'may_edit': why_not_edit(status)}",
        "may_edit = rules.why_not_edit(status)",
        "show(may_edit=why_not_edit(status))",
        "able = bool(why_not_edit(status))",
        "form = Form() if why_not_edit(status) else None",
        "groups = [each for each in found if why_not_edit(each.status)]",
    ],
)
def test_a_reason_read_as_permission_is_found(code: str) -> None:
    assert list(misread(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "if reason := why_not_edit(status):\n    raise Refusal(reason)",
        "if rules.why_not_edit(status):\n    raise Http404('it is approved')",
        "shown = {'may_edit': why_not_edit(status) is None, 'reason': why_not_edit(status)}",
        "reason = why_not_write(roles) or why_not_edit(status)",
        "return_to(why_not_edit(status))",
    ],
)
def test_a_reason_read_rightly_passes(code: str) -> None:
    assert not list(misread(ast.parse(code)))
