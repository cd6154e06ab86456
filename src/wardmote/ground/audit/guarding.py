"""The database itself refuses to change or take away a row of the log.

In: a connection to SQLite or PostgreSQL. Triggers stop UPDATE and DELETE (and
TRUNCATE on PostgreSQL) whoever asks, also outside the program. Somebody who
may alter the tables themselves can take the triggers away: that is what the
chain (``log.verify``) shows.
"""

from typing import Final, Protocol

REFUSED: Final = "the log is not changed"
_TABLE: Final = "audit_entry"

_GUARD: Final = {
    "sqlite": tuple(
        f"CREATE TRIGGER {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        f"CREATE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {_TABLE}_no_change BEFORE UPDATE OR DELETE ON {_TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()",
        f"CREATE TRIGGER {_TABLE}_no_emptying BEFORE TRUNCATE ON {_TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_refuse()",
    ),
}
_UNGUARD: Final = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {_TABLE}_no_{verb}" for verb in ("update", "delete")),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_change ON {_TABLE}",
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_emptying ON {_TABLE}",
        f"DROP FUNCTION IF EXISTS {_TABLE}_refuse()",
    ),
}


class Executes(Protocol):
    """A cursor or a schema editor."""

    def execute(self, sql: str, /) -> object: ...


def guard(vendor: str, database: Executes) -> None:
    """Put the triggers on the log's table."""
    for statement in _GUARD[vendor]:
        database.execute(statement)


def unguard(vendor: str, database: Executes) -> None:
    """Take them off: for a migration backwards and for emptying a test's database, nothing else."""
    for statement in _UNGUARD[vendor]:
        database.execute(statement)
