"""Caveats: the limit that travels with a number, as one plain sentence each (``caveats.toml``)."""

from collections.abc import Mapping
from functools import cache

from wardmote.measuring.catalogue.strict_toml import read_toml, shipped


@cache
def caveats() -> Mapping[str, str]:
    """Every caveat by key."""
    return read_toml(shipped("caveats.toml"), dict[str, str])


def caveat(key: str) -> str:
    """The sentence of one caveat; ``KeyError`` for an unknown key (a house test checks every use)."""
    return caveats()[key]
