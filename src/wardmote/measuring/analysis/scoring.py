"""Which matters come first? Scores of several people, weighted, and how much hangs on the weights.

In: criteria with weights, and for each matter the scores that each person gave on each
criterion (None where one was left out). Out: ``Scoring``: each matter's score and rank, how far the
people differ, and ``sensitivity``: for each criterion what a weight ``MOVED`` higher or lower would do to
the ranks, the weights scaled to add up to one again.

Score: sum of weight x mean of the people's scores, over the criteria scored (their weights scaled up
to one). Ranks: 1 the highest; equal scores share a rank. Domain notes 3.23.

Errors: weights that are negative or all nought, a score outside ``lowest`` to ``highest``, or of an unknown
criterion, are a ``Refusal``; a matter nobody scored has no rank and says so.

How it misleads: two decimals look exact and are opinions; volume and trend count one thing twice;
scores advise, people decide, with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

MOVED = 0.2
APART = 2.0
_SAME = 1e-9

Scores = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Matter:
    """``scores``: person -> criterion -> score."""

    key: str
    scores: Scores


@dataclass(frozen=True)
class Scored:
    """``score`` and ``rank`` None where nobody scored it. ``apart``: criteria on which people are far apart.

    ``left_out``: criteria that nobody scored, or that somebody left out.
    """

    key: str
    score: float | None
    rank: int | None
    means: Mapping[str, float]
    people: int
    apart: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """One weight moved ``by`` (0.2: a fifth higher): the matters whose rank changes, with both ranks."""

    criterion: str
    by: float
    ranks: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Scoring(Result):
    """``value`` the number of moves of one weight (up and down) under which any rank changes."""

    matters: tuple[Scored, ...]
    sensitivity: tuple[Moved, ...]
    words: str


def score(
    matters: Sequence[Matter],
    weights: Mapping[str, float],
    *,
    lowest: float = 1,
    highest: float = 4,
    moved: float = MOVED,
) -> Scoring:
    """Score and rank; see the module's first lines.

    >>> a, b = (Matter(k, {"x": dict(zip("vht", s))}) for k, s in (("A", (4, 2, 3)), ("B", (3, 3, 3))))
    >>> found = score([a, b], {"v": 0.4, "h": 0.3, "t": 0.3})
    >>> [(m.key, round(m.score, 2), m.rank) for m in found.matters]
    [('A', 3.1, 1), ('B', 3.0, 2)]
    """
    _check(matters, weights, lowest, highest)
    means = {matter.key: _means(matter, weights) for matter in matters}
    ranks = _ranks({key: _score(mean, weights) for key, mean in means.items()})
    scored = tuple(_scored(matter, means[matter.key], weights, ranks.get(matter.key)) for matter in matters)
    moves = tuple(
        Moved(criterion, by, _changed(ranks, means, {**weights, criterion: weights[criterion] * (1 + by)}))
        for criterion in weights
        for by in (moved, -moved)
    )
    changing = [move for move in moves if move.ranks]
    return Scoring(
        value=float(len(changing)),
        n=len(ranks),
        assumptions=("scores_are_judgements",),
        status=Status.OK if ranks else Status.INSUFFICIENT,
        reason="" if ranks else "Nobody has scored anything yet.",
        matters=tuple(sorted(scored, key=lambda s: (s.rank is None, s.rank or 0, s.key))),
        sensitivity=moves,
        words=_words(changing, moved) if ranks else "Nobody has scored anything yet.",
    )


def scaled(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights so that they add up to one.

    >>> [round(w, 4) for w in scaled({"v": 0.4, "h": 0.36, "t": 0.3}).values()]
    [0.3774, 0.3396, 0.283]
    """
    whole = sum(weights.values())
    return {key: weight / whole for key, weight in weights.items()}


def _check(matters: Sequence[Matter], weights: Mapping[str, float], lowest: float, highest: float) -> None:
    if not weights or min(weights.values()) < 0 or not sum(weights.values()):
        raise Refusal("Weights are not below zero, and one is above.", found=str(dict(weights)))
    if len({matter.key for matter in matters}) != len(matters):
        raise Refusal("A matter is scored once.")
    for matter in matters:
        for person, scores in matter.scores.items():
            for criterion, given in scores.items():
                if criterion not in weights:
                    raise Refusal("There is no such criterion.", where=matter.key, found=criterion)
                if given is not None and not lowest <= given <= highest:
                    where = f"{matter.key}, {criterion}, by {person}"
                    raise Refusal(f"A score is {lowest:g} to {highest:g}.", where=where, found=f"{given:g}")


def _given(matter: Matter, criterion: str) -> list[float]:
    every = (scores.get(criterion) for scores in matter.scores.values())
    return [given for given in every if given is not None]


def _means(matter: Matter, weights: Mapping[str, float]) -> dict[str, float]:
    given = {criterion: _given(matter, criterion) for criterion in weights}
    return {criterion: sum(each) / len(each) for criterion, each in given.items() if each}


def _score(means: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    counted = {criterion: weights[criterion] for criterion in means}
    if not sum(counted.values()):
        return None
    return sum(weight * means[criterion] for criterion, weight in scaled(counted).items())


def _ranks(scores: Mapping[str, float | None]) -> dict[str, int]:
    """1 the highest; scores that differ by less than rounding share a rank."""
    known = {key: value for key, value in scores.items() if value is not None}
    return {key: 1 + sum(v > value + _SAME for v in known.values()) for key, value in known.items()}


def _changed(
    ranks: Mapping[str, int], means: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> tuple[tuple[str, int, int], ...]:
    now = _ranks({key: _score(mean, weights) for key, mean in means.items()}) if sum(weights.values()) else {}
    return tuple((key, ranks[key], now[key]) for key in ranks if now.get(key, ranks[key]) != ranks[key])


def _scored(
    matter: Matter, means: Mapping[str, float], weights: Mapping[str, float], rank: int | None
) -> Scored:
    given = {criterion: _given(matter, criterion) for criterion in weights}
    people = [
        person for person, scores in matter.scores.items() if any(v is not None for v in scores.values())
    ]
    return Scored(
        key=matter.key,
        score=_score(means, weights),
        rank=rank,
        means=dict(means),
        people=len(people),
        apart=tuple(c for c, each in given.items() if each and max(each) - min(each) >= APART),
        left_out=tuple(c for c, each in given.items() if len(each) < max(len(people), 1)),
    )


def _words(changing: Sequence[Moved], moved: float) -> str:
    if not changing:
        return f"No rank changes when any one weight moves by {moved:.0%}."
    names = ", ".join(dict.fromkeys(move.criterion for move in changing))
    keys = ", ".join(dict.fromkeys(key for move in changing for key, _, _ in move.ranks))
    return f"Ranks change when the weight of {names} moves by {moved:.0%}: {keys}."
