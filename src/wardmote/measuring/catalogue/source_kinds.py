"""Kinds of source: names, what they tell about, what must be printed with them (``sources.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


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
    row = _file()["source"][key]
    return SourceKind(key=key, **{**row, "tells": tuple(row["tells"])})


def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind, in the file's order."""
    return tuple(source_kind(key) for key in _file()["source"])


def topics() -> Mapping[str, str]:
    """What an assessment may be asked about, as words, in reading order."""
    found: Mapping[str, str] = _file()["topics"]
    return found


@cache
def _file() -> dict[str, Any]:
    text = files("wardmote.measuring.catalogue").joinpath("sources.toml").read_text("utf-8")
    return tomllib.loads(text)
