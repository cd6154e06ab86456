"""Places by size and rate, between the limits that chance alone sets: a funnel.

In: one point a place (its name, count, denominator, rate), the group's rate, and the limits along the
denominators. Out: a ``Drawing``; its table holds every place. Our own place is a filled diamond
marked "here", the others hollow dots, named where they lie outside. No place has a rank.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Drawing, Point, meet

HEIGHT = 320.0
TOP, FOOT, MARGIN = 28.0, 44.0, 58.0
HERE = "here"


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    """``low`` and ``high``: the rates between which chance alone leaves a place of this size (99.8 %)."""

    name: str
    count: int
    denominator: float
    rate: float
    low: float
    high: float

    @property
    def outside(self) -> str:
        """ "above", "below" or "within" the outer limits."""
        if self.rate > self.high:
            return "above"
        return "below" if self.rate < self.low else "within"


@dataclass(frozen=True)
class Edge:
    """At a denominator: the limits of 95 % and, outside them, of 99.8 %."""

    denominator: float
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class Funnel:
    """The group's rate and the limits around it from the smallest denominator drawn to the largest."""

    rate: float
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Axes:
    """What stands along the axes: what the rate is per, and what the places are measured by."""

    per: str
    by: str


def funnel_chart(
    own: FunnelPoint, others: Sequence[FunnelPoint], funnel: Funnel, *, axes: Axes, width: int = palette.FULL
) -> Drawing:
    """Rate up, size across, both limits as lines, the group's rate dashed."""
    canvas = Canvas(width, HEIGHT)
    places = [*others, own]
    ticks = _ticks([*(each.rate for each in places), *(end for edge in funnel.edges for end in edge.outer)])
    left = 10 + typefaces.text_width(scales.number(ticks[-1]), palette.SMALL)
    x = scales.linear(funnel.edges[0].denominator, funnel.edges[-1].denominator, left + 6, width - MARGIN)
    y = scales.linear(ticks[0], ticks[-1], HEIGHT - FOOT, TOP)
    _grid(canvas, ticks, (left, width - MARGIN), y, axes)
    _sizes(canvas, funnel, x, axes)
    _limits(canvas, funnel, x, y)
    at = {each.name: (x(each.denominator), y(each.rate)) for each in places}
    for each in others:
        canvas.dot(at[each.name], radius=4, filled=False, colour=palette.QUIET)
    canvas.diamond(at[own.name], radius=7)
    outside = [(each.name, at[each.name]) for each in others if each.outside != "within"]
    _names(canvas, [(HERE, at[own.name]), *outside], list(at.values()))
    columns = ("Place", "Count", axes.by, axes.per, "Lower limit, 99.8 %", "Upper limit, 99.8 %", "Limits")
    rows = sorted(places, key=lambda each: each.name.casefold())
    return canvas.drawing(
        columns,
        [(p.name, p.count, p.denominator, round(p.rate, 2), round(p.low, 2), round(p.high, 2), p.outside)
         for p in rows],
    )  # fmt: skip


def _ticks(rates: Sequence[float]) -> list[float]:
    """Round rates around all that is drawn; marks need no nought under them, as bars would."""
    ticks = scales.round_ticks(max(rates), most=10)
    return ticks[max(place for place, tick in enumerate(ticks) if tick <= min(rates)) :]


def _grid(
    canvas: Canvas, ticks: Sequence[float], ends: tuple[float, float], y: scales.Scale, axes: Axes
) -> None:
    canvas.text((0, 12), axes.per, size=palette.SMALL, colour=palette.QUIET)
    canvas.levels(ticks, y, ends)


def _sizes(canvas: Canvas, funnel: Funnel, x: scales.Scale, axes: Axes) -> None:
    """Round sizes under the axis."""
    first, last = funnel.edges[0].denominator, funnel.edges[-1].denominator
    for tick in scales.round_ticks(last):
        if first <= tick <= last:
            canvas.text(
                (x(tick), HEIGHT - FOOT + 17), scales.number(tick), size=palette.SMALL, anchor="middle",
                colour=palette.QUIET,
            )  # fmt: skip
    canvas.text((canvas.width - MARGIN, HEIGHT - 6), axes.by, size=palette.SMALL, anchor="end",
                colour=palette.QUIET)  # fmt: skip


def _limits(canvas: Canvas, funnel: Funnel, x: scales.Scale, y: scales.Scale) -> None:
    lines: tuple[tuple[Callable[[Edge], float], str, str], ...] = (
        (lambda edge: edge.inner[0], "4 3", ""),
        (lambda edge: edge.inner[1], "4 3", "95 %"),
        (lambda edge: edge.outer[0], "", ""),
        (lambda edge: edge.outer[1], "", "99.8 %"),
    )
    last = funnel.edges[-1]
    apart = min(0.0, y(last.inner[1]) - y(last.outer[1]) - 13)
    for rate_at, dash, said in lines:
        points = [(x(edge.denominator), y(rate_at(edge))) for edge in funnel.edges]
        canvas.path([points], stroke=palette.CONTEXT, weight=palette.LINE, dash=dash)
        if said:
            up = 0.0 if dash else apart
            where = (x(last.denominator) + 5, y(rate_at(last)) + 4 + up)
            canvas.text(where, said, size=palette.SMALL, colour=palette.QUIET)
    across = (x(funnel.edges[0].denominator), y(funnel.rate)), (x(last.denominator), y(funnel.rate))
    canvas.line(*across, colour=palette.INK, weight=1.25)
    canvas.text((x(last.denominator) + 5, y(funnel.rate) + 4), "group", size=palette.SMALL)


def _names(canvas: Canvas, named: Sequence[tuple[str, Point]], marks: Sequence[Point]) -> None:
    """Each beside its mark where nothing else stands; one for which there is no room stays in the table."""
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in marks]
    for name, (x, y) in named:
        wide = typefaces.text_width(name, palette.SMALL, bold=name == HERE)
        beside = ((x + 11, y + 4), (x - 11 - wide, y + 4), (x - wide / 2, y - 11), (x - wide / 2, y + 20))
        for left, base in beside:
            box = (left, base - 10, left + wide, base + 3)
            if left > 0 and box[2] < canvas.width - MARGIN and not any(meet(box, each) for each in taken):
                canvas.text((left, base), name, size=palette.SMALL, bold=name == HERE, halo=True)
                taken.append(box)
                break
