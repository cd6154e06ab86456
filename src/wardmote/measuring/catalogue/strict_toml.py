"""TOML files read strictly into frozen dataclasses; what is wrong is told as a ``Refusal``.

In: a TOML file, or plain values of its shape, and the dataclass it must make. The dataclass is the only
description: its hints say what a field holds, the steps annotated to them what more (``OneOf`` words, what
a value ``Must`` be, how its text is ``ReadAs``), and its ``__post_init__`` raises a ``FieldFault`` for what
fields must say together, or several at once (``raise_all``). Out: the record. Nothing is guessed: the text
"3" is no number, and a key that is not known is refused. Every fault is told, each with what to do; what
fields must say together is looked at when each by itself is right.

pydantic does the checking. It is imported when the first file is read, because importing it takes a quarter
of a second that a command which reads none need not wait.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import GenericAlias, NoneType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

Record = TypeVar("Record")
MOST_TOLD = 20
UNREADABLE, MEND = "The file cannot be read.", "Mend it in a text editor."
TWICE: Mapping[str, tuple[str, str]] = {  # what tomllib says of a name that stands twice
    "Cannot overwrite": ("The same key stands twice.", "Leave the one that is right and take the other out."),
    "Cannot declare": ("The same [heading] stands twice.", "Put all its keys under one."),
}
UNKNOWN = "unexpected_keyword_argument"
KINDS: Mapping[Any, str] = {
    str: "a text", bool: "yes or no (in TOML true or false)", int: "a whole number", float: "a number",
    Decimal: "a number", date: "a date, as 2008-04-01", Period: "a period, as 2008-04:2009-03",
    tuple: 'a list, as ["one", "two"]',
}  # fmt: skip
STRICTER: Mapping[str, dict[str, Any]] = {  # kind of pydantic's schema -> what is asked of it beyond its own
    **{plain: {"strict": True} for plain in ("bool", "int", "float", "date", "decimal")},
    "str": {"strict": True, "strip_whitespace": True},
    "dataclass-args": {"extra_behavior": "forbid"},
}


@dataclass(unsafe_hash=True)
class FieldFault(ValueError):
    """What is wrong with one field (``field`` is its dotted key, "" for the record itself)."""

    field: str
    what: str
    found: str = ""
    todo: str = ""
    others: tuple["FieldFault", ...] = ()
    """What else is wrong with the same record."""

    def refusal(self, where: str) -> Refusal:
        """The same as a refusal that says where."""
        place = f"{where}, {self.field}" if self.field else where
        return Refusal(self.what, where=place, found=self.found, todo=self.todo)

    @property
    def line(self) -> str:
        """All of it on one line, as it is told after another."""
        found = f" (found {self.found})" if self.found else ""
        return f"Also wrong: {self.field or 'the whole'}{found}: {self.what} {self.todo}".strip()


def raise_all(faults: Iterable[FieldFault]) -> None:
    """The first fault with the others in it, where there is any."""
    found = tuple(faults)
    if found:
        raise replace(found[0], others=found[1:])


def one_of(field: str, found: str, known: Collection[str]) -> None:
    """``FieldFault`` where a word is not among those known."""
    if found not in known:
        what = "That word is not known." if found else "Something is missing."
        todo = f"{_nearest(found, known)}Use one of: {', '.join(filter(None, known))}."
        raise FieldFault(field, what, found or "nothing", todo)


def _nearest(found: str, known: Collection[str]) -> str:
    near = get_close_matches(found, known, n=1, cutoff=0.75)
    return f"Did you mean {near[0]}? " if near else ""


class After:
    """A step after a field's own check, as ``Annotated[str, After(fold)]``."""

    before, todo = False, ""

    def __init__(self, step: Callable[[Any], Any]) -> None:
        self.step = step

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core.core_schema import (
            no_info_after_validator_function,
            no_info_before_validator_function,
        )

        make = no_info_before_validator_function if self.before else no_info_after_validator_function
        return make(self.step, handler(source))


class Before(After):
    """A step before it, on the value as the file has it."""

    before = True


class ReadAs(Before):
    """A value read from its text: ``Annotated[date, Read(date.fromisoformat, "a day, as 2008-02-29")]``."""

    def __init__(self, read: Callable[[str], Any], written: str) -> None:
        self.read, self.todo = read, f"Write {written}."

    def step(self, value: object) -> Any:
        try:
            return self.read(str(value))
        except (ValueError, Refusal):
            raise FieldFault("", "The value cannot be read.", repr(value), self.todo) from None


