"""From values to pixels, round ticks, and numbers as people write them.

Scales are plain functions; ticks are round numbers that start at nought for
counts and rates, and halves and doubles for ratios.
"""

import math
from collections.abc import Callable, Sequence

MINUS = "\N{MINUS SIGN}"

Scale = Callable[[float], float]

_RATIO_TICKS = (
    (1 / 8, "an eighth"),
    (1 / 4, "a quarter"),
    (1 / 2, "half"),
    (1.0, "no change"),
    (2.0, "double"),
    (4.0, "4 times"),
    (8.0, "8 times"),
)


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """Value to pixel on a straight scale."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def logarithmic(low: float, high: float, start: float, end: float) -> Scale:
    """Value to pixel on a scale where equal ratios are equal lengths."""
    inner = linear(math.log(low), math.log(high), start, end)
    return lambda value: inner(math.log(value))


def round_ticks(top: float, most: int = 4) -> list[float]:
    """Round steps from nought to at least ``top``, with at most ``most`` steps.

    >>> round_ticks(128), round_ticks(0.93), round_ticks(0)
    ([0.0, 50.0, 100.0, 150.0], [0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 1.0])
    """
    if top <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top))
    for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10):
        step = factor * power
        steps = math.ceil(round(top / step, 9))
        if steps <= most and not (top >= 2 and step < 1):
            return [round(step * i, 10) for i in range(steps + 1)]
    return [0.0, 10 * power]


def ratio_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Ticks in words for ratios; ``low`` and ``high`` are the ends of the axis."""
    return [(value, word) for value, word in _RATIO_TICKS if low <= value <= high]


def ratio_ends(ratios: Sequence[float]) -> tuple[float, float]:
    """Ends of a ratio axis that holds the values: at least half to double, at most an eighth to 8 times."""
    reach = max([2.0, *(max(r, 1 / r) for r in ratios if r > 0)])
    reach = min(reach * 1.08, 8.5)
    return 1 / reach, reach


def number(value: float | None, *, decimals: int | None = None) -> str:
    """As people write it: thousands commas, three figures at most after a point.

    >>> number(10463), number(616.1), number(2.84), number(None), number(0.25)
    ('10,463', '616', '2.8', '', '0.25')
    """
    if value is None:
        return ""
    if decimals is not None:
        return _signed(f"{value:,.{decimals}f}")
    if float(value).is_integer() or abs(value) >= 100:
        return _signed(f"{value:,.0f}")
    return _signed(f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}")


def percent(share: float | None) -> str:
    """A share of one as whole per cent (one decimal under 1 %)."""
    if share is None:
        return ""
    hundred = share * 100
    return f"{hundred:.1f} %" if 0 < hundred < 1 else f"{hundred:.0f} %"


def _signed(text: str) -> str:
    return MINUS + text[1:] if text.startswith("-") else text
