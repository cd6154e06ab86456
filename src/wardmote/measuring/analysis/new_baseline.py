"""Should the months that set what is usual be drawn anew? A proposal that a person accepts, or not.

In: monthly counts and the baseline in force. Out: ``ProposedBaseline``, the newest months
after the baseline, or None. It is proposed when the level has moved: the latest twelve months lie ``MOVED``
or more off what the middle of the baseline would lead one to expect, season and residents counted but no
slope, and further than chance (two sigma). Or when the baseline is so short that it taught neither season
nor slope and ``FOR_A_SEASON`` later months are held, or ended longer than ``LONGEST`` months ago.

Errors: with a month of the latest twelve missing, or fewer than twelve since the baseline, nothing is
proposed.

How it misleads: a level that moved for a bad reason would become the usual one; that is why a person
accepts it, and why nothing is proposed while an exception of the measure is open (the page's own rule).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wardmote.measuring.analysis.signals import Baseline, baseline_of
from wardmote.measuring.analysis.usual_months import FEWEST, FOR_A_SEASON

MOVED = 0.1
LONGEST = 60
_SIGMAS = 2.0


@dataclass(frozen=True)
class ProposedBaseline:
    """``months`` from ``first``; ``change``: how far the latest twelve lie off the baseline's level, as a
    share, and ``moved`` whether that is why.
    """

    first: int
    months: int
    change: float
    moved: bool


def proposed_baseline(
    first: int, counts: Sequence[int | None], *, baseline: Baseline
) -> ProposedBaseline | None:
    """The months to draw a new baseline from; None where the one in force still holds.

    >>> months = [60] * 36 + [80] * 14
    >>> proposed_baseline(24000, months, baseline=Baseline(24000))
    ProposedBaseline(first=24036, months=14, change=0.33, moved=True)
    """
    stop, taught = first + len(counts), baseline_of(first, counts, baseline)
    after = max(baseline.stop, stop - LONGEST)
    later = counts[after - first :]
    held = [n for n in later if n is not None]
    latest = [n for n in later[-FEWEST:] if n is not None]
    if taught is None or len(latest) < FEWEST:
        return None
    level = replace(taught, slope=0.0).together(range(stop - FEWEST, stop))
    if level.mean <= 0:
        return None
    gap = sum(latest) - level.mean
    change = gap / level.mean
    moved = abs(change) >= MOVED and abs(gap) >= _SIGMAS * math.sqrt(level.variance)
    longer = not taught.seasonal and len(held) >= FOR_A_SEASON
    older = stop - baseline.stop >= LONGEST
    found = ProposedBaseline(after, len(later), round(change, 2), moved=moved)
    return found if moved or longer or older else None
