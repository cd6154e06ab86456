"""What a record of a sealed register may be opened for (``purposes.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from wardmote.measuring.catalogue.strict_toml import Must, OneOf, read_by_key, shipped

Days = Annotated[
    int, Must(lambda days: 0 < days <= 366, "A purpose lasts a day to a year.", "Say how many days.")
]


@dataclass(frozen=True)
class PurposeKind:
    """One purpose, the provision it rests on, and the days it lasts."""

    key: str
    title: str
    provision: str
    days: Days
    mark: Annotated[str, OneOf(("checked", "professional knowledge"))]


@cache
def purpose_kinds() -> Mapping[str, PurposeKind]:
    """Every purpose by key."""
    return read_by_key(shipped("purposes.toml"), PurposeKind)


def purpose_choices() -> list[tuple[str, str]]:
    """As a form has them."""
    return [(key, each.title) for key, each in purpose_kinds().items()]
