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
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.area_ids import KINDS
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_rows import FieldFault, one_of, row_of, toml_of

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
AREAS = (*KINDS, "county")
NOT_AVAILABLE = "not available from this source"


@dataclass(frozen=True)
class Break:
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
    form: str
    polarity: str
    source: str
    areas: tuple[str, ...]
    fed_by: tuple[str, ...]
    by_hand: str
    basis: str
    author: str
    checker: str
    review: date
    misleads: tuple[str, ...]
    not_available: Mapping[str, str]
    id: str = ""
    national: str = ""
    switched_on: bool = True
    against: str = ""
    also_against: tuple[str, ...] = ()
    per: float = 0.0
    decimals: int = 1
    basket: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    question: str = ""
    starts: date | None = None
    ends: date | None = None
    breaks: tuple[Break, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def coloured(self) -> bool:
        """Whether a status against a target may be shown in colour."""
        return self.polarity != "contextual"


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by key: the plan's in its order, then the related ones that are switched off."""
    return read_measures(files("wardmote.measuring.catalogue").joinpath("measures"))


def measure(key: str) -> Measure:
    """One measure; ``Refusal`` lists the keys there are."""
    known = measures()
    if key not in known:
        raise Refusal("There is no such measure.", found=key, todo=f"Use one of: {', '.join(known)}.")
    return known[key]


def read_measures(folder: Path | Traversable) -> Mapping[str, Measure]:
    """The measures of a folder; ``Refusal`` names the file and the key that is wrong."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = {}
    for name in names:
        try:
            found[name.removesuffix(".toml")] = _checked(name, toml_of(folder / name))
        except FieldFault as fault:
            raise fault.refusal(f"measures/{name}") from None
    for key, item in found.items():
        if missing := [other for other in item.beside if other not in found]:
            raise Refusal("There is no such measure.", where=f"measures/{key}.toml, beside", found=missing[0])
    return dict(sorted(found.items(), key=lambda pair: (not pair[1].id, pair[1].id or pair[1].national)))


def why_not_from(item: Measure, feed: str, scheme: str = "") -> str | None:
    """Why a kind of source cannot feed the measure, in the words printed for it; ``None`` where it can.

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


def comparable(item: Measure, first: date, last: date) -> str | None:
    """Why values of two days may not stand in one line; ``None`` where they may."""
    for edge in item.breaks:
        if not edge.lossless and min(first, last) < edge.on <= max(first, last):
            return f"Not comparable across {edge.on:%B %Y}: {edge.what}"
    return None


def _checked(name: str, given: Mapping[str, Any]) -> Measure:
    item = row_of(Measure, {"key": name.removesuffix(".toml"), **given})
    _check_words(item)
    _check_feeds(item)
    if item.form in ("rate", "frequency", "weighted rate") and item.per <= 0:
        raise FieldFault("per", "A rate needs a number it is counted per.", str(item.per), "Give per = 1000.")
    return replace(item, breaks=tuple(sorted(item.breaks, key=lambda edge: edge.on)))


def _check_words(item: Measure) -> None:
    one_of("form", item.form, FORMS)
    one_of("polarity", item.polarity, POLARITIES)
    one_of("by_hand", item.by_hand, BY_HAND)
    if item.form != "number":
        one_of("against", item.against, AGAINST)
    for other in item.also_against:
        one_of("also_against", other, AGAINST)
    for area in item.areas:
        one_of("areas", area, AREAS)
    for key in item.caveats:
        one_of("caveats", key, caveats())
    for scheme, keys in item.basket.items():
        one_of("basket", scheme, (*code_schemes(), "partner", "police-uk"))
        for key in keys:
            one_of(f"basket.{scheme}", key, offence_classes())
    for key in item.parts:
        one_of("parts", key, offence_classes())


def _check_feeds(item: Measure) -> None:
    """Each kind of source either feeds the measure or has a reason why it cannot; never both or neither."""
    for feed in (*item.fed_by, *item.not_available):
        one_of("fed_by" if feed in item.fed_by else "not_available", feed, FEEDS)
    for feed in FEEDS:
        if (feed in item.fed_by) == (feed in item.not_available):
            raise FieldFault(
                f"not_available.{feed}",
                "A source either feeds the measure or has the reason why it cannot.",
                "both" if feed in item.fed_by else "neither",
                "Put it into fed_by, or give the reason in not_available.",
            )
    counted = [feed for feed in item.fed_by if feed != "survey"]
    if counted and not item.basket:
        raise FieldFault("basket", "A measure counted from rows needs its basket.", "nothing")
    if "survey" in item.fed_by and not item.question:
        raise FieldFault("question", "A measure from a survey needs the question's id.", "nothing")
    if ("police-uk" in item.basket) != ("police-uk" in item.fed_by):
        raise FieldFault("basket.police-uk", "The basket and fed_by do not agree about police.uk.")
