"""Names: a class name has one meaning in the whole house, and the glossary's names are those of the code."""

import ast
import re
import tomllib
from collections import defaultdict

from tests.house.tracked import ROOT, parse, python_files, tracked_files

BY_CUSTOM = {"Command"}
"""Names that Django or its users give to one class a file."""


def class_names() -> dict[str, list[str]]:
    """Each name of a class outside of another, with the files that have one."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files("src"):
        for node in parse(path).body:
            if isinstance(node, ast.ClassDef) and "migrations" not in path.parts:
                found[node.name].append(path.relative_to(ROOT).as_posix())
    return found


def test_a_class_name_has_one_meaning() -> None:
    twice = {name: files for name, files in class_names().items() if len(files) > 1 and name not in BY_CUSTOM}
    assert twice == {}, "name the class that came second for what it is"


def glossary_names() -> list[tuple[str, bool]]:
    """Every name of the column "in code", and whether it is marked as reserved; not the models."""
    text = (ROOT / "docs" / "GLOSSARY.md").read_text("utf-8")
    rows = re.findall(r"^\| (?!---)[^|]+ \| ([^|]*`[^|]*) \|", text, re.MULTILINE)
    names = [each for row in rows for each in re.findall(r"`([^`]+)`( \(reserved\))?", row)]
    return [(name, bool(mark)) for name, mark in names if not re.match(r"[a-z]+\.[A-Z]", name)]


def plain(name: str) -> str:
    """A name as classes, fields, keys and templates write it, without what joins its words."""
    return re.sub("[_-]", "", name).lower()


def test_the_glossary_names_what_the_code_names() -> None:
    words = {
        plain(word)
        for path in tracked_files()
        if path.is_relative_to(ROOT / "src") and path.suffix in (".py", ".toml", ".html")
        for word in re.findall(r"[A-Za-z_][A-Za-z_0-9-]*", path.read_text("utf-8"))
    }
    wrong = []
    for name, reserved in glossary_names():
        stands = bool({plain(name), plain(name) + "s"} & words)
        if stands == reserved:
            wrong.append(f"{name}: {'take the mark off' if stands else 'write (reserved) behind it'}")
    assert len(glossary_names()) > 100
    assert wrong == [], "docs/GLOSSARY.md marks what no code has yet, and nothing else"


def test_no_page_calls_a_group_as_one_partnership_does() -> None:
    """What groups are called stands in editions, which may call them otherwise next year."""
    src = ROOT / "src" / "wardmote"
    editions = sorted((src / "deciding" / "plan" / "editions").rglob("*.toml"))
    groups = [
        group for path in editions for group in tomllib.loads(path.read_text("utf-8")).get("groups", [])
    ]
    names = {group["name"] for group in groups} - {"Strategy group"}
    assert "Joint Action Group" in names
    files = [*src.rglob("*.py"), *src.rglob("*.html"), *src.rglob("sentences.toml")]
    found = [f"{path.name}: {name}" for path in files for name in names if name in path.read_text("utf-8")]
    assert found == []
