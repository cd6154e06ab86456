"""On SQLite, which has no row-level security: a forgotten filter is caught while a test is ``walled``.

Whatever is read in the scope of one partnership is read a second time with a view in the place of each table
that shows what PostgreSQL's policy would, and has to come out the same; what is written into a table that
names its partnership has to be of that one. Two things stay unseen: a filter forgotten where no other
partnership has a row, and a write to a table that is reached through another.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection

from wardmote.ground.row_security import policies, scope

NAMED = re.compile(r'\b(?:FROM|JOIN) "?(\w+)"?')
VIEW, TRIGGER = "CREATE TEMP VIEW {0} AS SELECT * FROM main.{0} WHERE {1}", "walled_{0}_{1}"


class ForgottenFilterError(AssertionError):
    """A query shows, or a write changes, rows of another partnership than the one worked for."""


@contextmanager
def walled() -> Iterator[None]:
    """Every query inside is checked; nothing is done on PostgreSQL, which does it itself."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    connection.connection.create_function("current_setting", 2, lambda name, missing: scope.current())
    conditions = policies.expressions()
    own = [table for table, words in conditions.items() if "EXISTS" not in words]
    triggers = dict(each for table in own for each in _triggers(table, conditions[table]))
    _run(*triggers.values())
    try:
        with connection.execute_wrapper(_reading_twice(conditions)):
            yield
    finally:
        _run(*(f"DROP TRIGGER temp.{name}" for name in triggers))


def _run(*statements: str) -> None:
    with closing(connection.create_cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)


def _triggers(table: str, condition: str) -> Iterator[tuple[str, str]]:
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        name = TRIGGER.format(event.lower(), table)
        theirs = " OR ".join(f"NOT ({condition.replace(f'{table}.', f'{row}.')})" for row in rows)
        yield (
            name,
            (
                f"CREATE TEMP TRIGGER {name} BEFORE {event} ON main.{table} WHEN {theirs}"
                " BEGIN SELECT RAISE(ABORT, 'a row of another partnership'); END"
            ),
        )


def _reading_twice(conditions: dict[str, str]) -> Callable[..., Any]:
    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("( ").startswith("SELECT") and scope.current() != scope.ALL and not many:
            named = _closed({table for table in NAMED.findall(sql) if table in conditions}, conditions)
            if named:
                _compare(sql, params, {table: conditions[table] for table in named})
        return execute(sql, params, many, context)

    return run


def _closed(tables: set[str], conditions: dict[str, str]) -> set[str]:
    """With the tables that their conditions name."""
    more = {each for table in tables for each in NAMED.findall(conditions[table])} - tables
    return _closed(tables | more, conditions) if more else tables


def _compare(sql: str, params: Any, views: dict[str, str]) -> None:
    with closing(connection.create_cursor()) as cursor:
        plain = cursor.execute(sql, params).fetchall()
        for table, condition in views.items():
            cursor.execute(VIEW.format(table, condition))
        try:
            seen = cursor.execute(sql, params).fetchall()
        finally:
            for table in views:
                cursor.execute(f"DROP VIEW temp.{table}")
    if seen != plain:
        raise ForgottenFilterError(f"for {scope.current() or 'nobody'}: {sql}")
