"""A fixed sample of changed files for every reader; `./wardmote test faults` tries thousands."""

from pathlib import Path

from tests.faults.readers_faults import find


def test_every_reader_answers_or_refuses_in_words(tmp_path: Path) -> None:
    assert list(find(seed=1, number=20, folder=tmp_path)) == []
