"""The how-tos' examples as pages hold them: every block names its file; building blocks show the same room.

`tests/journeys/test_how_tos.py` builds that room and runs it.
"""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from tests.house.tracked import ROOT
from tests.house.worked_examples import PAGES, room_blocks, unnamed

BUILDING_BLOCKS = ROOT / "docs" / "explanation" / "building-blocks.md"


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
    room = "\n".join(block.code for block in room_blocks())
    shown, _ = building_blocks()
    parts = [ast.get_source_segment(code, node) or "" for code in shown for node in ast.parse(code).body]
    assert len(parts) > 7
    assert [part for part in parts if part not in room] == [], "write it as add-a-room.md has it"


def test_the_building_blocks_keep_papers_as_they_say(tmp_path: Path) -> None:
    _, papers = building_blocks()
    names: dict[str, Any] = {"place": tmp_path / "letters" / "7"}
    exec(papers, names)
    assert names["response"].content == b"%PDF-1.7 the letter, rendered"
