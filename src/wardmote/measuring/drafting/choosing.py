"""Which months a first draft is of, where nobody has said: the latest year that is held whole.

In: the months a feed holds. Out: a ``Period`` of twelve months, or of the latest
months held without a gap where there is no whole year; None where nothing is held.
"""

from collections.abc import Iterable

from wardmote.measuring.catalogue.periods import Period

YEAR = 12


def latest_year(months: Iterable[int]) -> Period | None:
    """The latest twelve months held without a gap, else the longest latest run.

    >>> latest_year([24240, *range(24252, 24264)]).code
    '2021-01:2021-12'
    >>> latest_year([24252, 24253, 24255]).code
    '2021-04:2021-04'
    >>> latest_year([]) is None
    True
    """
    held = set(months)
    for last in sorted(held, reverse=True):
        if held.issuperset(range(last - YEAR + 1, last + 1)):
            return Period.of_months(last - YEAR + 1, last)
    if not held:
        return None
    last = first = max(held)
    while first - 1 in held:
        first -= 1
    return Period.of_months(first, last)
