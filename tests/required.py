"""Tests that may not be skipped: WARDMOTE_REQUIRE names marks or fixtures, and a skip of theirs fails.

In: ``WARDMOTE_REQUIRE=browser,shared_data``. Out: the hook below, found by
``tests/conftest.py``. A test that cannot run on a machine is skipped and says
why; where it must run, it cannot quietly stop. A test that needs two things and lacks the one that is not
named is skipped still: a machine without the real data runs all other tests in its browser.
"""

import os
from collections.abc import Generator

import pytest

REQUIRED = frozenset(os.environ.get("WARDMOTE_REQUIRE", "").replace(",", " ").split())
NO_REAL_DATA = "real data not present"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    asked_for = {mark.name for mark in item.iter_markers()} | set(getattr(item, "fixturenames", ()))
    needed = sorted(REQUIRED & asked_for)
    lacks_other = call.excinfo and NO_REAL_DATA in str(call.excinfo.value) and "shared_data" not in REQUIRED
    if report.skipped and needed and not lacks_other and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but WARDMOTE_REQUIRE names {', '.join(needed)}: {call.excinfo}"
    return report
