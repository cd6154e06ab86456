"""The rooms' tests once more, on PostgreSQL: a server of their own, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("tests/ground", "tests/knowing", "tests/doing", "tests/deciding", "tests/site")


@pytest.mark.postgresql
@pytest.mark.slow
def test_the_rooms_pass_their_tests_on_postgresql() -> None:
    if os.environ.get("WARDMOTE_DATABASE"):
        pytest.skip("these tests already run on a database that was named")
    if reason := postgresql.why_not():
        pytest.skip(reason)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser"]
    words += ["-n", "2", "--dist", "loadfile"]
    with postgresql.server() as address:
        ran = subprocess.run(
            [*words, *(room for room in ROOMS if (ROOT / room).is_dir())],
            cwd=ROOT,
            env={**os.environ, "WARDMOTE_DATABASE": address},
            capture_output=True,
            text=True,
            timeout=1800,
        )
    assert ran.returncode == 0, ran.stdout[-6000:]
