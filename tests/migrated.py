"""The tables of the tests' SQLite database, migrated once for the same code and kept in the temporary folder.

Migrating takes each process of a run some three CPU-seconds, copying what was migrated none. Django still
migrates the copy, so that a migration the copy lacks is done. The file is named by the hash of all code
that a migration may call; PostgreSQL is left as it is.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

FILES_KEPT = 8


@contextmanager
def kept_tables(folder: Path) -> Iterator[None]:
    """While this is open, a new test database in memory begins with the tables."""
    from django.db.backends.sqlite3.creation import DatabaseCreation

    create, held = DatabaseCreation._create_test_db, []

    def create_with_tables(creation: Any, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = str(create(creation, verbosity, autoclobber, keepdb))
        if creation.is_in_memory_db(name):
            held.append(sqlite3.connect(name, uri=True))  # it is there as long as somebody is connected
            _fill(held[-1], name, creation.connection, folder)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_create_test_db", create_with_tables)
        yield
    for memory in held:
        memory.close()


def _fill(memory: sqlite3.Connection, name: str, connection: Any, folder: Path) -> None:
    """From the kept file; whoever comes first migrates and keeps it."""
    from django.core.management import call_command

    from tests.kept_evidence import locked

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"migrated-{_code()}.sqlite3"
    with locked(folder / "migrated.lock"):
        if path.exists():
            with closing(sqlite3.connect(path)) as file:
                file.backup(memory)
            return
        connection.close()
        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0, interactive=False, database=connection.alias)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as file:
            memory.backup(file)
        part.replace(path)
        for old in sorted(folder.glob("migrated-*.sqlite3"), key=os.path.getmtime)[:-FILES_KEPT]:
            old.unlink()


def _code() -> str:
    import allauth
    import django

    import wardmote

    found = hashlib.sha256(f"{django.__version__} {allauth.__version__} {sqlite3.sqlite_version}".encode())
    for path in sorted(Path(wardmote.__file__).parent.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
