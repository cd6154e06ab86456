"""A plugin for pytest: of the tests that were collected, only those that touch the database are run.

``-p tests.database_only``. In: what each test asks for, itself or through its
fixtures. Used where tests run a second time, on PostgreSQL: what never reaches
the database cannot end differently there.
"""

import pytest

REACHING = {"db", "transactional_db", "live_server", "installed", "kept"}


def reaches_database(item: pytest.Item) -> bool:
    """Whether a test reaches the records, in this process or in an installation's."""
    asked = REACHING & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out, and say how many."""
    left_out = [item for item in items if not reaches_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if reaches_database(item)]
