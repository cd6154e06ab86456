"""What an assessment says stands in ``drafting/sentences.toml``: drafting holds no prose of its own."""

import ast
import re
from collections.abc import Iterator

from tests.house.tracked import ROOT, parse

DRAFTING = ROOT / "src" / "wardmote" / "measuring" / "drafting"
NO_DOCUMENT = {"parts_told.py", "public_counts.py", "release_register.py"}
"""Modules of the register of releases: names of counts, and refusals to whoever publishes."""
NAMES = {"cctv no", "cctv yes", "lighting lit", "lighting unlit", "public months", "rated by"}
"""Values of rows, and steps that are asked once."""
TYPED = {"the assessment's records", "the day, as 2022-02-01"}
"""Where a person's own file is wrong, for its refusal."""
TWO_WORDS = re.compile(r"[A-Za-z]{2}[a-z']*,? [a-z]{2}")
A_WORD = re.compile(r"[a-z]{2}")


def printed(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals below a node that may reach a document, each with its line; ``{}`` for what is filled in."""
    match node:
        case ast.Raise() | ast.Expr(value=ast.Constant()) | ast.keyword(arg="unit"):
            return  # told to whoever drafts; a docstring; what a number in findings.json counts
        case ast.Call(func=ast.Name(id="Refusal" | "Must" | "Column")):
            return  # told to whoever drafts; the head of a table's column
        case ast.JoinedStr(values=values):
            yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in values)
            for value in values:
                yield from () if isinstance(value, ast.Constant) else printed(value)
        case ast.Constant(value=str(words)):
            yield node.lineno, words
        case _:
            for child in ast.iter_child_nodes(node):
                yield from printed(child)


def is_prose(words: str) -> bool:
    """Two words, or one beside what is filled in."""
    joined = "{}" in words and " " in words
    return bool(TWO_WORDS.search(words) or (joined and A_WORD.search(words)))


def test_no_module_of_drafting_holds_prose() -> None:
    found = [
        f"{path.name}:{line}: {words}"
        for path in sorted(DRAFTING.glob("*.py"))
        if path.name not in NO_DOCUMENT
        for line, words in printed(parse(path))
        if is_prose(words) and words not in NAMES | TYPED
    ]
    assert found == [], "write a template in drafting/sentences.toml and say(...) it"


def test_the_search_sees_prose_and_nothing_else() -> None:
    code = (
        "'''A docstring of words.'''\nraise Refusal('Not this one.')\nx = 'two words'\n"
        "y = f'{a} to {b}'\nz = f'{a}; {b}'\nw = 'key/of-a-thing'\nfinding(unit='rows of it')\n"
        'v = f\'{say("x")} {"more words" if n else ""}\'\nColumn(\'Rows kept\')\n'
    )
    assert [line for line, words in printed(ast.parse(code)) if is_prose(words)] == [3, 4, 8]
