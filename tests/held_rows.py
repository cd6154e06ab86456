"""On PostgreSQL the tests run as the program does: as a role that owns nothing and is held by the policies.

What a test makes, and what its threads do, is for all partnerships; what the front door, a job or a command
does, in the scope that it sets itself. ``by_owner`` is for what only the owner of the tables may do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

ROLE = "wardmote_held"


@pytest.fixture(scope="session", autouse=True)
def rows_of_all_partnerships() -> Iterator[None]:
    from wardmote.ground.row_security import scope

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scope, "_current", ContextVar("partnership", default=scope.ALL))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After pytest-django's own: the policies, and the role for every connection from then on."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    if connection.vendor != "postgresql":
        yield
        return
    from wardmote.ground.audit.guarding import give_rights
    from wardmote.ground.row_security import policies

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {ROLE}")
        policies.put()
        give_rights(ROLE)
        connection.close()
    connection_created.connect(_become_role)
    yield
    connection_created.disconnect(_become_role)
    with django_db_blocker.unblock():
        connection.close()


def _become_role(connection: Any, **_: Any) -> None:
    if connection.alias == "default":
        connection.connection.execute(f"SET ROLE {ROLE}")


@contextmanager
def by_owner() -> Iterator[None]:
    """What is done inside is done by the owner of the tables; nothing on SQLite, which has no roles."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    connection.connection.execute("RESET ROLE")
    try:
        yield
    finally:
        connection.ensure_connection()
        connection.connection.execute(f"SET ROLE {ROLE}")
