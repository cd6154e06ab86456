"""What is measured: one data file a measure in ``measures/``, read strictly.

In: ``measures/KEY.toml``. Out: ``Measure`` records. ``basket`` names the classes counted, by
scheme of codes (``ho-2008-09``), ``partner`` for rows classed by a partner's own words, or
``police-uk``; a scheme that is not in the basket cannot feed the measure. ``fed_by`` are the kinds
of source whose rows it is computed from; every other one stands in ``not_available`` with the
reason. ``by_hand``: may be entered with its ``counts`` (numerator and denominator) or received as
``published``. ``beside``: measures shown with it and never added to it; ``parts``: classes always
split out. A measure of another basket is another series. Source: the partnership's domain notes 1.6.
"""

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
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import (
    FieldFault,
    OneOf,
    one_of,
    record_of,
    shipped,
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
AGAINST = ("population", "households", "answers", "baseline", "caseload", "cohort")
FEEDS = ("incidents", "counts", "police-uk", "survey")
BY_HAND: Mapping[str, str] = {
    "counts": "entered with its counts and a source",
    "published": "received as published",
}
Feed = Annotated[str, OneOf(FEEDS)]
Scheme = Annotated[str, OneOf(lambda: (*code_schemes(), "partner", "police-uk"))]
ClassKey = Annotated[str, OneOf(offence_classes)]
Caveat = Annotated[str, OneOf(caveats)]
NOT_AVAILABLE = "not available from this source"


@dataclass(frozen=True)
class SeriesBreak:
    """A day from which the series is not the same; ``lossless``: both sides may still be compared."""

    on: date
    what: str
    lossless: bool = False


@dataclass(frozen=True)
class Measure:
    """One number series; see the head of the module for what each field means."""

    key: str
    name: str
    why: str
    numerator: str
    denominator: str
    unit: str
    form: Annotated[str, OneOf(FORMS)]
    polarity: Annotated[str, OneOf(POLARITIES)]
    source: str
    areas: tuple[Annotated[str, OneOf((*KINDS, "county"))], ...]
    fed_by: tuple[Feed, ...]
    by_hand: Annotated[str, OneOf(BY_HAND)]
    basis: str
    author: str
    checker: str
    review: date
    misleads: tuple[str, ...]
    not_available: Mapping[Feed, str]
    id: str = ""
    national: str = ""
    switched_on: bool = True
    against: str = ""
    also_against: tuple[Annotated[str, OneOf(AGAINST)], ...] = ()
    per: float = 0.0
    decimals: int = 1
    basket: Mapping[Scheme, tuple[ClassKey, ...]] = field(default_factory=dict)
    parts: tuple[ClassKey, ...] = ()
    beside: tuple[str, ...] = ()
    question: str = ""
    starts: date | None = None
    ends: date | None = None
    breaks: tuple[SeriesBreak, ...] = ()
    caveats: tuple[Caveat, ...] = ()

    def __post_init__(self) -> None:
        """Each kind of source either feeds the measure or has a reason why not; never both or neither."""
        if self.form != "number":
            one_of("against", self.against, AGAINST)
        if self.form in ("rate", "frequency", "weighted rate") and self.per <= 0:
            what = "A rate needs a number it is counted per."
            raise FieldFault("per", what, str(self.per), "Give per = 1000.")
        for feed in FEEDS:
            if (feed in self.fed_by) == (feed in self.not_available):
                raise FieldFault(
                    f"not_available.{feed}",
                    "A source either feeds the measure or has the reason why it cannot.",
                    "both" if feed in self.fed_by else "neither",
                    "Put it into fed_by, or give the reason in not_available.",
                )
        if set(self.fed_by) - {"survey"} and not self.basket:
            raise FieldFault("basket", "A measure counted from rows needs its basket.", "nothing")
        if "survey" in self.fed_by and not self.question:
            raise FieldFault("question", "A measure from a survey needs the question's id.", "nothing")
        if ("police-uk" in self.basket) != ("police-uk" in self.fed_by):
            raise FieldFault("basket.police-uk", "The basket and fed_by do not agree about police.uk.")

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
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = {name.removesuffix(".toml"): _read(folder / name) for name in names}
    for key, item in found.items():
        if missing := [other for other in item.beside if other not in found]:
            raise Refusal("There is no such measure.", where=f"measures/{key}.toml, beside", found=missing[0])
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
    given = {**toml_of(path, where), "key": path.name.removesuffix(".toml")}
    item = record_of(Measure, given, where=where)
    return replace(item, breaks=tuple(sorted(item.breaks, key=lambda edge: edge.on)))
