"""Did a share change? Counts of a part and its whole, month by month, in two separate periods.

In: for each month of a period the part and the whole, both whole numbers. Out: ``ShareChange``, the share now
less the share before (0.01 is one percentage point) with its 95 % interval, a two-sided p, and the two shares
with their counts. ``share_words`` gives the fixed word of each of several that are judged together.

Months differ by more than chance: the variance of a share is ``dispersion`` times that of chance, learned
from the months of both periods around their own period's share (Pearson's statistic over its degrees of
freedom, never below 1; McCullagh and Nelder 1989, 4.5), and Student's t allows for how few months taught it.
The interval is Newcombe's hybrid of two Wilson intervals (Newcombe 1998, method 10) of as many rows as the
dispersion leaves. Words allow for all shares compared together (Holm 1979).

Errors: fewer than ``FEWEST_MONTHS`` months or ``FEWEST`` rows on a side are ``insufficient``; a part above
its whole is a ``Refusal``.

How it misleads: it knows nothing of shares that are not ripe yet; the caller leaves those months out.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, FALSE_FINDINGS, NO_CLEAR_CHANGE
from wardmote.measuring.analysis.distributions import normal_sf, t_ppf, t_sf
from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.analysis.multiplicity import holm
from wardmote.measuring.analysis.result import Result, Status

FEWEST_MONTHS, FEWEST = 6, 20
LEAST_POINTS = 0.01
Months = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class ShareChange(Result):
    """``value`` = ``share`` - ``share_before``; a share is None where its whole is too small to give it."""

    share: float | None
    share_before: float | None
    count: int
    base: int
    count_before: int
    base_before: int
    dispersion: float = 1.0
    p: float = 1.0
    words: str = ""


def share_change(before: Months, now: Months) -> ShareChange:
    """Each month as (part, whole); months without rows teach nothing.

    >>> found = share_change([(8, 14)] * 6, [(8, 14)] * 6)
    >>> found.value, found.dispersion
    (0.0, 1.0)
    """
    (a, n), (b, m) = _summed(now), _summed(before)
    shares: dict[str, Any] = {
        "share": a / n if n >= FEWEST else None,
        "share_before": b / m if m >= FEWEST else None,
        "count": a,
        "base": n,
        "count_before": b,
        "base_before": m,
    }
    degrees = sum(1 for _, whole in (*before, *now) if whole) - 2
    if degrees + 2 < FEWEST_MONTHS or min(n, m) < FEWEST:
        reason = (
            f"{min(n, m):,} rows on one side are too few to compare a share."
            if min(n, m) < FEWEST
            else f"{degrees + 2} months are too few to tell how much this share varies by itself."
        )
        return ShareChange(n=n + m, status=Status.INSUFFICIENT, reason=reason, **shares)
    dispersion = max(1.0, (_uneven(before) + _uneven(now)) / degrees)
    reach = float(t_ppf(0.975, degrees))
    together = (a + b) / (n + m)
    error = math.sqrt(dispersion * together * (1 - together) * (1 / n + 1 / m))
    p = min(1.0, 2 * float(t_sf(abs(a / n - b / m) / error, degrees))) if error else 1.0
    return ShareChange(
        value=a / n - b / m,
        interval=difference_limits((a, n), (b, m), dispersion=dispersion, reach=reach),
        n=n + m,
        assumptions=("independent_events", "months_alike"),
        caveats=("overdispersed",) if dispersion > 1 else (),
        dispersion=dispersion,
        p=p,
        **shares,
    )


def difference_limits(
    one: tuple[int, int], other: tuple[int, int], *, dispersion: float = 1.0, reach: float | None = None
) -> tuple[float, float]:
    """Newcombe's limits of the share of ``one`` less that of ``other``, each (part, whole).

    >>> [round(limit, 4) for limit in difference_limits((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    confidence = 0.95 if reach is None else 1 - 2 * float(normal_sf(reach))
    (a, n), (b, m) = one, other
    p, q = a / n, b / m
    low, high = wilson(a / dispersion, n / dispersion, confidence=confidence)
    low_other, high_other = wilson(b / dispersion, m / dispersion, confidence=confidence)
    return (
        p - q - math.hypot(p - low, high_other - q),
        p - q + math.hypot(high - p, q - low_other),
    )


def share_words(found: Iterable[ShareChange]) -> tuple[str, ...]:
    """The fixed word of each, allowing for all of them; "" for one that cannot be said."""
    every = tuple(found)
    told = [each for each in every if each.status == Status.OK]
    together = dict(zip(map(id, told), holm([each.p for each in told]), strict=True))
    return tuple(_word(each, together[id(each)]) if id(each) in together else "" for each in every)


def _word(found: ShareChange, p: float) -> str:
    assert found.value is not None
    assert found.interval is not None
    low, high = found.interval
    if p > FALSE_FINDINGS or low <= 0 <= high or abs(found.value) < LEAST_POINTS:
        return NO_CLEAR_CHANGE
    return CLEAR_RISE if found.value > 0 else CLEAR_FALL


def _summed(months: Months) -> tuple[int, int]:
    return sum(part for part, _ in months), sum(whole for _, whole in months)


def _uneven(months: Months) -> float:
    """Pearson's statistic of the months around the share of all of them."""
    part, whole = _summed(months)
    share = part / whole
    if share in (0.0, 1.0):
        return 0.0
    return sum((x - n * share) ** 2 / (n * share * (1 - share)) for x, n in months if n)
