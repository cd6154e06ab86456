"""Change between two periods, one row a class: ratio with its interval on a doubling scale.

In: counts of both periods, the ratio and interval (None where none can be
given), the words chosen for it, and whether they say "clear". Out: a
``Drawing``. Filled diamonds are clear changes, hollow circles are not; a row
without a ratio has words alone. Rows go from the largest rise to the largest
fall, those without a ratio last.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.drawing import palette, scales
from wardmote.measuring.drawing.canvas import Canvas, Drawing
from wardmote.measuring.drawing.rows import RowPlan, RowTexts, plan_rows, write_rows


@dataclass(frozen=True, kw_only=True)
class Change:
    """One class. ``ratio`` is after over before, with the interval ``low`` to ``high``."""

    label: str
    before: float
    after: float
    ratio: float | None
    low: float | None
    high: float | None
    words: str
    clear: bool = False


def change_chart(
    changes: Sequence[Change],
    *,
    before_name: str,
    after_name: str,
    width: int = palette.FULL,
) -> Drawing:
    """Dots and whiskers about a line that says "no change"."""
    ordered = sorted(changes, key=lambda c: (c.ratio is None, -(c.ratio or 0.0), c.label))
    texts = [
        RowTexts(c.label, f"{scales.number(c.before)} → {scales.number(c.after)}", c.words, c.clear)
        for c in ordered
    ]
    plan = plan_rows(texts, width=width, top=26)
    canvas = Canvas(width, plan.bottom + 6)
    bounds = [b for c in ordered if c.ratio is not None for b in (c.low, c.ratio, c.high) if b]
    low, high = scales.ratio_ends(bounds)
    place = scales.logarithmic(low, high, plan.plot_left + 6, plan.plot_right - 6)
    write_rows(canvas, plan)
    _axis(canvas, plan, place, (low, high))
    for row, change in enumerate(ordered):
        if change.ratio is not None:
            _mark(canvas, plan.y(row), change, place, (low, high))
    columns = ("Kind", before_name, after_name, "Times", "Range from", "Range to", "In words")
    return canvas.drawing(
        columns, [(c.label, c.before, c.after, c.ratio, c.low, c.high, c.words) for c in ordered]
    )


def _axis(canvas: Canvas, plan: RowPlan, place: scales.Scale, ends: tuple[float, float]) -> None:
    ticks = scales.ratio_ticks(*ends)
    spread = place(2.0) - place(1.0)
    for value, word in ticks:
        if spread < 58 and value not in (0.25, 1.0, 4.0):
            continue
        x, same = place(value), value == 1.0
        colour, weight = (palette.INK, 1.25) if same else (palette.GRID, palette.HAIR)
        plan.write_upright(canvas, x, colour=colour, weight=weight)
        canvas.text(
            (x, 16),
            word,
            size=palette.SMALL - 0.5,
            anchor="middle",
            bold=same,
            colour=palette.INK if same else palette.QUIET,
        )


def _mark(canvas: Canvas, y: float, change: Change, place: scales.Scale, ends: tuple[float, float]) -> None:
    """Whisker and point; a whisker that leaves the axis ends in an arrow head."""
    low, high = ends
    colour = palette.ACCENT if change.clear else palette.QUIET
    if change.low is not None and change.high is not None:
        left, right = place(max(change.low, low)), place(min(change.high, high))
        canvas.line((left, y), (right, y), colour=colour, weight=2)
        for beyond, x, way in ((change.low < low, left, 1), (change.high > high, right, -1)):
            if beyond:
                canvas.path([[(x + 6 * way, y - 4), (x, y), (x + 6 * way, y + 4)]], stroke=colour, weight=2)
    assert change.ratio is not None
    at = (place(min(max(change.ratio, low), high)), y)
    if change.clear:
        canvas.diamond(at, colour=colour)
    else:
        canvas.dot(at, filled=False, colour=colour)
