"""Which law was in force on a day: regimes, duties, kinds of body and strands (``regimes.toml``).

In: a day. Out: the regime's name, the duties in force with the provision that makes each, the kinds
of body that exist and which of them are responsible authorities, and the strands a strategy must
deal with. Every row has its own dates; a regime is a name for a span of days that an edition pins.
Source: the partnership's domain notes 2.1 to 2.6; ``mark`` says how far each was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, OneOf, read_toml, shipped

Mark = Annotated[str, OneOf(("checked", "professional knowledge"))]
Severity = Annotated[str, OneOf(("statutory", "guidance", "local"))]
Responsible = Annotated[str, OneOf(("always", "two-tier", "never"))]


@dataclass(frozen=True)
class Dated:
    """Something in force from one day, perhaps to another; both inside."""

    key: str
    title: str
    starts: date

    def __post_init__(self) -> None:
        ends: date | None = getattr(self, "ends", None)
        if ends and ends < self.starts:
            raise FieldFault("ends", "It ends before it begins.", ends.isoformat())

    def on(self, day: date) -> bool:
        ends: date | None = getattr(self, "ends", None)
        return self.starts <= day and (ends is None or day <= ends)


@dataclass(frozen=True)
class Regime(Dated):
    """A name for the law of a span of days; it ends where the next begins."""

    note: str = ""


@dataclass(frozen=True)
class BodyKind(Dated):
    """A kind of organisation. ``responsible``: always, in a two-tier area only, or never."""

    responsible: Responsible
    mark: Mark
    ends: date | None = None
    responsible_from: date | None = None


@dataclass(frozen=True)
class Strand(Dated):
    """A matter the partnership's strategy must deal with."""

    provision: str
    mark: Mark
    ends: date | None = None


@dataclass(frozen=True)
class Duty(Dated):
    """What is owed, by whom, how often, by when, and what shows that it was done."""

    provision: str
    who: str
    how_often: str
    due: str
    evidence: str
    severity: Severity
    mark: Mark
    ends: date | None = None


@dataclass(frozen=True)
class Law:
    """Everything in ``regimes.toml``."""

    regimes: tuple[Regime, ...] = ()
    bodies: tuple[BodyKind, ...] = ()
    strands: tuple[Strand, ...] = ()
    duties: tuple[Duty, ...] = ()

    def __post_init__(self) -> None:
        for table, rows in vars(self).items():
            keys = [row.key for row in rows]
            if twice := [key for key in keys if keys.count(key) > 1]:
                raise FieldFault(f"{table} {twice[0]}, key", "The same key stands twice.", twice[0])
        starts = [regime.starts for regime in self.regimes]
        if starts != sorted(set(starts)):
            raise FieldFault("regimes", "Regimes must stand in the order of their first days.")


@cache
def law() -> Law:
    """The law the catalogue holds."""
    return read_law(shipped("regimes.toml"))


def regime(key: str) -> Regime:
    """One regime by its key; ``Refusal`` lists the keys there are."""
    known = {item.key: item for item in law().regimes}
    if key not in known:
        raise Refusal("There is no such regime profile.", found=key, todo=f"Use one of: {', '.join(known)}.")
    return known[key]


def profile_on(day: date) -> Regime:
    """The regime of a day; ``Refusal`` before the first."""
    begun = [item for item in law().regimes if item.starts <= day]
    if not begun:
        raise Refusal("The law of that day is not in the catalogue.", found=day.isoformat())
    return begun[-1]


def duties_on(day: date) -> tuple[Duty, ...]:
    """What is owed on a day."""
    return tuple(item for item in law().duties if item.on(day))


def strands_on(day: date) -> tuple[Strand, ...]:
    """What a strategy must deal with on a day."""
    return tuple(item for item in law().strands if item.on(day))


def body_kinds() -> Mapping[str, BodyKind]:
    """Every kind of body by key, whenever it exists."""
    return {item.key: item for item in law().bodies}


def body_kind_choices() -> tuple[tuple[str, str], ...]:
    """Every kind of body as a form offers it, with the day after which there is none."""
    return tuple((key, _title(kind)) for key, kind in body_kinds().items())


def _title(kind: BodyKind) -> str:
    until = f" (until {day_words(kind.ends)})" if kind.ends else ""
    return f"{kind.title[:1].upper()}{kind.title[1:]}{until}"


def responsible_on(day: date, *, two_tier: bool) -> tuple[BodyKind, ...]:
    """The kinds of body that are responsible authorities on a day."""
    wanted = ("always", "two-tier") if two_tier else ("always",)
    return tuple(
        item
        for item in law().bodies
        if item.on(day) and item.responsible in wanted and (item.responsible_from or item.starts) <= day
    )


def why_not_a_member(kind: str, day: date) -> str | None:
    """Why a kind of body cannot be a member on a day, or None."""
    item = body_kinds()[kind]
    if item.on(day):
        return None
    when = (
        f"ended on {day_words(item.ends)}"
        if item.ends and day > item.ends
        else f"began on {day_words(item.starts)}"
    )
    article = "An" if item.title[0] in "aeiou" else "A"
    return f"{article} {item.title} cannot be a member on {day_words(day)}: that kind of body {when}."


def read_law(path: Path | Traversable) -> Law:
    """The file as records; ``Refusal`` names the table, its row and the key that is wrong."""
    return read_toml(path, Law)
