"""Who drives a change: which parts of a whole moved otherwise than the rest of it.

In: counts by part (areas, classes, hours) for two periods of equal length; the
parts do not overlap. Out: ``Driven``: each part's counts, its points of the
whole's change, and the parts that moved otherwise than all the others together.

Points: (now - before of the part) / (before of the whole) x 100 (domain notes
3.6). Parts that stand out are found one at a time: the part least like all the
others together (Fisher's exact test of its now and before against theirs) is
named and set aside while its p, times the number of parts left, is at most
``MOST_P`` and its ratio differs from theirs by ``WORTHWHILE``; then the others
are asked again without it, so that one part cannot make the rest look odd. So
"nothing stands out: all moved alike" is an answer. Areas are judged by their
months instead (``moves``).

Errors: a whole that was zero before is ``undefined``; fewer than ``FEWEST``
rows in both periods together, or one part alone, are ``insufficient``; negative
counts are a ``Refusal``.

How it misleads: rows are taken as independent, and one offender or one victim can
make many (simulated with counts that vary by 1.5 times chance, one of 4 or 7
unchanged parts is named in 13 % of tables); a large part has many points without
standing out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import scipy

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 20
MOST_P = 0.05
WORTHWHILE = 0.2

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Driven(Result):
    """``value`` percent change of the whole; the points of ``rows`` add up to it.

    ``rows``: part, before, now, points, p (allowing for the number of parts), largest points first
    whatever the sign. ``standing_out``: parts that moved otherwise than the others, clearest first.
    """

    before: int
    now: int
    rows: tuple[Mapping[str, Any], ...] = ()
    standing_out: tuple[str, ...] = ()


def drive(before: Mapping[str, int], now: Mapping[str, int]) -> Driven:
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
    out, judged = _one_at_a_time(counts)
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


def _one_at_a_time(counts: Counts) -> tuple[tuple[str, ...], Mapping[str, float]]:
    """The parts set aside, clearest first, and every part's p when it was last asked."""
    left, judged = dict(counts), dict.fromkeys(counts, 1.0)
    out: list[str] = []
    while len(left) > 1:
        whole = sum(was for was, _ in left.values()), sum(is_now for _, is_now in left.values())
        judged |= {key: min(_p(*counts[key], *whole) * len(left), 1.0) for key in left}
        first = min(left, key=lambda key: (judged[key], -abs(counts[key][1] - counts[key][0]), key))
        if judged[first] > MOST_P or _otherwise(*counts[first], *whole) < WORTHWHILE:
            break
        out.append(first)
        del left[first]
    return tuple(out), judged


@lru_cache(maxsize=4096)  # as in specialisation: a draft made again asks the same
def _p(was: int, is_now: int, start: int, end: int) -> float:
    """Two-sided p that the part's share of both periods is the same."""
    p = float(scipy.stats.fisher_exact([[is_now, was], [end - is_now, start - was]]).pvalue)
    return min(p, 1.0)


def _otherwise(was: int, is_now: int, start: int, end: int) -> float:
    """How far the part's ratio lies from the others', as a share of theirs."""
    others_was, others_now = start - was, end - is_now
    if not was or not others_was or not others_now:
        return 1.0
    return abs((is_now / was) / (others_now / others_was) - 1)
