"""Offence and incident classes: what a row can be, and how a sentence names it.

Read from ``classes.toml``. A row is stored with its most specific class; a
parent's count includes its parts, and a part is never added to its parent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import read_by_key, shipped

# The words of data.police.uk for what was recorded, and the class of each.
CRIME_TYPES: Mapping[str, str] = {
    word: slug(word)
    for word in (
        "Anti-social behaviour",
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Drugs",
        "Other crime",
        "Other theft",
        "Possession of weapons",
        "Public order",
        "Robbery",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
        "Violence and sexual offences",
    )
}
# Used until April 2013 (``class_breaks.toml``).
OLD_CRIME_TYPES: Mapping[str, str] = {
    word: slug(word) for word in ("Violent crime", "Public disorder and weapons")
}


@dataclass(frozen=True)
class OffenceClass:
    """One class; see the head of ``classes.toml`` for what each field means."""

    key: str
    label: str
    one: str
    many: str
    crime: bool = True
    plural: bool = False
    parent: str = ""
    polarity: str = "lower"
    harm: int = 2
    why: str = ""
    ask: str = ""
    caveat: str = ""
    expectation: str = "residents"
    split: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def counted(self, number: int) -> str:
        """``1 robbery``, ``85 robberies``."""
        return counted(number, self.one, self.many)

    @property
    def in_sentence(self) -> str:
        """The label as it stands inside a sentence."""
        return self.label[0].lower() + self.label[1:]


@cache
def offence_classes() -> Mapping[str, OffenceClass]:
    """Every class a row can have, by key, in alphabetical order of key."""
    return {key: each for key, each in _written().items() if not each.joins}


@cache
def joined_classes() -> Mapping[str, OffenceClass]:
    """Classes counted together where a source told them apart otherwise before; no row is stored as one."""
    return {key: each for key, each in _written().items() if each.joins}


@cache
def _written() -> Mapping[str, OffenceClass]:
    return dict(sorted(read_by_key(shipped("classes.toml"), OffenceClass).items()))


def offence_class(key: str) -> OffenceClass:
    """One class; ``Refusal`` lists the keys there are."""
    known = _written()
    if key not in known:
        raise Refusal(
            "There is no such offence class.", found=key, todo=f"Use one of: {', '.join(offence_classes())}."
        )
    return known[key]


def with_parts(key: str) -> frozenset[str]:
    """The class and every part of it: the keys whose rows make up its count."""
    if joined := joined_classes().get(key):
        return frozenset(joined.joins)
    return frozenset({key} | {c.key for c in offence_classes().values() if c.parent == key})


def top_classes(keys: Iterable[str]) -> tuple[str, ...]:
    """The classes that add up to the whole: each key, or its parent where it has one, once."""
    return tuple(sorted({offence_class(key).parent or key for key in keys}))
