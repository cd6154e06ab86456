"""Caveats: the limit that travels with a number, as one plain sentence each (``caveats.toml``)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def caveats() -> Mapping[str, str]:
    """Every caveat by key."""
    text = files("wardmote.measuring.catalogue").joinpath("caveats.toml").read_text("utf-8")
    return tomllib.loads(text)


def caveat(key: str) -> str:
    """The sentence of one caveat; ``KeyError`` for an unknown key (a house test checks every use)."""
    return caveats()[key]
