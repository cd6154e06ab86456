"""Tests that can end differently on PostgreSQL, run there once more: a server and a process of their own.

Everything runs on SQLite. What is listed in ``DIFFERS`` runs on PostgreSQL as
well; with ``WARDMOTE_POSTGRESQL=all``, as in ``.ci/run``, all tests of the rooms
that reach the database. Add a file here when its tests rest on something that
the two do differently, and say on what.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("tests/ground", "tests/knowing", "tests/doing", "tests/deciding", "tests/site")
DIFFERS = {
    "tests/ground/audit/test_log.py": "the log's lock, and triggers written for each database",
    "tests/ground/audit/test_log_page.py": "searching without regard to case, and ordering by name",
    "tests/ground/jobs/test_work.py": "who takes a job: skipped locks, one running a key, its clock",
    "tests/ground/jobs/test_bad_days.py": "killed in the middle: what the server lets go of, and when",
}


def chosen() -> list[str]:
    """What runs on PostgreSQL: files, or whole folders."""
    everything = os.environ.get("WARDMOTE_POSTGRESQL") == "all"
    return [room for room in ROOMS if (ROOT / room).is_dir()] if everything else list(DIFFERS)


@pytest.mark.postgresql
@pytest.mark.slow
def test_what_can_differ_on_postgresql_does_not() -> None:
    if os.environ.get("WARDMOTE_DATABASE"):
        pytest.skip("these tests already run on a database that was named")
    if reason := postgresql.why_not():
        pytest.skip(reason)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.database_only"]
    with postgresql.server() as address:
        postgresql.make_template(address)
        ran = subprocess.run(
            [*words, "-m", "not browser", *chosen()],
            cwd=ROOT,
            env={**os.environ, "WARDMOTE_DATABASE": address},
            capture_output=True,
            text=True,
            timeout=1800,
        )
    assert ran.returncode == 0, ran.stdout[-6000:]
