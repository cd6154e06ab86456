"""Rows of an edition's files read strictly: a row becomes a frozen record or says which field is wrong.

In: a table of a TOML file, or the cells of one row of a spreadsheet (``cells=True``: texts are turned into
numbers, dates, yes or no, and lists at semicolons); a period is a text in both. Out: an instance of the
dataclass, checked by ``strict_toml``; else the first ``FieldFault``, which the reader of the file turns into
a ``Refusal`` with the file and key, or the sheet and cell.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, checked

Row = TypeVar("Row")


def row_of(kind: type[Row], given: Mapping[str, Any], *, cells: bool = False) -> Row:
    """One record of ``kind``; ``FieldFault`` names the first field that is wrong."""
    hint: Any = kind
    types, values = _types(hint), dict(given)
    for name in values.keys() & types.keys():
        if cells and (values[name] is None or not str(values[name]).strip()):
            del values[name]
            continue
        values[name] = _read(name, types[name], values[name], cells)
        if isinstance(values[name], float | Decimal) and not math.isfinite(values[name]):
            raise FieldFault(name, "The value is of another kind.", str(given[name]), "Give a number.")
    return checked(kind, values)


@cache
def _types(kind: Any) -> Mapping[str, Any]:
    """Field -> its type, without None."""
    hints = get_type_hints(kind)
    return {name: next((k for k in get_args(t) if NoneType in get_args(t)), t) for name, t in hints.items()}


def _read(name: str, kind: Any, found: Any, cells: bool) -> Any:
    """A value as the field's type; what cannot be read stays as it is and is told by the check."""
    if kind is Period and isinstance(found, str):
        try:
            return parse_period(found)
        except Refusal as refusal:
            raise FieldFault(name, refusal.what, refusal.found, refusal.todo) from None
    if kind is Decimal and isinstance(found, int | float) and not isinstance(found, bool):
        return Decimal(str(found))
    if not cells:
        return found
    text = str(found).strip()
    if get_origin(kind) is tuple:
        return list(dict.fromkeys(part for part in map(str.strip, text.split(";")) if part))
    if kind is str:
        return text.removesuffix(".0") if isinstance(found, float) else text
    if kind is bool:
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), found)
    return _day(found) if kind is date else _number(kind, found)


_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
"""A comma stands before three digits only: what -13,0 means in England nobody can say."""


def _number(kind: Any, found: Any) -> Any:
    text = str(found).strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        return found
    text = text.replace(",", "")
    try:
        if kind is Decimal:
            return Decimal(text)
        number = float(text)
    except (ValueError, InvalidOperation):
        return found
    return int(number) if kind is int and number.is_integer() else number


def _day(found: Any) -> Any:
    if isinstance(found, datetime):
        return found.date()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(found).strip(), form).date()
        except ValueError:
            continue
    return found
