"""Records as an earlier version left them, with rows in each table, and what an upgrade made of them.

In: a state of ``earlier_states.txt`` and a seed. Rows are made from the fields of the tables of then, by
their choices, keys and constraints, so that a migration still to be written is tried without a word here.
What a migration does to rows that are there stands in ``DONE``; anything else that changes is a fault.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import CheckConstraint, Field, Model, Q

from wardmote.ground.audit import heads, log
from wardmote.ground.audit.models import HeadKind
from wardmote.site.backup.records import Nodes, _migrate, _newest

STATES = Path(__file__).with_name("earlier_states.txt")
ROWS, TRIES = 3, 3000
BEGAN = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
Records = dict[str, list[dict[str, Any]]]
"""Table -> rows as the database keeps them, column -> value."""


# ---- what migrations do to rows that are there; of the oldest states some tables are not there ----


def _reminders_tell_of(records: Records) -> None:
    for row in records.get("plan_reminder", ()):
        row["about"] = f"action:{row.pop('action_id')}"


def _reminders_go_to_partners(records: Records) -> None:
    if "plan_reminder" in records:
        records["partners_reminder"] = records.pop("plan_reminder")


def _problems_lose_cells(records: Records) -> None:
    """What they keep is tested in tests/site/test_planted_names.py."""
    for row in [*records.get("evidence_upload", ()), *records.get("jobs_job", ())]:
        row.pop("problem", None)
        row.pop("recognised", None)


def _jobs_lose_names(records: Records) -> None:
    """What they keep is tested in tests/knowing/evidence/test_upload.py."""
    for row in records.get("jobs_job", ()):
        for name in ("about", "words", "problem"):
            row.pop(name, None)


def _money_is_in_pence(records: Records) -> None:
    """A number to SQLite, whole where it is, a decimal to PostgreSQL."""
    for row in records.get("plan_action", ()):
        if row["funds"] is not None:
            pence = Decimal(f"{row['funds']:.2f}")
            whole = pence == pence.to_integral_value()
            plain = int(pence) if whole else float(pence)
            row["funds"] = pence if connection.vendor == "postgresql" else plain


def _bodies_go_by_number(records: Records) -> None:
    """What becomes of these columns is tested in tests/deciding/performance/test_bodies_by_date.py."""
    lost = {"partners_body": "kind", "partners_reminder": "body", "plan_planexception": "joint"}
    for table, name in lost.items():
        for row in records.get(table, ()):
            row.pop(name, None)


DONE: Mapping[str, Callable[[Records], None]] = {
    "plan.0009_reminders_of_all_owed": _reminders_tell_of,
    "plan.0011_reminders_of_every_room": _reminders_go_to_partners,
    "evidence.0002_no_cells_in_problems": _problems_lose_cells,
    "evidence.0003_no_names_in_jobs": _jobs_lose_names,
    "plan.0012_money_is_decimal": _money_is_in_pence,
    "partners.0009_kinds_and_reminders": _bodies_go_by_number,
}


def differences(before: Records, after: Records, nodes: Nodes) -> list[str]:
    """Rows of ``before`` (at ``nodes``) that ``after`` has not as the migrations since should leave them."""
    wanted, had = deepcopy(before), {".".join(node) for node in nodes}
    for name, change in DONE.items():
        if name not in had:
            change(wanted)
    found = []
    for table, rows in wanted.items():
        there = after.get(table, [])
        gone = sorted(set(rows[0]) - set(there[0])) if rows and there else []
        if gone:
            found.append(f"{table} has no column {', '.join(gone)} any more")
            continue
        names = sorted(rows[0]) if rows else []
        lost = Counter(_told(row, names) for row in rows) - Counter(_told(row, names) for row in there)
        if lost:
            found.append(f"{table}: {lost.total()} of {len(rows)} rows are gone or changed, as {min(lost)}")
    return found


def _told(row: Mapping[str, Any], names: list[str]) -> str:
    return repr([(name, row[name]) for name in names])


def read_records() -> Records:
    """Every row of every table but the note of migrations."""
    found: Records = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "django_migrations":
                cursor.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


# ---- a state ----


def states() -> list[Nodes]:
    """The migrations of each state; the last is this program's."""
    known = MigrationExecutor(connection).loader.graph.nodes
    found: list[Nodes] = []
    held: Nodes = []
    for line in STATES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        for word in line.split():
            app, _, name = word.partition(".")
            held += [(app, name)] if name else [node for node in known if node[0] == app]
        found.append(sorted(held))
    return found


def state_before(migration: str) -> int:
    """Which state was the last without it."""
    node = tuple(migration.split("."))
    return next(number for number, nodes in enumerate(states()) if node in nodes) - 1


