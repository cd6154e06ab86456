"""How much evidence is there that a measure stepped up, and how much asks for a reply?

In: a count of one to three months, what is usual then (``usual_months.Expected``), and how uneven and how
large the measure is. Out: the logarithm of a likelihood ratio, the evidence; and ``Bar``, which all
measures are held to, from a yearly allowance of replies.

Evidence: with f = variance / mean and a = mean / (f - 1), a count x is negative binomial with a under no
change and with r a after a step,

    ln Gamma(x + r a) - ln Gamma(r a) - ln Gamma(x + a) + ln Gamma(a) - (r - 1) a ln f

(Poisson, x ln r - (r - 1) mean, at f = 1). r is the smallest step worth a question: 1 + 0.25 sqrt(12 phi / a
month's usual count), between 1.25 and 8, so that small and uneven measures are asked about large steps.
Where higher is better, 1 / r. Nothing is evidence on the good side.

Bar: h = 2.58 - 0.31 ln(median phi) - 0.7 ln(replies / 2.2) + 0.7 ln(n / 20), fitted to invented quiet
years, and at least ``LEAST``, which one measure alone passes by chance about once in two years. One bar
for all measures spends the allowance where a rise can be seen. Year and target are asked with p instead, a
ninth of the allowance each. ``benchmarks/exceptions.py`` measures what comes of it;
``docs/explanation/exceptions.md``.

Errors: none; a mean of nothing has no evidence.

How it misleads: it is of counts whose level is usual but for chance; a level that wanders looks like a step.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from wardmote.measuring.analysis.targets import HIGHER
from wardmote.measuring.analysis.usual_months import Expected

REPLIES = 2.2
"""How many replies a year chance may ask for, over all measures, where a partnership decided nothing else."""
MEASURES = 20
LEAST = 1.5
STEP, PER, SMALLEST, LARGEST = 0.25, 12.0, 1.25, 8.0
HEIGHT, AT_MOST = 2.58, 0.025


@dataclass(frozen=True)
class Bar:
    """What asks for a reply: ``evidence`` at least, or a chance of at most ``years`` or ``answers``."""

    evidence: float
    years: float
    answers: float


def bar(phis: Sequence[float], *, looks: float, replies: float = REPLIES) -> Bar:
    """The bar for measures of these unevennesses that are looked at ``looks`` times a year, surveys included.

    >>> found = bar([1.0] * 20, looks=240)
    >>> found.evidence, round(found.years, 6), round(found.answers, 6)
    (2.58, 0.001042, 0.009167)
    """
    each = replies / max(looks, 1.0)
    years, answers = min(AT_MOST, each * 0.25 / REPLIES), min(AT_MOST, each)
    if not phis:
        return Bar(math.inf, years, answers)
    height = HEIGHT - 0.31 * math.log(median(phis))
    height += 0.7 * (math.log(len(phis) / MEASURES) - math.log(replies / REPLIES))
    return Bar(max(height, LEAST), years, answers)


def smallest_step(phi: float, monthly: float) -> float:
    """What a level is multiplied by in the smallest step worth a question.

    >>> smallest_step(1.5, 60.0), round(smallest_step(1.5, 3.0), 2), smallest_step(1.0, 0.01)
    (1.25, 1.61, 8.0)
    """
    return min(max(1 + STEP * math.sqrt(PER * phi / max(monthly, 1e-9)), SMALLEST), LARGEST)


def evidence(count: float, expected: Expected, *, times: float, polarity: str) -> float:
    """How many times likelier the count is, in logarithms, had the level stepped to the bad side; 0 on the
    good.

    >>> round(evidence(90, Expected(60.0, 60.0, 1000), times=1.5, polarity="lower"), 3)
    6.492
    """
    mean = expected.mean
    higher = polarity == HIGHER
    if mean <= 0 or (count >= mean if higher else count <= mean):
        return 0.0
    r = 1 / times if higher else times
    f = expected.variance / mean
    if f < 1.0005:
        return max(count * math.log(r) - (r - 1) * mean, 0.0)
    a = mean / (f - 1)
    ratio = math.lgamma(count + r * a) - math.lgamma(r * a) - math.lgamma(count + a) + math.lgamma(a)
    return max(ratio - (r - 1) * a * math.log(f), 0.0)


def least_count(expected: Expected, held_to: Bar, *, times: float, polarity: str) -> int | None:
    """The first count on the bad side that asks for a reply; None where no count can (nothing left to fall).

    >>> least_count(Expected(120.0, 180.0, 100), Bar(2.5, 0, 0), times=1.25, polarity="lower")
    152
    """
    start = round(expected.mean)
    counts = range(start, -1, -1) if polarity == HIGHER else range(start, 5 * start + 100)
    return next(
        (n for n in counts if evidence(n, expected, times=times, polarity=polarity) >= held_to.evidence), None
    )
