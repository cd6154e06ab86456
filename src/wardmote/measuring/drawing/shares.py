"""Shares of a whole: bars with intervals, contributions to a change, and day-and-night pairs.

In: shares of one (0 to 1) with limits, points with their counts, estimates of
a survey with limits. Out: a ``Drawing``. Shares are ordered by value unless
the caller's order means something (ages, months): then say ``ordered=True``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Drawing
from wardmote.measuring.drawing.rows import RowPlan, RowTexts, plan_rows, write_rows


@dataclass(frozen=True, kw_only=True)
class Share:
    """``count`` of ``of``; ``other`` is the same share in what it is compared with."""

    label: str
    count: int
    of: int
    share: float
    low: float | None = None
    high: float | None = None
    other: float | None = None


def shares_chart(
    shares: Sequence[Share], *, other_name: str = "", ordered: bool = False, width: int = palette.FULL
) -> Drawing:
    """Bars from nought; whiskers are intervals; an upright tick marks the comparison."""
    rows = list(shares) if ordered else sorted(shares, key=lambda s: (-s.share, s.label))
    texts = [RowTexts(s.label, f"{s.count:,} of {s.of:,}", scales.percent(s.share)) for s in rows]
    compared = bool(other_name) and any(s.other is not None for s in rows)
    tight = width >= palette.NARROW and len(rows) > 8
    plan = plan_rows(texts, width=width, top=26 if compared else 4, row_height=21 if tight else 0)
    canvas = Canvas(width, plan.bottom + 6)
    most = max([0.01, *(v for s in rows for v in (s.share, s.high, s.other) if v is not None)])
    place = scales.linear(0, most, plan.plot_left, plan.plot_right - 8)
    write_rows(canvas, plan)
    for row, share in enumerate(rows):
        _share(canvas, plan.y(row), share, place)
    plan.write_upright(canvas, place(0), colour=palette.INK)
    if compared:
        canvas.line((6, 6), (6, 20), colour=palette.INK, weight=2.5)
        canvas.text((14, 17), other_name, size=palette.SMALL)
    columns = ("Group", "Count", "Of", "Share, %", "Range from, %", "Range to, %")
    table = [(s.label, s.count, s.of, _hundred(s.share), _hundred(s.low), _hundred(s.high)) for s in rows]
    if compared:
        return canvas.drawing(
            (*columns, f"{_capital(other_name)}, %"),
            [(*t, _hundred(s.other)) for t, s in zip(table, rows, strict=True)],
        )
    return canvas.drawing(columns, table)


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _share(canvas: Canvas, y: float, share: Share, place: scales.Scale) -> None:
    canvas.rect((place(0), y - 6, place(share.share) - place(0), 12), fill=palette.ACCENT)
    if share.low is not None and share.high is not None:
        left, right, edge = place(share.low), place(share.high), place(share.share)
        canvas.line((left, y), (edge, y), colour=palette.PAPER, weight=1.5)
        canvas.line((edge, y), (right, y), colour=palette.INK, weight=1.5)
        canvas.line((right, y - 3), (right, y + 3), colour=palette.INK, weight=1.5)
    if share.other is not None:
        x = place(share.other)
        canvas.line((x, y - 10), (x, y + 10), colour=palette.PAPER, weight=5)
        canvas.line((x, y - 10), (x, y + 10), colour=palette.INK, weight=2.5)


@dataclass(frozen=True, kw_only=True)
class ContributionBar:
    """Points a class adds to the whole's change, with its counts."""

    label: str
    points: float
    before: float
    after: float


def contribution_chart(
    contributions: Sequence[ContributionBar],
    *,
    total: ContributionBar,
    what: str = "Class",
    width: int = palette.FULL,
) -> Drawing:
    """Bars left and right of nought, the whole below them. They add up to it. ``what`` heads the table."""
    ordered = sorted(contributions, key=lambda c: (c.points, c.label))
    rows = [*ordered, total]
    texts = [
        RowTexts(
            c.label, f"{scales.number(c.before)} → {scales.number(c.after)}", _points(c.points), c is total
        )
        for c in rows
    ]
    plan = plan_rows(texts, width=width, top=24, row_height=36 if width < palette.NARROW else 24)
    canvas = Canvas(width, plan.bottom + 6)
    ends = min(0.0, *(c.points for c in rows)), max(0.0, *(c.points for c in rows))
    place = scales.linear(ends[0], ends[1], plan.plot_left + 4, plan.plot_right - 6)
    write_rows(canvas, plan)
    for row, part in enumerate(rows):
        fill = palette.INK if part is total else palette.ACCENT if part.points > 0 else palette.CONTEXT
        left, right = sorted((place(0), place(part.points)))
        canvas.rect((left, plan.y(row) - 6, right - left, 12), fill=fill)
    nought = place(0)
    plan.write_upright(canvas, nought, colour=palette.INK)
    line = plan.bottom - plan.row_height
    canvas.line((0, line), (width, line), colour=palette.INK, weight=1)
    _sides(canvas, nought, ends)
    columns = (what, "Before", "After", "Percentage points")
    return canvas.drawing(columns, [(c.label, c.before, c.after, c.points) for c in rows])


