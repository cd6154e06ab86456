"""The town and its twins, written once for all tests of this room."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from wardmote.measuring.demonstration.town import Town, write_town


@pytest.fixture(scope="session")
def town_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Town]:
    """``town_of(None)`` is the town, ``town_of("alcohol-rise")`` a twin."""
    shelf: Path = tmp_path_factory.mktemp("syn-2007")

    @cache
    def written(without: str | None) -> Town:
        return write_town(shelf / (without or "town"), without=without)

    return written
