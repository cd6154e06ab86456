"""Counts month by month: one period, what it is compared with, and several classes side by side.

In: months as indices (year x 12 + month - 1, ``catalogue.periods``), values
with ``None`` for a month that is not held, provisional months by index. Out: a
``Drawing``; bars stand on nought. Up to 12 months are drawn with the
comparison's same months thin and grey beside them, whatever year they are of;
more than 12 run in time order, and a gap in the data is shown as a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Cell, Drawing
from wardmote.measuring.drawing.month_axis import MonthAxis, in_lines


@dataclass(frozen=True, kw_only=True)
class MonthSeries:
    """Consecutive months from ``first``; ``None`` is a month that is not held."""

    name: str
    first: int
    values: tuple[float | None, ...]
    provisional: frozenset[int] = frozenset()

    def at(self, month: int) -> float | None:
        """The value of a month index, ``None`` outside the series."""
        place = month - self.first
        return self.values[place] if 0 <= place < len(self.values) else None


@dataclass(frozen=True, kw_only=True)
class MonthMark:
    """A word over the months: a span (``last`` given) or a break before ``first``."""

    word: str
    first: int
    last: int | None = None


def months_chart(
    subject: MonthSeries,
    comparison: MonthSeries | None = None,
    *,
    marks: Sequence[MonthMark] = (),
    width: int = palette.FULL,
) -> Drawing:
    """Bars of the subject in the accent; see the module's own words for the rest."""
    aligned = _aligned(subject, comparison) if comparison and len(subject.values) <= 12 else ()
    known = [v for v in (*subject.values, *aligned) if v is not None]
    key = _key(subject, comparison if aligned else None, width)
    height = (206 if width >= palette.NARROW else 168) + 20 * len(key) + (18 if marks else 0)
    canvas = Canvas(width, height)
    every = _every_value_fits(subject, width)
    ticks = scales.round_ticks(max(known, default=1.0))
    head = 4 + 20 * len(key) + (18 if marks else 0) + 16
    left = 0.0 if every else 8 + typefaces.text_width(scales.number(ticks[-1]), palette.SMALL)
    most = max(known, default=1.0) or 1.0
    frame = MonthAxis(
        left, width - 1.0, head, height - 36.0, len(subject.values), most if every else ticks[-1]
    )
    if not every:
        frame.write_gridlines(canvas, ticks)
    _marks(canvas, frame, subject, marks)
    _bars(canvas, frame, subject, aligned)
    _gaps(canvas, frame, subject)
    middle = 0.6 if aligned else 0.5
    _value_labels(canvas, frame, subject, every=every, middle=middle)
    frame.write_months(canvas, subject.first, middle=middle)
    _write_key(canvas, key)
    return canvas.drawing(*_table(subject, comparison, aligned))


def _aligned(subject: MonthSeries, comparison: MonthSeries) -> tuple[float | None, ...]:
    """The comparison's value for each of the subject's calendar months (its latest, if it has two)."""
    latest: dict[int, float] = {}
    for place, value in enumerate(comparison.values):
        if value is not None:
            latest[(comparison.first + place) % 12] = value
    return tuple(latest.get((subject.first + place) % 12) for place in range(len(subject.values)))


def _every_value_fits(subject: MonthSeries, width: int) -> bool:
    widest = max((typefaces.text_width(scales.number(v), 11.5) for v in subject.values if v), default=0)
    return widest + 3 <= width / max(len(subject.values), 1)


