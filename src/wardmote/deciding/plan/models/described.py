"""What a row of an edition says, described once: by the fields of its model.

Readers of data files and of workbooks, checks, forms, log and downloads take names, kinds and choices from
here. A period is kept as its code (2008-04:2009-03), "" where there is none. A list of keys is kept as JSON:
it names rows of the same edition in the order printed (ADR 41).
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import models

from wardmote.measuring.catalogue.periods import Period, parse_period

Row = TypeVar("Row", bound=models.Model)
KINDS: tuple[tuple[type, Any], ...] = (
    (models.BooleanField, bool), (models.DateField, date), (models.FloatField, float),
    (models.IntegerField, int), (models.DecimalField, Decimal),
)  # fmt: skip


class PeriodColumn(models.CharField):  # type: ignore[type-arg]
    """A period of days; ``None`` where there is none."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    empty_strings_allowed = False  # a new row begins with None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 30, **kwargs})

    def deconstruct(self) -> Any:
        """For migrations it is the text that it is kept as."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Period | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> Period | None:
        return value if isinstance(value, Period) else parse_period(value) if value else None

    def get_prep_value(self, value: Any) -> str:
        return value.code if isinstance(value, Period) else str(value or "")


class KeysColumn(models.JSONField):
    """Keys of rows of the same edition, in their order; a tuple."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: tuple[str, ...]

    def deconstruct(self) -> Any:
        """For migrations it is the JSON that it is kept as, which began as an empty list."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, {**kwargs, "default": list}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> tuple[str, ...]:
        return tuple(super().from_db_value(value, expression, connection) or ())


@cache
def described(kind: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    """The fields that say something, by name, in their order."""
    names = getattr(kind, "SAID", None)
    beside = getattr(kind, "BESIDE", ())
    return {
        field.name: field
        for field in kind._meta.concrete_fields
        if (field.name in names if names else field.name not in beside)
    }


def kind_of(field: "models.Field[Any, Any]") -> Any:
    """What a field holds, as a type; another row is named by its key."""
    if isinstance(field, PeriodColumn):
        return Period
    if isinstance(field, KeysColumn):
        return tuple[str, ...]
    return next((kind for of, kind in KINDS if isinstance(field, of)), str)


def owed(field: "models.Field[Any, Any]") -> bool:
    """Whether somebody must say it."""
    return not (field.blank or field.null or field.has_default())


def said_of(row: models.Model) -> dict[str, Any]:
    """What a row says, by the names of its fields; another row as its key."""
    return {name: _key(getattr(row, name)) for name in described(type(row))}


def plain_of_row(row: models.Model) -> dict[str, Any]:
    """The same as JSON holds it: a period as its code, keys as a list."""
    return {name: _plain(value) for name, value in said_of(row).items()}


def copied(row: Row, **changes: Any) -> Row:
    """A row that says the same but for some fields, and is not written down."""
    same = described(type(row)).keys() - changes.keys()
    return type(row)(**{name: getattr(row, name) for name in same}, **changes)


def _key(value: Any) -> Any:
    return value.key if isinstance(value, models.Model) else value  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    if isinstance(value, Period):
        return value.code
    return list(value) if isinstance(value, tuple) else value
