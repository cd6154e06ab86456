"""An SQLite file with all tables and no rows, migrated once for the same migrations, in the temporary folder.

Migrating takes some five CPU-seconds, copying what was migrated none; Django is told that nothing is left to
migrate. The file is named by the hash of the migrations and what they call, so that other changes keep it;
PostgreSQL has a template of its own (postgresql.py).
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.kept_evidence import locked
from tests.postgresql import MIGRATE, SOURCE

FILES_KEPT = 8
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
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"migrated-{_code()}.sqlite3"
    with locked(folder / "migrated.lock"):
        if not path.exists():
            with TemporaryDirectory(dir=folder) as draft:
                records = _migrate(Path(draft) / "data")
                records.replace(path)
            for old in sorted(folder.glob("migrated-*.sqlite3"), key=os.path.getmtime)[:-FILES_KEPT]:
                old.unlink()
        os.utime(path)  # who uses it keeps it
    return path


def _migrate(data: Path) -> Path:
    data.mkdir()
    if begun := os.environ.get(BEGIN_WITH):
        shutil.copy(begun, data / "records.sqlite3")
    django = {"PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
    place = {"WARDMOTE_DATA": str(data), "WARDMOTE_DATABASE": ""}
    subprocess.run([sys.executable, "-c", MIGRATE], check=True, env={**os.environ, **django, **place})
    records = data / "records.sqlite3"
    with closing(sqlite3.connect(records)) as file:
        file.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
    return records


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