class OneOf(After):
    """One of some words, or of those that a function of the catalogue gives when the file is read."""

    def __init__(self, words: Collection[str] | Callable[[], Collection[str]]) -> None:
        self.words = words

    def step(self, found: str) -> str:
        one_of("", found, self.words() if callable(self.words) else self.words)
        return found


class Must(After):
    """What a value must be, with the words for one that is not."""

    def __init__(self, test: Callable[[Any], object], what: str, todo: str) -> None:
        self.test, self.fault = test, FieldFault("", what, todo=todo)

    def step(self, value: Any) -> Any:
        if not self.test(value):
            raise replace(self.fault, found=str(value) or "nothing")
        return value


Filled = Annotated[str, Must(bool, "Something is missing.", "Give a text.")]
"""A text that is not empty."""


def shipped(name: str) -> Traversable:
    """A file of the catalogue."""
    return files("wardmote.measuring.catalogue").joinpath(name)


def toml_of(path: Path | Traversable, where: str = "") -> dict[str, Any]:
    """A TOML file as a table; ``Refusal`` with the line where it cannot be read."""
    where, text = where or path.name, ""
    try:
        text = path.read_text("utf-8-sig")
        found = tomllib.loads(text)
        check_numbers(found)
        return found
    except FileNotFoundError:
        raise Refusal("A file is missing.", where=where, todo="Put the file back.") from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(str(error), text.splitlines(), where) from None
    except UnicodeDecodeError:
        raise Refusal("The text is not UTF-8.", where=where, todo="Save it again as UTF-8.") from None
    except RecursionError:
        raise Refusal(UNREADABLE, where=where, found="brackets within brackets", todo=MEND) from None
    except ValueError:  # also of the interpreter, which reads no more than 4,300 digits
        raise Refusal(UNREADABLE, where=where, found="a number beyond 64 bits", todo=MEND) from None
    except OSError as error:
        raise Refusal(UNREADABLE, where=where, found=error.strerror or "", todo=MEND) from None


def check_numbers(value: object) -> None:
    """``ValueError`` for a whole number that TOML does not have (64 bits): in base 16 it may be too long for
    the interpreter to write down again."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            check_numbers(each)
    elif isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        raise ValueError("a number beyond 64 bits")


def _not_toml(said: str, lines: Sequence[str], where: str) -> Refusal:
    """What tomllib says of a text, with the line it means."""
    at = re.search(r"at line (\d+)", said)
    number = int(at[1]) if at else len(lines)
    twice = next((words for begins, words in TWICE.items() if said.startswith(begins)), None)
    what, todo = twice or (UNREADABLE, MEND)
    if twice:  # tomllib has read to the end of the value: its key may stand lines above
        while number > 1 and not re.match(r'\s*(\[+\s*)?[\w."-]+\s*[]=]', lines[number - 1]):
            number -= 1
        said = f"line {number}"
    line = "".join(lines[number - 1 : number]).strip()
    return Refusal(what, where=where, found=f"{said}: {line}", todo=todo)


def read_toml(path: Path | Traversable, kind: type[Record]) -> Record:
    """A file as one record; ``Refusal`` names the file and the key that is wrong."""
    return record_of(kind, toml_of(path), where=path.name)


def read_by_key(path: Path | Traversable, kind: type[Record]) -> dict[str, Record]:
    """A file of tables as a record each, in the file's order; a table's name is the record's ``key``."""
    tables = cast(type[dict[str, Record]], GenericAlias(dict, (str, kind)))
    return record_of(tables, with_keys(toml_of(path)), where=path.name)


