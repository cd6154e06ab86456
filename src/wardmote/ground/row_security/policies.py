"""Which tables belong to partnerships, and the policy on each of them in PostgreSQL.

The list is drawn from Django's models, so a new table has its policy without a line here. A table with a
``partnership`` (a foreign key, or its slug as text) is held by that; one without is held by the first record
it must belong to that has one (a fact by its edition), whose own policy then counts. What is left belongs to
no partnership: ``uncovered``. Owners are held too (FORCE); only superusers and BYPASSRLS go past.
"""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.db import connections
from django.db.models import ForeignKey, Model

from wardmote.ground.row_security import scope
from wardmote.ground.row_security.statements import SETTING

POLICY: Final = "of_partnership"
TENANT: Final = "partners.Partnership"
_SET: Final = f"current_setting('{SETTING}', true)"
_ALL: Final = f"{_SET} = '{scope.ALL}'"


def covered() -> dict[type[Model], str]:
    """Every model whose rows belong to a partnership -> the condition that one of its rows is to be shown."""
    tenant = apps.get_model(TENANT)
    found: dict[type[Model], str] = {tenant: f"{tenant._meta.db_table}.slug = nullif({_SET}, '')"}
    while reached := {
        model: condition
        for model in _models()
        if model not in found and (condition := _condition(model, found))
    }:
        found |= reached
    return found


def uncovered() -> list[type[Model]]:
    """The models whose rows belong to no partnership, or to a person."""
    held = covered()
    return [model for model in _models() if model not in held]


def _models() -> list[type[Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _condition(model: type[Model], held: dict[type[Model], str]) -> str:
    """ "" where nothing leads from the model to a partnership yet."""
    table = model._meta.db_table
    fields = {field.name: field for field in model._meta.concrete_fields}
    own = fields.get("partnership")
    if isinstance(own, ForeignKey):
        tenant = apps.get_model(TENANT)._meta.db_table
        return f"{table}.{own.column} = (SELECT id FROM {tenant} WHERE slug = nullif({_SET}, ''))"
    if own is not None:  # a row of the installation itself is no other partnership's
        return f"{table}.{own.column} IN (nullif({_SET}, ''), '{scope.ALL}') AND {_SET} <> ''"
    for field in fields.values():
        if isinstance(field, ForeignKey) and not field.null and field.related_model in held:
            parent = field.related_model._meta.db_table  # its own policy counts inside this one
            return f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{field.column})"
    return ""


def expressions() -> dict[str, str]:
    """Table -> the whole expression of its policy."""
    return {model._meta.db_table: f"{_ALL} OR {condition}" for model, condition in covered().items()}


def wrong_tables(using: str = "default") -> list[str]:
    """The tables whose policy is not there, not as the program makes it, not forced, or not the only one."""
    if connections[using].vendor != "postgresql":
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, bool_and(c.relrowsecurity AND c.relforcerowsecurity AND p.polname = %s"
            " AND p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'"
            " AND p.polwithcheck IS NULL), max(obj_description(p.oid, 'pg_policy'))"
            " FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relnamespace = current_schema()::regnamespace GROUP BY c.relname",
            [POLICY],
        )
        there = {table: (fits, told) for table, fits, told in cursor.fetchall()}
    return sorted(table for table, text in expressions().items() if there.get(table) != (True, text))


def put(using: str = "default") -> list[str]:
    """Put right what ``wrong_tables`` finds; by the owner. Gives what was put right."""
    wrong, wanted = wrong_tables(using), expressions()
    with connections[using].cursor() as cursor:
        for table in wrong:
            for statement in _statements(table, wanted[table]):
                cursor.execute(statement)
    return wrong


def _statements(table: str, text: str) -> Iterator[str]:
    """The text stands beside the policy: the database keeps a policy as it read it, not as it was written."""
    quoted = text.replace("'", "''")
    yield f"DROP POLICY IF EXISTS {POLICY} ON {table}"
    yield f"CREATE POLICY {POLICY} ON {table} USING ({text})"
    yield f"COMMENT ON POLICY {POLICY} ON {table} IS '{quoted}'"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def take_off(using: str = "default") -> None:
    """Take all of them off before tables change, in one transaction: a column that a policy names cannot."""
    if connections[using].vendor != "postgresql":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT polrelid::regclass::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE polname = %s AND c.relnamespace = current_schema()::regnamespace",
            [POLICY],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DROP POLICY {POLICY} ON {table}")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")


def tables_shown(using: str = "default") -> list[str]:
    """The tables of which a row is shown though no partnership is set; none should be."""
    shown = []
    with scope.nobodys(), connections[using].cursor() as cursor:
        for table in expressions():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            shown += [table] if cursor.fetchone()[0] else []
    return shown


def why_not_held(using: str = "default") -> str | None:
    """Why the policies do not hold the role that the program runs as; None where they do."""
    if connections[using].vendor != "postgresql":
        return None
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_class c WHERE"
            " c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace"
            " AND pg_has_role(rolname, c.relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user",
            [list(expressions())],
        )
        role, passes, owns = cursor.fetchone()
    if passes:
        return f"The role {role}, which the program runs as, passes row-level security by."
    if owns:
        return f"The role {role}, which the program runs as, owns tables and may take their policies off."
    return None
