"""All tables and no rows, migrated once for the same migrations: kept files in the temporary folder.

Out: an SQLite file to copy; on PostgreSQL a template database, filled from a dump. Migrating takes some five
CPU-seconds, copying what was migrated none; Django is told that nothing is left to migrate. A file is named
by the hash of the migrations and what they call, so that other changes keep it.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.kept_evidence import locked
from tests.postgresql import TEMPLATE, create_database, on_same_server, programs

FILES_KEPT = 8  # of each database
SOURCE = Path(__file__).resolve().parents[1] / "src"
MIGRATE = "import django; django.setup(); from django.core.management import call_command; "
MIGRATE += "call_command('migrate', verbosity=0)"
IMPORTED = re.compile(r"^from (wardmote[.\w]*) import (\w+)", re.MULTILINE)
BEGIN_WITH = "WARDMOTE_BEGIN_WITH"
"""Names such a file that has a part of the tables already, for a tree with one room more."""


@contextmanager
def kept_tables(folder: Path) -> Iterator[None]:
    """While this is open, a new test database in memory begins with the tables."""
    from django.db.backends.sqlite3.creation import DatabaseCreation

    create, held = DatabaseCreation._create_test_db, []

    def create_with_tables(creation: Any, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = str(create(creation, verbosity, autoclobber, keepdb))
        if creation.is_in_memory_db(name):
            held.append(sqlite3.connect(name, uri=True))  # it is there as long as somebody is connected
            with closing(sqlite3.connect(kept_file(folder))) as file:
                file.backup(held[-1])
            creation.connection.settings_dict["TEST"]["MIGRATE"] = False  # nothing is left to do
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_create_test_db", create_with_tables)
        yield
    for memory in held:
        memory.close()


def kept_file(folder: Path) -> Path:
    """The file; whoever comes first migrates and keeps it."""

    def make(draft: Path) -> None:
        data = draft.with_name("data")
        if begun := os.environ.get(BEGIN_WITH):
            shutil.copy(begun, data / "records.sqlite3")
        _migrate(data, "")
        with closing(sqlite3.connect(data / "records.sqlite3")) as file:
            file.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        (data / "records.sqlite3").replace(draft)

    return _kept(folder, f"migrated-{_code()}.sqlite3", make)


def make_template(address: str, folder: Path) -> None:
    """All tables in ``TEMPLATE``, once, for the databases that are made from now on."""
    tools = programs()
    assert tools is not None
    create_database(address, TEMPLATE)
    template, made = on_same_server(address, TEMPLATE), []

    def make(draft: Path) -> None:
        _migrate(draft.with_name("data"), template)
        subprocess.run([tools / "pg_dump", "--dbname", template, "--file", draft], check=True)
        made.append(draft)

    dump = _kept(folder, f"migrated-{_code()}-{tools.parent.name}.sql", make)
    if not made:
        words = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output", os.devnull]
        subprocess.run([tools / "psql", *words, "--dbname", template, "--file", dump], check=True)


def _kept(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with locked(folder / "migrated.lock"):
        if not path.exists():
            with TemporaryDirectory(dir=folder) as drafts:
                (Path(drafts) / "data").mkdir()
                draft = Path(drafts) / name
                make(draft)
                draft.replace(path)
            for old in sorted(folder.glob(f"migrated-*{path.suffix}"), key=os.path.getmtime)[:-FILES_KEPT]:
                old.unlink()
        os.utime(path)  # who uses it keeps it
    return path


def _migrate(data: Path, database: str) -> None:
    django = {"PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
    place = {"WARDMOTE_DATA": str(data), "WARDMOTE_DATABASE": database}
    subprocess.run([sys.executable, "-c", MIGRATE], check=True, env={**os.environ, **django, **place})


@cache
def _code() -> str:
    import allauth
    import django

    found = hashlib.sha256(f"{django.__version__} {allauth.__version__} {sqlite3.sqlite_version}".encode())
    for path in code_of_migrations():
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def code_of_migrations() -> list[Path]:
    """The migrations, what they call, and the settings that tell whose there are."""
    import wardmote

    root = Path(wardmote.__file__).parent
    migrations = sorted(root.rglob("migrations/*.py"))
    called: set[Path] = set()
    for path in migrations:
        for module, name in IMPORTED.findall(path.read_text("utf-8")):
            base = root.parent.joinpath(*module.split("."))
            called |= {base.with_suffix(".py"), base / f"{name}.py"}
    return [*migrations, *sorted(path for path in called if path.is_file()), root / "site" / "settings.py"]
