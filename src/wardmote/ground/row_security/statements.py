"""Tells PostgreSQL in each transaction for which partnership it is: ``SET LOCAL wardmote.partnership``.

In: every statement that Django sends. Out: the same statement; the first of a transaction, and the first
after the scope changed, goes in one message with the setting. Outside a transaction such a message is one of
its own, so nothing stays on a kept connection, whatever happens, and no statement waits for the server twice.
Nothing is told to SQLite.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Final

from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper

from wardmote.ground.row_security import scope

SETTING: Final = "wardmote.partnership"
Context = dict[str, Any]
Execute = Callable[[str, Any, bool, Context], Any]


def tell_on_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have every statement of a new connection to PostgreSQL told; by Django's ``connection_created``."""
    if connection.vendor != "postgresql" or connection.alias == NO_DB_ALIAS:
        return  # a connection to no database makes and drops databases, which stand alone in their message
    connection.partnership_told = None  # type: ignore[attr-defined]
    if tell_partnership not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell_partnership)


def tell_partnership(execute: Execute, sql: str, params: Any, many: bool, context: Context) -> Any:
    """Run a statement in the scope of now; as ``connection.execute_wrapper`` wants it."""
    database = context["connection"]
    status = database.connection.info.transaction_status.name
    told = "" if status == "IDLE" else database.partnership_told
    database.partnership_told = wanted = scope.current()
    if status == "INERROR" or sql.startswith("ROLLBACK TO"):  # the setting goes back too: tell it anew
        database.partnership_told = None
        return execute(sql, params, many, context)
    if wanted == told:
        return execute(sql, params, many, context)
    setting = f"SET LOCAL {SETTING} = '{wanted}'"
    cursor: Any = context["cursor"]
    if many or hasattr(cursor.cursor, "name"):  # many rows, and a cursor of the server, take one statement
        alone = status == "IDLE" and database.get_autocommit()
        with database.connection.transaction() if alone else nullcontext():
            database.connection.execute(setting)
            return execute(sql, params, many, context)
    result = execute(f"{setting}; {sql}", params, many, context)
    cursor.nextset()
    return result
