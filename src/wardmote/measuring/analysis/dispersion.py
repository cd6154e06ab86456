"""How much do the months of a class vary by themselves, and how surely is a change more than that?

In: the counts of several classes in every month held (``HeldMonths``), which months lie before and which
are now, and what such classes show elsewhere (``usual``, of the catalogue). Out: for each class ``Surprise``:
the chance of a difference at least this large were nothing to change, from month-to-month variation
(``p``) and from variation and drift (``p_drifting``), and how far the months vary.

A month's count is taken as Poisson around a level that varies: kappa is the variance of the monthly log level
(variance over mean = 1 + kappa times the mean), rho how much of one month's deviation is left in the next.
Both are unknown. kappa and rho are learned from the Pearson residuals of all held months around the levels of
the periods (and the months of the year, where like months are compared), by their likelihood on a grid. The
prior of ln kappa is a Student's t around the catalogue's, moved, tilted with the size of the class and
spread as all classes of the place together make likely (empirical Bayes). The p-value is averaged over what
stays unknown. ``p`` knows no drift (rho = 0), ``p_drifting`` averages over rho.

z: difference of arcsines of the share of the rows that is now (Anscombe 1948); its variance is
1 + kappa x rows a month (a busy month weighs more) x how much drift adds to a difference of means. Its tails
are Student's t, heavier where variation rather than chance makes up the variance and the periods are short.

A row may be set beside others instead of time (``beside``): its months are then held against theirs, what
all share is no variation, and the variance of z grows by that of the others.

Errors: none; with no residuals the prior alone speaks (``degrees`` 0). Widths are for whole months.

How it misleads: the catalogue was learned in one city; a single month's shock is not in the model; a season
that is left in (consecutive months) counts as variation and hides what is smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KAPPA = np.geomspace(1e-5, 3, 30)
RHO = (0.0, 0.2, 0.4, 0.6, 0.8)
SHIFTS = np.linspace(-4.5, 2.25, 10)
SPREADS = {0.5: 0.2, 0.9: 0.3, 1.4: 0.3, 2.2: 0.2}
TILTS = {-0.5: 0.2, -0.25: 0.25, 0.0: 0.35, 0.25: 0.2}
DRIFTS = np.array([0.3, 0.2, 0.25, 0.15, 0.1])
NEIGHBOURS = np.array(
    [
        [0.8, 0.2, 0.0, 0.0, 0.0],
        [0.2, 0.6, 0.2, 0.0, 0.0],
        [0.0, 0.2, 0.6, 0.2, 0.0],
        [0.0, 0.0, 0.2, 0.6, 0.2],
        [0.0, 0.0, 0.0, 0.3, 0.7],
    ]
)
"""How near the drift of one class lies to that of the place."""
SIZE, SLOPE = 50.0, -0.53
"""The catalogue's kappa is for 50 rows a month and falls as they grow (fitted to Leeds)."""
HEAVY = 2.0
"""Degrees of freedom a month of level variation brings to the tails; chosen by simulation."""
LEAST_MONTHS = 6.0
"""Shorter periods have the tails of six months: heavier ones hid true changes and kept out no false word."""
HALF_WIDTH = 1.959963984540054


