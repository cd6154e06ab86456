"""A real installation for tests of the ground floor that start processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, installation


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made
