"""Many questions asked at once: p-values that allow for how many there were.

In: p-values (0 to 1, any order, one for each question asked together,
including those that came to nothing). Out: adjusted p-values in the same
order, to be compared with the level wanted.

``holm`` bounds the chance of any false finding, whatever the dependence (Holm
1979). ``benjamini_hochberg`` bounds the expected share of false findings among
the findings, for independent or positively dependent tests (Benjamini and
Hochberg 1995; Benjamini and Yekutieli 2001).

Errors: a p-value outside 0 to 1, or missing, is a ``Refusal``.

How it misleads: only the questions handed in are allowed for. Leaving out
those that looked dull before asking makes the rest look surer than they are.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.catalogue.refusals import Refusal

Floats = NDArray[np.float64]


def holm(p: ArrayLike, *, beside: int = 0) -> tuple[float, ...]:
    """Step-down Bonferroni. ``beside``: how many more questions stand in the same company, whose p-values are
    not at hand; they are taken for ones that come to nothing, which keeps the bound for all of them.

    >>> holm([0.01, 0.04, 0.03, 0.005])
    (0.03, 0.06, 0.06, 0.02)
    >>> holm([0.01, 0.04, 0.03, 0.005], beside=2)
    (0.05, 0.12, 0.12, 0.03)
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values) + beside, beside, -1))
    return _back(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p: ArrayLike) -> tuple[float, ...]:
    """Step-up false-discovery control.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005])
    (0.02, 0.04, 0.04, 0.02)
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _back(np.minimum(stepped, 1.0), order)


def _checked(p: ArrayLike) -> Floats:
    values = np.asarray(p, float)
    if values.ndim != 1 or not ((values >= 0) & (values <= 1)).all():
        raise Refusal("A p-value lies between 0 and 1.", found=str(p))
    return values


def _back(ordered: Floats, order: NDArray[np.intp]) -> tuple[float, ...]:
    out = np.empty_like(ordered)
    out[order] = ordered
    return tuple(float(value) for value in out)
