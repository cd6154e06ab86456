"""What a file was recognised as, in words for a page: the frozen answer of ``recognising``.

``kind`` is what the file is loaded as; ``also`` what else the same file gives (a
census table can hold residents and households). ``options`` are those of the
load, best guesses among them; ``asks`` names the options that the file does not
say and only a person can, ``names`` where one could be a person's. ``districts``
are (name, rows), most rows first: rows of crimes, else areas. ``sampled``: the file
is so big that only a part was read.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import kept_record

POLICE, AREAS, LOOKUP, POPULATION, HOUSEHOLDS = "police-uk", "areas", "lookup", "population", "households"
DEPRIVATION, PARTNER, UNKNOWN = "deprivation", "partner", "unknown"
AREA_WORDS: Mapping[str, tuple[str, str]] = {  # one, many
    "oa": ("output area", "output areas"),
    "lsoa": ("lower super output area (LSOA)", "lower super output areas (LSOAs)"),
    "msoa": ("middle super output area (MSOA)", "middle super output areas (MSOAs)"),
    "ward": ("ward", "wards"),
    "district": ("district", "districts"),
    "csp": ("community safety partnership area", "community safety partnership areas"),
    "force": ("police force area", "police force areas"),
    "place": ("named place", "named places"),
}


@dataclass(frozen=True)
class Recognised:
    """Months are indices; ``problem`` is why the file cannot be loaded as it is."""

    kind: str
    name: str
    words: str
    options: Mapping[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    districts: tuple[tuple[str, int], ...] = ()
    months: tuple[int, ...] = ()
    synthetic: bool = False
    sampled: bool = False
    partner_kind: str = ""
    problem: Refusal | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, for keeping."""
        return asdict(self)


def kept_recognised(kept: Mapping[str, Any]) -> Recognised:
    """The answer again, from what ``as_json`` kept.

    >>> found = Recognised("lookup", "a.csv", "A lookup.", asks=("vintage",), districts=(("Luton", 3),))
    >>> kept_recognised(found.as_json()) == found
    True
    """
    return kept_record(Recognised, kept)


def refused(name: str, problem: Refusal) -> Recognised:
    """A file that cannot be used, and why."""
    return Recognised(UNKNOWN, name, "This file cannot be used as it is.", problem=problem)


def areas_told(number: int, kind: str) -> str:
    """``54 wards``.

    >>> areas_told(1, "ward")
    '1 ward'
    """
    return counted(number, *AREA_WORDS[kind])
