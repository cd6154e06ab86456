"""What is measured: one data file a measure in ``measures/``, read strictly.

In: ``measures/KEY.toml``. Out: ``Measure`` records. ``basket`` names the classes counted, by
scheme of codes (``ho-2008-09``), ``partner`` for rows classed by a partner's own words, or
``police-uk``; a scheme that is not in the basket cannot feed the measure. ``fed_by`` are the kinds
of source whose rows it is computed from; every other one stands in ``not_available`` with the
reason. ``by_hand``: may be entered with its ``counts`` (numerator and denominator) or received as
``published``. ``beside``: measures shown with it and never added to it; ``parts``: classes always
split out. A measure of another basket is another series. Source: the partnership's domain notes 1.6.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from wardmote.measuring.catalogue.area_ids import KINDS
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.measure_rules import AGAINST, FEEDS, faults_between, faults_of
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import (
    Filled,
    Must,
    OneOf,
    raise_all,
    record_of,
    shipped,
    told_together,
    toml_of,
)

FORMS: Mapping[str, str] = {
    "rate": "a count over those at risk",
    "share": "a part of a base, in per cent",
    "change": "the change from a baseline of the same group, in per cent",
    "frequency": "how many for each person of a group",
    "weighted rate": "a sum of parts, standardised, over those at risk",
    "number": "a number without a denominator",
}
POLARITIES: Mapping[str, str] = {
    "lower": "lower is better",
    "higher": "higher is better",
    "contextual": "neither: never coloured",
}
AREAS = (*KINDS, "county")
BY_HAND: Mapping[str, str] = {
    "counts": "entered with its counts and a source",
    "published": "received as published",
}


def schemes() -> tuple[str, ...]:
    """The kinds of codes that a basket may be given for."""
    return (*code_schemes(), "partner", "police-uk")


Feed = Annotated[str, OneOf(FEEDS)]
SOME = Must(bool, "Something is missing.", "Give at least one.")
Scheme = Annotated[str, OneOf(schemes)]
ClassKey = Annotated[str, OneOf(offence_classes)]
Caveat = Annotated[str, OneOf(caveats)]
FIRST_WRITTEN = date(2026, 11, 1)  # no file is older, so none is looked at again before
NOT_AVAILABLE = "not available from this source"


@dataclass(frozen=True)
class SeriesBreak:
    """A day from which the series is not the same; ``lossless``: both sides may still be compared."""

    on: date
    what: Filled
    lossless: bool = False


@dataclass(frozen=True)
class Measure:
    """One number series; see the head of the module for what each field means."""

    key: str
    name: Filled
    why: Filled
    numerator: Filled
    denominator: Filled
    unit: Filled
    form: Annotated[str, OneOf(FORMS)]
    polarity: Annotated[str, OneOf(POLARITIES)]
    source: Filled
    areas: Annotated[tuple[Annotated[str, OneOf(AREAS)], ...], SOME]
    fed_by: tuple[Feed, ...]
    by_hand: Annotated[str, OneOf(BY_HAND)]
    basis: Filled
    author: Filled
    checker: Filled
    review: Annotated[
        date, Must(lambda day: day > FIRST_WRITTEN, "That day is past.", "Give the day it is looked at.")
    ]
    misleads: Annotated[tuple[Filled, ...], SOME]
    not_available: Mapping[Feed, Filled]
    id: str = ""
    national: str = ""
    switched_on: bool = True
    against: Annotated[str, OneOf(("", *AGAINST))] = ""
    also_against: tuple[Annotated[str, OneOf(AGAINST)], ...] = ()
    per: Annotated[float, Must(math.isfinite, "That is no number to count per.", "Give per = 1000.")] = 0.0
    decimals: Annotated[
        int, Must(lambda n: 0 <= n <= 6, "So many decimals cannot be printed.", "Give 0 to 6.")
    ] = 1
    basket: Mapping[Scheme, Annotated[tuple[ClassKey, ...], SOME]] = field(default_factory=dict)
    parts: tuple[ClassKey, ...] = ()
    beside: tuple[str, ...] = ()
    question: str = ""
    starts: date | None = None
    ends: date | None = None
    breaks: tuple[SeriesBreak, ...] = ()
    caveats: tuple[Caveat, ...] = ()

    def __post_init__(self) -> None:
        """Every fault of what its fields say together, at once."""
        raise_all(faults_of(self))

    @property
    def coloured(self) -> bool:
        """Whether a status against a target may be shown in colour."""
        return self.polarity != "contextual"


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by key: the plan's in its order, then the related ones that are switched off."""
    return read_measures(shipped("measures"))


def measure(key: str) -> Measure:
    """One measure; ``Refusal`` lists the keys there are."""
    known = measures()
    if key not in known:
        raise Refusal("There is no such measure.", found=key, todo=f"Use one of: {', '.join(known)}.")
    return known[key]


def read_measures(folder: Path | Traversable) -> Mapping[str, Measure]:
    """The measures of a folder; ``Refusal`` names the file and the key that is wrong."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.lower().endswith(".toml"))
    found = {name[: -len(".toml")]: _read(folder / name) for name in names}
    for key, faults in faults_between(found).items():
        raise told_together(faults).refusal(f"measures/{key}.toml")
    return dict(sorted(found.items(), key=lambda pair: (not pair[1].id, pair[1].id or pair[1].national)))


def why_not_from(item: Measure, feed: str, scheme: str = "") -> str | None:
    """Why a kind of source cannot feed the measure, in the words printed for it, or None.

    ``scheme``: the scheme of the feed's codes; "" for rows classed by the partner's own words.
    """
    if feed not in item.fed_by:
        reason = item.not_available.get(feed, "It holds nothing of the kind.")
        return f"{NOT_AVAILABLE}: {reason}"
    wanted = "police-uk" if feed == "police-uk" else scheme or "partner"
    if feed == "survey" or wanted in item.basket:
        return None
    words = (scheme and code_schemes()[scheme].title) or "rows classed by a partner's own words"
    broken = [b.what for b in item.breaks if not b.lossless]
    return f"{NOT_AVAILABLE}: {' '.join([f'It cannot be counted from {words}.', *broken])}"


def why_not_in_line(item: Measure, first: date, last: date) -> str | None:
    """Why values of two days cannot stand in one line, or None."""
    for edge in item.breaks:
        if not edge.lossless and min(first, last) < edge.on <= max(first, last):
            return f"Not comparable across {edge.on:%B %Y}: {edge.what}"
    return None


def _read(path: Path | Traversable) -> Measure:
    where = f"measures/{path.name}"
    given = {**toml_of(path, where), "key": path.name[: -len(".toml")]}
    item = record_of(Measure, given, where=where)
    return replace(item, breaks=tuple(sorted(item.breaks, key=lambda edge: edge.on)))
