"""Real and made places, loaded once (``tests/kept_evidence.py``); each process has its own copies."""

from pathlib import Path

import pytest

from tests.kept_evidence import copy_of


@pytest.fixture(scope="session")
def hertfordshire(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole force's 17 months, lookups, boundaries and residents: a data folder."""
    return copy_of("Hertfordshire", tmp_path_factory.mktemp("hertfordshire"))


@pytest.fixture(scope="session")
def stevenage(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only Stevenage's own rows, boundaries and residents: a small data folder."""
    return copy_of("Stevenage", tmp_path_factory.mktemp("stevenage"))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration town: a data folder."""
    return copy_of("town", tmp_path_factory.mktemp("town"))
