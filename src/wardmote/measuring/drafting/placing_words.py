"""What areas and units are called in a sentence."""

UNIT_WORDS = {
    "oa": "output area",
    "lsoa": "small area (LSOA)",
    "msoa": "neighbourhood (MSOA)",
    "ward": "ward",
    "district": "district",
    "csp": "partnership area",
    "force": "police force area",
    "place": "named place",
}
PLURALS = {
    "oa": "output areas",
    "lsoa": "small areas (LSOAs)",
    "msoa": "neighbourhoods (MSOAs)",
    "ward": "wards",
    "district": "districts",
    "csp": "partnership areas",
    "force": "police force areas",
    "place": "named places",
}


def unit_words(unit: str, *, plural: bool = False) -> str:
    """``lsoa:2011`` -> ``small area (LSOA), 2011 boundaries``."""
    kind, _, vintage = unit.partition(":")
    name = (PLURALS if plural else UNIT_WORDS).get(kind, kind)
    return f"{name}, boundaries of {vintage}" if vintage else name
