"""What areas, units and those a rate is for are called in a sentence."""

WORDS = {
    "oa": ("output area", "output areas"),
    "lsoa": ("small area (LSOA)", "small areas (LSOAs)"),
    "msoa": ("neighbourhood (MSOA)", "neighbourhoods (MSOAs)"),
    "ward": ("ward", "wards"),
    "district": ("district", "districts"),
    "csp": ("partnership area", "partnership areas"),
    "force": ("police force area", "police force areas"),
    "place": ("named place", "named places"),
}

PEOPLE = {
    "population": "residents",
    "households": "households",
    "workday_population": "people there on a working day",
    "visits": "visits",
}


def people_words(denominator: str) -> str:
    """Whom a rate is for, by the kind of its denominator (``""`` is residents)."""
    return PEOPLE.get(denominator or "population", denominator.replace("_", " "))


def unit_words(unit: str, *, plural: bool = False) -> str:
    """``lsoa:2011`` -> ``small area (LSOA), boundaries of 2011``."""
    vintage = unit.partition(":")[2]
    name = area_words(unit, plural=plural)
    return f"{name}, boundaries of {vintage}" if vintage else name


def area_words(unit: str, *, plural: bool = True) -> str:
    """``lsoa:2011`` -> ``small areas (LSOAs)``, whatever boundaries they have."""
    kind = unit.partition(":")[0]
    return WORDS.get(kind, (kind, kind))[plural]