def with_keys(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Each table with its name in it as ``key``; what is no table is left for the check to tell."""
    return {key: {**row, "key": key} if isinstance(row, Mapping) else row for key, row in tables.items()}


def record_of(kind: type[Record], given: object, *, where: str) -> Record:
    """Plain values as a record; ``Refusal`` says where."""
    try:
        return checked(kind, given)
    except FieldFault as fault:
        raise fault.refusal(where) from None


def kept_record(kind: type[Record], kept: object) -> Record:
    """What the program itself kept as plain values, as the record again; unknown keys are left out."""
    hint: Any = kind
    return cast(Record, _reader(hint).validate_python(kept))


def checked(kind: type[Record], given: object) -> Record:
    """The record that plain values make; else the first ``FieldFault``, which names the others.

    Keys that are not known come first: what else is missing may only be misspelt.
    """
    from pydantic_core import ValidationError

    hint: Any = kind
    try:
        return cast(Record, _validator(hint).validate_python(given))
    except ValidationError as error:
        errors = sorted(error.errors(include_url=False), key=lambda each: each["type"] != UNKNOWN)
    raise told_together([_fault(each, hint, given) for each in errors])


def told_together(faults: Iterable[FieldFault]) -> FieldFault:
    """Several faults as one: what to do about the first, then every other one, a line each."""
    first, *others = (one for fault in faults for one in (replace(fault, others=()), *fault.others))
    lines = [first.todo, *(fault.line for fault in others[:MOST_TOLD])]
    if len(others) > MOST_TOLD:
        lines.append(f"And {len(others) - MOST_TOLD} more.")
    return replace(first, todo="\n".join(filter(None, lines)))


@cache
def _validator(kind: Any) -> "SchemaValidator":
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    return SchemaValidator(_stricter(TypeAdapter(kind).core_schema))


@cache
def _reader(kind: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _stricter(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_stricter(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = STRICTER.get(schema.get("type", ""), {})
    return {key: _stricter(value) for key, value in schema.items()} | more


def _fault(error: Mapping[str, Any], kind: Any, given: object) -> FieldFault:
    """One of pydantic's errors in our words."""
    loc, reason = error["loc"], error.get("ctx", {}).get("error")
    loc = loc[:-2] if loc and loc[-1] == "[key]" else loc  # a name that is wrong, not what stands under it
    place = _place(given, loc)
    if isinstance(reason, FieldFault):
        between = ", " if loc and isinstance(loc[-1], int) else "."
        first, *others = (
            replace(one, field=between.join(filter(None, (place, one.field))))
            for one in (reason, *reason.others)
        )
        return replace(first, others=tuple(others))
    if error["type"] == UNKNOWN:
        return FieldFault(place, "There is no such key.", *_unknown(error, kind, _place(given, loc[:-1])))
    bare, steps = _bare(_hint(kind, loc))
    todo = next((step.todo for step in steps if step.todo), "")
    wanted = KINDS.get(get_origin(bare) or bare, "a table")
    if error["type"] == "missing":
        return FieldFault(place, "Something is missing.", "nothing", todo or f"Give {wanted}.")
    how = {"a text": " in quotation marks", "a table": f", [{place}] with its keys below"}.get(wanted, "")
    todo = todo or f"Give {wanted}{how}."
    return FieldFault(place, "The value is of another kind.", repr(error["input"]), todo)


def _unknown(error: Mapping[str, Any], kind: Any, table: str) -> tuple[str, str]:
    """Of a key that is none: what was found, and the nearest there is, or that it belongs at the top."""
    *above, name = error["loc"]
    known = [field.name for field in fields(_bare(_hint(kind, above))[0])]
    top = is_dataclass(kind) and name in (field.name for field in fields(kind))
    hint = f"Write {name} above the first [heading]. " if top else _nearest(name, known)
    beside = f"[{table}]" if above and isinstance(above[-1], str) else table
    todo = f"{hint}The keys {f'of {beside} ' if beside else ''}are: {', '.join(known)}."
    return name if isinstance(error["input"], Mapping) else f"{name} = {error['input']!r}", todo


def _place(given: Any, loc: Sequence[int | str]) -> str:
    """pydantic's location as a dotted key; a row of a list of tables by its own key or its number."""
    place, between = "", ""
    for step in loc:
        given = given.get(step) if isinstance(given, Mapping) else given[step]
        if isinstance(step, str):
            key = step if re.fullmatch(r"[\w-]+", step) else f'"{step}"'
            place, between = f"{place}{between}{key}", "."
        elif isinstance(given, Mapping):
            place, between = f"{place} {given.get('key', step + 1)}", ", "
    return place


def _hint(kind: Any, loc: Sequence[int | str]) -> Any:
    """The hint of what lies there: of a field, of a list's items, or of what stands under a table's names."""
    for step in loc:
        kind = _bare(kind)[0]
        if is_dataclass(kind):
            kind = get_type_hints(kind, include_extras=True)[str(step)]
        else:
            kind = get_args(kind)[-1 if isinstance(step, str) else 0]
    return kind


def _bare(hint: Any) -> tuple[Any, Sequence[Any]]:
    """A hint without None, and without its steps; and the steps."""
    hint = next((each for each in get_args(hint) if NoneType in get_args(hint)), hint)
    return (get_args(hint)[0], hint.__metadata__) if get_origin(hint) is Annotated else (hint, ())
