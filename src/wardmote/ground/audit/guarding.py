"""The database itself refuses to change, take away or write over a row of the log.

In: a connection to SQLite or PostgreSQL. Triggers stop UPDATE and DELETE (on PostgreSQL TRUNCATE, on SQLite
the INSERT that would replace a row) whoever asks, also outside the program. Somebody who may alter the tables
themselves can take the triggers away: ``wrong_triggers`` says so, and the chain shows what they did
(``verifying``). On PostgreSQL the program runs as a role that may only add and read (docs/how-to/deploy.md);
``why_not_apart`` says where it does not.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from django.db import connection, connections

REFUSED: Final = "the log is not changed"
ENTRIES, HEADS = "audit_entry", "audit_signedhead"
TABLES: Final = (ENTRIES, HEADS)
UNIQUE: Final = {ENTRIES: ("id", "hash"), HEADS: ("id",)}
"""What tells one row from another: an INSERT OR REPLACE with one of these takes the old row away."""
_BODY: Final = f" BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END "
_NAMES: Final = ("no_change", "no_emptying")


class Executes(Protocol):
    """A cursor or a schema editor."""

    def execute(self, sql: str, /) -> object: ...


def _sqlite(table: str) -> dict[str, str]:
    """The triggers of a table by their names, each as the database keeps its text."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    same = " OR ".join(f"{name} = NEW.{name}" for name in UNIQUE[table])
    there = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    events = (("update", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", there))
    return {
        f"{table}_no_{name}": f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table}{when} {refuse}"
        for name, event, when in events
    }


def _postgresql(table: str) -> tuple[str, ...]:
    refuse = f"EXECUTE FUNCTION {table}_refuse()"
    return (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_emptying BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    )


def guard(vendor: str, database: Executes, tables: Sequence[str] = TABLES) -> None:
    """Put the triggers on the log's tables."""
    for table in tables:
        statements = _sqlite(table).values() if vendor == "sqlite" else _postgresql(table)
        for statement in statements:
            database.execute(statement)


def unguard(vendor: str, database: Executes, tables: Sequence[str] = TABLES) -> None:
    """Take them off: for a migration, for a year past its retention and for emptying a test's database."""
    for table in tables:
        if vendor == "sqlite":
            statements = [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite(table)]
        else:
            statements = [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in _NAMES]
            statements.append(f"DROP FUNCTION IF EXISTS {table}_refuse()")
        for statement in statements:
            database.execute(statement)


def wrong_triggers(using: str = "default") -> list[str]:
    """The triggers that are not there, do nothing, or are not as the program made them."""
    database = connections[using]
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            wanted = {name: text for table in TABLES for name, text in _sqlite(table).items()}
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
            return sorted(name for name, text in wanted.items() if there.get(name) != text)
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = ANY(%s::regclass[]) AND t.tgenabled = 'O' AND p.prosrc = %s"
            " AND t.tgtype = CASE WHEN t.tgname LIKE '%%_no_change' THEN 27 ELSE 34 END",
            [list(TABLES), _BODY],
        )
        found = {name for (name,) in cursor.fetchall()}
    return sorted({f"{table}_{name}" for table in TABLES for name in _NAMES} - found)


def give_rights(role: str) -> None:
    """Let a PostgreSQL role read and write everything but the log, to which it may only add; by the owner."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(TABLES)} FROM {name}")


def why_not_apart(using: str = "default") -> str | None:
    """Why the role that the program runs as could change the log; None where it may only add and read."""
    database = connections[using]
    if database.vendor == "sqlite":
        return "Whoever may write the records' file may change the log in it: SQLite has no roles."
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, bool_or(pg_has_role(current_user, c.relowner, 'USAGE') OR"
            " has_table_privilege(current_user, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))"
            " FROM pg_class c WHERE c.oid = ANY(%s::regclass[])",
            [list(TABLES)],
        )
        role, may_change = cursor.fetchone()
    if not may_change:
        return None
    return f"The role {role}, which the program runs as, owns the log's tables or may change them."
