"""A measure month by month: its line, what is usual, the target's path, breaks and months that may change.

In: ``MeasureLine`` (months as indices, ``None`` where not held; the other lines of the same length), the
finding in words, and the width. Out: ``MeasureDrawing``: the picture, its table, a title that is the
finding, and a description for those who hear it. Values may be counts or rates; the scale begins at nought.

The line and its dots are the subject; the band is the limits; the thin line what is usual; the dashed
line the target's path; a rule with a word is a break or a new baseline, and the line is not drawn
across it; a hollow dot is provisional; a ringed dot a signal. Where months stand close, only marked ones
and those alone in their run have dots. Nothing is said by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.periods import Period, month_label
from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Cell, Drawing
from wardmote.measuring.drawing.month_axis import Band, Item, MonthAxis, in_lines, unbroken_runs

Values = tuple[float | None, ...]
RADIUS = 3.0


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """Consecutive months from ``first``. ``breaks``: (month, word) before which the line stops."""

    name: str
    unit: str
    first: int
    values: Values
    usual: Values = ()
    limits: tuple[Band, ...] = ()
    path: Values = ()
    breaks: tuple[tuple[int, str], ...] = ()
    provisional: frozenset[int] = frozenset()
    signals: frozenset[int] = frozenset()

    @property
    def most(self) -> float:
        """The highest thing drawn."""
        known = [v for v in (*self.values, *self.usual, *self.path) if v is not None]
        return max([*known, *(band[1] for band in self.limits if band)], default=0.0)


@dataclass(frozen=True)
class MeasureDrawing:
    """``title`` is the finding, ``months`` those drawn; ``description`` what a screen reader says of it."""

    title: str
    months: str
    description: str
    drawing: Drawing


def measure_chart(line: MeasureLine, *, finding: str, width: int = palette.FULL) -> MeasureDrawing:
    """One measure; ``finding`` is the sentence it shows."""
    key = _key(line, width)
    words = [(month, word) for month, word in line.breaks if 0 < month - line.first < len(line.values)]
    head = 20.0 * len(key) + 18.0 * len(words) + 12
    height = head + (150 if width >= palette.NARROW else 124) + 36
    canvas = Canvas(width, height)
    ticks = scales.round_ticks(line.most)
    left = 8 + max(typefaces.text_width(scales.number(tick), palette.SMALL) for tick in ticks)
    frame = MonthAxis(left, width - 6.0, head, height - 36, len(line.values), ticks[-1])
    frame.write_gridlines(canvas, ticks)
    _breaks(canvas, frame, line, words, above=20.0 * len(key))
    _draw(canvas, frame, line)
    frame.write_months(canvas, line.first)
    _write_key(canvas, key)
    drawing = canvas.drawing(*_table(line))
    last = line.first + len(line.values) - 1
    months = Period.of_months(line.first, last).label if line.values else ""
    return MeasureDrawing(finding, months, described(line, finding), drawing)


def described(line: MeasureLine, finding: str) -> str:
    """The finding, then what the picture holds, for those who hear it."""
    parts = [finding, f"{line.name}, {line.unit}, month by month.", _said(line)]
    parts += [f"Another series from {month_label(month)}: {word}." for month, word in line.breaks]
    marked = sorted(line.signals)
    if marked:
        parts.append(f"Outside what is usual: {', '.join(month_label(month) for month in marked)}.")
    if line.provisional:
        parts.append(f"Provisional: {', '.join(month_label(month) for month in sorted(line.provisional))}.")
    return " ".join(part for part in parts if part)


def _said(line: MeasureLine) -> str:
    """The last value held, what is usual there and where the target's path is."""
    known = [i for i, value in enumerate(line.values) if value is not None]
    if not known:
        return "No month is held."
    last = known[-1]
    said = f"{month_label(line.first + last)}: {scales.number(line.values[last])}"
    usual, limit, path = _at(line.usual, last), _at(line.limits, last), _at(line.path, last)
    if usual is not None:
        said += f"; usual {scales.number(usual)}"
    if limit is not None:
        said += f", limits {scales.number(limit[0])} to {scales.number(limit[1])}"
    return said + (f"; target's path {scales.number(path)}." if path is not None else ".")


def _at(series: Sequence[Item | None], place: int) -> Item | None:
    return series[place] if place < len(series) else None


