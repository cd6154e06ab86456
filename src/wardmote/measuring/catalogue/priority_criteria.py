"""Criteria for proposing priorities: label, weight and what earns each score (``priorities.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Criterion:
    key: str
    label: str
    weight: float
    scores: str


@cache
def criteria() -> Mapping[str, Criterion]:
    """Every criterion by key, in the file's order; weights add up to 1."""
    text = files("wardmote.measuring.catalogue").joinpath("priorities.toml").read_text("utf-8")
    return {key: Criterion(key=key, **row) for key, row in tomllib.loads(text).items()}
