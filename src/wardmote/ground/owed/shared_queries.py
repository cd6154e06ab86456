"""Several queries of different tables asked in one question of the database.

In: ``SharedQuery``, each with rows and the columns that are wanted of them. Out: what each tells of its rows.
The rows come as JSON, so that tables with nothing in common fit one answer.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db.models import JSONField, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive

Told = TypeVar("Told")


@dataclass(frozen=True)
class SharedQuery(Generic[Told]):
    """Rows that are asked for together with those of other queries, or alone by who goes over it.

    ``columns``: what ``tell`` reads of a row, by its own name: a path to a field, or an expression. ``tell``
    gets each row, in no order, with its columns as attributes, and may have nothing to tell of it.
    """

    rows: QuerySet[Any, Any]
    columns: Mapping[str, Any]
    tell: Callable[[Any], Told | None]

    def __iter__(self) -> Iterator[Told]:
        return iter(*ask_together([self]))


def ask_together(queries: Sequence[SharedQuery[Told]]) -> list[list[Told]]:
    """What each of these tells of its rows; nothing is asked where there are none."""
    asked = [
        each.rows.order_by().annotate(shared_by=Value(number), shared=JSONObject(**each.columns))
        for number, each in enumerate(queries)
    ]
    found: list[list[Any]] = [[] for _ in queries]
    if asked:
        first, *rest = (rows.values_list("shared_by", "shared") for rows in asked)
        for number, row in first.union(*rest, all=True):
            found[number].append(row)
    answers = []
    for each, rows, values in zip(queries, asked, found, strict=True):
        fields = _fields(each.columns, rows)
        told = (each.tell(_row(row, fields)) for row in values)
        answers.append([one for one in told if one is not None])
    return answers


def _fields(columns: Mapping[str, Any], rows: QuerySet[Any, Any]) -> dict[str, Any]:
    """The field that each column is of."""
    told = rows.query.annotations["shared"].get_source_expressions()[1::2]
    return {name: each.output_field for name, each in zip(columns, told, strict=True)}


def _row(row: Mapping[str, Any], fields: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{name: _value(fields[name], value) for name, value in row.items()})


def _value(field: Any, value: Any) -> Any:
    """A value as its field has it: JSON knows no days and moments, and SQLite puts JSON into JSON as text."""
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    told = field.to_python(value)
    return told.replace(tzinfo=UTC) if isinstance(told, datetime) and is_naive(told) else told
