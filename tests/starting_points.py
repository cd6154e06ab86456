"""What many tests begin from: made once in a process by the ordinary writes, then written again for each.

``prepared(load, town, "name")`` leaves the rows and the files that ``load(town, "name")`` does. The first
time it is called, and what it changed is kept; a test that comes to the same call from the same state gets
the same rows (keys, times and audit rows too) and files, without the call. The state is the day, every file
of the data folder, how many rows each table holds and the audit log's last hash: whoever begins from
anything else makes their own. Nothing is returned: read from the database what you need.

``shared_inquiry`` stands in for ``open_inquiry``: the evidence of a folder that is ``staying`` is opened once
in a process, and a copy of it is asked through that. A folder in which anything was loaded, withdrawn or
damaged is another one, and is opened by itself.
"""

import copy
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
Rows = dict[Any, Row]
Kept = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Table:
    """A table of the records; the key is its first column."""

    name: str
    columns: tuple[str, ...]

    def rows(self, cursor: Any) -> Rows:
        cursor.execute(f'SELECT {self._listed} FROM "{self.name}"')
        return {row[0]: row for row in cursor.fetchall()}

    def insert(self, cursor: Any, rows: Iterable[Row]) -> None:
        holes = ", ".join(["%s"] * len(self.columns))
        cursor.executemany(f'INSERT INTO "{self.name}" ({self._listed}) VALUES ({holes})', list(rows))

    def update(self, cursor: Any, key: Any, values: dict[int, Any]) -> None:
        told = ", ".join(f'"{self.columns[at]}" = %s' for at in values)
        cursor.execute(
            f'UPDATE "{self.name}" SET {told} WHERE "{self.columns[0]}" = %s', [*values.values(), key]
        )

    @property
    def _listed(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


@dataclass
class Change:
    """What a call did: rows that came, values (by column) that changed, and files with their times."""

    came: list[tuple[Table, list[Row]]]
    changed: list[tuple[Table, Any, dict[int, Any]]]
    files: dict[str, tuple[bytes, int]]


_changes: dict[Any, Change] = {}


def prepare(folder: Path, make: Callable[..., object], *words: Any, **named: Any) -> None:
    """What ``prepared`` does, over a data folder."""
    from django.db import transaction

    key = (f"{make.__module__}.{make.__qualname__}", repr(words), repr(named), _state(folder))
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as what wraps a test it is none of the program's
    with around:
        if key in _changes:
            _write(_changes[key], folder)
        else:
            before, files = _all_rows(), _files(folder)
            make(*words, **named)
            _changes[key] = _difference(folder, before, files)


@cache
def _tables() -> tuple[Table, ...]:
    from django.apps import apps

    found = []
    for model in apps.get_models(include_auto_created=True):
        own = [field.column for field in model._meta.local_concrete_fields if not field.primary_key]
        found.append(Table(model._meta.db_table, (str(model._meta.pk.column), *own)))
    return tuple(found)


def _state(folder: Path) -> tuple[Any, ...]:
    from django.db import connection
    from django.utils import timezone

    from wardmote.ground.audit.models import Entry

    counted = " UNION ALL ".join(
        f'SELECT count(*), CAST(max("{each.columns[0]}") AS varchar(40)) FROM "{each.name}"'
        for each in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(counted)
        rows = tuple(cursor.fetchall())
    last = Entry.objects.order_by("-id").values_list("hash", flat=True).first()
    return timezone.localdate(), rows, last, tuple(_files(folder).items())


def _files(folder: Path) -> Kept:
    """Each file of a folder: its size and when it was written."""

    def inside(path: str) -> Iterator[tuple[str, tuple[int, int]]]:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from inside(entry.path)
                else:
                    is_now = entry.stat()
                    yield os.path.relpath(entry.path, folder), (is_now.st_size, is_now.st_mtime_ns)

    return dict(sorted(inside(os.fspath(folder))))


def _all_rows() -> dict[Table, Rows]:
    from django.db import connection

    with connection.cursor() as cursor:
        return {table: table.rows(cursor) for table in _tables()}


def _difference(folder: Path, before: dict[Table, Rows], files: Kept) -> Change:
    found = Change([], [], {})
    for table, rows in _all_rows().items():
        was = before[table]
        assert was.keys() <= rows.keys(), f"{table.name}: what many tests begin from takes no rows away"
        if new := [row for key, row in rows.items() if key not in was]:
            found.came.append((table, new))
        for key, old in was.items():
            if old != rows[key]:
                values = {at: now for at, now in enumerate(rows[key]) if now != old[at]}
                found.changed.append((table, key, values))
    for name, now in _files(folder).items():
        if files.get(name) != now:
            found.files[name] = ((folder / name).read_bytes(), now[1])
    return found


def _write(change: Change, folder: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table, rows in change.came:
            table.insert(cursor, rows)
        for table, key, values in change.changed:
            table.update(cursor, key, values)
    for name, (content, when) in change.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, ns=(when, when))


# ---- the evidence ----

_staying: dict[tuple[Any, ...], Path] = {}
_evidence: dict[tuple[Path, str], Any] = {}


@contextmanager
def staying(folder: Path) -> Iterator[Path]:
    """A data folder that nobody writes to while this is open."""
    files = _evidence_files(folder)
    _staying[files] = folder
    yield folder
    del _staying[files]
    for known in [each for each in _evidence if each[0] == folder]:
        del _evidence[known]


def _evidence_files(folder: Path) -> tuple[Any, ...]:
    parts = (each for each in ("evidence", "partners", "loads", "mappings") if (folder / each).is_dir())
    return tuple((each, *_files(folder / each).items()) for each in parts)


def shared_inquiry(root: Path, slug: str) -> Any:
    """``open_inquiry``, with the evidence and the answers of the folder that this one is a copy of."""
    from wardmote.measuring.figures.methods import open_inquiry

    folder = _staying.get(_evidence_files(root))
    if folder is None:
        return open_inquiry(root, slug)
    if (folder, slug) not in _evidence:
        _evidence[folder, slug] = open_inquiry(folder, slug)
    fresh = copy.copy(_evidence[folder, slug])
    fresh.asked = {}
    return fresh
