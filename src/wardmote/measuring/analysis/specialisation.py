"""Does something gather here? Its share here against its share elsewhere, or among other records.

In: four whole counts: ``count`` of ``base`` here, ``count_other`` of
``base_other`` there. Out: ``ShareContrast``, the ratio of the two shares with
its interval and a two-sided p.

``share_contrast`` sets two separate sets of rows side by side: interval on the
logarithm of the ratio (Katz and others 1978), p by Fisher's exact test
(chi-square from ``EXACT_TO`` rows). ``location_quotient`` asks (a/A)/(b/B) of an
area that is part of the town (domain notes 3.24): the same rows are in both, so
its interval counts them once (delta method) and its p sets the area against
the rest of the town.

Errors: an empty side or a share of nothing is ``undefined``; a location
quotient with any count below ``FEWEST`` is ``insufficient``; a count above its
base is a ``Refusal``.

How it misleads: flags and places are recorded more fully for some records than
for others; a high share of a small whole is still a small number; a ratio above
one says "more than its share", not "much".
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import scipy

from wardmote.measuring.analysis.distributions import Z_95
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 20
EXACT_TO = 10_000


@dataclass(frozen=True, kw_only=True)
class ShareContrast(Result):
    """``value`` = ``share`` / ``share_other``."""

    share: float
    share_other: float
    p: float


def share_contrast(count: int, base: int, count_other: int, base_other: int) -> ShareContrast:
    """``count`` of ``base`` against ``count_other`` of ``base_other``, two separate sets of rows.

    >>> unlit = share_contrast(50, 100, 25, 100)
    >>> unlit.value, [round(limit, 2) for limit in unlit.interval], round(unlit.p, 4)
    (2.0, [1.35, 2.96], 0.0004)
    """
    _check((count, base), (count_other, base_other))
    if not (count and base and count_other and base_other):
        reason = "One side has no rows." if not (base and base_other) else "One side has none of them."
        share, other = count / max(base, 1), count_other / max(base_other, 1)
        p = _p_value(count, base, count_other, base_other)
        n = base + base_other
        return ShareContrast(status=Status.UNDEFINED, reason=reason, n=n, share=share, share_other=other, p=p)
    share, other = count / base, count_other / base_other
    spread = math.exp(Z_95 * math.sqrt(1 / count - 1 / base + 1 / count_other - 1 / base_other))
    return ShareContrast(
        value=share / other,
        interval=(share / other / spread, share / other * spread),
        n=base + base_other,
        assumptions=("independent_events",),
        share=share,
        share_other=other,
        p=_p_value(count, base, count_other, base_other),
    )


def location_quotient(here: int, all_here: int, town: int, all_town: int) -> ShareContrast:
    """(a/A)/(b/B) with the area part of the town; insufficient when any of the four is under ``FEWEST``.

    >>> location_quotient(60, 200, 300, 5000).value
    5.0
    """
    _check((here, all_here), (town, all_town), (here, town), (all_here, all_town))
    if min(here, all_here, town, all_town) < FEWEST:
        reason = f"One of the four counts is under {FEWEST}: too few to compare shares."
        few = Status.INSUFFICIENT
        return ShareContrast(status=few, reason=reason, n=all_here, share=0.0, share_other=0.0, p=1.0)
    share, other = here / all_here, town / all_town
    spread = math.exp(Z_95 * math.sqrt(_nested_variance(here, all_here, town, all_town)))
    return ShareContrast(
        value=share / other,
        interval=(share / other / spread, share / other * spread),
        n=all_here,
        assumptions=("independent_events",),
        share=share,
        share_other=other,
        p=_p_value(here, all_here, town - here, all_town - all_here),
    )


def _nested_variance(here: int, all_here: int, town: int, all_town: int) -> float:
    """Variance of the logarithm of the quotient, the area being weight w of the town."""
    share, other, w = here / all_here, town / all_town, all_here / all_town
    own = (1 / share - w / other) ** 2 * share * (1 - share) / all_here
    if all_town == all_here:
        return own
    rest = (town - here) / (all_town - all_here)
    return own + ((1 - w) / other) ** 2 * rest * (1 - rest) / (all_town - all_here)


@lru_cache(maxsize=4096)  # a draft made again, or for other readers, sets the same counts side by side
def _p_value(count: int, base: int, count_other: int, base_other: int) -> float:
    table = [[count, base - count], [count_other, base_other - count_other]]
    if 0 in (base, base_other, count + count_other, base + base_other - count - count_other):
        return 1.0
    if base + base_other < EXACT_TO:
        return float(scipy.stats.fisher_exact(table).pvalue)
    return float(scipy.stats.chi2_contingency(table).pvalue)


def _check(*pairs: tuple[int, int]) -> None:
    for part, whole in pairs:
        if not 0 <= part <= whole:
            raise Refusal("A part is not below zero and not more than its whole.", found=f"{part} of {whole}")