def build(nodes: Nodes, seed: int) -> None:
    """Bring the database to a state and put rows into every table of it, beside those that are there."""
    _migrate(connection, _newest("default", nodes))
    apps = MigrationExecutor(connection).loader.project_state(nodes).apps
    left = [model for model in apps.get_models(include_auto_created=True) if _has_table(model)]
    chance = random.Random(f"{seed} {len(nodes)}")
    while left:
        ready = [model for model in left if not _waits_for(model, left)]
        assert ready, f"each of these waits for another: {left}"
        for model in ready:
            if model._meta.label == "audit.Entry":
                _add_to_log(model, chance)
            elif (
                model._meta.label != "audit.SignedHead"
            ):  # made by what signs: wardmote audit verify checks them
                for _ in range(ROWS):
                    _add_row(model, chance)
            left.remove(model)
    if {node for node in nodes if node[0] == "audit"} == {
        node for node in states()[-1] if node[0] == "audit"
    }:
        heads.sign(HeadKind.DAY, over_gap="the tests")


def _has_table(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def _waits_for(model: type[Model], left: list[type[Model]]) -> bool:
    needed = [field.related_model for field in model._meta.concrete_fields if field.is_relation]
    return any(other in left and other is not model for other in needed)


def _add_to_log(model: type[Model], chance: random.Random) -> None:
    """Chained, as each version did it."""
    last = model._base_manager.order_by("-pk").first()
    before = last.hash if last else ""
    for number in range(ROWS):
        at = log.moment(BEGAN + timedelta(minutes=model._base_manager.count()))
        told = {"partnership": "", "by": "Ann É", "what": "tests.row", "detail": log.as_text({"n": number})}
        row = model(at=at, before=before, subject=f"row:{chance.randrange(99)}", **told)
        row.hash = before = log.hash_of(row)  # type: ignore[arg-type, attr-defined]
        row.save(force_insert=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as a write that was undone did, until rows were numbered here
            cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))")


def _add_row(model: type[Model], chance: random.Random) -> None:
    for _ in range(TRIES):
        values = {
            field.attname: _value(field, chance)
            for field in model._meta.concrete_fields
            if not field.get_internal_type().endswith("AutoField")
        }
        try:
            with transaction.atomic():
                model._base_manager.create(**values)
            return
        except (IntegrityError, DataError):
            continue
    raise AssertionError(f"no row fits the constraints of {model._meta.label}: help it in _value")


def _value(field: "Field[Any, Any]", chance: random.Random) -> Any:
    if field.null and chance.random() < 0.4:
        return None
    if field.is_relation:
        keys = list(field.related_model._base_manager.values_list(field.target_field.attname, flat=True))
        return chance.choice(keys) if keys else None
    if allowed := _allowed(field):
        return chance.choice(allowed)
    kind, number = field.get_internal_type(), chance.randrange(1, 10**6)
    if field.name == "at" and kind == "CharField":
        return log.moment(BEGAN + timedelta(seconds=number))
    if "Integer" in kind:
        return number % 4 + 1
    if kind == "JSONField":
        empty = field.get_default()
        if field.name in LEADS:
            return []  # an edition names bodies of its own only
        return ["Ann É", number] if empty == [] else {"found": f"row {number}: Ann É"}
    return _VALUES[kind](number) if kind in _VALUES else _text(kind, field.name, number)[: field.max_length]


LEADS = ("lead", "contributing")
MONTHS = ("month", "opened_month", "reviewed_month", "held_until", "first")
_VALUES: Mapping[str, Callable[[int], Any]] = {
    "BooleanField": lambda number: number % 2 == 0,
    "DateField": lambda number: date(2026, 3, number % 28 + 1),
    "DateTimeField": lambda number: BEGAN + timedelta(seconds=number),
    "TimeField": lambda number: time(number % 24),
    "DurationField": lambda number: timedelta(seconds=number),
    "FloatField": lambda number: number / 7,
    "DecimalField": lambda number: Decimal(number % 1000) / 100,
    "BinaryField": lambda number: number.to_bytes(4, "big"),
    "UUIDField": lambda number: UUID(int=number),
    "GenericIPAddressField": lambda number: f"192.0.2.{number % 256}",
}


def _text(kind: str, name: str, number: int) -> str:
    if name in ("year", "period", "against"):
        return f"{1990 + number % 60}-04:{1991 + number % 60}-03"
    if name in MONTHS:
        return f"{1990 + number % 36}-{number % 12 + 1:02}"
    if kind == "SlugField" or name == "slug":
        return f"town-{number}"
    return f"p{number}@example.org" if kind == "EmailField" else f"{number} É “{number}” <b>"


def _allowed(field: "Field[Any, Any]") -> list[Any]:
    """The choices of a field, or those that a constraint of its table names."""
    if field.choices:
        return [value for value, _ in field.flatchoices]
    checks = [each.condition for each in field.model._meta.constraints if isinstance(each, CheckConstraint)]
    named = [child for check in checks if not check.negated for child in check.children]
    return [
        value
        for child in named
        if not isinstance(child, Q) and isinstance(child, tuple) and child[0] == f"{field.name}__in"
        for value in child[1]
    ]
