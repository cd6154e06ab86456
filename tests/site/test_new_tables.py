"""The tables of a new installation, made at once, are those that all migrations make one after another.

The migrated ones are those that the tests use (migrated.py): nothing is migrated here.
"""

import re
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import NO_DB_ALIAS

from tests.held_rows import by_owner
from wardmote.site.backup.new_tables import is_new, make_tables
from wardmote.site.backup.records import sqlite_at

WORDS = re.compile(r"[\s,()[\]]+")
MOVED = re.compile(r"(plan|partners)_reminder(_partnership_id_[0-9a-f]{8})?")
"""A table that changed rooms: PostgreSQL keeps the names that Django gave its keys by the first."""
CASTS = re.compile(r"::(?:text|character varying)(?:\[\])?")
"""Of a list of texts: PostgreSQL puts them elsewhere when a dump, as the tests' template is, was read in."""
ASKED = {
    "sqlite": (
        "SELECT type, name, tbl_name, sql FROM sqlite_master",
        "SELECT t.name, c.name, c.type, c.[notnull], c.dflt_value, c.pk"
        " FROM sqlite_master t, pragma_table_info(t.name) c",
    ),
    "postgresql": (
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
        " is_identity FROM information_schema.columns WHERE table_schema = current_schema()",
        "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes"
        " WHERE schemaname = current_schema()",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace",
        "SELECT replace(pg_get_triggerdef(t.oid), current_schema() || '.', '') FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
        "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = current_schema()",
    ),
}


def test_tables_made_at_once_are_those_the_migrations_make(db: None, tmp_path: Path) -> None:
    migrated = told("default")
    assert len(migrated) > 500 and not is_new("default")
    if connection.vendor == "sqlite":
        with sqlite_at(tmp_path / "new.sqlite3", NO_DB_ALIAS) as using:  # a name that a test may reach
            assert made_in(using) == migrated
        return
    with by_owner():
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA fresh; SET LOCAL search_path TO fresh")
        assert made_in("default") == migrated


def made_in(using: str) -> set[tuple[Any, ...]]:
    assert is_new(using)
    make_tables(using)
    return told(using)


def told(using: str) -> set[tuple[Any, ...]]:
    """What the database says of its tables, and which migrations are noted."""
    found: list[tuple[Any, ...]] = []
    with connections[using].cursor() as cursor:
        for asked in ("SELECT app, name FROM django_migrations", *ASKED[connections[using].vendor]):
            cursor.execute(asked)
            found += [tuple(map(in_any_order, row)) for row in cursor.fetchall()]
    return set(found)


def in_any_order(value: Any) -> Any:
    """A statement by its words, sorted: a column that a later migration put in stands elsewhere in it."""
    if not isinstance(value, str):
        return value
    return " ".join(sorted(filter(None, WORDS.split(CASTS.sub("", MOVED.sub("reminder", value))))))
