"""Does something stand out here? Its share here against its share elsewhere, or of other records.

In: four whole counts. Out: the ratio of two shares with an interval and a
two-sided p (Fisher's exact below 10,000 rows, else chi-square). The location quotient (a/A)/(b/B)
asks the same of a flag in an area against the town (domain notes 3.24).
Misleads when flags or places are recorded more fully for some records.
"""

import math
from dataclasses import dataclass

from scipy import stats

from wardmote.measuring.analysis.result import Result, Status

FEWEST = 20
_Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True, kw_only=True)
class ShareContrast(Result):
    """``value`` = ``share`` / ``share_other``."""

    share: float
    share_other: float
    p: float


def share_contrast(count: int, base: int, count_other: int, base_other: int) -> ShareContrast:
    """``count`` of ``base`` against ``count_other`` of ``base_other``, two separate sets of rows.

    >>> round(share_contrast(50, 100, 25, 100).value, 1)
    2.0
    """
    if base <= 0 or base_other <= 0:
        return ShareContrast(
            status=Status.UNDEFINED, reason="One side has no rows.", n=base + base_other, share=0.0, share_other=0.0, p=1.0
        )
    share, other = count / base, count_other / base_other
    p = _p_value(count, base, count_other, base_other)
    if count == 0 or count_other == 0:
        return ShareContrast(
            status=Status.UNDEFINED,
            reason="One side has none, so there is no ratio.",
            n=base + base_other,
            share=share,
            share_other=other,
            p=p,
        )
    value = share / other
    spread = math.exp(_Z * math.sqrt(1 / count - 1 / base + 1 / count_other - 1 / base_other))
    return ShareContrast(
        value=value,
        interval=(value / spread, value * spread),
        n=base + base_other,
        share=share,
        share_other=other,
        p=p,
    )


def location_quotient(here: int, all_here: int, town: int, all_town: int) -> ShareContrast:
    """(a/A)/(b/B) with the area part of the town; insufficient when any of the four is under 20.

    >>> round(location_quotient(60, 200, 300, 5000).value, 1)
    5.0
    """
    if min(here, all_here, town, all_town) < FEWEST:
        return ShareContrast(
            status=Status.INSUFFICIENT,
            reason="Fewer than 20 rows in one of the counts.",
            n=all_here,
            share=0.0,
            share_other=0.0,
            p=1.0,
        )
    return share_contrast(here, all_here, town, all_town)


def _p_value(count: int, base: int, count_other: int, base_other: int) -> float:
    table = [[count, base - count], [count_other, base_other - count_other]]
    if count + count_other == 0 or (base - count) + (base_other - count_other) == 0:
        return 1.0
    if base + base_other < 10_000:
        return float(stats.fisher_exact(table).pvalue)
    return float(stats.chi2_contingency(table).pvalue)
