"""The hours of the day, and a measure watched over time against its limits.

In: 24 weights from midnight (aoristic weights need not be whole), or monthly
values with centre and limits. Out: a ``Drawing``. The hours run from 06:00 to
06:00 so that one night is not cut in two; the night is shaded and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.periods import MONTH_NAMES, month_label
from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Cell, Drawing
from wardmote.measuring.drawing.month_axis import unbroken_runs
from wardmote.measuring.drawing.months import MonthSeries

START, NIGHT_FALLS = 6, 18


@dataclass(frozen=True, kw_only=True)
class HourBars:
    """``weights[h]`` is what fell between h:00 and h:59; ``name`` as "Friday and Saturday nights"."""

    name: str
    weights: tuple[float, ...]


def hours_chart(series: Sequence[HourBars], *, width: int = palette.FULL) -> Drawing:
    """One panel for each series, side by side (one under the other when narrow), to one scale."""
    across = len(series) if width >= palette.NARROW else 1
    each = (width - 24.0 * (across - 1)) / max(across, 1)
    down = -(-len(series) // max(across, 1))
    tall = 168.0
    canvas = Canvas(width, down * tall)
    ticks = scales.round_ticks(max((w for s in series for w in s.weights), default=1.0), 3)
    for place, one in enumerate(series):
        left, top = (place % across) * (each + 24), (place // across) * tall
        _panel(canvas, one, (left, top, each, tall), ticks)
    columns = ["Hour", *(s.name for s in series)]
    rows: list[list[Cell]] = [[f"{hour:02d}:00", *(s.weights[hour] for s in series)] for hour in range(24)]
    return canvas.drawing(columns, rows)


def _panel(
    canvas: Canvas, one: HourBars, box: tuple[float, float, float, float], ticks: Sequence[float]
) -> None:
    left, top, wide, tall = box
    start = left + 8 + typefaces.text_width(scales.number(ticks[-1]), palette.SMALL)
    x = scales.linear(0, 24, start, left + wide - 1)
    y = scales.linear(0, ticks[-1], top + tall - 24, top + 40)
    canvas.text((left, top + 13), one.name, size=palette.TEXT - 0.5, bold=True)
    dusk, dawn = NIGHT_FALLS - START, 24
    canvas.rect((x(dusk), y(ticks[-1]) - 16, x(dawn) - x(dusk), y(0) - y(ticks[-1]) + 16), fill=palette.NIGHT)
    canvas.text((x(dusk) + 5, y(ticks[-1]) - 4), "night", size=palette.SMALL - 0.5, colour=palette.QUIET)
    canvas.levels(ticks, y, (start, left + wide - 1))
    for place in range(24):
        weight = one.weights[(place + START) % 24]
        canvas.rect((x(place + 0.1), y(weight), x(0.8) - x(0), y(0) - y(weight)), fill=palette.ACCENT)
    canvas.line((start, y(0)), (left + wide - 1, y(0)), colour=palette.INK, weight=1)
    for place in range(0, 25, 6 if wide < 400 else 3):
        hour = (place + START) % 24
        anchor = "start" if place == 0 else "end" if place == 24 else "middle"
        canvas.text((x(place), y(0) + 16), f"{hour:02d}:00", size=palette.SMALL, anchor=anchor)


@dataclass(frozen=True, kw_only=True)
class ControlLimits:
    """Centre and limits of a control chart, one value a month or one for all."""

    centre: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]


def control_chart(
    months: MonthSeries,
    limits: ControlLimits,
    *,
    signals: frozenset[int] = frozenset(),
    width: int = palette.FULL,
) -> Drawing:
    """A line between two limits; ``signals`` (month indices) are diamonds, with the month's name where it
    lies over no other."""
    height = 200.0
    canvas = Canvas(width, height)
    lower, upper = (_spread(edge, len(months.values)) for edge in (limits.lower, limits.upper))
    ticks = scales.round_ticks(max([*upper, *(v for v in months.values if v is not None)], default=1.0))
    left = 8 + typefaces.text_width(scales.number(ticks[-1]), palette.SMALL)
    right = width - 8 - typefaces.text_width("expected", palette.SMALL)
    x = scales.linear(0, max(len(months.values), 1), left, right)
    y = scales.linear(0, ticks[-1], height - 36, 16)
    canvas.levels(ticks, y, (left, right))
    for place, (low, high) in enumerate(zip(lower, upper, strict=True)):
        canvas.rect((x(place), y(high), x(1) - x(0), y(low) - y(high)), fill=palette.BAND)
    canvas.line((left, y(limits.centre)), (right, y(limits.centre)), colour=palette.QUIET, dash="5 3")
    canvas.text((right + 6, y(limits.centre) + 4), "usual", size=palette.SMALL, colour=palette.QUIET)
    _line(canvas, months, signals, centre=limits.centre, x=x, y=y)
    _years(canvas, months, x=x, base=y(0))
    columns = ("Month", months.name, "Usual from", "Usual to", "Note")
    rows = [
        (month_label(m), v, low, high, "unusual" if m in signals else "")
        for m, v, low, high in zip(
            range(months.first, months.first + len(months.values)), months.values, lower, upper, strict=True
        )
    ]
    return canvas.drawing(columns, rows)


def _spread(values: tuple[float, ...], count: int) -> tuple[float, ...]:
    return values * count if len(values) == 1 else values


def _line(
    canvas: Canvas,
    months: MonthSeries,
    signals: frozenset[int],
    *,
    centre: float,
    x: scales.Scale,
    y: scales.Scale,
) -> None:
    runs = unbroken_runs(months.values)
    canvas.path([[(x(i + 0.5), y(v)) for i, v in run] for run in runs], stroke=palette.ACCENT, weight=1.75)
    ends = {True: 0.0, False: 0.0}  # how far names below and above the line reach
    for place, value in (held for run in runs for held in run):
        at, month = (x(place + 0.5), y(value)), months.first + place
        if month not in signals:
            canvas.dot(at, radius=2.5, filled=month not in months.provisional)
            continue
        canvas.diamond(at, radius=6)
        said = f"{MONTH_NAMES[month % 12][:3]} {month // 12}: {scales.number(value)}"
        half = typefaces.text_width(said, palette.SMALL, bold=True) / 2
        middle = min(max(at[0], x(0) + half + 2), canvas.width - half - 2)
        below = value < centre
        if middle - half < ends[below]:
            continue
        ends[below] = middle + half + 4
        near = [y(v) for run in runs for i, v in run if abs(x(i + 0.5) - middle) <= half]
        where = (middle, max(near) + 19 if below else min(near) - 10)
        canvas.text(where, said, size=palette.SMALL, anchor="middle", bold=True, halo=True)


def _years(canvas: Canvas, months: MonthSeries, *, x: scales.Scale, base: float) -> None:
    canvas.line((x(0), base), (x(len(months.values)), base), colour=palette.INK, weight=1)
    dense = (x(1) - x(0)) < 20
    for place in range(len(months.values)):
        month = months.first + place
        if not dense:
            name = MONTH_NAMES[month % 12][:3]
            canvas.text((x(place + 0.5), base + 15), name, size=palette.SMALL, anchor="middle")
        if place == 0 or month % 12 == 0:
            canvas.line((x(place), base), (x(place), base + 32), colour=palette.CONTEXT)
            if place == 0 or x(place) - x(0) > 30:
                where = (x(place) + 3, base + (16 if dense else 31))
                canvas.text(where, str(month // 12), size=palette.SMALL, colour=palette.QUIET)
