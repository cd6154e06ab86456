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
WAITING: Final = "audit_pendingentry"
WATCHED: Final = (*TABLES, WAITING)
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
    """The triggers that are not there, do nothing, or are not as the program made them; and every trigger or
    rule on the log's tables that is none of the program's."""
    database = connections[using]
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            wanted = {name: text for table in TABLES for name, text in _sqlite(table).items()}
            cursor.execute(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND lower(tbl_name) IN (%s, %s, %s)",
                WATCHED,
            )
            there = dict(cursor.fetchall())
            return sorted(name for name in wanted.keys() | there if there.get(name) != wanted.get(name))
        cursor.execute(
            "SELECT t.tgname, t.tgenabled IN ('O', 'A') AND p.prosrc = %s AND t.tgrelid <> %s::regclass"
            " AND t.tgqual IS NULL AND t.tgattr::text = ''"
            " AND t.tgtype = CASE WHEN t.tgname LIKE '%%_no_change' THEN 27 ELSE 34 END"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = ANY(%s::regclass[]) AND NOT t.tgisinternal"
            " UNION ALL SELECT rulename, false FROM pg_rewrite WHERE ev_class = ANY(%s::regclass[])",
            [_BODY, WAITING, list(WATCHED), list(WATCHED)],
        )
        found = dict(cursor.fetchall())
    wanted_names = {f"{table}_{name}" for table in TABLES for name in _NAMES}
    return sorted(
        name for name in wanted_names | found.keys() if not found.get(name) or name not in wanted_names
    )


def wrong_grants(using: str = "default") -> list[str]:
    """On PostgreSQL: the roles but the owner who may change the log or a column of it, or take rows away."""
    database = connections[using]
    if database.vendor == "sqlite":
        return []
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.rolname FROM pg_class c, pg_roles r WHERE c.oid = ANY(%s::regclass[])"
            " AND NOT r.rolsuper AND NOT pg_has_role(r.oid, c.relowner, 'USAGE')"
            " AND NOT r.rolname LIKE 'pg\\_%%'"
            " AND (has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')"
            " OR has_any_column_privilege(r.oid, c.oid, 'UPDATE')) ORDER BY 1",
            [list(TABLES)],
        )
        return [role for (role,) in cursor.fetchall()]


def numbers_given(using: str = "default") -> dict[str, int]:
    """The highest number that the database ever gave to a row of each table; 0 where it does not tell."""
    database = connections[using]
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {**dict.fromkeys(TABLES, 0), **dict(cursor.fetchall())}
        given = {}
        for table in TABLES:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            cursor.execute(
                f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}"
            )
            (given[table],) = cursor.fetchone()
    return given


def keep_number(table: str, number: int) -> None:
    """On PostgreSQL: say which number was given, once it is kept; a write that is undone gives none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (name,) = cursor.fetchone()
        cursor.execute(f"SELECT setval(%s, greatest(last_value, %s)) FROM {name}", [name, number])


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
            " has_table_privilege(current_user, c.oid, 'DELETE, TRUNCATE, TRIGGER') OR"
            " has_any_column_privilege(current_user, c.oid, 'UPDATE'))"
            " FROM pg_class c WHERE c.oid = ANY(%s::regclass[])",
            [list(TABLES)],
        )
        role, may_change = cursor.fetchone()
    if not may_change:
        return None
    return f"The role {role}, which the program runs as, owns the log's tables or may change them."
