"""Numbers of measures as they are printed: a value with its decimals, a count, a ratio as a change.

In: a number, for a value also its measure. Out: text.
"""

from wardmote.measuring.catalogue.measures import Measure


def number(value: float, item: Measure) -> str:
    """A value of a measure as it is printed."""
    if item.form == "change":
        return f"{value:+.1f} %"
    if item.form == "share":
        return f"{value:.1f} %"
    return plain(value) if item.form == "number" else f"{value:,.{item.decimals}f}"


def plain(value: float) -> str:
    """A count as people write it; a decimal only where it is one.

    >>> plain(1165.0), plain(1.59)
    ('1,165', '1.59')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def percent(ratio: float) -> str:
    """A ratio as a change.

    >>> percent(1.217)
    '+21.7 %'
    """
    return f"{(ratio - 1) * 100:+.1f} %"
