"""The how-tos run: the room of add-a-room.md with the pages of make-a-page.md, built from these pages alone.

What a newcomer would copy is copied into a scratch tree; its migration, lint, types and tests are run there.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.tracked import ROOT
from tests.house.worked_examples import blocks, link_project, unnamed, write_block

PAGES = [ROOT / "docs" / "how-to" / name for name in ("add-a-room.md", "make-a-page.md")]
BUILDING_BLOCKS = ROOT / "docs" / "explanation" / "building-blocks.md"
ROOM, TESTS = "src/wardmote/doing/visits", "tests/doing/visits"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the room of the pages in it, its migration written by our own command."""
    scratch = tmp_path_factory.mktemp("worked")
    link_project(scratch)
    for page in PAGES:
        for block in blocks(page, ROOM):
            write_block(scratch, block)
    run(scratch, "-m", "ruff", "check", "--no-cache", "--fix", "--select", "I", ROOM)  # of joined files
    (scratch / ROOM / "migrations").mkdir()
    (scratch / ROOM / "migrations" / "__init__.py").touch()
    run(scratch, "tools/make_migrations.py", "visits")
    return scratch


def run(scratch: Path, *words: str) -> None:
    """A Python of the tests in the scratch tree; it fails with what was said."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([f"{scratch}/src", str(scratch)])}
    environment |= {"TMPDIR": str(scratch), "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
    environment.pop("WARDMOTE_DATA", None)
    ran = subprocess.run(
        [sys.executable, *words], cwd=scratch, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"what the how-tos print, run by {' '.join(words)}:\n{ran.stdout}{ran.stderr}"


def building_blocks() -> tuple[list[str], str]:
    """The examples of the room, and the one of papers."""
    shown = re.findall(r"```python\n(.*?)```", BUILDING_BLOCKS.read_text("utf-8"), re.DOTALL)
    (papers,) = (code for code in shown if "keep_files" in code)
    return [code for code in shown if code != papers], papers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_code_names_its_file_and_so_is_run(page: Path) -> None:
    assert unnamed(page) == [], "say `rules.py`: or `urls.py`, behind `...`: in the line above the block"


def test_the_building_blocks_show_parts_of_that_room() -> None:
    """Each statement of their examples stands in it word for word, but for papers, of which it has none."""
    room = "\n".join(block.code for page in PAGES for block in blocks(page, ROOM))
    shown, _ = building_blocks()
    parts = [ast.get_source_segment(code, node) or "" for code in shown for node in ast.parse(code).body]
    assert len(parts) > 7
    assert [part for part in parts if part not in room] == [], "write it as add-a-room.md has it"


def test_the_building_blocks_keep_papers_as_they_say(tmp_path: Path) -> None:
    _, papers = building_blocks()
    names: dict[str, Any] = {"place": tmp_path / "letters" / "7"}
    exec(papers, names)
    assert names["response"].content == b"%PDF-1.7 the letter, rendered"


def test_the_examples_are_formatted_and_linted(tree: Path) -> None:
    run(tree, "-m", "ruff", "check", "--no-cache", ROOM, TESTS)
    run(tree, "-m", "ruff", "format", "--no-cache", "--diff", ROOM, TESTS)


def test_the_examples_types_are_right(tree: Path) -> None:
    run(tree, "-m", "mypy", ROOM)


def test_the_examples_tests_pass(tree: Path) -> None:
    run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "-m", "not browser", TESTS)
