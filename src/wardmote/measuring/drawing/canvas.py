"""Paper and pen: a ``Canvas`` that writes deterministic SVG, and the ``Drawing`` it becomes.

Coordinates are pixels from the top left. Text is set in the house family and
escaped; characters XML cannot hold are dropped. The same calls give the same
bytes. Every shape is a plain SVG 1.1 element, so that browsers, Typst and Word
(by way of a PNG) draw the same picture.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape

from wardmote.measuring.drawing import palette, scales, typefaces

Cell = str | int | float | None
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Drawing:
    """A picture and its numbers. ``rows`` hold plain values, ``None`` where there is none."""

    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def clean(text: str) -> str:
    """Text as XML can hold it, escaped for content and attributes alike."""
    return escape(_NOT_XML.sub("", text), {'"': "&quot;", "'": "&#39;"})


def short(number: float) -> str:
    """A coordinate: two decimals, no trailing noughts, no minus nought.

    >>> short(3.0), short(-0.001), short(2.346)
    ('3', '0', '2.35')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes lie over each other."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def standalone(svg: str, *, title: str, description: str = "") -> str:
    """The same picture as a file of its own: named, described, with its type inside."""
    start = svg.index(">") + 1
    head = f"<title>{clean(title)}</title>"
    if description:
        head += f"<desc>{clean(description)}</desc>"
    return svg[:start] + head + f"<style>{typefaces.web_font_css()}</style>" + svg[start:]


def _outline(ring: Sequence[Point], *, closed: bool) -> str:
    whole = len(ring) > 2 and ring[0] == ring[-1]
    points = "L".join(f"{short(x)} {short(y)}" for x, y in (ring[:-1] if whole else ring))
    return f"M{points}{'Z' if closed or whole else ''}"


class Canvas:
    """Draws in order; later shapes lie on top. ``drawing()`` ends it."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []
        self._hatched = False

    def rect(self, box: tuple[float, float, float, float], *, fill: str, stroke: str = "none") -> None:
        """``box``: left, top, width, height."""
        x, y, width, height = box
        line = f' stroke="{stroke}" stroke-width="{palette.LINE}"' if stroke != "none" else ""
        self._parts.append(
            f'<rect x="{short(x)}" y="{short(y)}" width="{short(max(width, 0))}" '
            f'height="{short(max(height, 0))}" fill="{self._paint(fill)}"{line}/>'
        )

    def line(
        self, start: Point, end: Point, *, colour: str, weight: float = palette.HAIR, dash: str = ""
    ) -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{short(start[0])}" y1="{short(start[1])}" x2="{short(end[0])}" y2="{short(end[1])}" '
            f'stroke="{colour}" stroke-width="{short(weight)}"{dashed}/>'
        )

    def path(
        self,
        rings: Iterable[Sequence[Point]],
        *,
        fill: str = "none",
        stroke: str = "none",
        weight: float = palette.HAIR,
        dash: str = "",
    ) -> None:
        """Rings and lines as one shape; what is filled, or ends where it began, is closed."""
        data = "".join(_outline(ring, closed=fill != "none") for ring in rings if ring)
        if not data:
            return
        line = f' stroke="{stroke}" stroke-width="{short(weight)}" stroke-linejoin="round"'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{data}" fill="{self._paint(fill)}" fill-rule="evenodd"'
            f"{line + dashed if stroke != 'none' else ''}/>"
        )

    def levels(self, ticks: Sequence[float], y: Callable[[float], float], ends: Point) -> None:
        """A pale line from end to end (left, right) for each tick, with its number on the left."""
        left, right = ends
        for tick in ticks:
            self.line((left, y(tick)), (right, y(tick)), colour=palette.GRID)
            where = (left - 6, y(tick) + 4)
            self.text(where, scales.number(tick), size=palette.SMALL, anchor="end", colour=palette.QUIET)

    def dot(self, centre: Point, *, radius: float = 4.5, filled: bool = True, colour: str = "") -> None:
        """A circle; hollow ones have paper inside."""
        colour = colour or palette.ACCENT
        fill = colour if filled else palette.PAPER
        self._parts.append(
            f'<circle cx="{short(centre[0])}" cy="{short(centre[1])}" r="{short(radius)}" '
            f'fill="{fill}" stroke="{colour}" stroke-width="{palette.LINE}"/>'
        )

    def diamond(self, centre: Point, *, radius: float = 6.0, filled: bool = True, colour: str = "") -> None:
        """A square on its corner."""
        colour = colour or palette.ACCENT
        x, y = centre
        ring = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.path([ring], fill=colour if filled else palette.PAPER, stroke=colour, weight=palette.LINE)

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = palette.TEXT,
        anchor: str = "start",
        bold: bool = False,
        colour: str = palette.INK,
        italic: bool = False,
        halo: bool = False,
    ) -> None:
        """One line of text on its baseline; ``halo`` keeps it legible over a map."""
        extra = ' font-weight="600"' if bold else ""
        extra += ' font-style="italic"' if italic else ""
        extra += f' text-anchor="{anchor}"' if anchor != "start" else ""
        place = f'x="{short(at[0])}" y="{short(at[1])}" font-size="{short(size)}"'
        said = clean(words)
        if halo:  # drawn twice: not every reader honours paint-order
            self._parts.append(
                f'<text {place} fill="{palette.PAPER}" stroke="{palette.PAPER}" stroke-width="4.5" '
                f'stroke-linejoin="round" aria-hidden="true"{extra}>{said}</text>'
            )
        self._parts.append(f'<text {place} fill="{colour}"{extra}>{said}</text>')

    @contextmanager
    def link(self, href: str, words: str) -> Iterator[None]:
        """What is drawn inside leads somewhere; ``words`` name it. No tab stop: a list beside it has one."""
        self._parts.append(f'<a href="{clean(href)}" tabindex="-1" aria-label="{clean(words)}">')
        self._parts.append(f"<title>{clean(words)}</title>")
        yield
        self._parts.append("</a>")

    def _paint(self, fill: str) -> str:
        if fill != "hatch":
            return fill
        self._hatched = True
        return "url(#hatch)"

    def svg(self) -> str:
        """The finished document. ``fill="hatch"`` anywhere brings the pattern with it."""
        hatch = (
            '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{palette.PAPER}"/>'
            f'<line x1="0" y1="0" x2="0" y2="6" stroke="{palette.HATCH_LINE}" stroke-width="2"/>'
            "</pattern></defs>"
            if self._hatched
            else ""
        )
        size = f'width="{short(self.width)}" height="{short(self.height)}"'
        box = f'viewBox="0 0 {short(self.width)} {short(self.height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{typefaces.STACK}">'
            f"{hatch}{''.join(self._parts)}</svg>\n"
        )

    def drawing(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Drawing:
        """The picture with the table behind it."""
        return Drawing(self.svg(), tuple(columns), tuple(tuple(row) for row in rows))
