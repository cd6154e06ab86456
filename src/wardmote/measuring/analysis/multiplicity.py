"""Many questions asked at once: p-values adjusted so that the answers can be read together.

In: p-values, any order. Out: adjusted p-values in the same order; compare each
with the level wanted. ``holm`` bounds the chance of any false finding (Holm
1979); ``benjamini_hochberg`` bounds the share of false findings among those
made (1995), and with it the chance of any when nothing at all is true.
Misleads when the questions were chosen after looking at the data.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """Step-down adjusted p-values.

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    values, order = _ordered(p)
    factors = np.arange(len(values), 0, -1)
    adjusted = np.maximum.accumulate(np.minimum(values[order] * factors, 1.0))
    return _back(adjusted, order)


def benjamini_hochberg(p: Sequence[float]) -> tuple[float, ...]:
    """Step-up adjusted p-values.

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    (0.03, 0.04, 0.04)
    """
    values, order = _ordered(p)
    factors = len(values) / np.arange(1, len(values) + 1)
    stepped = np.minimum(values[order] * factors, 1.0)
    adjusted = np.minimum.accumulate(stepped[::-1])[::-1]
    return _back(adjusted, order)


def _ordered(p: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    values = np.asarray(p, dtype=float)
    return values, np.argsort(values, kind="stable")


def _back(adjusted: NDArray[np.float64], order: NDArray[np.intp]) -> tuple[float, ...]:
    out = np.empty_like(adjusted)
    out[order] = adjusted
    return tuple(float(value) for value in out)
