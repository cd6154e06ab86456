"""What areas, units, named places and those a rate is for are called in a sentence."""

from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.words import Amount

AREAS = {
    "oa": "area-oa",
    "lsoa": "area-lsoa",
    "msoa": "area-msoa",
    "ward": "area-ward",
    "district": "area-district",
    "csp": "area-csp",
    "force": "area-force",
    "place": "area-place",
}
PEOPLE = {
    "population": "people-residents",
    "households": "people-households",
    "workday_population": "people-workday",
    "visits": "people-visits",
}
PLACES = {
    "town-centre": "place-town-centre",
    "fringe": "place-fringe",
    "underpass": "place-underpass",
    "station": "place-station",
    "leisure": "place-leisure",
    "leisure-park": "place-leisure",
    "walkway": "place-walkway",
    "high-street": "place-high-street",
    "neighbourhood-centre": "place-neighbourhood-centre",
    "park": "place-park",
    "pub": "place-pub",
    "school": "place-school",
}


def place_words(category: str) -> str:
    """What a kind of named place is called: ``the town centre``, ``underpasses``."""
    return say(PLACES[category]) if category in PLACES else category.replace("-", " ")


def people_words(denominator: str) -> str:
    """Whom a rate is for, by the kind of its denominator (``""`` is residents)."""
    kind = denominator or "population"
    return say(PEOPLE[kind]) if kind in PEOPLE else denominator.replace("_", " ")


def unit_words(unit: str, *, plural: bool = False) -> str:
    """``lsoa:2011`` -> ``small area (LSOA), boundaries of 2011``."""
    vintage = unit.partition(":")[2]
    name = area_words(unit, plural=plural)
    return say("area-boundaries", area=name, year=vintage) if vintage else name


def area_words_dated(unit: str, *, plural: bool = True) -> str:
    """``ward:2013`` -> ``wards (boundaries of 2013)``, inside a sentence: wards are drawn anew and keep
    their names; other areas as ``area_words``."""
    kind, _, vintage = unit.partition(":")
    name = area_words(unit, plural=plural)
    return say("area-dated", area=name, year=vintage) if kind == "ward" and vintage else name


def area_words(unit: str, *, plural: bool = True) -> str:
    """``lsoa:2011`` -> ``small areas (LSOAs)``, whatever boundaries they have."""
    kind = unit.partition(":")[0]
    return say(AREAS[kind], areas=Amount.of(2 if plural else 1)) if kind in AREAS else kind
