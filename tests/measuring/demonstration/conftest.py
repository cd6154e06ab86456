"""The town and its twins, for all tests of this room; only to be read."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.kept_evidence import town_files
from wardmote.measuring.demonstration.town import Town


@pytest.fixture(scope="session")
def town_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Town]:
    """``town_of(None)`` is the town, ``town_of("alcohol-rise")`` a twin."""
    shelf: Path = tmp_path_factory.mktemp("syn-2007")

    @cache
    def written(without: str | None) -> Town:
        return town_files(without, shelf / (without or "town"))

    return written
