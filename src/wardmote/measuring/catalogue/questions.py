"""The closed list of questions a finding answers (``questions.toml``)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def questions() -> Mapping[str, str]:
    """Every question by key, in reading order."""
    text = files("wardmote.measuring.catalogue").joinpath("questions.toml").read_text("utf-8")
    return tomllib.loads(text)
