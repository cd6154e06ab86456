"""The how-tos run: the room of add-a-room.md with the pages of make-a-page.md, built from these pages alone.

What a newcomer would copy is written into a copy of the project; its migration, lint, types and tests are run
there, and those tests of the house that a new room can fail.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.worked_examples import ROOM, copy_project, room_blocks, write_block
from tests.migrated import BEGIN_WITH, kept_file

TESTS = "tests/doing/visits"
HOUSE = (
    *(f"tests/house/test_{name}.py" for name in ("floors", "second_writer", "web", "writes")),
    "tests/site/test_log_sentences.py::test_every_kind_of_event_has_its_sentence",
    "tests/site/test_read_log.py::test_every_page_of_a_partnership_is_logged_or_says_why_not",
)


KEPT = Path(os.environ["WARDMOTE_DATA"]).parent
"""Where the tables, and what mypy knows of unchanged modules, lie from one run to the next."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the room of the pages in it, its migration written by our own command."""
    scratch = tmp_path_factory.mktemp("worked")
    copy_project(scratch)
    for block in room_blocks():
        write_block(scratch, block)
    run(scratch, "-m", "ruff", "check", "--no-cache", "--fix", "--select", "I", ROOM)  # of joined files
    run(scratch, "tools/make_migrations.py", "visits")
    return scratch


def run(scratch: Path, *words: str) -> None:
    """A Python of the tests in the scratch tree; it fails with what was said."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([f"{scratch}/src", str(scratch)])}
    environment |= {"TMPDIR": str(scratch), "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
    environment[BEGIN_WITH] = str(kept_file(KEPT))
    del environment["WARDMOTE_DATA"]
    ran = subprocess.run(
        [sys.executable, *words], cwd=scratch, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"what the how-tos print, run by {' '.join(words)}:\n{ran.stdout}{ran.stderr}"


def test_the_examples_are_formatted_and_linted(tree: Path) -> None:
    run(tree, "-m", "ruff", "check", "--no-cache", ROOM, TESTS)
    run(tree, "-m", "ruff", "format", "--no-cache", "--diff", ROOM, TESTS)


def test_the_examples_types_are_right(tree: Path) -> None:
    run(tree, "-m", "mypy", "--cache-dir", str(KEPT / "mypy"), ROOM)


def test_the_examples_tests_pass(tree: Path) -> None:
    words = ("-q", "-p", "no:cacheprovider", "--tb=short", "-m", "not browser", TESTS, *HOUSE)
    run(tree, "-m", "pytest", *words)