@dataclass(frozen=True)
class HeldMonths:
    """``counts`` [class, month] of ``months`` (their numbers); ``before`` and ``now`` are months among them.

    ``days`` of each month, or what else was at risk; ``paired`` where like months of two years are compared;
    ``sums_alone`` where only the sums of both periods are known and spread evenly, so that no month teaches.
    ``beside`` [class, month]: the rows each class is set beside, where that is not time; some of them before
    and some now.
    """

    counts: Floats
    months: tuple[int, ...]
    days: tuple[float, ...]
    before: frozenset[int]
    now: frozenset[int]
    paired: bool
    beside: Floats | None = None
    sums_alone: bool = False

    @classmethod
    def of_sums(cls, before: float, now: float, *, months: int, ratio: float) -> "HeldMonths":
        """One class's sums of two periods of ``months`` each; ``ratio``: at risk now over at risk before."""
        counts = np.repeat([[before / months, now / months]], months, axis=1)
        at = tuple(range(2 * months))
        halves = frozenset(at[:months]), frozenset(at[months:])
        return cls(counts, at, (1.0,) * months + (ratio,) * months, *halves, paired=False, sums_alone=True)

    @cached_property
    def masks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of the months lie before, and which are now."""
        return np.isin(self.months, list(self.before)), np.isin(self.months, list(self.now))

    @property
    def base(self) -> Floats:
        """What the counts of each month are held against: its days, or the rows beside."""
        return np.array(self.days, float) if self.beside is None else self.beside

    @property
    def ratio(self) -> float | Floats:
        """What each class would be now over what it was before, were nothing to change."""
        if self.beside is None:
            return self.ratio_of_time
        before, now = self.masks
        return np.asarray(self.beside[:, now].sum(axis=1) / self.beside[:, before].sum(axis=1))

    @property
    def ratio_of_time(self) -> float:
        """Days now over days before; 1 for like months (a leap day is left alone)."""
        if self.paired:
            return 1.0
        days, (before, now) = np.array(self.days, float), self.masks
        return float(days[now].sum() / days[before].sum())


@dataclass(frozen=True)
class Surprise:
    """``p`` without drift, ``p_drifting`` with it; ``kappa`` the mean of what is likely; ``width``: how
    many times chance's standard error a 95 % interval reaches; ``degrees`` of freedom it was learned from."""

    p: float
    p_drifting: float
    kappa: float
    width: float
    degrees: int


@dataclass(frozen=True)
class _Design:
    """What the held months can show: for each rho the residual directions, their variances, and what
    drift adds to the variance of a difference of means."""

    blocks: Floats
    seasons: Floats | None
    degrees: int
    directions: Floats
    spreads: Floats
    drift_adds: Floats
    each_side: float


def surprises(held: HeldMonths, usual: Sequence[float], whole: Sequence[bool]) -> tuple[Surprise, ...]:
    """One answer for each row of ``held.counts``; rows marked ``whole`` (sums of others) teach no others."""
    members = ~np.asarray(whole, bool)
    learned = _learn(held, usual, members)
    design, rows = learned.design, (learned.monthly, learned.still)
    smeared = np.einsum("rs,scg->rcg", NEIGHBOURS, learned.likely)
    weights = learned.weights[None, :] + np.log(DRIFTS)[:, None]
    drifting = _posterior(smeared, learned.prior, weights, members, learned.likely)
    p = _tail(learned.z, learned.steady, rows, design, [0])
    p_drifting = np.maximum(p, _tail(learned.z, drifting, rows, design, range(len(RHO))))
    width = _width(learned.steady, rows, design)
    return tuple(
        Surprise(float(a), float(b), float(k), float(w), learned.degrees)
        for a, b, k, w in zip(p, p_drifting, learned.kappa, width, strict=True)
    )


def chances(held: HeldMonths, usual: Sequence[float]) -> Floats:
    """Only ``p`` of each row, all of which teach each other."""
    learned = _learn(held, usual, np.ones(len(held.counts), bool))
    return _tail(learned.z, learned.steady, (learned.monthly, learned.still), learned.design, [0])


@dataclass(frozen=True)
class _Learned:
    """What all rows taught. ``steady``: what is likely of each without drift; ``kappa`` its mean; ``monthly``
    rows a month; ``still``: the variance of z were levels not to vary."""

    design: "_Design"
    degrees: int
    likely: Floats
    prior: Floats
    weights: Floats
    steady: Floats
    kappa: Floats
    z: Floats
    monthly: Floats
    still: Floats


def _learn(held: HeldMonths, usual: Sequence[float], members: NDArray[np.bool_]) -> _Learned:
    counts = np.asarray(held.counts, float)
    design = _design(held.months, held.before, held.now, held.paired)
    mean = _fitted(counts, held.base, design)
    degrees = 0 if held.sums_alone else design.degrees
    likely = _likelihood(counts, mean, design) if degrees else np.ones((len(RHO), len(counts), len(KAPPA)))
    prior, weights = _priors(tuple(usual), counts)
    steady = _posterior(likely[:1], prior, weights, members)
    z, monthly = _statistics(counts, mean, held)
    kappa = steady[0] @ KAPPA
    still = 1 + _beside_adds(held, 1 + kappa * monthly)
    return _Learned(design, degrees, likely, prior, weights, steady, kappa, z, monthly, still)


