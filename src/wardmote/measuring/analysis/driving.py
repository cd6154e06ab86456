"""Who drives a change: which parts of a whole moved otherwise than the rest of it.

In: counts by part (areas, classes, hours) for two periods of equal length; the
parts do not overlap. Out: ``Driven``: each part's counts, its points of the
whole's change, and the parts that moved otherwise than all the others together.

Points: (now - before of the part) / (before of the whole) x 100 (domain notes
3.6). Parts that stand out are found one at a time: the part least like all the
others together (Fisher's exact test of its now and before against theirs) is
named and set aside while its p, times the number of parts left, is at most
``MOST_P`` and its ratio differs from theirs by ``WORTHWHILE``; then the others
are asked again without it, so that one part cannot make the rest look odd. For
parts of one kind (areas), ``SPREAD_FROM`` or more of them, the middle spread of
how they moved (median absolute deviation, as in ``area_rates``) widens the test:
where all jump about, one must jump further. So "nothing stands out: it moved
alike everywhere" is an answer.

Errors: a whole that was zero before is ``undefined``; fewer than ``FEWEST``
rows in both periods together, or one part alone, are ``insufficient``; negative
counts are a ``Refusal``.

How it misleads: with few parts, or parts of different kinds, rows are taken as
independent, and one offender or one victim can make many (simulated with counts
that vary by 1.5 times chance, one of 4 or 7 unchanged parts is named in 13 % of
tables, of 13 or 52 areas in 6 to 8 %); a large part has many points without standing out; with enough
parts chance alone makes a few large differences, which the control allows for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from wardmote.measuring.analysis.distributions import normal_isf, normal_sf
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 20
MOST_P = 0.05
WORTHWHILE = 0.2
SPREAD_FROM = 8
NORMAL_MAD = 1.4826
LEARNED_FROM_FEW = 2.0

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Driven(Result):
    """``value`` percent change of the whole; the points of ``rows`` add up to it.

    ``rows``: part, before, now, points, p (allowing for the number of parts), largest points first
    whatever the sign. ``standing_out``: parts that moved otherwise than the others, clearest first.
    ``spread``: variance of the parts' movements over that of chance, never below 1.
    """

    before: int
    now: int
    rows: tuple[Mapping[str, Any], ...] = ()
    standing_out: tuple[str, ...] = ()
    spread: float = 1.0


def drive(before: Mapping[str, int], now: Mapping[str, int], *, of_one_kind: bool = False) -> Driven:
    """Every part seen in either period, against all the others together.

    >>> found = drive({"north": 100, "south": 100, "east": 100}, {"north": 100, "south": 40, "east": 100})
    >>> found.value, found.standing_out, [round(row["points"]) for row in found.rows]
    (-20.0, ('south',), [-20, 0, 0])
    >>> drive({"north": 100, "south": 100}, {"north": 80, "south": 82}).standing_out
    ()
    """
    if any(count < 0 for count in (*before.values(), *now.values())):
        raise Refusal("A count is not below zero.", found=f"{dict(before)} and {dict(now)}")
    start, end = sum(before.values()), sum(now.values())
    keys = sorted(key for key in {*before, *now} if before.get(key, 0) + now.get(key, 0))
    reason = _too_little(start, end, len(keys))
    if reason:
        status = Status.INSUFFICIENT if start else Status.UNDEFINED
        return Driven(status=status, reason=reason, n=start + end, before=start, now=end)
    counts = {key: (before.get(key, 0), now.get(key, 0)) for key in keys}
    spread = _spread(counts) if of_one_kind else 1.0
    out, judged = _one_at_a_time(counts, spread)
    ordered = sorted(keys, key=lambda key: (-abs(counts[key][1] - counts[key][0]), key))
    rows = tuple(_row(key, counts[key], start, judged[key]) for key in ordered)
    return Driven(
        value=(end - start) / start * 100,
        n=start + end,
        assumptions=("independent_events", "classes_do_not_overlap"),
        before=start,
        now=end,
        rows=rows,
        standing_out=out,
        spread=spread,
    )


def _too_little(start: int, end: int, parts: int) -> str:
    if not start:
        return "Nothing was counted in the earlier period, so no change can be put in percent."
    if start + end < FEWEST:
        return f"{start + end} in both periods together are too few to say what drove a change."
    return "" if parts > 1 else "Everything lies in one part, so there is nothing to divide."


def _row(key: str, counts: tuple[int, int], start: int, p: float) -> dict[str, Any]:
    was, is_now = counts
    return {
        "part": key,
        "before": was,
        "now": is_now,
        "points": (is_now - was) / start * 100,
        "p": float(p),
    }


def _one_at_a_time(counts: Counts, spread: float) -> tuple[tuple[str, ...], Mapping[str, float]]:
    """The parts set aside, clearest first, and every part's p when it was last asked."""
    left, judged = dict(counts), dict.fromkeys(counts, 1.0)
    out: list[str] = []
    while len(left) > 1:
        whole = sum(was for was, _ in left.values()), sum(is_now for _, is_now in left.values())
        judged |= {key: min(_p(*counts[key], *whole, spread) * len(left), 1.0) for key in left}
        first = min(left, key=lambda key: (judged[key], -abs(counts[key][1] - counts[key][0]), key))
        if judged[first] > MOST_P or _otherwise(*counts[first], *whole) < WORTHWHILE:
            break
        out.append(first)
        del left[first]
    return tuple(out), judged


def _spread(counts: Counts) -> float:
    """How much more than chance the parts' movements differ in their middle; 1 where they are few."""
    if len(counts) < SPREAD_FROM:
        return 1.0
    was, is_now = (np.array(column, float) for column in zip(*counts.values(), strict=True))
    share = is_now.sum() / (was.sum() + is_now.sum())
    if not 0 < share < 1:
        return 1.0
    z = (is_now - (was + is_now) * share) / np.sqrt((was + is_now) * share * (1 - share))
    middle = NORMAL_MAD * float(np.median(np.abs(z - np.median(z))))
    return max(1.0, middle**2 * (1 + LEARNED_FROM_FEW / len(z)))


def _p(was: int, is_now: int, start: int, end: int, spread: float) -> float:
    """Two-sided p that the part's share of both periods is the same, where parts differ by ``spread``."""
    p = float(scipy.stats.fisher_exact([[is_now, was], [end - is_now, start - was]]).pvalue)
    if spread == 1.0 or p >= 1.0:
        return min(p, 1.0)
    return float(2 * normal_sf(normal_isf(p / 2) / spread**0.5))


def _otherwise(was: int, is_now: int, start: int, end: int) -> float:
    """How far the part's ratio lies from the others', as a share of theirs."""
    others_was, others_now = start - was, end - is_now
    if not was or not others_was or not others_now:
        return 1.0
    return abs((is_now / was) / (others_now / others_was) - 1)
