"""The tests' own rules: no network, and a required test that is skipped fails."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import required

ROOT = Path(__file__).resolve().parents[2]
A_TEST = "import pytest\n@pytest.mark.browser\ndef test_page(): pytest.skip('{}')\n"
DATA = "real data not present: no folder"


def test_another_machine_cannot_be_reached() -> None:
    with pytest.raises(RuntimeError, match="may not reach"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="may not reach"):
        socket.getaddrinfo("data.police.uk", 443)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize(
    ("require", "why", "status"),
    [
        ("", "no browser", 0),
        ("postgresql", "no browser", 0),
        ("browser", "no browser", 1),
        ("browser", DATA, 0),
        ("browser,shared_data", DATA, 1),
    ],
)
def test_a_skip_fails_where_what_it_lacks_is_required(
    tmp_path: Path, require: str, why: str, status: int
) -> None:
    (tmp_path / "test_it.py").write_text(A_TEST.format(why), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n", "utf-8")
    bare = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.required",
            str(tmp_path),
        ],
        env={**os.environ, **bare, "WARDMOTE_REQUIRE": require},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == status, ended.stdout


def test_this_run_fails_what_is_skipped_though_required(pytestconfig: pytest.Config) -> None:
    hooks = pytestconfig.hook.pytest_runtest_makereport.get_hookimpls()
    assert required.pytest_runtest_makereport in [hook.function for hook in hooks]


@pytest.mark.browser
def test_a_browser_can_be_driven(browser_page: Any) -> None:
    browser_page.set_content("<title>Wardmote</title><h1>Stevenage</h1>")
    assert browser_page.title() == "Wardmote"
    assert browser_page.get_by_role("heading").inner_text() == "Stevenage"
