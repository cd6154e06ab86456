"""The worked examples of the how-tos as files: what a newcomer who follows them would have in their tree.

In: pages whose fenced blocks follow a line that ends with the file's name in backticks and a colon
(``rules.py`` is of the room's folder), alone, or with ``behind``, ``before`` or ``instead of`` a text that
stands in that file. Out: a copy of the project, in which these files are written. A Python
block of a file that an earlier page wrote is joined to it: its imports above, the rest at the end.
"""

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.tracked import ROOT

PAGES = [ROOT / "docs" / "how-to" / name for name in ("add-a-room.md", "make-a-page.md")]
ROOM = "src/wardmote/doing/visits"
COPIED = ("src", "tests", "tools", "docs")
BLOCK = re.compile(
    r"`(?P<file>[\w/]+\.\w+)`(?:, (?P<how>behind|before|instead of)(?P<line> the line that begins with)?"
    r" `(?P<text>[^`\n]+)`)?:\n\n```(?P<kind>\w+)\n(?P<code>.*?)```\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """What a page writes into a file: whole (``how`` is empty), or at a text that stands in it."""

    file: str
    how: str
    text: str
    code: str


def room_blocks() -> Iterator[Block]:
    """The blocks of all pages that name their file, in the order in which they are to be written."""
    for found in (each for page in PAGES for each in BLOCK.finditer(page.read_text("utf-8"))):
        name = found["file"]
        inside = name.startswith(("src/", "tests/", "docs/")) or name == "pyproject.toml"
        file = name if inside else f"{ROOM}/{name}"
        yield Block(file, found["how"] or "", found["text"] or "", found["code"])


def unnamed(page: Path) -> list[str]:
    """Blocks of Python and Django that name no file, and so are not run: the first line of each."""
    text = page.read_text("utf-8")
    left = BLOCK.sub("", text)
    return [found.splitlines()[0] for found in re.findall(r"```(?:python|django)\n(.*?)```", left, re.DOTALL)]


def copy_project(scratch: Path) -> None:
    """The project as the house tests read it, with what Python compiled of it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, scratch / name)
    shutil.copy2(ROOT / "pyproject.toml", scratch)


def write_block(scratch: Path, block: Block) -> None:
    """One block, into its file of the scratch tree."""
    path = scratch / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if not block.how:
        code = block.code
        if path.suffix == ".py" and path.exists():
            code = _joined(path.read_text("utf-8"), code)
        path.write_text(code, "utf-8")
        return
    stands = path.read_text("utf-8")
    assert stands.count(block.text) == 1, f"{block.file} has {block.text!r} {stands.count(block.text)} times"
    begin = stands.index(block.text)
    end = begin + len(block.text)
    if block.how == "instead of":
        path.write_text(stands[:begin] + block.code.rstrip("\n") + stands[end:], "utf-8")
        return
    at = stands.rindex("\n", 0, begin) + 1 if block.how == "before" else stands.index("\n", end) + 1
    path.write_text(stands[:at] + block.code + stands[at:], "utf-8")


def _joined(stands: str, added: str) -> str:
    """Two texts of one module: the imports of both above, what the second adds at the end."""
    lines, above = added.splitlines(keepends=True), stands.splitlines(keepends=True)
    imports = [node for node in ast.parse(added).body if isinstance(node, ast.Import | ast.ImportFrom)]
    last = max((node.end_lineno or 0 for node in imports), default=0)
    first = next(node for node in ast.parse(stands).body if isinstance(node, ast.Import | ast.ImportFrom))
    at = first.lineno - 1
    rest = "".join(lines[last:]).strip("\n")
    return "".join([*above[:at], *lines[:last], *above[at:]]).rstrip("\n") + f"\n\n\n{rest}\n"
