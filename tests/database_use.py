"""A test that takes the database asks it something: hooks that fail one that never does.

Taking it costs a transaction, and with ``cast`` or ``syn`` rows and files too. What those shared fixtures ask
for themselves does not count; what the test, its own fixtures and its pages ask does, in any thread. A test
of several cases is let be: one of them may rightly be answered before anything is asked.
"""

from collections.abc import Generator
from typing import Any

import pytest

OWN = frozenset({"_django_db_helper", "cast", "django_db_setup", "prepared", "syn"})
TODO = (
    "This test takes the database (db, cast, syn or the mark django_db) and never asks it anything: "
    "take that away."
)

asked = 0


@pytest.fixture(scope="session", autouse=True)
def counted_queries() -> Generator[None]:
    """Every statement that any connection is given is counted."""
    from django.db.backends.utils import CursorWrapper

    def counted(original: Any) -> Any:
        def run(self: Any, *words: Any) -> Any:
            global asked
            asked += 1
            return original(self, *words)

        return run

    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "executemany"):
            patch.setattr(CursorWrapper, name, counted(getattr(CursorWrapper, name)))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    global asked
    asked = 0
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Generator[None, Any, Any]:
    global asked
    before = asked
    try:
        return (yield)
    finally:
        if fixturedef.argname in OWN:
            asked = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    result = yield
    names = getattr(item, "fixturenames", ())
    takes = item.get_closest_marker("django_db") or "db" in names
    if takes and not asked and "live_server" not in names and not hasattr(item, "callspec"):
        pytest.fail(TODO)
    return result
