"""The closed list of questions a finding answers (``questions.toml``)."""

from collections.abc import Mapping
from functools import cache

from wardmote.measuring.catalogue.strict_toml import read_toml, shipped


@cache
def questions() -> Mapping[str, str]:
    """Every question by key, in reading order."""
    return read_toml(shipped("questions.toml"), dict[str, str])
