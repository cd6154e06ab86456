"""The common distributions, by the names ``scipy.stats`` gives them and with its values to the last digit.

In: numbers or arrays. Out: the same shape. ``sf(x)`` is the chance of more than x, ``ppf(p)`` the value below
which p lies, ``isf(p)`` the value above which p lies. Chances lie between 0 and 1, both excluded, chi-squared
is not below 0; nothing is checked here.

Why not ``scipy.stats`` itself: importing it takes about a second and each call a tenth of a millisecond, most
of it checks; both are felt where a page or a draft asks for thousands of limits. The functions here are those
it calls inside, and the tests hold them to it. What has no such function (the binomial and the hypergeometric
distribution and their tests) still goes to ``scipy.stats``.
"""

from typing import Any, Final

import numpy as np
import scipy  # loads its parts when they are first used, so that who computes nothing does not wait for them

Z_95: Final = 1.9599639845400545
"""``normal_isf(0.025)``: how many standard errors a 95 per cent interval reaches to each side."""


def normal_sf(x: Any) -> Any:
    return scipy.special.ndtr(-np.asarray(x))


def normal_ppf(p: Any) -> Any:
    return scipy.special.ndtri(p)


def normal_isf(p: Any) -> Any:
    return -scipy.special.ndtri(p)


def t_sf(x: Any, degrees: Any) -> Any:
    return scipy.special.stdtr(degrees, -np.asarray(x))


def t_ppf(p: Any, degrees: Any) -> Any:
    return scipy.special.stdtrit(degrees, p)


def chi2_sf(x: Any, degrees: Any) -> Any:
    return scipy.special.chdtrc(degrees, x)


def chi2_ppf(p: Any, degrees: Any) -> Any:
    return 2 * scipy.special.gammaincinv(np.asarray(degrees) / 2, p)


def chi2_isf(p: Any, degrees: Any) -> Any:
    return scipy.special.chdtri(degrees, p)


def beta_ppf(p: Any, a: Any, b: Any) -> Any:
    return scipy.special.betaincinv(a, b, p)


def beta_isf(p: Any, a: Any, b: Any) -> Any:
    return scipy.special.betainccinv(a, b, p)


def poisson_pmf(count: Any, mean: Any) -> Any:
    count = np.asarray(count, float)
    return np.exp(scipy.special.xlogy(count, mean) - scipy.special.gammaln(count + 1) - mean)


def poisson_sf(count: Any, mean: Any) -> Any:
    """Counts are whole numbers, from -1 (more than that is certain).

    >>> float(poisson_sf(-1, 3.0)), round(float(poisson_sf(13, 8.0)), 4)
    (1.0, 0.0342)
    """
    count = np.asarray(count, float)
    return np.where(count < 0, 1.0, scipy.special.pdtrc(np.maximum(count, 0), mean))
