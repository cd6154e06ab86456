"""Kinds of source: names, what they tell about, what must be printed with them (``sources.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from wardmote.measuring.catalogue.strict_toml import record_of, shipped, toml_of, with_keys

FILE = "sources.toml"
POLICE_UK = "police-uk"


@dataclass(frozen=True)
class SourceKind:
    """One kind of source; ``tells`` are topics it can speak about."""

    key: str
    title: str
    short: str
    provider: str
    attribution: str
    tells: tuple[str, ...]
    months_only: bool = False


def source_kind(key: str) -> SourceKind:
    """One kind by the name its loads carry; ``KeyError`` for a kind the catalogue does not hold."""
    return _kinds()[key]


def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind, in the file's order."""
    return tuple(_kinds().values())


@cache
def topics() -> Mapping[str, str]:
    """What an assessment may be asked about, as words, in reading order."""
    return record_of(dict[str, str], toml_of(shipped(FILE))["topics"], where=f"{FILE}, topics")


@cache
def _kinds() -> Mapping[str, SourceKind]:
    given = with_keys(toml_of(shipped(FILE))["source"])
    return record_of(dict[str, SourceKind], given, where=f"{FILE}, source")
