"""How much months vary by themselves, and how surely a change is more: held to a slow computation beside it.

The slow one writes the model of the module's docstring down with dense covariances and loops
(``scipy.stats.multivariate_normal``, ``scipy.stats.t``), sharing only its grid and weights.
"""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import scipy  # its parts come when they are asked: else each process that collects this waits

from wardmote.measuring.analysis import dispersion as module
from wardmote.measuring.analysis.dispersion import HeldMonths, surprises

JANUARY = 24240
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
COUNTS = np.array(
    [
        [40, 44, 39, 61, 52, 35, 43, 41, 70, 66, 58, 73],
        [120, 141, 133, 128, 126, 139, 118, 131, 137, 129, 125, 132],
        [9, 4, 7, 11, 6, 5, 8, 12, 3, 9, 7, 6],
    ],
    float,
)
USUAL = (0.028, 0.02, 0.025)


def held(counts: np.ndarray, *, now: int, before: int, months: int, paired: bool = False) -> HeldMonths:
    """The last ``now`` months against the ``before`` months ahead of them (or of the year before)."""
    span = tuple(range(JANUARY, JANUARY + months))
    later = frozenset(span[-now:])
    earlier = frozenset(m - 12 for m in later) if paired else frozenset(span[-now - before : -now])
    days = (DAYS * 3)[:months]
    return HeldMonths(np.asarray(counts, float), span, days, earlier, later, paired)


def slowly(asked: HeldMonths, usual: tuple[float, ...], rhos: tuple[float, ...]) -> list[float]:
    """p of each class, for periods of equal length and no months of the year, beside time or other rows."""
    at, counts = np.array(asked.months), asked.counts
    bases = [np.array(asked.days, float)] * len(counts) if asked.beside is None else list(asked.beside)
    both = [m in asked.before | asked.now for m in at]
    blocks = [[m in asked.before for m in at], [m in asked.now for m in at]]
    rest = [not (a or b) for a, b in zip(*blocks, strict=True)]
    blocks = [np.array(b) for b in (*blocks, rest) if any(b)]
    design = np.array(blocks, float).T
    free = np.linalg.qr(np.concatenate([design, np.eye(len(at))], axis=1))[0][:, len(blocks) :]
    residuals, levels, monthly = [], counts.mean(axis=1), []
    for row, base in zip(counts, bases, strict=True):
        fitted = sum(np.where(b, row[b].sum() / base[b].sum() * base, 0) for b in blocks)
        compared = fitted[both]
        monthly.append((compared**2).sum() / compared.sum())
        pearson = (row - fitted) / np.sqrt(fitted)
        projected = free.T @ pearson
        residuals.append(projected * math.sqrt((pearson @ pearson) / (projected @ projected)))
    like = np.zeros((len(module.RHO), len(counts), len(module.KAPPA)))
    for r, rho in enumerate(module.RHO):
        together = rho ** abs(at[:, None] - at[None, :]) if rho else np.eye(len(at))
        inside = free.T @ together @ free
        for c, g in product(range(len(counts)), range(len(module.KAPPA))):
            covariance = np.eye(free.shape[1]) + module.KAPPA[g] * levels[c] * inside
            like[r, c, g] = scipy.stats.multivariate_normal.pdf(residuals[c], cov=covariance)
    shared = like if len(rhos) == 1 else np.einsum("rs,scg->rcg", module.NEIGHBOURS, like)
    total, hypers = np.zeros(like.shape), []
    drifts = {0.0: 1.0} if len(rhos) == 1 else dict(zip(module.RHO, module.DRIFTS, strict=True))
    spreads, tilts = module.SPREADS.items(), module.TILTS.items()
    for (r, rho), shift, (spread, a), (tilt, b) in product(enumerate(rhos), module.SHIFTS, spreads, tilts):
        weight = drifts[rho] * a * b * module.shift_weight(shift)
        prior = np.zeros((len(counts), len(module.KAPPA)))
        for c, each in enumerate(usual):
            size = math.log(levels[c] / 50)
            centre = math.log(each) + shift + (module.SLOPE + tilt) * size
            density = module.prior_density((np.log(module.KAPPA) - centre) / spread)
            prior[c] = density / density.sum()
        marginal = (shared[r] * prior).sum(axis=1)
        hypers.append((r, weight * math.prod(marginal), prior, marginal))
    whole = sum(weight for _, weight, _, _ in hypers)
    for r, weight, prior, marginal in hypers:
        if len(rhos) == 1:
            total[0] += weight / whole * prior * like[0] / marginal[:, None]
            continue
        for s in range(len(rhos)):
            total[s] += module.NEIGHBOURS[r, s] * weight / whole * prior * like[s] / marginal[:, None]
    contrast = np.array(
        [(m in asked.now) / len(asked.now) - (m in asked.before) / len(asked.before) for m in at]
    )
    out: list[float] = []
    varies = [1 + total[0, c] @ module.KAPPA * monthly[c] for c in range(len(counts))]
    for c, row in enumerate(counts):
        a, b = row[[m in asked.before for m in at]].sum(), row[[m in asked.now for m in at]].sum()
        n, still = a + b, 1.0
        ratio = bases[c][[m in asked.now for m in at]].sum() / bases[c][[m in asked.before for m in at]].sum()
        ratio = ratio if asked.beside is not None else asked.ratio_of_time
        if asked.beside is not None:
            others = [(counts[o][both].sum(), varies[o]) for o in range(len(counts)) if o != c]
            still += n / bases[c][both].sum() * sum(k * v for k, v in others) / sum(k for k, _ in others)
        share = math.asin(math.sqrt((b + 3 / 8) / (n + 3 / 4))) - math.asin(math.sqrt(ratio / (1 + ratio)))
        z, p = abs(2 * math.sqrt(n + 0.5) * share), 0.0
        for (r, rho), g in product(enumerate(rhos), range(len(module.KAPPA))):
            together = rho ** abs(at[:, None] - at[None, :]) if rho else np.eye(len(at))
            drift = contrast @ together @ contrast / (contrast @ contrast)
            added = module.KAPPA[g] * monthly[c] * drift
            months = max(len(asked.now), module.LEAST_MONTHS)
            degrees = min(300, 4 + module.HEAVY * months * ((still + added) / added) ** 2)
            reach = z / math.sqrt(still + added) * math.sqrt(degrees / (degrees - 2))
            p += total[r, c, g] * 2 * scipy.stats.t.sf(reach, degrees)
        out.append(p)
    return out


