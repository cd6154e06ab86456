"""The strands of SYN-2007 (``strands.toml``) and what each decoy twin changes in them (``twins.toml``).

In: the name of a twin, or none for the town itself. Out: ``SyntheticStrand`` rows, with
the counts of each year, the kinds of place, the hours, the from/to spans and who
is detected. A twin replaces fields of the strands it names and leaves the others.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal

LIKE = ("where", "week", "span")


@dataclass(frozen=True)
class SyntheticStrand:
    """One kind of row; the head of ``strands.toml`` says what each field means."""

    key: str
    counts: tuple[int, int, int]
    words: Mapping[str, float]
    where: Mapping[str, float]
    week: str
    file: str = "crime"
    span: Mapping[str, float] = field(default_factory=lambda: {"exact": 1.0})
    lift: Mapping[str, float] = field(default_factory=dict)
    serious: tuple[int, int, int] = (0, 0, 0)
    hate: tuple[int, int, int] = (0, 0, 0)
    flags: Mapping[str, bool] = field(default_factory=dict)
    detected: float = 0.0
    offenders: Any = "pool"
    repeat: float = 0.0
    ages: str = ""
    hot: float = 0.0
    hot_sites: str = "moving"
    property: Mapping[str, float] = field(default_factory=dict)


@cache
def _sheet(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("wardmote.measuring.demonstration").joinpath(name).read_text("utf-8"))


YEARS: tuple[int, int, int] = (2005, 2006, 2007)
TWINS: Mapping[str, str] = {key: row["missing"] for key, row in _sheet("twins.toml").items()}


def strands(without: str | None = None) -> tuple[SyntheticStrand, ...]:
    """Every strand in file order, changed as the twin says; ``Refusal`` lists the twins there are."""
    known = {key: SyntheticStrand(key=key, **row) for key, row in _sheet("strands.toml")["strand"].items()}
    for key, row in _twin(without).get("change", {}).items():
        fields = dict(row)
        if "like" in fields:
            other = known[fields.pop("like")]
            fields |= {name: getattr(other, name) for name in LIKE}
        known[key] = replace(known[key], **fields)
    return tuple(known.values())


def survey_shares(without: str | None = None) -> Mapping[str, float]:
    """Weighted share of residents who feel safe, by question: the plan's, or the twin's."""
    return {"safe-day": 0.92, "safe-night": 0.49} | dict(_twin(without).get("survey", {}))


def week_blocks(name: str) -> list[tuple[str, int, int, float]]:
    """The blocks of one profile of hours: days, first hour, hour after the last, weight."""
    return [tuple(block) for block in _sheet("strands.toml")["week"][name]]


def age_shares(name: str) -> list[float]:
    """Shares of the victim age bands of one profile."""
    return list(_sheet("strands.toml")["ages"][name])


def serious_codes() -> Mapping[str, float]:
    """The codes of serious violence and their shares."""
    return dict(_sheet("strands.toml")["serious_codes"])


def _twin(without: str | None) -> Mapping[str, Any]:
    if without is None:
        return {}
    twins = _sheet("twins.toml")
    if without not in twins:
        raise Refusal(
            "There is no such twin of the demonstration town.",
            found=repr(without),
            todo=f"Use one of: {', '.join(twins)}.",
        )
    twin: Mapping[str, Any] = twins[without]
    return twin
