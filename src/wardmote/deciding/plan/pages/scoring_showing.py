"""What a scoring round comes to, as people read it: means, ranks, how far apart, what weights would change.

In: a round. Out: ``Outcome``, counted by ``analysis.scoring`` and put in words. Whoever has not scored every
matter of an open round sees no other person's scores: ``seen_by`` says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wardmote.deciding.plan.models import Score, ScoredDecision, ScoringMatter, ScoringRound
from wardmote.deciding.plan.rules import scoring as rules
from wardmote.measuring.analysis.scoring import MOVED, Matter, Scored, Scoring, score
from wardmote.measuring.documents.model import Sheet


@dataclass(frozen=True)
class Stood:
    """A matter with its score, its rank and the last decision on it."""

    matter: ScoringMatter
    scored: Scored
    apart: str
    decision: ScoredDecision | None


@dataclass(frozen=True)
class MovedWeight:
    """One weight moved a fifth up or down: the scores then, as ``stood`` is ordered, and changed ranks."""

    criterion: str
    way: str
    scores: tuple[str, ...]
    words: str
    changes: bool


@dataclass(frozen=True)
class Outcome:
    """``stood`` in the order of the scores; ``grid`` the four-by-four view, harm down and volume across."""

    people: int
    stood: tuple[Stood, ...]
    moved: tuple[MovedWeight, ...]
    words: str
    grid: tuple[tuple[str, tuple[str, ...]], ...]


def weights_of(known: ScoringRound) -> dict[str, float]:
    return {each["key"]: float(each["weight"]) for each in known.criteria}


def names_of(known: ScoringRound) -> dict[str, str]:
    return {each["key"]: each["name"] for each in known.criteria}


def scores_of(known: ScoringRound) -> list[Score]:
    return list(Score.objects.filter(matter__round=known))


def has_scored(matters: Sequence[ScoringMatter], scores: Sequence[Score], person: int) -> bool:
    """Whether a person has given every matter something."""
    mine = {each.matter_id for each in scores if each.person_id == person}
    return bool(matters) and all(each.pk in mine for each in matters)


def seen_by(
    known: ScoringRound, matters: Sequence[ScoringMatter], scores: Sequence[Score], person: int
) -> bool:
    """Whether this person may see what others gave: once the round is closed, or they scored every matter."""
    return known.closed or has_scored(matters, scores, person)


def outcome(known: ScoringRound, matters: Sequence[ScoringMatter], scores: Sequence[Score]) -> Outcome:
    """What the scores come to under the round's weights."""
    weights, names = weights_of(known), names_of(known)
    titles = {each.key: each.title for each in matters}
    given = [Matter(each.key, _by_person(each, scores)) for each in matters]
    counted = score(given, weights)
    last = ScoredDecision.objects.filter(matter__round=known).now()
    by_key = {each.key: each for each in matters}
    stood = tuple(
        Stood(by_key[each.key], each, _apart(each, names), last.get(by_key[each.key].pk))
        for each in counted.matters
    )
    moved = tuple(
        _moved(counted, score(given, {**weights, move.criterion: weights[move.criterion] * (1 + move.by)}),
               move.by, (names[move.criterion], titles))
        for move in counted.sensitivity
        if weights[move.criterion] and len(weights) > 1
    )  # fmt: skip
    return Outcome(
        people=len({each.person_id for each in scores}),
        stood=stood,
        moved=moved,
        words=_words(moved) if counted.n else counted.reason,
        grid=_grid(stood),
    )


def _by_person(matter: ScoringMatter, scores: Sequence[Score]) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    for each in scores:
        if each.matter_id == matter.pk:
            found.setdefault(str(each.person_id), {})[each.criterion] = each.value
    return found


def _apart(scored: Scored, names: Mapping[str, str]) -> str:
    if scored.people < 2:
        return "one person only" if scored.people else ""
    if not scored.apart:
        return "close together"
    return "far apart on " + ", ".join(names[key].lower() for key in scored.apart)


def _moved(now: Scoring, then: Scoring, by: float, names: tuple[str, Mapping[str, str]]) -> MovedWeight:
    criterion, titles = names
    before = {each.key: each.rank for each in now.matters}
    changed = [
        f"{titles[each.key]} from {before[each.key]} to {each.rank}"
        for each in then.matters
        if each.rank != before[each.key]
    ]
    score_then = {each.key: each.score for each in then.matters}
    return MovedWeight(
        criterion=criterion,
        way=f"{MOVED:.0%} {'more' if by > 0 else 'less'}",
        scores=tuple(_two(score_then[each.key]) for each in now.matters),
        words="; ".join(changed) or "no rank changes",
        changes=bool(changed),
    )


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _words(moved: Sequence[MovedWeight]) -> str:
    changing = list(dict.fromkeys(each.criterion for each in moved if each.changes))
    if not changing:
        return f"No rank changes when any one weight moves by {MOVED:.0%}."
    if len(changing) > 3:
        return f"Ranks change when one of {len(changing)} weights moves by {MOVED:.0%}: see below."
    return f"Ranks change when the weight of {', '.join(changing)} moves by {MOVED:.0%}."


def _grid(stood: Sequence[Stood]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Rows of harm from 4 down, columns of volume from 1 up: the matters whose rounded means lie there."""
    steps = range(rules.LOWEST, rules.HIGHEST + 1)
    where: dict[tuple[int, int], list[str]] = {}
    for each in stood:
        harm, volume = (each.scored.means.get(key) for key in (rules.IMPACT, rules.LIKELIHOOD))
        if harm is not None and volume is not None:
            where.setdefault((int(harm + 0.5), int(volume + 0.5)), []).append(each.matter.title)
    if not where:
        return ()
    return tuple(
        (f"Harm {harm}", tuple("; ".join(where.get((harm, volume), ())) for volume in steps))
        for harm in reversed(steps)
    )


def decided_words(decision: ScoredDecision | None) -> str:
    """Chosen at a place, not chosen, or not decided yet."""
    if decision is None:
        return "not decided"
    return f"chosen, place {decision.place}" if decision.chosen else "not chosen"


def round_table(known: ScoringRound, found: Outcome) -> Sheet:
    """The round for a spreadsheet: each matter with its means, score, rank and what was decided."""
    names = names_of(known)
    invented = ("Invented",) if known.invented else ()
    heads = ("Matter", "Findings", *(f"{name}, mean" for name in names.values()), "Score", "Rank", "People",
             "How far apart", "Decided", "Reason", "By", *invented)  # fmt: skip
    rows = ((*_row(each, list(names)), *("yes" for _ in invented)) for each in found.stood)
    caption = f"{known.title} (invented)" if known.invented else known.title
    return Sheet(caption, heads, rows)


def _row(each: Stood, criteria: Sequence[str]) -> list[Any]:
    scored, decision = each.scored, each.decision
    means = (scored.means.get(key) for key in criteria)
    return [
        each.matter.title,
        "; ".join(item["id"] for item in each.matter.findings),
        *(_two(mean) for mean in means),
        _two(scored.score),
        "" if scored.rank is None else str(scored.rank),
        str(scored.people), each.apart, decided_words(decision),
        decision.reason if decision else "", decision.by if decision else "",
    ]  # fmt: skip