def test_both_chances_agree_with_the_slow_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a coarser grid than the program's, so that it takes no second."""
    monkeypatch.setattr(module, "KAPPA", np.geomspace(1e-3, 1, 8))
    monkeypatch.setattr(module, "SHIFTS", np.array([-1.5, 0.0, 1.0]))
    monkeypatch.setattr(module, "_hyper", module._hyper.__wrapped__)
    asked = held(COUNTS, now=4, before=4, months=12)
    found = surprises(asked, USUAL, [False] * 3)
    assert [each.p for each in found] == pytest.approx(slowly(asked, USUAL, (0.0,)), rel=5e-3)
    drifting = [
        max(p, q) for p, q in zip(slowly(asked, USUAL, (0.0,)), slowly(asked, USUAL, module.RHO), strict=True)
    ]
    assert [each.p_drifting for each in found] == pytest.approx(drifting, rel=5e-3)


def test_beside_other_rows_the_chance_agrees_with_the_slow_computation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each class beside the two others together, as an area is beside the rest of its place."""
    monkeypatch.setattr(module, "KAPPA", np.geomspace(1e-3, 1, 8))
    monkeypatch.setattr(module, "SHIFTS", np.array([-1.5, 0.0, 1.0]))
    monkeypatch.setattr(module, "_hyper", module._hyper.__wrapped__)
    asked = replace(held(COUNTS, now=4, before=4, months=12), beside=COUNTS.sum(axis=0) - COUNTS)
    found = surprises(asked, USUAL, [False] * 3)
    assert [each.p for each in found] == pytest.approx(slowly(asked, USUAL, (0.0,)), rel=5e-3)


def test_a_class_that_jumps_about_needs_a_larger_change_and_steady_companions_do_not_hide_that() -> None:
    steady, jumpy = [100, 101, 99, 100, 102, 98] * 4, [60, 150, 90, 130, 50, 120] * 4
    changed = [[*row[:12], *(round(n * 1.3) for n in row[12:])] for row in (steady, jumpy)]
    quiet, loud = surprises(held(np.array(changed), now=12, before=12, months=24), (0.02, 0.02), [False] * 2)
    assert quiet.p < 0.001 < loud.p
    assert loud.kappa > 10 * quiet.kappa


def test_a_width_is_where_the_chance_is_five_per_cent() -> None:
    """Poisson months: the width is close to the normal's 1.96 and never below it."""
    rng = np.random.default_rng(3)
    found = surprises(held(rng.poisson(20, (8, 24)), now=6, before=6, months=24), (0.024,) * 8, [False] * 8)
    assert all(1.96 <= each.width < 2.5 for each in found)


def test_the_season_of_like_months_is_no_variation() -> None:
    season = np.array([20, 25, 30, 60, 80, 120, 140, 130, 80, 60, 30, 25])
    rng = np.random.default_rng(5)
    year = rng.poisson(np.concatenate([season, season]), (4, 24))
    like = surprises(held(year, now=12, before=12, months=24, paired=True), (0.024,) * 4, [False] * 4)
    following = surprises(held(year, now=3, before=3, months=24), (0.024,) * 4, [False] * 4)
    assert max(each.kappa for each in like) < 0.03 < min(each.kappa for each in following)
