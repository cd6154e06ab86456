"""What a place still needs for maps and rates, where it is published, and what is there already.

In: an open ``Evidence``, a place (None while none is chosen) and a feed's name.
Out: ``Need`` values in the order they help. The publishers' pages are told as
text for a person to look up: the program itself fetches nothing. The names of
pages are those of the Open Geography Portal, Nomis and data.police.uk in 2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.answers import AreaShape, Feed, Place
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.police_uk_counts import POLICE_UK

NEWEST_LSOAS = "2021"
PORTAL = "ONS Open Geography Portal, geoportal.statistics.gov.uk"


@dataclass(frozen=True)
class Need:
    """``where``: publisher and page to read; ``file_looks_like``: a name or headings to know it by."""

    key: str
    what: str
    why: str
    where: str
    file_looks_like: str
    have: bool


def needs(evidence: Evidence, place: Place | None, feed: str) -> tuple[Need, ...]:
    """Boundaries, lookups and numbers of people; for a partner's feed with its own points no LSOAs."""
    found = _feed(evidence, place, feed)
    vintage = _vintage(found)
    lsoas = _areas(evidence, place, f"lsoa:{vintage}")
    rows = [] if found is None or found.source == POLICE_UK else [_district(place)]
    if found is None or found.source == POLICE_UK:
        rows = [_lsoa_shapes(vintage, lsoas), _lookup(_named(evidence, place))]
    rows += [_wards(evidence, place)]
    if found is None or found.source == POLICE_UK:
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
    return Need(
        key="lsoa-boundaries",
        what=f"Boundaries of the lower super output areas (LSOAs) of {vintage}",
        why="draws the map: police.uk rows say their LSOA",
        where=f"{PORTAL}: “Lower layer Super Output Areas (December {vintage}) Boundaries EW BGC”,"
        " Download, GeoJSON",
        file_looks_like=f"a .geojson with the properties LSOA{vintage[2:]}CD and LSOA{vintage[2:]}NM",
        have=bool(lsoas) and all(area.geometry is not None for area in lsoas),
    )


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
    return Need(
        key="lookup",
        what="The lookup of LSOAs of 2011 and 2021 with their district",
        why="gives the district its official code, and lets rows of one set of LSOAs be set against"
        " people counted by the other",
        where=f"{PORTAL}: “LSOA (2011) to LSOA (2021) to Local Authority District (2022) Exact Fit Lookup"
        " for EW (V3)”, Download, CSV",
        file_looks_like="a .csv with the columns LSOA11CD, LSOA21CD and LAD22CD",
        have=official and both,
    )


def _district(place: Place | None) -> Need:
    return Need(
        key="district-boundary",
        what="The boundary of the district",
        why="tells which of the partner's points lie inside, and draws the map",
        where=f"{PORTAL}: “Local Authority Districts (May 2024) Boundaries UK BGC”, Download, GeoJSON",
        file_looks_like="a .geojson with the properties LAD24CD and LAD24NM",
        have=place is not None and place.geometry is not None,
    )


def _wards(evidence: Evidence, place: Place | None) -> Need:
    held = [] if place is None else [v for kind, v in evidence.atlas.shape_sets if kind == "ward"]
    return Need(
        key="ward-boundaries",
        what="Boundaries of the wards in force",
        why="lets councillors and residents find their own ward on the map",
        where=f"{PORTAL}: “Wards (May 2025) Boundaries UK BGC”, Download, GeoJSON",
        file_looks_like="a .geojson with the properties WD25CD, WD25NM and LAD25CD",
        have=any(_areas(evidence, place, f"ward:{vintage}") for vintage in held),
    )


def _people_by_ward(evidence: Evidence, place: Place | None) -> Need:
    """Which ward an LSOA is in, so that residents by LSOA add up to residents by ward."""
    held = [] if place is None else [v for kind, v in evidence.atlas.shape_sets if kind == "ward"]
    counted = [
        evidence.denominator("population", place, f"ward:{vintage}", None)
        for vintage in held
        if place is not None and _areas(evidence, place, f"ward:{vintage}")
    ]
    return Need(
        key="ward-lookup",
        what="The lookup of LSOAs with their ward",
        why="adds residents by LSOA up to residents by ward, for rates by ward",
        where=f"{PORTAL}: “LSOA (2021) to Electoral Ward (2025) to LAD (2025) Best Fit Lookup in EW”,"
        " of the same year as the wards, Download, CSV",
        file_looks_like="a .csv with the columns LSOA21CD, WD25CD and LAD25CD",
        have=any(found is not None and not found.qualifier for found in counted),
    )


_TABLES = {
    "population": ("Residents by LSOA", "rates for every 1,000 residents", "TS001", "ts001"),
    "households": ("Households by LSOA", "rates of burglary for every 1,000 households", "TS003", "ts003"),
}


def _people(evidence: Evidence, place: Place | None, what: str, unit: str) -> Need:
    title, why, table, name = _TABLES[what]
    found = evidence.denominator(what, place, unit, None) if place is not None else None
    return Need(
        key=what,
        what=title if unit != "place" else title.replace("by LSOA", "of the place, or by LSOA"),
        why=why,
        where=f"Nomis, nomisweb.co.uk/sources/census_2021_bulk: Census 2021, table {table}, as a zip file",
        file_looks_like=f"census2021-{name}.zip, or census2021-{name}-lsoa.csv from inside it",
        have=found is not None and not found.qualifier,
    )
