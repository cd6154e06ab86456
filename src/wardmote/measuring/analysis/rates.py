"""Rates and shares: a count over the right base, never without both.

In: counts of one period and the base they are set over (residents, households,
visits: the caller names it and its year). Out: ``Rate`` per ``per`` of the
base, ``RateRatio`` of two rates, ``Proportion`` (0 to 1), each with its counts
beside it. A part of a year is not scaled up to a year.

Limits: Byar or exact Poisson for a rate, Wilson for a share, the logarithm of
the rate ratio (exact below 10) for a ratio; see ``intervals``. The base is
taken as known. A share of fewer than ``FEWEST`` is not given: its counts are.

Errors: nothing to divide by is ``undefined``, never an exception; negative
counts and a part larger than its whole are ``Refusal``.

Source: Breslow and Day 1987; APHO Technical Briefing 3 (2008); domain notes 3.3, 3.4.

How it misleads: residents are the wrong base where visitors outnumber them, as
in a town centre; a base of another year moves the rate without any crime; a
percentage of a small base looks as sure as one of a large base.
"""

from dataclasses import dataclass

from wardmote.measuring.analysis.intervals import count_limits, ratio_limits, wilson
from wardmote.measuring.analysis.result import Result, Status

FEWEST = 20


@dataclass(frozen=True, kw_only=True)
class Rate(Result):
    """``value`` events for every ``per`` of the denominator."""

    count: int
    denominator: float
    denominator_kind: str
    per: int


@dataclass(frozen=True, kw_only=True)
class RateRatio(Result):
    """``value`` own rate / reference rate."""

    count: int
    denominator: float
    reference_count: int
    reference_denominator: float


@dataclass(frozen=True, kw_only=True)
class Proportion(Result):
    """``value`` 0 to 1; ``count`` of ``n``, which are given even where the share is not."""

    count: int


def rate(count: int, denominator: float, *, per: int = 1000, denominator_kind: str = "residents") -> Rate:
    """Events for every ``per`` of the denominator.

    >>> arson = rate(256, 80_000, per=10_000)
    >>> round(arson.value, 1), [round(limit, 2) for limit in arson.interval]
    (32.0, [28.2, 36.17])
    """
    low, high = count_limits(count)
    usable = denominator > 0
    return Rate(
        value=count * per / denominator if usable else None,
        interval=(low * per / denominator, high * per / denominator) if usable else None,
        n=count,
        assumptions=("independent_events", "denominator_known"),
        status=Status.OK if usable else Status.UNDEFINED,
        reason="" if usable else f"There are no {denominator_kind} to set the count over.",
        count=count,
        denominator=denominator,
        denominator_kind=denominator_kind,
        per=per,
    )


def rate_ratio(
    count: int, denominator: float, reference_count: int, reference_denominator: float
) -> RateRatio:
    """Own rate over the reference's; undefined when the reference counts nothing or a base is missing.

    >>> rate_ratio(10, 1000, 0, 1000).status
    <Status.UNDEFINED: 'undefined'>
    """
    usable = reference_count > 0 and denominator > 0 and reference_denominator > 0
    exposure = denominator / reference_denominator if usable else 1.0
    reason = "" if usable else "There is nothing to divide by: no events or no denominator to compare with."
    return RateRatio(
        value=count / reference_count / exposure if usable else None,
        interval=ratio_limits(count, reference_count, exposure=exposure) if usable else None,
        n=count + reference_count,
        assumptions=("independent_events", "denominator_known"),
        status=Status.OK if usable else Status.UNDEFINED,
        reason=reason,
        count=count,
        denominator=denominator,
        reference_count=reference_count,
        reference_denominator=reference_denominator,
    )


def proportion(x: int, n: int) -> Proportion:
    """The share x of n with Wilson's interval; no share of a base below ``FEWEST``.

    >>> proportion(65, 100).value
    0.65
    >>> proportion(5, 8).reason
    '8 are too few for a percentage; the counts are 5 of 8.'
    """
    interval = wilson(x, n)
    if n < FEWEST:
        return Proportion(
            n=n,
            status=Status.INSUFFICIENT if n else Status.UNDEFINED,
            reason=f"{n} are too few for a percentage; the counts are {x} of {n}."
            if n
            else "There is nothing to take a share of.",
            count=x,
        )
    return Proportion(value=x / n, interval=interval, n=n, assumptions=("independent_events",), count=x)