def _marks(canvas: Canvas, frame: MonthAxis, subject: MonthSeries, marks: Sequence[MonthMark]) -> None:
    top = frame.top - 20
    for mark in marks:
        start = mark.first - subject.first
        end = (mark.last if mark.last is not None else mark.first - 1) - subject.first + 1
        if end < 0 or start >= frame.months:
            continue
        left, right = frame.x(max(start, 0)), frame.x(min(end, frame.months))
        if mark.last is None:
            canvas.line((left, top - 12), (left, frame.bottom), colour=palette.QUIET, dash="2 2")
        else:
            canvas.path(
                [[(left + 2, top + 4), (left + 2, top), (right - 2, top), (right - 2, top + 4)]],
                stroke=palette.QUIET,
                weight=1,
            )
        half = typefaces.text_width(mark.word, palette.SMALL) / 2
        middle = left + half + 4 if mark.last is None else (left + right) / 2
        middle = min(max(middle, half), frame.right - half)
        canvas.text((middle, top - 4), mark.word, size=palette.SMALL, anchor="middle", colour=palette.QUIET)


def _bars(canvas: Canvas, frame: MonthAxis, subject: MonthSeries, aligned: Sequence[float | None]) -> None:
    step, thin = frame.step, 0.2 if aligned else 0.0
    for place, value in enumerate(aligned):
        if value is not None:
            left, top = frame.x(place) + step * 0.1, frame.y(value)
            canvas.rect((left, top, step * thin, frame.bottom - top), fill=palette.CONTEXT)
    for place, value in enumerate(subject.values):
        left, wide = frame.x(place) + step * (0.1 + thin), step * (0.8 - thin)
        if value is None:
            canvas.rect((left, frame.bottom - 14, wide, 14), fill="hatch")
        elif subject.first + place in subject.provisional:
            top = frame.y(value) + 0.75
            box = (left + 0.75, top, wide - 1.5, max(frame.bottom - top, 0.5))
            canvas.rect(box, fill=palette.PAPER, stroke=palette.ACCENT)
        else:
            top = frame.y(value)
            canvas.rect((left, top, wide, frame.bottom - top), fill=palette.ACCENT)
    canvas.line((frame.left, frame.bottom), (frame.right, frame.bottom), colour=palette.INK, weight=1)


def _value_labels(
    canvas: Canvas, frame: MonthAxis, subject: MonthSeries, *, every: bool, middle: float
) -> None:
    """Every value where it fits, else the highest and (if its neighbours leave room) the lowest."""
    known = [v for v in subject.values if v is not None]
    if not known:
        return
    ends = {max(known), min(known)} if max(known) > min(known) else {max(known)}
    for place, value in enumerate(subject.values):
        if value is None or not (every or value in ends):
            continue
        said, where = scales.number(value), (frame.x(place + middle), frame.y(value) - 5)
        wide = typefaces.text_width(said, 11.5, bold=True) > frame.step
        if wide and any(v and frame.y(v) < where[1] for v in _beside(subject, place)):
            continue
        bold = value in ends
        colour = palette.INK if bold else palette.QUIET
        canvas.text(where, said, size=11.5, anchor="middle", bold=bold, colour=colour, halo=True)


def _beside(subject: MonthSeries, place: int) -> list[float | None]:
    return [subject.values[i] for i in (place - 1, place + 1) if 0 <= i < len(subject.values)]


def _gaps(canvas: Canvas, frame: MonthAxis, subject: MonthSeries) -> None:
    """Names a run of months that are not held, where there is room for the words."""
    start = None
    for place, value in enumerate((*subject.values, 0.0)):
        if value is None and start is None:
            start = place
        elif value is not None and start is not None:
            if frame.x(place) - frame.x(start) > 60:
                where = (frame.x((start + place) / 2), frame.bottom - 21)
                canvas.text(where, "not held", size=palette.SMALL, anchor="middle", colour=palette.QUIET)
            start = None


def _key(
    subject: MonthSeries, comparison: MonthSeries | None, width: int
) -> list[list[tuple[str, str, str]]]:
    """Name, fill and outline of each kind of mark, in lines that fit; none where there is one kind."""
    entries = [(subject.name, palette.ACCENT, "none")]
    if comparison:
        entries.append((comparison.name, palette.CONTEXT, "none"))
    if subject.provisional:
        entries.append(("provisional", palette.PAPER, palette.ACCENT))
    return in_lines(entries, _key_width, width + 16) if len(entries) > 1 else []


