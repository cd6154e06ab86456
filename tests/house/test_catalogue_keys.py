"""Every key that the program uses is in the catalogue, and the catalogue's files agree with each other."""

import ast
from collections.abc import Iterator

from tests.house.tracked import ROOT, parse, python_files
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.priority_criteria import criteria
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.catalogue.source_kinds import source_kinds, topics

KNOWN = {"caveat": set(caveats()), "question": set(questions()), "class": set(offence_classes())}
# What a piece of code names: by the keyword it is given under, or the function that is asked.
KEYWORDS = {"caveats": "caveat", "caveat": "caveat", "question": "question"}
ASKED = {"caveat": "caveat", "offence_class": "class", "with_parts": "class"}


def strings(node: ast.AST) -> Iterator[str]:
    """The string constants of an expression, leaving out what is only compared or looked up by."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.Compare | ast.Subscript | ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from strings(child)


def uses(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(what kind of key, the key, the line) for every key a module names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in KEYWORDS:
            yield from ((KEYWORDS[node.arg], key, node.value.lineno) for key in strings(node.value))
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "caveats" for t in node.targets
        ):
            yield from (("caveat", key, node.lineno) for key in strings(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKED:
            yield from (
                (ASKED[node.func.id], key, node.lineno) for arg in node.args[:1] for key in strings(arg)
            )
        if isinstance(node, ast.FunctionDef) and "caveat" in node.name:
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
            yield from (
                ("caveat", key, v.lineno) for v in returned for key in strings(v) if node.name != "caveat"
            )


def test_every_key_used_is_in_the_catalogue() -> None:
    unknown = []
    for path in python_files("src"):
        for kind, key, line in uses(parse(path)):
            if key and key not in KNOWN[kind]:
                unknown.append(f"{path.relative_to(ROOT)}:{line}: no {kind} {key!r} in the catalogue")
    assert not unknown, "\n".join(unknown)


def test_the_search_sees_the_ways_a_key_is_used() -> None:
    code = (
        "Result(caveats=('one', *more))\ncaveats = ('two',) if x == 'not' else ()\ncaveat('three')\n"
        "def class_caveats(k):\n    return ('four',)\n"
        "Finding(question='five' if y else 'six')\nwith_parts('seven')"
    )
    assert [key for _, key, _ in sorted(uses(ast.parse(code)), key=lambda use: use[2])] == [
        "one", "two", "three", "four", "five", "six", "seven",
    ]  # fmt: skip


def test_every_caveat_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in python_files("src"))
    text += (ROOT / "src/wardmote/measuring/catalogue/classes.toml").read_text("utf-8")
    assert [key for key in caveats() if f'"{key}"' not in text and f"'{key}'" not in text] == []


def test_a_class_names_what_is_there() -> None:
    classes = offence_classes()
    for item in classes.values():
        assert not item.parent or not classes[item.parent].parent, f"{item.key}: one level of parts"
        assert item.caveat in {"", *caveats()}, item.key
        assert item.polarity in ("lower", "contextual"), item.key
        assert item.harm in (1, 2, 3, 4), item.key


def test_codes_lead_to_classes_and_sources_to_topics() -> None:
    for scheme in code_schemes().values():
        assert {*scheme.single.values(), *scheme.series.values()} <= set(offence_classes())
    for kind in source_kinds():
        assert set(kind.tells) <= set(topics())


def test_the_weights_of_the_criteria_add_up() -> None:
    assert sum(round(c.weight * 100) for c in criteria().values()) == 100
