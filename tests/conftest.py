"""What every test may ask for, and what none may do.

Fixtures: `shared_data` (the folder of real public data that lies beside a
checkout), `browser_page` (a page of a real browser; mark the test `browser`).
A missing one skips the test and says why, except where the environment's
WARDMOTE_REQUIRE names it (`WARDMOTE_REQUIRE=browser,shared_data`): there a skip
is a failure, so that a test cannot quietly stop running. The network is blocked:
only this machine itself can be reached.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Django's settings make the signing key beside the data folder: the tests' own, in a folder of their own.
os.environ["WARDMOTE_DATA"] = os.path.join(tempfile.gettempdir(), f"wardmote-tests-{os.getuid()}", "data")
from tests import opened_pages
from tests.cast import cast, data, prepared, queries, syn, syn_folder  # noqa: F401 - fixtures are found here
from tests.database_use import (  # noqa: F401 - likewise
    counted_queries,
    pytest_fixture_setup,
    pytest_runtest_call,
    pytest_runtest_setup,
)
from tests.garbage import pytest_runtestloop, pytest_sessionfinish  # noqa: F401 - likewise
from tests.held_rows import by_owner, django_db_setup, rows_of_all_partnerships  # noqa: F401 - likewise
from tests.installation import installed  # noqa: F401 - likewise
from tests.long_files import pytest_collection_modifyitems  # noqa: F401 - likewise
from tests.migrated import kept_tables
from tests.postgresql import begin_with_template
from tests.required import NO_REAL_DATA, REQUIRED, pytest_runtest_makereport  # noqa: F401 - likewise

ROOT = Path(__file__).resolve().parents[1]
# Examples are new each time at a desk, the same each time where skips are failures; slow is no failure.
settings.register_profile("house", deadline=None, derandomize=bool(REQUIRED))
settings.load_profile("house")
# The first has no windows, profile or extensions: a new page takes a quarter of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
# One process and thread draws, and scripts that run once are not optimised: a quarter of the processor time.
PLAINLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-software-rasterizer",
    "--num-raster-threads=1",
    "--renderer-process-limit=1",
    "--process-per-site",
    "--disable-site-isolation-trials",
    "--font-render-hinting=none",  # letters as wide as in a window
    "--js-flags=--single-threaded,--no-opt,--no-maglev,--always-sparkplug",
)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(opened_pages)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real public data beside the checkout; its README tells what is where and how it misleads."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{NO_REAL_DATA}: no folder shared/data beside the checkout")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium, driven by Playwright; nothing is downloaded."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser on this machine (looked for {', '.join(BROWSERS)})")
    from playwright.sync_api import Locator, sync_playwright

    click = Locator.click

    def click_and_arrive(found: Any, **options: Any) -> None:
        click(found, **options)
        found.page.wait_for_load_state()

    Locator.click = click_and_arrive  # else what a test asks next may be answered by half a page
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(PLAINLY))
        yield running
        running.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """A new test database begins with its tables (migrated.py, postgresql.py)."""
    begin_with_template()
    with kept_tables(Path(os.environ["WARDMOTE_DATA"]).parent):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_log() -> Iterator[None]:
    """Tests that commit are undone by emptying all tables; the log's table refuses that but for here.

    Django would then list kinds of records and permissions anew, a tenth of a second that nothing here needs.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.test import TransactionTestCase

    from wardmote.ground.audit import guarding

    def empty(case: TransactionTestCase) -> None:
        with by_owner():
            _empty()

    def _empty() -> None:
        with connection.cursor() as cursor:
            guarding.unguard(connection.vendor, cursor)
        call_command(
            "flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True
        )
        with connection.cursor() as cursor:
            guarding.guard(connection.vendor, cursor)
            for table in ("audit_entry", "audit_signedhead"):  # whose numbers tell what was taken away
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER SEQUENCE {table}_id_seq RESTART")
                else:
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def unsynced_disk() -> Iterator[None]:
    """Tests kill processes, which takes nothing from the system, and no machine: what is written need not
    reach the disk itself, which would take most of the time of many loads. Processes of their own do wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def found_static_files() -> Iterator[None]:
    """Each client of a test makes its own middleware; the program's static files are looked for once."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    find, known = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add(middleware: WhiteNoiseMiddleware) -> None:
        if not known:
            others, middleware.files = middleware.files, {}
            find(middleware)
            known.update(middleware.files)
            middleware.files = others
        middleware.files.update(known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture
def browser_page(browser: Any) -> Iterator[Any]:
    """A fresh page at desktop width; for the phone: `browser_page.set_viewport_size(...)`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


class NetworkUsedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Names and connections beyond this machine raise `NetworkUsedError`."""
    names, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def check(host: object) -> None:
        if not _is_here(host):
            raise NetworkUsedError(f"tests may not reach {host!r}; give them the data instead")

    def guarded_names(host: Any, *rest: Any, **named: Any) -> Any:
        check(host)
        return names(host, *rest, **named)

    def guarded(original: Any) -> Any:
        def connecting(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                check(address[0])
            return original(self, address)

        return connecting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", guarded_names)
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield
