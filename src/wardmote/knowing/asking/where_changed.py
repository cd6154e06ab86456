"""Where it changed: areas in which a kind changed differently from the rest of the town.

In: a ``Query`` without a measure, over locked evidence. Out: the drafts' own sentences, each with the areas
it names, and why nothing can be said, where that is so. An area inside the town is not divided again.
"""

from dataclasses import dataclass

from wardmote.knowing.asking.questions import Query
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.moves import find_moves


@dataclass(frozen=True)
class AreaChanges:
    """A sentence about a measure (``code``), with the areas it tells of: id and name."""

    words: str
    code: str
    areas: tuple[tuple[str, str], ...]


def where_changed(asked: Query) -> tuple[tuple[AreaChanges, ...], tuple[str, ...]]:
    """Each kind and unit in which any area moved, or that none did; and what cannot be said."""
    if asked.place.id != asked.town.id:
        return (), ()
    found, refused = find_moves(asked.study)
    missing = tuple(dict.fromkeys(f"Where it changed: {each.reason}" for each in refused))
    return tuple(_line(asked, finding) for finding in found), missing


def _line(asked: Query, finding: Finding) -> AreaChanges:
    rows = asked.inquiry.asked[finding.figure].result.rows
    names = {row["area"]: row["name"] for row in rows}
    areas = tuple((area, names[area]) for area in finding.areas)
    return AreaChanges(finding.words, f"{finding.feed}/{finding.about}", areas)