def _sides(canvas: Canvas, nought: float, ends: tuple[float, float]) -> None:
    """What left and right mean, kept on the page and apart."""
    words = "pushed it up"
    right = min(nought + 6, canvas.width - typefaces.text_width(words, palette.SMALL))
    if ends[1] > 0:
        canvas.text((right, 15), words, size=palette.SMALL)
    if ends[0] < 0:
        left = min(nought - 6, right - 10) if ends[1] > 0 else nought - 6
        canvas.text((left, 15), "pulled it down", size=palette.SMALL, anchor="end")


def _points(points: float) -> str:
    sign = "+" if points > 0 else ""
    return f"{sign}{scales.number(points, decimals=1)} points"


@dataclass(frozen=True, kw_only=True)
class SurveyShare:
    """A survey's share of one, its interval and how many answered."""

    share: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, kw_only=True)
class SurveyPair:
    """One question asked twice; either answer may be missing."""

    label: str
    first: SurveyShare | None
    second: SurveyShare | None


def pairs_chart(pairs: Sequence[SurveyPair], *, names: tuple[str, str], width: int = palette.FULL) -> Drawing:
    """Hollow circle for the first answer (by day), filled for the second (after dark), 0 to 100 %."""
    texts = [RowTexts(p.label, "", _gap(p)) for p in pairs]
    plan = plan_rows(texts, width=width, top=28, row_height=48 if width < palette.NARROW else 36)
    canvas = Canvas(width, plan.bottom + 24)
    place = scales.linear(0, 1, plan.plot_left + 8, plan.plot_right - 14)
    write_rows(canvas, plan)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        plan.write_scale(canvas, place(tick), f"{tick * 100:.0f} %")
    for row, pair in enumerate(pairs):
        _pair(canvas, plan, row, pair, place)
    _key(canvas, names)
    columns = ["Question"]
    for name in names:
        said = _capital(name)
        columns += [f"{said}, %", f"{said}: range from, %", f"{said}: range to, %", f"{said}: answers"]
    return canvas.drawing(columns, [(p.label, *_cells(p.first), *_cells(p.second)) for p in pairs])


def _pair(canvas: Canvas, plan: RowPlan, row: int, pair: SurveyPair, place: scales.Scale) -> None:
    y = plan.y(row)
    if pair.first and pair.second:
        ends = sorted((place(pair.first.share), place(pair.second.share)))
        canvas.line((ends[0], y), (ends[1], y), colour=palette.CONTEXT, weight=1)
    for estimate, offset, filled in ((pair.first, -6, False), (pair.second, 6, True)):
        if estimate is None:
            continue
        if estimate.low is not None and estimate.high is not None:
            start, end = (place(estimate.low), y + offset), (place(estimate.high), y + offset)
            canvas.line(start, end, colour=palette.ACCENT if filled else palette.QUIET, weight=2)
        colour = palette.ACCENT if filled else palette.QUIET
        canvas.dot((place(estimate.share), y + offset), filled=filled, colour=colour)


def _key(canvas: Canvas, names: tuple[str, str]) -> None:
    left = 6.0
    for name, filled in zip(names, (False, True), strict=True):
        canvas.dot((left, 11), filled=filled, colour=palette.ACCENT if filled else palette.QUIET)
        canvas.text((left + 10, 15), name, size=palette.SMALL)
        left += 30 + typefaces.text_width(name, palette.SMALL)


def _gap(pair: SurveyPair) -> str:
    said = [scales.percent(e.share) if e else "not asked" for e in (pair.first, pair.second)]
    return f"{said[0]}, {said[1]}"


def _cells(estimate: SurveyShare | None) -> tuple[float | None, ...]:
    if estimate is None:
        return None, None, None, None
    return _hundred(estimate.share), _hundred(estimate.low), _hundred(estimate.high), estimate.n
