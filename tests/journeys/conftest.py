"""Real and made places, loaded once for each file of tests; never written to afterwards."""

from pathlib import Path

import pytest

from tests.journeys.telling import load_police
from wardmote.measuring.demonstration.town import write_town
from wardmote.site.commands.demo_town import load_town


@pytest.fixture(scope="session")
def hertfordshire(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole force's 17 months, lookups, boundaries and residents: a data folder."""
    data = tmp_path_factory.mktemp("hertfordshire") / "data"
    load_police(data, shared_data, force=True)
    return data


@pytest.fixture(scope="session")
def stevenage(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only Stevenage's own rows, boundaries and residents: a small data folder."""
    data = tmp_path_factory.mktemp("stevenage") / "data"
    load_police(data, shared_data, force=False)
    return data


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration town: a data folder."""
    folder = tmp_path_factory.mktemp("town")
    load_town(write_town(folder / "files"), folder / "data")
    return folder / "data"
