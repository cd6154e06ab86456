"""Holmbridge with two years of police rows counted by hand (tests/journeys/holmbridge.py).

Vehicle crime: 20 a month in 2020, 40 a month in 2021, so 240 and 480; all else
is level: anti-social behaviour 720, burglary 192, shoplifting 288 a year; so
1,440 rows and then 1,680. 24,000 people live in its 16 areas.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cast import Cast, settle
from tests.kept_evidence import copy_of
from tests.starting_points import staying

CHANGES, MAP = "/holmbridge/changes/", "/holmbridge/map/"
VEHICLE = "police-uk/vehicle-crime"


@pytest.fixture(scope="session")
def holmbridge_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The evidence, loaded once; never write to it, copy it."""
    data = copy_of("Holmbridge", tmp_path_factory.mktemp("holmbridge"))
    with staying(data):
        yield data


@pytest.fixture
def town(cast: Cast, data: Path, holmbridge_folder: Path, prepared: Callable[..., None]) -> Cast:
    """The cast over Holmbridge's evidence, in a data folder of the test's own."""
    shutil.copytree(holmbridge_folder, data, dirs_exist_ok=True)
    prepared(settle, cast.holmbridge, "Holmbridge")
    return cast.with_its_place()
