"""The log's guards are tried by who may take them off: the owner of the tables."""

from collections.abc import Iterator

import pytest

from tests.held_rows import by_owner


@pytest.fixture(autouse=True)
def owned(request: pytest.FixtureRequest) -> Iterator[None]:
    if not (request.node.get_closest_marker("django_db") or "db" in request.fixturenames):
        yield
        return
    request.getfixturevalue("db")
    with by_owner():
        yield
