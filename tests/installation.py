"""A real installation in a temporary folder, for tests that start processes and end them roughly.

In: a folder. Out: a data folder with its records migrated, on SQLite, or on
PostgreSQL when ``WARDMOTE_DATABASE`` is set (then a database of its own on that
server). ``python`` runs a piece of code in a process of its own with Django
started; ``command`` runs a command of the program.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.migrated import kept_file

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "import gc; gc.disable(); import django; django.setup(); gc.enable()\n"  # a sixth quicker


@dataclass
class Installation:
    """The folder, the environment its processes get, and the processes that still run."""

    data: Path
    environment: dict[str, str]
    started: list["subprocess.Popen[str]"] = field(default_factory=list)

    def python(self, code: str, *words: str) -> "subprocess.Popen[str]":
        """Start a process that runs the code."""
        return self._start([sys.executable, "-c", BEGIN + textwrap.dedent(code), *words])

    def answer(self, code: str, *words: str, fed: str | None = None) -> str:
        """Run the code to its end and give what it printed; ``fed`` is its input."""
        process = self._start(
            [sys.executable, "-c", BEGIN + textwrap.dedent(code), *words], fed=fed is not None
        )
        out, err = process.communicate(fed, timeout=600 if fed else 120)
        assert process.returncode == 0, err
        return out.strip()

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the program to its end."""
        process = self.begin(*words)
        out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the records hold now, asked without Django, which takes a second to start."""
        address = self.environment["WARDMOTE_DATABASE"]
        if address:
            import psycopg

            with psycopg.connect(address) as reached:
                return reached.execute(sql).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.data / "records.sqlite3", timeout=20)) as file:
            return file.execute(sql).fetchall()

    def begin(self, *words: str, fed: bool = False) -> "subprocess.Popen[str]":
        """Start a command of the program; ``fed``: its input is held open."""
        return self._start([sys.executable, "-m", "wardmote", *words, "--data", str(self.data)], fed=fed)

    def _start(self, words: list[str], *, fed: bool = False) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            words,
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()


@contextmanager
def installation(folder: Path, *, tables: bool = True) -> Iterator[Installation]:
    """A migrated installation, or one without tables; everything it started is ended with it."""
    data = folder / "data"
    data.mkdir()
    named = os.environ.get("WARDMOTE_DATABASE", "")
    with _own_database(named, tables) as (database, migrated):
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "wardmote.site.settings",
            "WARDMOTE_DATA": str(data),
            "WARDMOTE_DATABASE": database,
        }
        made = Installation(data, environment)
        try:
            if tables and not migrated:
                _migrate(made)
            yield made
        finally:
            made.end()


def _migrate(made: Installation) -> None:
    if made.environment["WARDMOTE_DATABASE"]:
        made.answer("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    else:
        shutil.copy(kept_file(Path(os.environ["WARDMOTE_DATA"]).parent), made.data / "records.sqlite3")


@contextmanager
def _own_database(server: str, tables: bool) -> Iterator[tuple[str, bool]]:
    """A database of its own on the server, and whether it has all tables; nothing without a server."""
    if not server:
        yield "", False
        return
    import psycopg

    name = f"test_{uuid.uuid4().hex[:12]}"
    migrated = postgresql.create_database(server, name, tables=tables)
    yield postgresql.on_same_server(server, name), migrated
    with psycopg.connect(server, autocommit=True) as reached:
        reached.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so; fails after a while."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own."""
    with installation(tmp_path) as made:
        yield made
