"""What a survey can say: estimates that allow for its weights, and the gap between two questions.

In: weights and yes/no answers of those in a question's base (the caller decides
once what "don't know" is), or a published share with its n and design effect.
Out: ``Estimate`` (0 to 1), and ``Gap`` in percentage points, never in percent.

Design effect n sum(w^2) / (sum w)^2 (Kish 1965); n_eff = n / deff; Wilson's
interval on n_eff. A difference has the variance p1 q1 / n_eff1 + p2 q2 / n_eff2,
less twice the covariance when the same people answered both questions. The
smallest change a survey can see: (1.96 + z of the power) standard errors.
Domain notes 3.17, 4.6.

Errors: n_eff below ``REFUSED_BELOW`` is ``insufficient``, below
``FRAGILE_BELOW`` fragile; answers of people who chose themselves have a share
but no interval and no difference; questions of other wording are
``not_comparable``; weights that are negative or all zero are a ``Refusal``.

How it misleads: a changed wording or mode read as a trend; noise read as
movement; national news; a base that silently leaves people out.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wardmote.measuring.analysis.distributions import Z_95, normal_ppf
from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

REFUSED_BELOW = 50
FRAGILE_BELOW = 100


@dataclass(frozen=True, kw_only=True)
class Estimate(Result):
    """``value`` weighted share, 0 to 1, of ``n`` answers worth ``n_eff``; ``question`` names the wording."""

    design_effect: float
    n_eff: float
    question: str = ""
    self_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class Gap(Result):
    """``value`` percentage points, ``error`` its standard error; ``words``: clear fall, clear rise, no clear
    change; ``smallest``: the smallest gap such a survey would see four times in five."""

    error: float
    words: str
    smallest: float


@dataclass(frozen=True, kw_only=True)
class PerceptionGap(Gap):
    """``value`` day less night, in points; ``day`` and ``night`` are shares."""

    day: float
    night: float
    paired: bool


def design_effect(weights: ArrayLike) -> float:
    """How much weighting widens intervals: 1 when all weights are equal.

    >>> round(design_effect([1, 1, 2, 2, 4]), 3)
    1.3
    """
    w = np.asarray(weights, float)
    if w.ndim != 1 or not len(w) or not np.isfinite(w).all() or (w < 0).any() or not w.sum():
        raise Refusal("Weights are numbers not below zero, with at least one above.")
    return float(len(w) * (w**2).sum() / w.sum() ** 2)


def estimate(
    weights: ArrayLike,
    yes: ArrayLike,
    *,
    deff: float | None = None,
    question: str = "",
    self_selected: bool = False,
) -> Estimate:
    """The weighted share of yes among those in the base; ``deff`` when the survey publishes its own.

    >>> answers = estimate([1.0] * 200, [True] * 130 + [False] * 70)
    >>> answers.value, answers.n_eff
    (0.65, 200.0)
    """
    w, said = np.asarray(weights, float), np.asarray(yes, bool)
    if w.shape != said.shape:
        raise Refusal("Each answer needs one weight.", found=f"{len(said)} answers, {len(w)} weights")
    if not len(w):
        return _estimate(0.0, 0, 1.0, question=question, self_selected=self_selected)
    own = design_effect(w) if deff is None else deff
    share = float(w[said].sum() / w.sum())
    return _estimate(share, len(w), own, question=question, self_selected=self_selected)


def estimate_of_share(
    share: float, n: int, *, deff: float = 1.0, question: str = "", self_selected: bool = False
) -> Estimate:
    """The same from a published share of n answers.

    >>> night = estimate_of_share(0.49, 1000, deff=1.3)
    >>> [round(limit * 100, 1) for limit in night.interval]
    [45.5, 52.5]
    """
    if not 0 <= share <= 1 or n < 0 or deff <= 0:
        raise Refusal("A share lies between 0 and 1.", found=f"{share} of {n}, design effect {deff}")
    return _estimate(share, n, deff, question=question, self_selected=self_selected)


def difference(before: Estimate, now: Estimate) -> Gap:
    """Now less before, in points; two samples of different people asked the same question.

    >>> gap = difference(estimate_of_share(0.49, 1000, deff=1.3), estimate_of_share(0.53, 1000, deff=1.3))
    >>> round(gap.value, 1), round(gap.error, 2), [round(limit, 1) for limit in gap.interval], gap.words
    (4.0, 2.55, [-1.0, 9.0], 'no clear change')
    """
    refused = _refused(before, now)
    if before.question and now.question and before.question != now.question:
        refused = _unsaid(Status.NOT_COMPARABLE, "The two questions are worded differently.")
    return Gap(n=(before.n or 0) + (now.n or 0), **(refused or _gap(before, now)))


def perception_gap(day: Estimate, night: Estimate, *, both: float | None = None) -> PerceptionGap:
    """Day less night, in points. ``both``: the share who said yes to both, when the same people answered.

    >>> day, night = estimate_of_share(0.92, 1000, deff=1.3), estimate_of_share(0.49, 1000, deff=1.3)
    >>> gap = perception_gap(day, night, both=0.48)
    >>> round(gap.value, 1), [round(limit, 1) for limit in gap.interval]
    (43.0, [39.4, 46.6])
    """
    p, q = day.value or 0.0, night.value or 0.0
    refused = _refused(night, day)
    if both is not None and not refused and not max(0.0, p + q - 1) - 1e-6 <= both <= min(p, q) + 1e-6:
        raise Refusal("Those who said yes to both are part of those who said yes to each.", found=str(both))
    covariance = both - p * q if both is not None else 0.0
    return PerceptionGap(
        n=max(day.n or 0, night.n or 0) if both is not None else (day.n or 0) + (night.n or 0),
        day=p,
        night=q,
        paired=both is not None,
        **(refused or _gap(night, day, covariance)),
    )


def smallest_detectable(share: float, n: float, *, deff: float = 1.0, power: float = 0.8) -> float:
    """The smallest change, in points, two such surveys would show as often as ``power``.

    >>> round(smallest_detectable(0.49, 1000, deff=1.3), 1)
    7.1
    """
    if not 0 <= share <= 1 or n <= 0 or not 0.5 <= power < 1:
        raise Refusal(
            "A detectable change needs a share, a sample and a power.", found=f"{share}, {n}, {power}"
        )
    error = math.sqrt(2 * share * (1 - share) * deff / n) * 100
    return (Z_95 + float(normal_ppf(power))) * error


def _estimate(share: float, n: int, deff: float, *, question: str, self_selected: bool) -> Estimate:
    n_eff = n / deff
    told = n > 0 if self_selected else n_eff >= REFUSED_BELOW
    caveats = ("self_selected",) if self_selected else ("design_effect",) if deff > 1 else ()
    if told and not self_selected and n_eff < FRAGILE_BELOW:
        caveats = (*caveats, "fragile_sample")
    return Estimate(
        value=share if told else None,
        interval=wilson(share * n_eff, n_eff) if told and not self_selected else None,
        n=n,
        caveats=caveats,
        status=Status.OK if told else Status.INSUFFICIENT,
        reason="" if told else f"The {n} answers are worth {n_eff:.0f} after weighting: too few to report.",
        design_effect=deff,
        n_eff=n_eff,
        question=question,
        self_selected=self_selected,
    )


def _refused(one: Estimate, other: Estimate) -> dict[str, Any] | None:
    """Why no difference may be given, or None."""
    if one.self_selected or other.self_selected:
        return _unsaid(
            Status.NOT_COMPARABLE, "People chose themselves to reply, so nothing can be set against it."
        )
    thin = next((e for e in (one, other) if e.status != Status.OK), None)
    return _unsaid(thin.status, thin.reason) if thin else None


def _unsaid(status: Status, reason: str) -> dict[str, Any]:
    return {"status": status, "reason": reason, "error": 0.0, "words": "cannot say", "smallest": 0.0}


def _gap(before: Estimate, now: Estimate, covariance: float = 0.0) -> dict[str, Any]:
    p, q = before.value or 0.0, now.value or 0.0
    variance = p * (1 - p) / before.n_eff + q * (1 - q) / now.n_eff
    variance -= 2 * covariance / max(before.n_eff, now.n_eff)
    error = math.sqrt(max(variance, 0.0)) * 100
    value = (q - p) * 100
    low, high = value - Z_95 * error, value + Z_95 * error
    return {
        "value": value,
        "interval": (low, high),
        "caveats": tuple(dict.fromkeys((*before.caveats, *now.caveats))),
        "error": error,
        "words": "clear rise" if low > 0 else "clear fall" if high < 0 else "no clear change",
        "smallest": (Z_95 + float(normal_ppf(0.8))) * error,
    }
