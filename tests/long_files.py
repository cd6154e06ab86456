"""The long files first, so that the workers of a run end together.

In: ``long_files.toml``, the seconds that each file is waited for which takes five or
more (a browser and a server work, while the processor time of the tests stands still),
as ``tools/slow_tests.py --write`` measured them. Out: a hook, found by
``tests/conftest.py``, that puts the files in order where workers share a run: the
longest first, then by number of tests. It needs ``--no-loadscope-reorder``, for
else pytest-xdist orders them by number of tests alone.
"""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("long_files.toml")


@cache
def long_files() -> dict[str, float]:
    """Seconds by file, for those that take long."""
    return tomllib.loads(FILE.read_text("utf-8"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Within a file the tests keep their order."""
    if hasattr(config, "workerinput"):
        tests = Counter(file_of(item) for item in items)
        items.sort(
            key=lambda item: (-long_files().get(file_of(item), 0), -tests[file_of(item)], file_of(item))
        )


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
