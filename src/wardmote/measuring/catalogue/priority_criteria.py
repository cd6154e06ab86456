"""Criteria for proposing priorities: label, weight and what earns each score (``priorities.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from wardmote.measuring.catalogue.strict_toml import read_by_key, shipped


@dataclass(frozen=True)
class Criterion:
    key: str
    label: str
    weight: float
    scores: str


@cache
def criteria() -> Mapping[str, Criterion]:
    """Every criterion by key, in the file's order; weights add up to 1."""
    return read_by_key(shipped("priorities.toml"), Criterion)
