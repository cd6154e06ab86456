"""Rows of data files read strictly: a row becomes a frozen record or says which field is wrong and why.

In: a table of a TOML file, or the cells of one row of a spreadsheet (``cells=True``:
texts are turned into numbers, dates, periods, yes or no, and lists at semicolons).
Out: an instance of a dataclass whose fields are texts, numbers, yes/no, dates, periods,
lists of texts, tables of them, or further dataclasses. Nothing is guessed: a field
that is missing, unknown or of another type is a ``FieldFault``, which the reader of
the file turns into a ``Refusal`` with the file and key, or the sheet and cell.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal

Row = TypeVar("Row")
_KINDS: Mapping[type, str] = {
    str: "a text", bool: "yes or no", int: "a whole number", float: "a number",
    date: "a date, as 2008-04-01", Period: "a period, as 2008-04:2009-03",
}  # fmt: skip


@dataclass(unsafe_hash=True)
class FieldFault(Exception):
    """What is wrong with one field of one row (``field`` is "" for the row itself)."""

    field: str
    what: str
    found: str = ""
    todo: str = ""

    def refusal(self, where: str) -> Refusal:
        """The same as a refusal that says where."""
        return Refusal(
            self.what,
            where=f"{where}, {self.field}" if self.field else where,
            found=self.found,
            todo=self.todo,
        )


def toml_of(path: Path | Traversable) -> dict[str, Any]:
    """A TOML file as a table; ``Refusal`` with the line where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("The data file cannot be read.", where=path.name, found=str(error)) from None
    except FileNotFoundError:
        raise Refusal("A data file is missing.", where=path.name, todo="Put the file back.") from None


def row_of(kind: type[Row], given: Mapping[str, Any], *, cells: bool = False) -> Row:
    """One record of ``kind``; ``FieldFault`` names the first field that is wrong."""
    types, known = _types(kind), {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := [name for name in given if name not in known]:
        raise FieldFault(
            unknown[0], "There is no such field.", unknown[0], f"Use one of: {', '.join(known)}."
        )
    values: dict[str, Any] = {}
    for name, field in known.items():
        empty = cells and given.get(name, "") in ("", None)
        if name in given and not empty:
            values[name] = _value(name, types[name], given[name], cells)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise FieldFault(name, "Something is missing.", "nothing", f"Give {_wanted(types[name])}.")
    return kind(**values)


@cache
def _types(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _wanted(kind: Any) -> str:
    kinds = [k for k in (get_args(kind) if isinstance(kind, UnionType) else (kind,)) if k is not NoneType]
    return _KINDS.get(kinds[0], "a list of texts" if get_origin(kinds[0]) is tuple else "a table")


def _value(name: str, kind: Any, found: Any, cells: bool) -> Any:
    """The value as the field's type; a cell's text is read, a data file's value must already be of it."""
    if isinstance(kind, UnionType):
        kind = next(k for k in get_args(kind) if k is not NoneType)
    origin = get_origin(kind)
    if origin is tuple:
        parts = [p.strip() for p in str(found).split(";") if p.strip()] if cells else found
        if not isinstance(parts, list):
            raise _wrong(name, kind, found)
        return tuple(_value(name, get_args(kind)[0], part, cells) for part in parts)
    if not isinstance(found, Mapping):
        return _read_cell(name, kind, found) if cells else _plain(name, kind, found)
    if is_dataclass(kind):
        try:
            return row_of(kind, found)  # type: ignore[arg-type]
        except FieldFault as fault:
            raise FieldFault(f"{name}.{fault.field}", fault.what, fault.found, fault.todo) from None
    if origin is None:
        raise _wrong(name, kind, found)
    inner = get_args(kind)[1]
    return {key: _value(f"{name}.{key}", inner, value, cells) for key, value in found.items()}


def _plain(name: str, kind: Any, found: Any) -> Any:
    """A value of a data file as it must be; a whole number may stand for a number."""
    if kind is Period and isinstance(found, str):
        return _period(name, found)
    if kind is float and isinstance(found, int) and not isinstance(found, bool):
        return float(found)
    if kind not in _KINDS or type(found) is not kind:
        raise _wrong(name, kind, found)
    return found.strip() if kind is str else found


def _read_cell(name: str, kind: Any, found: Any) -> Any:
    """A spreadsheet's value as the field's type."""
    text = str(found).strip()
    if kind is str:
        return text.removesuffix(".0") if isinstance(found, float) else text
    if kind is Period:
        return _period(name, text)
    if kind is bool and text.lower() in ("yes", "no", "true", "false"):
        return text.lower() in ("yes", "true")
    if kind is date:
        return _day(name, found)
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        raise _wrong(name, kind, found) from None
    if kind is float or (kind is int and number.is_integer()):
        return kind(number)
    raise _wrong(name, kind, found)


def _day(name: str, found: Any) -> date:
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(found).strip(), form).date()
        except ValueError:
            continue
    raise _wrong(name, date, found)


def _period(name: str, text: str) -> Period:
    try:
        return parse_period(text)
    except Refusal as refusal:
        raise FieldFault(name, refusal.what, refusal.found, refusal.todo) from None


def _wrong(name: str, kind: Any, found: Any) -> FieldFault:
    return FieldFault(name, "The value is of another kind.", repr(found), f"Give {_wanted(kind)}.")


def one_of(field: str, found: str, known: Sequence[str] | Mapping[str, object]) -> None:
    """``FieldFault`` where a word is not among those known."""
    if found not in known:
        raise FieldFault(
            field, "That word is not known.", found or "nothing", f"Use one of: {', '.join(known)}."
        )
