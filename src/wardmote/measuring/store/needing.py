"""What a place still needs for maps and rates, where it is published, and what is there already.

In: an open ``Evidence``, a place (None while none is chosen) and a feed's name.
Out: ``Need`` values in the order they help. The publishers' pages (``needs.toml``) are told
as text for a person to look up: the program itself fetches nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.catalogue.strict_toml import read_by_key
from wardmote.measuring.store.answers import AreaShape, Feed, Place
from wardmote.measuring.store.evidence import Evidence

NEWEST_LSOAS = "2021"


@dataclass(frozen=True)
class Need:
    """``where``: publisher and page to read; ``file_looks_like``: a name or headings to know it by."""

    key: str
    what: str
    why: str
    where: str
    file_looks_like: str
    have: bool = False


@cache
def _known() -> Mapping[str, Need]:
    return read_by_key(files("wardmote.measuring.store").joinpath("needs.toml"), Need)


def _need(key: str, have: bool, **told: str) -> Need:
    """A need with what is told of this place in its words."""
    words = {name: text for name, text in vars(_known()[key]).items() if name != "have"}
    return Need(**{name: text.format(**told) for name, text in words.items()}, have=have)


def needs(evidence: Evidence, place: Place | None, feed: str) -> tuple[Need, ...]:
    """Boundaries, lookups and numbers of people; for a partner's feed with its own points no LSOAs."""
    found = _feed(evidence, place, feed)
    vintage = _vintage(found)
    lsoas = _areas(evidence, place, f"lsoa:{vintage}")
    police = found is None or found.source == POLICE_UK
    drawn = place is not None and place.geometry is not None
    rows = [_need("district-boundary", drawn)]
    if police:
        rows = [_lsoa_shapes(vintage, lsoas), _lookup(_named(evidence, place))]
    rows.append(_wards(evidence, place))
    if police:
        rows.append(_people_by_ward(evidence, place))
    for what in ("population", "households"):
        rows.append(_people(evidence, place, what, _unit(found, vintage, lsoas)))
    return tuple(rows)


def _feed(evidence: Evidence, place: Place | None, feed: str) -> Feed | None:
    feeds: Sequence[Feed] = evidence.feeds(place) if place is not None else ()
    return next((each for each in feeds if each.name == feed or each.source == feed), None)


def _vintage(feed: Feed | None) -> str:
    held = [unit.partition(":")[2] for unit in (feed.units if feed else ()) if unit.startswith("lsoa:")]
    return held[0] if held else NEWEST_LSOAS


def _unit(feed: Feed | None, vintage: str, lsoas: Sequence[AreaShape]) -> str:
    by_rows = feed is None or feed.source == POLICE_UK
    return f"lsoa:{vintage}" if by_rows and lsoas else "place"


def _areas(evidence: Evidence, place: Place | None, unit: str) -> tuple[AreaShape, ...]:
    if place is None:
        return ()
    try:
        return evidence.units(place, unit)
    except Refusal:
        return ()


def _lsoa_shapes(vintage: str, lsoas: Sequence[AreaShape]) -> Need:
    have = bool(lsoas) and all(area.geometry is not None for area in lsoas)
    return _need("lsoa-boundaries", have, vintage=vintage, short=vintage[2:])


def _named(evidence: Evidence, place: Place | None) -> Place | None:
    """The place as its name leads to it now: by its official code, once something tells that."""
    try:
        return evidence.place(place.name) if place is not None else None
    except Refusal:
        return place


def _lookup(place: Place | None) -> Need:
    """Which district an LSOA is in, and which LSOA of 2021 an LSOA of 2011 became."""
    official = place is not None and place.id.kind == "district" and place.id.code[:1].isupper()
    both = place is not None and all(place.members.get(f"lsoa:{year}") for year in ("2011", "2021"))
    return _need("lookup", official and both)


def _wards(evidence: Evidence, place: Place | None) -> Need:
    held = [] if place is None else [v for kind, v in evidence.atlas.shape_sets if kind == "ward"]
    return _need("ward-boundaries", any(_areas(evidence, place, f"ward:{vintage}") for vintage in held))


def _people_by_ward(evidence: Evidence, place: Place | None) -> Need:
    """Which ward an LSOA is in, so that residents by LSOA add up to residents by ward."""
    held = [] if place is None else [v for kind, v in evidence.atlas.shape_sets if kind == "ward"]
    counted = [
        evidence.denominator("population", place, f"ward:{vintage}", None)
        for vintage in held
        if place is not None and _areas(evidence, place, f"ward:{vintage}")
    ]
    return _need("ward-lookup", any(found is not None and not found.qualifier for found in counted))


def _people(evidence: Evidence, place: Place | None, what: str, unit: str) -> Need:
    found = evidence.denominator(what, place, unit, None) if place is not None else None
    have = found is not None and not found.qualifier
    return _need(what, have, by="of the place, or by LSOA" if unit == "place" else "by LSOA")
