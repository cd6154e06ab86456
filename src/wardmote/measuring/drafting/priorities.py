"""Matters proposed as priorities: a visible score, its weights, and how easily the order would change.

Score = weighted sum of criteria scored 1 to 4 (``priorities.toml``). A criterion that
nothing loaded answers is not scored, and the others' weights are rescaled: not known is
not middling. Every weight in turn is raised and lowered by a fifth and the weights
rescaled; a matter whose rank moves is marked. A matter with fewer than ``FEWEST_A_YEAR``
rows a year is scored and ranked, but not proposed: a year's work needs something to work on.
Scores advise; people decide with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.priority_criteria import criteria
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.levels import ALIKE
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.figures.series import ALL

SHAKE = 0.2
PROPOSED = 5
FEWEST_A_YEAR = 50
HANDLES = ("offenders", "named_place", "event_window", "circumstance", "hours", "hotspot")


@dataclass(frozen=True)
class ScoredClass:
    """One class scored, without the criteria that are not known; ``figures`` are what its scores rest on.

    ``few``: so rare that the program does not propose it.
    """

    key: str
    label: str
    scores: Mapping[str, int]
    total: float
    rank: int
    lowest_rank: int
    highest_rank: int
    figures: tuple[str, ...]
    few: bool = False

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
            few=_few(study, findings, key),
        )
        for key, row in scores.items()
    ]
    return tuple(sorted(matters, key=lambda m: (m.rank, m.label)))


def proposed(matters: Sequence[ScoredClass]) -> tuple[ScoredClass, ...]:
    """The matters put to the group, best first."""
    return tuple(matter for matter in matters if not matter.few)[:PROPOSED]


def _few(study: Study, findings: Sequence[Finding], key: str) -> bool:
    """Whether every source that counts the class counts few of it for its months."""
    levels = [f for f in findings if f.question == "level" and f.about == key]
    return all((f.count or 0) * 12 < FEWEST_A_YEAR * study.months(study.source(f.feed)) for f in levels)


def _matters(study: Study) -> tuple[str, ...]:
    """Classes worth proposing: those that name something, once each, whichever source counts them."""
    keys = dict.fromkeys(key for source in study.sources for key in source.top)
    return tuple(key for key in keys if key != "other-crime")


def _scores(study: Study, findings: Sequence[Finding], key: str, harm: Mapping[str, int]) -> dict[str, int]:
    """What each criterion earns; those of which nothing is known are left out."""
    mine = [f for f in findings if f.id.split("/")[-1] == key or f"/{key}/" in f.id]
    scores = {
        "volume": _volume(study, mine),
        "harm": harm.get(key, offence_class(key).harm),
        "trend": _trend(mine),
        "standing": _standing(mine),
        "handle": _handle(mine),
    }
    return {name: score for name, score in scores.items() if score is not None}


def _volume(study: Study, mine: Sequence[Finding]) -> int | None:
    """Its size beside the whole of the main source: a small source's classes must not pass for large."""
    level = next((f for f in mine if f.question == "level"), None)
    if level is None or level.count is None:
        return None
    whole = int(study.ask("count", study.main, ALL).result.value)
    share = level.count / max(whole, 1)
    return 4 if share >= 0.2 else 3 if share >= 0.1 else 2 if share >= 0.03 else 1


def _trend(mine: Sequence[Finding]) -> int | None:
    words = {f.change for f in mine if f.question == "change"}
    if CLEAR_RISE in words:
        return 4
    if NO_CLEAR_CHANGE in words:
        return 2
    return 1 if CLEAR_FALL in words else None


def _standing(mine: Sequence[Finding]) -> int | None:
    found = next((f for f in mine if f.question == "comparison_area" and f.interval), None)
    if found is None or found.interval is None or found.value is None:
        return None
    low, high = found.interval
    if low > 1:
        return 4 if found.value >= 1.5 else 3 if found.value >= 1.2 else 2
    if high < 1:
        return 1
    return 2 if low >= 1 / ALIKE and high <= ALIKE else None


def _handle(mine: Sequence[Finding]) -> int | None:
    if any(f.question in HANDLES and f.interest > 0 for f in mine):
        return 4
    shares = [f.value or 0 for f in mine if f.question == "concentration"]
    return (3 if max(shares) >= 0.5 else 2) if shares else None