def _key_width(entry: tuple[str, str, str]) -> float:
    return 32 + typefaces.text_width(entry[0], palette.SMALL)


def _write_key(canvas: Canvas, lines: Sequence[Sequence[tuple[str, str, str]]]) -> None:
    for place, entries in enumerate(lines):
        left = 0.0
        for name, fill, stroke in entries:
            canvas.rect((left + 1, 5 + 20 * place, 10, 10), fill=fill, stroke=stroke)
            canvas.text((left + 16, 14 + 20 * place), name, size=palette.SMALL)
            left += _key_width((name, fill, stroke))


def _table(
    subject: MonthSeries, comparison: MonthSeries | None, aligned: Sequence[float | None]
) -> tuple[list[str], list[list[Cell]]]:
    columns = ["Month", subject.name]
    columns += [comparison.name] if comparison and aligned else []
    columns += ["Provisional"] if subject.provisional else []
    rows: list[list[Cell]] = []
    for place, value in enumerate(subject.values):
        month = subject.first + place
        row: list[Cell] = [month_label(month), value]
        row += [aligned[place]] if aligned else []
        row += ["provisional" if month in subject.provisional else ""] if subject.provisional else []
        rows.append(row)
    return columns, rows


def months_small_multiples(series: Sequence[MonthSeries], *, width: int = palette.FULL) -> Drawing:
    """One small chart for each series, all of the same months, each to its own scale, which the note says."""
    most_across = 2 if width < palette.NARROW else 4 if len(series) > 9 else 3
    across = min(len(series), most_across) or 1
    gap, tall = 22.0, 120.0
    each = (width - gap * (across - 1)) / across
    down = -(-len(series) // across)
    canvas = Canvas(width, down * tall + 22)
    for place, one in enumerate(series):
        own = max((v for v in one.values if v is not None), default=1.0) or 1.0
        left, top = (place % across) * (each + gap), (place // across) * tall
        frame = MonthAxis(left, left + each, top + 36, top + tall - 32, len(one.values), own)
        _small(canvas, frame, one, each)
    note = "Each has its own scale: compare shapes, not heights."
    canvas.text((0, down * tall + 14), note, size=palette.SMALL, colour=palette.QUIET, italic=True)
    return canvas.drawing(*_long_table(series))


def _small(canvas: Canvas, frame: MonthAxis, one: MonthSeries, room: float) -> None:
    _small_title(canvas, frame, one.name, room * 0.97)
    _bars(canvas, frame, one, ())
    known = [v for v in one.values if v is not None]
    if known:
        highest = one.values.index(max(known))
        half = typefaces.text_width(scales.number(max(known)), 11.5) / 2
        middle = min(max(frame.x(highest + 0.5), frame.left + half), frame.right - half)
        canvas.text(
            (middle, frame.y(max(known)) - 4),
            scales.number(max(known)),
            size=11.5,
            anchor="middle",
            bold=True,
        )
    frame.write_ends(canvas, one.first)


def _small_title(canvas: Canvas, frame: MonthAxis, name: str, room: float) -> None:
    """The name over its chart: on one line where it fits, else smaller on two."""
    size = palette.TEXT - 0.5
    if typefaces.text_width(name, size, bold=True) <= room:
        canvas.text((frame.left, frame.top - 22), name, size=size, bold=True)
        return
    size -= 1
    first, *rest = typefaces.wrapped(name, size, room * 0.94)
    for line, up in ((first, 28), (" ".join(rest), 16)):
        said = typefaces.shortened(line, size, room * 0.94)
        canvas.text((frame.left, frame.top - up), said, size=size, bold=True)


def _long_table(series: Sequence[MonthSeries]) -> tuple[list[str], list[list[Cell]]]:
    months = sorted({s.first + i for s in series for i in range(len(s.values))})
    return ["Month", *(s.name for s in series)], [
        [month_label(m), *(s.at(m) for s in series)] for m in months
    ]
