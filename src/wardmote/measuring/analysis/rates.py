"""Rates, their ratio, and shares, each with its interval and named denominator.

In: counts of rows and the people, households or visits they belong to. Out:
``Rate`` per 1,000 (or ``per``), ``RateRatio``, ``Share``. Byar or exact limits
for rates, Wilson for shares (APHO Technical Briefing 3; Newcombe 1998), R
exp(+/- z sqrt(1/a + 1/b)) for ratios. Misleads where the people at risk are
not the denominator: residents of a town centre, households for shop theft.
"""

import math
from dataclasses import dataclass

from scipy import stats

from wardmote.measuring.analysis.intervals import count_limits, wilson
from wardmote.measuring.analysis.result import Result, Status

SMALLEST_BASE = 20
_Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True, kw_only=True)
class Rate(Result):
    """``value`` per ``per`` of the denominator."""

    count: int
    denominator: float
    denominator_kind: str
    per: int


@dataclass(frozen=True, kw_only=True)
class RateRatio(Result):
    """``value`` the first rate divided by the reference rate."""

    count: int
    reference_count: int


@dataclass(frozen=True, kw_only=True)
class Share(Result):
    """``value`` between 0 and 1; never shown on a base under ``SMALLEST_BASE``."""

    count: int


def rate(count: int, denominator: float, *, per: int = 1000, denominator_kind: str = "residents") -> Rate:
    """Rows for every ``per`` of the denominator.

    >>> result = rate(256, 80_000, per=10_000)
    >>> result.value, [round(limit, 2) for limit in result.interval]
    (32.0, [28.2, 36.17])
    """
    fields = {"count": count, "denominator": denominator, "denominator_kind": denominator_kind, "per": per}
    if denominator <= 0:
        return Rate(
            status=Status.UNDEFINED,
            reason=f"There are no {denominator_kind} to divide by.",
            n=count,
            **fields,  # type: ignore[arg-type]
        )
    low, high = count_limits(count)
    return Rate(
        value=count / denominator * per,
        interval=(low / denominator * per, high / denominator * per),
        n=count,
        **fields,  # type: ignore[arg-type]
    )


def rate_ratio(
    count: int, denominator: float, reference_count: int, reference_denominator: float
) -> RateRatio:
    """One rate against another, 95 % interval on the log scale.

    >>> round(rate_ratio(85, 1, 110, 1).value, 3)
    0.773
    """
    if min(count, reference_count) == 0 or min(denominator, reference_denominator) <= 0:
        return RateRatio(
            status=Status.UNDEFINED,
            reason="One side has no rows or nobody at risk, so there is no ratio.",
            n=count + reference_count,
            count=count,
            reference_count=reference_count,
        )
    value = (count / denominator) / (reference_count / reference_denominator)
    spread = math.exp(_Z * math.sqrt(1 / count + 1 / reference_count))
    return RateRatio(
        value=value,
        interval=(value / spread, value * spread),
        n=count + reference_count,
        count=count,
        reference_count=reference_count,
    )


def proportion(count: int, base: int) -> Share:
    """A share of a base with Wilson's interval; insufficient under 20.

    >>> proportion(3, 12).status
    <Status.INSUFFICIENT: 'insufficient'>
    """
    if base < SMALLEST_BASE:
        return Share(
            status=Status.INSUFFICIENT, reason=f"{base} is too small a base for a percentage.", n=base, count=count
        )
    return Share(value=count / base, interval=wilson(count, base), n=base, count=count)
