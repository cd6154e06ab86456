"""Matters proposed as priorities: a visible score, its weights, and how easily the order would change.

Score = weighted sum of criteria scored 1 to 4 (``priorities.toml``). Every
weight in turn is raised and lowered by a fifth and the weights rescaled; a
matter whose rank moves is marked. Scores advise; people decide with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.priority_criteria import criteria
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.figures.series import ALL

SHAKE = 0.2
PROPOSED = 5
HANDLES = ("offenders", "named_place", "event_window", "circumstance", "hours", "hotspot")


@dataclass(frozen=True)
class ScoredClass:
    """One class scored; ``figures`` are the hashes its scores rest on."""

    key: str
    label: str
    scores: Mapping[str, int]
    total: float
    rank: int
    lowest_rank: int
    highest_rank: int
    figures: tuple[str, ...]

    @property
    def steady(self) -> bool:
        return self.lowest_rank == self.highest_rank


def weighted(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum, with weights rescaled to add up to 1.

    >>> round(weighted({"a": 4, "b": 2, "c": 3}, {"a": 0.4, "b": 0.36, "c": 0.3}), 2)
    3.04
    """
    whole = sum(weights[key] for key in scores)
    return sum(scores[key] * weights[key] for key in scores) / whole


def ranks(scores: Mapping[str, Mapping[str, int]], weights: Mapping[str, float]) -> dict[str, int]:
    """Rank of each matter, 1 first; equal totals share a rank."""
    totals = {key: round(weighted(row, weights), 9) for key, row in scores.items()}
    return {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}


def propose(study: Study, findings: Sequence[Finding], harm: Mapping[str, int]) -> tuple[ScoredClass, ...]:
    """Every class of the study scored and ranked, best first."""
    scores = {key: _scores(study, findings, key, harm) for key in _matters(study)}
    weights = {key: row.weight for key, row in criteria().items()}
    base = ranks(scores, weights)
    shaken = [
        ranks(scores, {**weights, key: weight * (1 + step)})
        for key, weight in weights.items()
        for step in (SHAKE, -SHAKE)
    ]
    matters = [
        ScoredClass(
            key=key,
            label=offence_class(key).label,
            scores=row,
            total=weighted(row, weights),
            rank=base[key],
            highest_rank=min(found[key] for found in (base, *shaken)),
            lowest_rank=max(found[key] for found in (base, *shaken)),
            figures=tuple(f.figure for f in findings if f.id.endswith(f"/{key}")),
        )
        for key, row in scores.items()
    ]
    return tuple(sorted(matters, key=lambda m: (m.rank, m.label)))


def _matters(study: Study) -> tuple[str, ...]:
    """Classes worth proposing: those that name something, once each, whichever source counts them."""
    keys = dict.fromkeys(key for source in study.sources for key in source.top)
    return tuple(key for key in keys if key != "other-crime")


def _scores(study: Study, findings: Sequence[Finding], key: str, harm: Mapping[str, int]) -> dict[str, int]:
    mine = [f for f in findings if f.id.split("/")[-1] == key or f"/{key}/" in f.id]
    return {
        "volume": _volume(study, mine),
        "harm": harm.get(key, offence_class(key).harm),
        "trend": _trend(mine),
        "standing": _standing(mine),
        "handle": _handle(mine),
    }


def _volume(study: Study, mine: Sequence[Finding]) -> int:
    """Its size beside the whole of the main source: a small source's classes must not pass for large."""
    level = next((f for f in mine if f.question == "level"), None)
    if level is None or level.count is None:
        return 1
    whole = int(study.ask("count", study.main, ALL).result.value)
    share = level.count / max(whole, 1)
    return 4 if share >= 0.2 else 3 if share >= 0.1 else 2 if share >= 0.03 else 1


def _trend(mine: Sequence[Finding]) -> int:
    words = {f.change for f in mine if f.question == "change"}
    return 4 if CLEAR_RISE in words else 1 if words == {CLEAR_FALL} else 2


def _standing(mine: Sequence[Finding]) -> int:
    found = next((f for f in mine if f.question == "comparison_area" and f.interval), None)
    if found is None or found.interval is None or found.value is None:
        return 2
    low, high = found.interval
    return (
        4 if low > 1 and found.value >= 1.5 else 3 if low > 1 and found.value >= 1.2 else 1 if high < 1 else 2
    )


def _handle(mine: Sequence[Finding]) -> int:
    if any(f.question in HANDLES and f.interest > 0 for f in mine):
        return 4
    return 3 if any(f.question == "concentration" and (f.value or 0) >= 0.5 for f in mine) else 2
