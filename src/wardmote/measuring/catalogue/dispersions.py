"""How much a class varies from month to month where it was learned before: ``dispersions.toml``.

In: a class key. Out: the variance of the logarithm of its monthly level at 50 rows a month, a bare number.
"""

from collections.abc import Mapping
from functools import cache

from wardmote.measuring.catalogue.strict_toml import read_toml, shipped

OTHER = "other"


@cache
def usual_dispersions() -> Mapping[str, float]:
    """Every class that was learned, and ``other`` for those that were not."""
    return read_toml(shipped("dispersions.toml"), dict[str, float])


def usual_dispersion(key: str) -> float:
    """The class's, or that of a class nobody learned.

    >>> usual_dispersion("shoplifting"), usual_dispersion("arson") == usual_dispersion("other")
    (0.036, True)
    """
    known = usual_dispersions()
    return known.get(key, known[OTHER])
