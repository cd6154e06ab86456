"""Which tables belong to partnerships, and the policy on each of them in PostgreSQL.

The list is drawn from Django's models, so a new table has its policy without a line here. A table with a
``partnership`` (a foreign key, or its slug as text) is held by that; one without is held by the first record
it must belong to that has one (a fact by its edition), whose own policy then counts. What is left belongs to
no partnership: ``uncovered``. Owners are held too (FORCE); only superusers and BYPASSRLS go past.
"""

from typing import Final

from django.apps import apps
from django.db import connections
from django.db.models import ForeignKey, Model

from wardmote.ground.row_security import scope
from wardmote.ground.row_security.statements import SETTING

POLICY: Final = "of_partnership"
TENANT: Final = "partners.Partnership"
_READ: Final = "md5(pg_get_expr(p.polqual, p.polrelid))"
"""The condition as the database read it, which is not as it was written; by its hash it is known again."""
_SET: Final = f"(SELECT nullif(current_setting('{SETTING}', true), ''))"
"""The setting, or nothing where none is set; asked once in a statement, not for each row."""


def covered() -> dict[type[Model], str]:
    """Every model whose rows belong to a partnership -> the condition that one of its rows is to be shown."""
    tenant = apps.get_model(TENANT)
    found: dict[type[Model], str] = {tenant: f"{tenant._meta.db_table}.slug = {_SET}"}
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
    """The condition; nothing where nothing leads from the model to a partnership yet."""
    table = model._meta.db_table
    fields = {field.name: field for field in model._meta.concrete_fields}
    own = fields.get("partnership")
    if isinstance(own, ForeignKey):
        tenant = apps.get_model(TENANT)._meta.db_table
        return f"{table}.{own.column} = (SELECT id FROM {tenant} WHERE slug = {_SET})"
    if own is not None:  # a row of the installation itself is no other partnership's
        shared = f"{table}.{own.column} IN ('{scope.ALL}', '') AND {_SET} IS NOT NULL"
        return f"{table}.{own.column} = {_SET} OR {shared}"
    for field in fields.values():
        if isinstance(field, ForeignKey) and not field.null and field.related_model in held:
            parent = field.related_model._meta.db_table  # its own policy counts inside this one
            same = f"p.{field.target_field.column} = {table}.{field.column}"
            return f"EXISTS (SELECT 1 FROM {parent} p WHERE {same})"
    return ""


def expressions() -> dict[str, str]:
    """Table -> the whole expression of its policy."""
    return {
        model._meta.db_table: f"{condition} OR {_SET} = '{scope.ALL}'"
        for model, condition in covered().items()
    }


def wrong_tables(using: str = "default") -> list[str]:
    """The tables whose policy is not there, not as the program makes it, not forced, or not the only one."""
    if connections[using].vendor != "postgresql":
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, bool_and(c.relrowsecurity AND c.relforcerowsecurity AND p.polname = %s"
            " AND p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'"
            " AND p.polwithcheck IS NULL), max(obj_description(p.oid, 'pg_policy')), max(" + _READ + ")"
            " FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relnamespace = current_schema()::regnamespace GROUP BY c.relname",
            [POLICY],
        )
        there = {table: fits and told for table, fits, *told in cursor.fetchall()}
    wanted = expressions().items()
    return sorted(table for table, text in wanted if not _is_noted(there.get(table) or [], text))


def _is_noted(told: list[str], text: str) -> bool:
    """Whether the note beside a policy is of this text, and of the condition that the database has now."""
    return len(told) == 2 and told[0] == _note(text, told[1])


def _note(text: str, read: str) -> str:
    return f"{text} ({read})"


def put(using: str = "default") -> list[str]:
    """Put right what ``wrong_tables`` finds; by the owner. Gives what was put right."""
    wrong, wanted = wrong_tables(using), expressions()
    with connections[using].cursor() as cursor:
        for table in wrong:
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({wanted[table]})")
            cursor.execute(
                f"SELECT {_READ} FROM pg_policy p WHERE polname = %s AND polrelid = %s::regclass",
                [POLICY, table],
            )
            quoted = _note(wanted[table], cursor.fetchone()[0]).replace("'", "''")
            cursor.execute(f"COMMENT ON POLICY {POLICY} ON {table} IS '{quoted}'")
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    return wrong


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
