"""The plan of every chart that has one row for one thing: label, counts, plot, words.

Wide: four columns side by side. Narrow (under 480 px): label and words on one
line, counts and plot on the next, so that the same chart is legible on half a
page and on a phone. All texts of a column must fit it: columns are measured
before they are drawn; labels wrap to two lines, then are shortened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.drawing import palette, typefaces
from wardmote.measuring.drawing.canvas import Canvas

_GAP = 12.0


@dataclass(frozen=True)
class RowTexts:
    """What stands left and right of one row's marks."""

    label: str
    note: str = ""
    words: str = ""
    strong: bool = False


@dataclass(frozen=True)
class RowPlan:
    """Where things go. ``y(i)`` is the line the marks of row i are centred on."""

    texts: tuple[RowTexts, ...]
    width: int
    top: float
    row_height: float
    note_left: float
    plot_left: float
    plot_right: float
    words_left: float

    @property
    def narrow(self) -> bool:
        return self.width < palette.NARROW

    @property
    def bottom(self) -> float:
        return self.top + self.row_height * len(self.texts)

    def bands(self) -> list[tuple[float, float]]:
        """Top and bottom of where the marks stand: one strip, or one a row where labels lie between."""
        if not self.narrow:
            return [(self.top - 4, self.bottom)]
        return [(self.y(row) - 7, self.y(row) + 9) for row in range(len(self.texts))]

    def write_upright(
        self, canvas: Canvas, x: float, *, colour: str, weight: float = palette.HAIR, dash: str = ""
    ) -> None:
        """A line at one value through every row."""
        for top, bottom in self.bands():
            canvas.line((x, top), (x, bottom), colour=colour, weight=weight, dash=dash)

    def write_scale(self, canvas: Canvas, x: float, words: str) -> None:
        """A pale line through every row, with its value below them."""
        self.write_upright(canvas, x, colour=palette.GRID)
        where = (x, self.bottom + 16)
        canvas.text(where, words, size=palette.SMALL, anchor="middle", colour=palette.QUIET)

    def y(self, row: int) -> float:
        """Centre line of a row's marks."""
        share = 0.68 if self.narrow else 0.5
        return self.top + self.row_height * (row + share)


def plan_rows(texts: Sequence[RowTexts], *, width: int, top: float, row_height: float = 0) -> RowPlan:
    """Measure the texts and divide the width."""
    size = _size(width)
    notes = max((typefaces.text_width(t.note, size - 1) for t in texts), default=0)
    note_room = notes + _GAP if notes else 0.0
    if width < palette.NARROW:
        height = row_height or 40.0
        return RowPlan(tuple(texts), width, top, height, 0.0, note_room or 4.0, width - 6.0, float(width))
    labels = max((typefaces.text_width(t.label, size, bold=t.strong) for t in texts), default=0)
    label_room = min(labels, width * 0.30) + _GAP
    words = max((typefaces.text_width(t.words, size - 1, bold=t.strong) for t in texts), default=0)
    words_room = min(words + 1, width * 0.27) + _GAP if words else 6.0
    return RowPlan(
        tuple(texts),
        width,
        top,
        row_height or 27.0,
        label_room,
        label_room + note_room + 2,
        width - words_room,
        width - words_room + _GAP,
    )


def write_rows(canvas: Canvas, plan: RowPlan) -> None:
    """Labels, counts and words of every row, with a hair line between rows."""
    for row, texts in enumerate(plan.texts):
        if row:
            line = plan.top + plan.row_height * row
            canvas.line((0, line), (plan.width, line), colour=palette.GRID)
        (_write_narrow if plan.narrow else _write_wide)(canvas, plan, row, texts)


def _write_wide(canvas: Canvas, plan: RowPlan, row: int, texts: RowTexts) -> None:
    size, middle = _size(plan.width), plan.y(row)
    _block(canvas, 0, middle, texts.label, size, plan.note_left - _GAP, bold=texts.strong)
    if texts.note:
        right = plan.plot_left - _GAP
        canvas.text((right, middle + 4), texts.note, size=size - 1, anchor="end", colour=palette.QUIET)
    room = plan.width - plan.words_left
    _block(canvas, plan.words_left, middle, texts.words, size - 1, room, bold=texts.strong)


def _write_narrow(canvas: Canvas, plan: RowPlan, row: int, texts: RowTexts) -> None:
    size, base = _size(plan.width), plan.top + plan.row_height * row + 14
    words = typefaces.text_width(texts.words, size - 0.5)
    label = typefaces.shortened(texts.label, size, plan.width - words - 8)
    canvas.text((0, base), label, size=size, bold=True)
    canvas.text((plan.width, base), texts.words, size=size - 0.5, anchor="end", bold=texts.strong)
    canvas.text((0, plan.y(row) + 4), texts.note, size=size - 1, colour=palette.QUIET)


def _block(
    canvas: Canvas, left: float, middle: float, words: str, size: float, room: float, *, bold: bool
) -> None:
    lines = typefaces.wrapped(words, size, room)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    if len(lines) == 2:
        size -= 1.5
    start = middle + size * 0.33 - (len(lines) - 1) * size * 0.5
    for i, line in enumerate(lines):
        place = (left, start + i * size)
        canvas.text(place, typefaces.shortened(line, size, room), size=size, bold=bold)


def _size(width: int) -> float:
    return palette.TEXT if width >= palette.NARROW else palette.TEXT - 1
