"""Rows of an edition's files as unsaved rows of the models, or which field is wrong.

In: a table's rows as TOML or a workbook gives them. Out: a row with what it refers to. What names a row that
is not there refers to an empty one of that key, which the checks then tell.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field as with_default
from dataclasses import make_dataclass
from functools import cache
from typing import Any

from django.db.models import Field, ForeignKey, Model

from wardmote.deciding.plan.exchange.edition_file import TABLES, FileTable
from wardmote.deciding.plan.models.described import described, kind_of, owed
from wardmote.deciding.plan.models.parts import TEXT_PARTS
from wardmote.measuring.catalogue.regimes import body_kinds, law
from wardmote.measuring.catalogue.strict_rows import row_of

CALLED: Mapping[tuple[str, str], str] = {("edition", "owner"): "partnership"}
"""What a file calls otherwise than the record does."""
WORDS: Mapping[tuple[str, str], Callable[[], Iterable[str]]] = {
    ("edition", "regime"): lambda: (item.key for item in law().regimes),
    ("bodies", "kind"): body_kinds,
    ("passages", "part"): lambda: dict(TEXT_PARTS),
}
"""Words of a field that its model does not list: the law's, and parts of the plan that are prose."""


def columns(table: str) -> "dict[str, Field[Any, Any]]":
    """The fields of a table by what a file calls them, in their order."""
    of = TABLES[table]
    known = described(of.kind)
    return {CALLED.get((table, name), name): known[name] for name in of.names or known}


def is_owed(table: str, field: "Field[Any, Any]") -> bool:
    """Whether a row must say it. A table that has some fields only has those that must be said."""
    return not field.null if TABLES[table].names else owed(field)


def words_of(table: str, name: str) -> tuple[str, ...]:
    """The words that a field may hold; none where it is free."""
    if named := WORDS.get((table, name)):
        return tuple(named())
    field = columns(table)[name]
    return (*([""] if field.blank else []), *dict(field.flatchoices)) if field.choices else ()


def row_from(
    table: str, given: Mapping[str, Any], there: Mapping[str, Mapping[str, Any]], *, cells: bool
) -> Model:
    """One row; ``there``: the rows read so far, by table and key. ``FieldFault`` names what is wrong."""
    of: FileTable = TABLES[table]
    said = vars(row_of(_shape(table), given, cells=cells))
    values = {field.name: said[name] for name, field in columns(table).items()}
    for field in (field for field in columns(table).values() if isinstance(field, ForeignKey)):
        key, kind = values[field.name], field.related_model
        rows = next(rows for other, rows in there.items() if TABLES[other].kind is kind)
        values[field.name] = rows.get(key) or kind(key=key)
    return of.kind(**values)


@cache
def _shape(table: str) -> type[Any]:
    """What the strict reader fills: a record with the fields of a table."""
    fields = columns(table)
    known = [(name, _hint(field)) for name, field in fields.items() if is_owed(table, field)]
    rest = [
        (name, _hint(field), with_default(default=field.get_default()))
        for name, field in fields.items()
        if not is_owed(table, field)
    ]
    return make_dataclass(f"{table.title()}Row", [*known, *rest], frozen=True)


def _hint(field: "Field[Any, Any]") -> Any:
    """A period that need not be given is none, like whatever may be null."""
    kind, none = kind_of(field), field.null or (field.blank and not field.empty_strings_allowed)
    return kind | None if none and not field.has_default() else kind