@lru_cache(maxsize=64)
def _design(months: tuple[int, ...], before: frozenset[int], now: frozenset[int], paired: bool) -> _Design:
    at = np.array(months)
    is_before, is_now = np.isin(at, list(before)), np.isin(at, list(now))
    parts = (at > max(before)).astype(int) + (at > max(now))
    runs = np.cumsum(np.diff(at, prepend=at[0]) > 1)  # months over a gap are not month to month
    blocks = _one_hot(np.where(is_before, -2, np.where(is_now, -1, parts + 3 * runs)))
    seasons = _one_hot(at % 12) if paired else None
    fitted = blocks if seasons is None else np.concatenate([blocks, seasons], axis=1)
    basis, sizes, _ = np.linalg.svd(fitted)
    rank = int((sizes > 1e-9).sum())
    free = basis[:, rank:]
    contrast = is_now / max(is_now.sum(), 1) - is_before / max(is_before.sum(), 1)
    gap = np.abs(at[:, None] - at[None, :])
    directions, spreads, adds = [], [], []
    for rho in RHO:
        together = np.power(rho, gap) if rho else np.eye(len(at))
        spread, turned = np.linalg.eigh(free.T @ together @ free)
        directions.append(free @ turned)
        spreads.append(spread)
        adds.append(contrast @ together @ contrast / (contrast @ contrast))
    return _Design(
        blocks=blocks,
        seasons=seasons,
        degrees=free.shape[1],
        directions=np.array(directions),
        spreads=np.array(spreads),
        drift_adds=np.array(adds),
        each_side=float(2 / (contrast @ contrast)),
    )


def _one_hot(labels: NDArray[np.int64]) -> Floats:
    return np.asarray(labels[:, None] == np.unique(labels)[None, :], float)


def _fitted(counts: Floats, base: Floats, design: _Design) -> Floats:
    """Poisson means of levels (times months of the year), by proportional fitting."""
    mean = np.broadcast_to(base, counts.shape).copy()
    margins = [design.blocks] if design.seasons is None else [design.blocks, design.seasons]
    for _ in range(1 if design.seasons is None else 12):
        for margin in margins:
            scale = (counts @ margin) / np.maximum(mean @ margin, 1e-12)
            mean *= scale @ margin.T
    return mean


def _likelihood(counts: Floats, mean: Floats, design: _Design) -> Floats:
    """[rho, class, kappa]: how likely the residuals of each class are."""
    residual = np.where(mean > 1e-9, (counts - mean) / np.sqrt(np.maximum(mean, 1e-9)), 0.0)
    squares = np.einsum("cm,rmd->rcd", residual, design.directions) ** 2
    kept = (residual**2).sum(axis=1) / np.maximum(squares[0].sum(axis=1), 1e-12)
    squares *= np.minimum(kept, 2.0)[None, :, None]
    level = counts.mean(axis=1)
    spread = 1 + KAPPA[None, None, :, None] * level[None, :, None, None] * design.spreads[:, None, None, :]
    log = -0.5 * (np.log(spread) + squares[:, :, None, :] / spread).sum(axis=3)
    return np.asarray(np.exp(log - log.max(axis=(0, 2), keepdims=True)))


@lru_cache(maxsize=1)
def _hyper() -> tuple[Floats, Floats, Floats, Floats]:
    """Every combination of shift, spread and tilt, and the logarithm of its weight."""
    rows = [
        (shift, spread, tilt, np.log(a * b * shift_weight(shift)))
        for shift, (spread, a), (tilt, b) in product(SHIFTS, SPREADS.items(), TILTS.items())
    ]
    shift, spread, tilt, weight = np.array(rows).T
    return shift, spread, tilt, weight


def shift_weight(shift: float) -> float:
    """How likely all classes of a place vary more or less than elsewhere (in the logarithm of kappa)."""
    return float((1 + (shift / 0.8) ** 2) ** -1.5)


def prior_density(deviation: Floats) -> Floats:
    """How likely a class lies so many spreads from its like: Student's t with 4 degrees."""
    wide = 1 + deviation**2 / 4
    return np.asarray(1 / (wide * wide * np.sqrt(wide)))


