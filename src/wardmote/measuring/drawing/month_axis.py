"""The box a series of months is drawn in: where a month and a value lie, the gridlines and the names below.

In: the box in pixels, how many months it holds and the value at its top (nought is at its bottom). Out:
places for what is drawn in it, and the marks that every chart of months has in common.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from wardmote.measuring.catalogue.periods import MONTH_NAMES
from wardmote.measuring.drawing import palette, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Point

Band = tuple[float, float] | None
Item = TypeVar("Item")


@dataclass(frozen=True)
class MonthAxis:
    """``months`` side by side from ``left`` to ``right``; values from ``bottom`` (0) up to ``top``."""

    left: float
    right: float
    top: float
    bottom: float
    months: int
    most: float

    @property
    def step(self) -> float:
        """How wide a month is."""
        return (self.right - self.left) / max(self.months, 1)

    def x(self, place: float) -> float:
        """Where the month at ``place`` begins; half a month further is its middle."""
        return self.left + self.step * place

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / (self.most or 1.0)

    def at(self, place: float, value: float) -> Point:
        """The middle of a month at a value."""
        return self.x(place + 0.5), self.y(value)

    def write_gridlines(self, canvas: Canvas, ticks: Sequence[float]) -> None:
        """A pale line for each tick with its number on the left."""
        canvas.levels(ticks, self.y, (self.left, self.right))

    def write_months(self, canvas: Canvas, first: int, *, middle: float = 0.5) -> None:
        """Names or letters where there is room, and each year once, with a line where it begins."""
        last_end = -math.inf
        for place in range(self.months):
            month = first + place
            if self.step >= 9:
                name = MONTH_NAMES[month % 12]
                where = (self.x(place + middle), self.bottom + 15)
                said = name[:3] if self.step >= 22 else name[0]
                canvas.text(where, said, size=palette.SMALL, anchor="middle")
            if place and month % 12 == 0:
                x = self.x(place)
                canvas.line((x, self.bottom), (x, self.bottom + 20), colour=palette.CONTEXT)
            if place == 0 or month % 12 == 0:
                said, x = str(month // 12), self.x(place) + 2
                wide = typefaces.text_width(said, palette.SMALL)
                if x > last_end + 4 and x + wide <= self.right:
                    canvas.text((x, self.bottom + 31), said, size=palette.SMALL, colour=palette.QUIET)
                    last_end = x + wide

    def write_ends(self, canvas: Canvas, first: int) -> None:
        """First and last month only, under a small chart."""
        for place, anchor in ((0, "start"), (max(self.months - 1, 0), "end")):
            month = first + place
            said = f"{MONTH_NAMES[month % 12][:3]} {month // 12}"
            where = (self.left if anchor == "start" else self.right, self.bottom + 14)
            canvas.text(where, said, size=palette.SMALL - 0.5, anchor=anchor, colour=palette.QUIET)


def in_lines(entries: Sequence[Item], wide: Callable[[Item], float], room: float) -> list[list[Item]]:
    """The entries of a key in as many lines as they need."""
    lines: list[list[Item]] = [[]]
    for entry in entries:
        if lines[-1] and sum(map(wide, (*lines[-1], entry))) > room:
            lines.append([])
        lines[-1].append(entry)
    return lines


def unbroken_runs(
    values: Sequence[Item | None], parted: Collection[int] = ()
) -> list[list[tuple[int, Item]]]:
    """Stretches of what is held, each value with its place; also parted before each place of ``parted``."""
    runs: list[list[tuple[int, Item]]] = [[]]
    for place, value in enumerate(values):
        if place in parted or value is None:
            runs.append([])
        if value is not None:
            runs[-1].append((place, value))
    return [run for run in runs if run]
