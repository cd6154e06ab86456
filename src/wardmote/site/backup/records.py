"""Every table of the records as lines of JSON, and back: the same for SQLite and PostgreSQL.

Out of a database: one consistent snapshot, taken while others write. Each row
is a JSON list in the order of the table's ``columns``; moments keep their
microseconds. Into a database: its tables are made as they were when the lines
were written (by the migrations of then, or at once where nothing came since),
filled in one transaction, and then brought up to date; so an old backup goes
into a new program, and one taken on SQLite into PostgreSQL. Left out: sessions
(people sign in again), workers, and what Django makes anew by itself.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.db.models import BinaryField, Field, Model

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.backup.new_tables import is_new, make_tables

LEFT_OUT = ("auth", "contenttypes", "sessions", "usersessions")
LEFT_OUT_TABLES = ("jobs.worker",)
AT_ONCE = 500  # rows
Nodes = list[tuple[str, str]]
Columns = dict[str, list[str]]


@dataclass(frozen=True)
class BackupTable:
    """A table as it was at some migrations; ``name`` is ``app.model``."""

    name: str
    model: type[Model]

    @property
    def fields(self) -> "list[Field[Any, Any]]":
        return list(self.model._meta.concrete_fields)

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.fields]


def applied(using: str) -> Nodes:
    """The migrations a database has had."""
    return sorted(MigrationExecutor(connections[using]).loader.applied_migrations)


def tables_at(nodes: Nodes) -> list[BackupTable]:
    """The tables that hold what people wrote, as the migrations of ``nodes`` left them."""
    return list(_tables_at(tuple(nodes)))


@lru_cache(maxsize=1)
def _tables_at(nodes: tuple[tuple[str, str], ...]) -> tuple[BackupTable, ...]:
    """To make the models of then takes a second; what keeps and checks a backup asks for the same again."""
    loader = MigrationLoader(None)
    unknown = [node for node in nodes if node not in loader.disk_migrations]
    if unknown:
        raise Refusal(
            "The records were written by a newer version of the program.",
            found=".".join(unknown[0]),
            todo="Install that version or a later one, then do it again.",
        )
    apps: StateApps = loader.project_state(list(nodes)).apps
    found = [
        BackupTable(model._meta.label_lower, model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    for table in found:
        for each in table.fields:
            vars(each).update(auto_now=False, auto_now_add=False)  # a row goes back with the moment it had
    kept = (each for each in found if each.name not in LEFT_OUT_TABLES)
    return tuple(sorted(kept, key=lambda each: each.name))


# ---- out ----


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """All reads inside see one moment; writers do not wait for it."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield  # whoever opened the transaction decides
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def lines(table: BackupTable, using: str) -> Iterator[bytes]:
    """The rows of a table by their key, each as a line."""
    rows = table.model._base_manager.using(using).order_by("pk").values_list(*table.columns)
    for row in rows.iterator(chunk_size=2000):
        told = json.dumps(list(row), default=_told, ensure_ascii=False, separators=(",", ":"))
        yield told.encode() + b"\n"


def _told(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} cannot be written as a line")


# ---- in ----


def fill(using: str, nodes: Nodes, columns: Columns, read: Callable[[str], IO[bytes]]) -> None:
    """Make an empty database's tables as of ``nodes`` and put the lines of each table in.

    ``columns`` tells the order of each table's row, ``read`` opens the lines of a table by its name.
    """
    connection = connections[using]
    if is_new(using) and set(nodes) == set(MigrationLoader(None).disk_migrations):
        make_tables(using)
    else:
        _migrate(connection, _newest(using, nodes))
    tables = {table.name: table for table in tables_at(nodes)}
    if missing := sorted(set(columns) - set(tables)):
        raise Refusal("The records hold a table this program does not know.", found=missing[0])
    with transaction.atomic(using=using):
        if connection.vendor == "postgresql":  # altering tables in the same transaction made them immediate
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in columns:
            with read(name) as stream, _rows_of(name):
                _fill(tables[name], columns[name], stream, using)
        with _rows_of("every table"):
            connection.check_constraints()
        statements = connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables.values()])
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def _rows_of(name: str) -> Iterator[None]:
    """What cannot be rows of a table is refused in words, whoever wrote it."""
    try:
        yield
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError, IntegrityError, DataError):
        raise Refusal(
            "The rows of a table cannot be put in.", where=name, todo="Use another copy, or an older backup."
        ) from None


def _fill(table: BackupTable, columns: list[str], stream: Iterable[bytes], using: str) -> None:
    fields = {field.attname: field for field in table.fields}
    if set(columns) != set(fields):
        raise Refusal("The rows of a table do not fit its columns.", where=table.name)
    placed = [fields[name] for name in columns]
    rows = iter(stream)
    while chunk := list(islice(rows, AT_ONCE)):
        made = []
        for line in chunk:
            values = json.loads(line)
            read = {f.attname: _read(f, value) for f, value in zip(placed, values, strict=True)}
            made.append(table.model(**read))
        table.model._base_manager.using(using).bulk_create(made)


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return base64.b64decode(value)
    if field.get_internal_type() == "DurationField":
        return timedelta(seconds=value)
    target = getattr(field, "target_field", field)  # a foreign key's value is that of the key it points to
    return target.to_python(value)


def bring_up_to_date(using: str) -> None:
    """All migrations of this program."""
    connection = connections[using]
    _migrate(connection, MigrationExecutor(connection).loader.graph.leaf_nodes())


def _newest(using: str, nodes: Nodes) -> Nodes:
    """The last migration of each app among those named: what to migrate to."""
    graph = MigrationExecutor(connections[using]).loader.graph
    named = set(nodes)
    for node in nodes:
        if node not in graph.nodes:
            tables_at(nodes)  # says which
    return [
        node
        for node in nodes
        if not any(child in named and child[0] == node[0] for child in map(tuple, _children(graph, node)))
    ]


def _children(graph: Any, node: tuple[str, str]) -> list[tuple[str, str]]:
    return [child.key for child in graph.node_map[node].children]


def _migrate(connection: BaseDatabaseWrapper, targets: Nodes) -> None:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(targets):  # else it would go through all migrations to do nothing
        executor.migrate(targets, plan)


# ---- databases ----


@contextmanager
def sqlite_at(path: Path, alias: str = "kept") -> Iterator[str]:
    """An SQLite file as a second database of this process; its name for ``using``."""
    settings = connections.databases["default"]
    before: Mapping[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF;"},
    }
    plain = {
        key: value for key, value in settings.items() if key not in ("NAME", "OPTIONS", "ENGINE", "USER")
    }
    connections.databases[alias] = {**plain, **before, "PASSWORD": "", "HOST": "", "PORT": "", "USER": ""}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