def _draw(canvas: Canvas, frame: MonthAxis, line: MeasureLine) -> None:
    """Band, usual, path, then the measure itself on top."""
    for band in _runs(line, line.limits):
        upper = [frame.at(i, high) for i, (_, high) in band]
        lower = [frame.at(i, low) for i, (low, _) in reversed(band)]
        canvas.path([upper + lower], fill=palette.BAND)
    for values, colour, dash in ((line.usual, palette.CONTEXT, ""), (line.path, palette.INK, "5 3")):
        for run in _runs(line, values):
            canvas.path([[frame.at(i, v) for i, v in run]], stroke=colour, weight=palette.LINE, dash=dash)
    canvas.line((frame.left, frame.bottom), (frame.right, frame.bottom), colour=palette.INK, weight=1)
    runs = _runs(line, line.values)
    close = frame.step < 2.5 * RADIUS
    for run in runs:
        canvas.path([[frame.at(i, v) for i, v in run]], stroke=palette.ACCENT, weight=palette.LINE)
    for i, value, alone in ((i, v, len(run) == 1) for run in runs for i, v in run):
        month, where = line.first + i, frame.at(i, value)
        if close and not alone and month not in line.signals | line.provisional:
            continue
        if month in line.signals:
            canvas.dot(where, radius=RADIUS + 3, filled=False, colour=palette.INK)
        canvas.dot(where, radius=RADIUS, filled=month not in line.provisional)


def _runs(line: MeasureLine, values: Sequence[Item | None]) -> list[list[tuple[int, Item]]]:
    """Unbroken runs: parted where nothing is held and at each break."""
    return unbroken_runs(values, {month - line.first for month, _ in line.breaks})


def _breaks(
    canvas: Canvas, frame: MonthAxis, line: MeasureLine, words: Sequence[tuple[int, str]], *, above: float
) -> None:
    """A rule with its word, each word on a line of its own so that none lies over another."""
    for place, (month, word) in enumerate(words):
        x = frame.x(month - line.first)
        said = typefaces.shortened(word, palette.SMALL, frame.right - frame.left)
        wide = typefaces.text_width(said, palette.SMALL)
        y = above + 18 * place + 13
        canvas.line((x, y + 3), (x, frame.bottom), colour=palette.QUIET, dash="2 2")
        where = (min(x, frame.right - wide), y)
        canvas.text(where, said, size=palette.SMALL, colour=palette.QUIET)


def _key(line: MeasureLine, width: int) -> list[list[str]]:
    """The kinds of mark there are, in lines that fit."""
    entries = [line.unit]
    entries += ["usual"] if any(v is not None for v in line.usual) else []
    entries += ["limits of chance"] if any(line.limits) else []
    entries += ["target's path"] if any(v is not None for v in line.path) else []
    entries += ["signal"] if line.signals else []
    entries += ["provisional"] if line.provisional else []
    said = [typefaces.shortened(entry, palette.SMALL, width - 40) for entry in entries]
    return in_lines(said, _key_width, width + 14)


def _key_width(entry: str) -> float:
    return 38 + typefaces.text_width(entry, palette.SMALL)


def _write_key(canvas: Canvas, lines: Sequence[Sequence[str]]) -> None:
    for place, entries in enumerate(lines):
        left, y = 0.0, 9.0 + 20 * place
        for entry in entries:
            ends = ((left + 1, y), (left + 19, y))
            if entry == "limits of chance":
                canvas.rect((left + 1, y - 5, 18, 10), fill=palette.BAND)
            elif entry == "usual":
                canvas.line(*ends, colour=palette.CONTEXT, weight=palette.LINE)
            elif entry == "target's path":
                canvas.line(*ends, colour=palette.INK, weight=palette.LINE, dash="5 3")
            else:
                if entry == "signal":
                    canvas.dot((left + 10, y), radius=6, filled=False, colour=palette.INK)
                elif entry != "provisional":
                    canvas.line(*ends, colour=palette.ACCENT, weight=palette.LINE)
                canvas.dot((left + 10, y), radius=3, filled=entry != "provisional")
            canvas.text((left + 24, y + 4), entry, size=palette.SMALL)
            left += _key_width(entry)


def _table(line: MeasureLine) -> tuple[list[str], list[list[Cell]]]:
    columns = ["Month", f"{line.name} ({line.unit})"]
    columns += ["Usual"] if line.usual else []
    columns += ["Limit below", "Limit above"] if line.limits else []
    columns += ["Target's path"] if line.path else []
    columns += ["Note"] if line.breaks or line.provisional or line.signals else []
    rows: list[list[Cell]] = []
    for i, value in enumerate(line.values):
        row: list[Cell] = [month_label(line.first + i), value]
        row += [_at(line.usual, i)] if line.usual else []
        row += list(_at(line.limits, i) or (None, None)) if line.limits else []
        row += [_at(line.path, i)] if line.path else []
        row += [_note(line, line.first + i)] if "Note" in columns else []
        rows.append(row)
    return columns, rows


def _note(line: MeasureLine, month: int) -> str:
    notes = [word for at, word in line.breaks if at == month]
    notes += ["signal"] if month in line.signals else []
    notes += ["provisional"] if month in line.provisional else []
    return "; ".join(notes)
