"""Areas ranked by rate, each with its interval, against the overall rate.

In: rates and limits per whatever ``per`` names, and a flag from the funnel
("high", "low" or ""). Out: a ``Drawing`` of the top 15; its table holds every
area given. Flagged areas differ by shape as well as colour. A town centre's
rate per resident misleads: say so beside the chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.drawing import palette, scales
from wardmote.measuring.drawing.canvas import Canvas, Drawing
from wardmote.measuring.drawing.rows import RowTexts, plan_rows, write_rows


@dataclass(frozen=True, kw_only=True)
class AreaRateRow:
    """``flag``: "high" or "low" where the funnel says so, else ""."""

    label: str
    count: int
    rate: float
    low: float | None
    high: float | None
    flag: str = ""


def area_chart(
    areas: Sequence[AreaRateRow],
    *,
    overall: float,
    overall_name: str,
    per: str,
    width: int = palette.FULL,
    top: int = 15,
) -> Drawing:
    """Dots with whiskers from the highest rate down; a dashed line at the overall rate."""
    ordered = sorted(areas, key=lambda a: (-a.rate, a.label))
    shown = ordered[:top]
    texts = [
        RowTexts(a.label, f"{a.count:,}", f"{scales.number(a.rate)}{_flag_word(a)}", bool(a.flag))
        for a in shown
    ]
    plan = plan_rows(texts, width=width, top=30, row_height=36 if width < palette.NARROW else 23)
    canvas = Canvas(width, plan.bottom + 24)
    ticks = scales.round_ticks(max([overall, *(a.high or a.rate for a in shown)], default=1.0))
    place = scales.linear(0, ticks[-1], plan.plot_left + 4, plan.plot_right - 12)
    write_rows(canvas, plan)
    for tick in ticks:
        plan.write_scale(canvas, place(tick), scales.number(tick))
    line = place(overall)
    plan.write_upright(canvas, line, colour=palette.INK, weight=1.25, dash="4 3")
    anchor = "start" if line < width * 0.6 else "end"
    canvas.text((line, 15), f"{overall_name} {scales.number(overall)}", size=palette.SMALL, anchor=anchor)
    for row, area in enumerate(shown):
        _mark(canvas, plan.y(row), area, place)
    columns = ("Area", "Count", f"Rate {per}", "Range from", "Range to", "Against the other areas")
    return canvas.drawing(columns, [(a.label, a.count, a.rate, a.low, a.high, a.flag) for a in ordered])


def _flag_word(area: AreaRateRow) -> str:
    return f", {area.flag}" if area.flag else ""


def _mark(canvas: Canvas, y: float, area: AreaRateRow, place: scales.Scale) -> None:
    colour = palette.ACCENT if area.flag else palette.QUIET
    if area.low is not None and area.high is not None:
        canvas.line((place(area.low), y), (place(area.high), y), colour=colour, weight=2)
    if area.flag == "high":
        canvas.diamond((place(area.rate), y), colour=colour)
    elif area.flag:
        canvas.diamond((place(area.rate), y), filled=False, colour=colour)
    else:
        canvas.dot((place(area.rate), y), filled=False, colour=colour)