def _priors(usual: tuple[float, ...], counts: Floats) -> tuple[Floats, Floats]:
    """[class, hyper, kappa], each summing to 1, and the logarithm of the weight of each hyper."""
    shift, spread, tilt, weight = _hyper()
    size = np.log(np.maximum(counts.mean(axis=1), 0.5) / SIZE)
    centre = np.log(usual)[:, None] + shift + (SLOPE + tilt) * size[:, None]
    prior = prior_density((np.log(KAPPA) - centre[:, :, None]) / spread[:, None])
    total = prior.sum(axis=2, keepdims=True)
    return prior / np.maximum(total, 1e-300), weight


def _posterior(
    shared: Floats, prior: Floats, weights: Floats, members: NDArray[np.bool_], own: Floats | None = None
) -> Floats:
    """[rho, class, kappa]: what is likely of each class, once all classes have spoken of the place.

    ``own``: likelihood by the class's own drift, where ``shared`` is by that of the place.
    """
    marginal = np.matmul(shared.transpose(1, 0, 2), prior.transpose(0, 2, 1)) + 1e-300
    log = weights + np.log(marginal[members]).sum(axis=0)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    taken = np.matmul(weight / marginal, prior).transpose(1, 0, 2)
    if own is None:
        return np.asarray(taken * shared)
    return np.asarray(own * np.einsum("rs,rcg->scg", NEIGHBOURS, taken))


def _statistics(counts: Floats, mean: Floats, held: HeldMonths) -> tuple[Floats, Floats]:
    """z as chance alone would have it, and rows a month as a row meets them: the months compared, each
    weighing what it holds."""
    ratio, (is_before, is_now) = held.ratio, held.masks
    before, now = counts[:, is_before].sum(axis=1), counts[:, is_now].sum(axis=1)
    both = before + now
    share = np.arcsin(np.sqrt((now + 0.375) / (both + 0.75)))
    z = 2 * np.sqrt(both + 0.5) * (share - np.arcsin(np.sqrt(ratio / (1 + ratio))))
    compared = mean[:, is_before | is_now]
    return z, (compared**2).sum(axis=1) / np.maximum(compared.sum(axis=1), 1e-9)


def _beside_adds(held: HeldMonths, varies: Floats) -> Floats:
    """What the rows beside add to the variance of z; ``varies``: each class's variance over its mean. The
    rows beside a class are taken to vary as the other classes do."""
    if held.beside is None:
        return np.zeros_like(varies)
    compared = held.masks[0] | held.masks[1]
    own = np.asarray(held.counts, float)[:, compared].sum(axis=1)
    others = np.maximum((own * varies).sum() - own * varies, 0) / np.maximum(own.sum() - own, 1e-9)
    return np.asarray(own / held.beside[:, compared].sum(axis=1) * np.maximum(others, 1))


def _tail(
    z: Floats,
    posterior: Floats,
    rows: tuple[Floats, Floats],
    design: _Design,
    drifts: Sequence[int] | range,
) -> Floats:
    """Two-sided p of each class, averaged over what is likely (Student's t: Wallace 1959). ``rows`` a month,
    and the variance of z were levels not to vary."""
    monthly, still = rows
    added = KAPPA * monthly[:, None] * design.drift_adds[list(drifts)][:, None, None]
    variance = still[:, None] + added
    months = HEAVY * max(design.each_side, LEAST_MONTHS)
    degrees = np.minimum(300, 4 + months * (variance / np.maximum(added, 1e-9)) ** 2)
    reach = z[:, None] ** 2 / variance / (degrees - 2)
    normal = (8 * degrees + 1) / (8 * degrees + 3) * np.sqrt(degrees * np.log1p(reach))
    return np.asarray(np.minimum((posterior * 2 * scipy.special.ndtr(-normal)).sum(axis=(0, 2)), 1.0))


def _width(posterior: Floats, rows: tuple[Floats, Floats], design: _Design) -> Floats:
    """The |z| at which p is 5 %: found by scaling, since z and its normal score are nearly in proportion."""
    monthly, still = rows
    width = HALF_WIDTH * np.sqrt(still + (posterior[0] @ KAPPA) * monthly)
    for _ in range(4):
        p = np.clip(_tail(width, posterior, rows, design, [0]), 1e-12, 1 - 1e-12)
        width = width * HALF_WIDTH / np.maximum(-scipy.special.ndtri(p / 2), 0.05)
    return np.asarray(width)
