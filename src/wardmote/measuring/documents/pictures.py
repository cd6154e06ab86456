"""A ``Drawing`` and its words -> the ``Picture`` and ``Table`` of a document.

In: a drawing (picture and plain values), the words around it. Out: blocks.
Numbers are written as in the charts; a value that is not held is "not held".
"""

from dataclasses import dataclass

from wardmote.measuring.documents.model import Column, Picture, Run, Runs, Table
from wardmote.measuring.drawing.canvas import Cell, Drawing
from wardmote.measuring.drawing.palette import NARROW
from wardmote.measuring.drawing.scales import number


@dataclass(frozen=True, kw_only=True)
class Caption:
    """``title`` is the finding; ``subtitle`` says measure, unit, place, period; ``alt`` describes it."""

    name: str
    title: str
    subtitle: str
    alt: str
    source: str = ""


def picture_of(drawing: Drawing, caption: Caption) -> Picture:
    """The picture with the table behind it; half or full width as it was drawn."""
    width = "half" if _svg_width(drawing.svg) < NARROW else "full"
    table = table_of(drawing, name=caption.name, caption=caption.title, source=caption.source)
    return Picture(
        name=caption.name,
        svg=drawing.svg,
        title=caption.title,
        subtitle=caption.subtitle,
        alt=caption.alt,
        source=caption.source,
        table=table,
        width=width,
    )


def table_of(drawing: Drawing, *, name: str, caption: str, note: str = "", source: str = "") -> Table:
    """The rows a drawing was made from, as a document's table."""
    columns = tuple(
        Column(header, numeric=place > 0 and _numeric([row[place] for row in drawing.rows]))
        for place, header in enumerate(drawing.columns)
    )
    rows = tuple(
        tuple(_cell(value, column.numeric) for value, column in zip(row, columns, strict=True))
        for row in drawing.rows
    )
    return Table(name=name, caption=caption, columns=columns, rows=rows, note=note, source=source)


def _numeric(values: list[Cell]) -> bool:
    held = [v for v in values if v is not None]
    return bool(held) and all(isinstance(v, int | float) for v in held)


def _cell(value: Cell, numeric: bool) -> Runs:
    if value is None:
        return (Run("not held"),)
    return (Run(number(value) if isinstance(value, int | float) else value),)


def _svg_width(svg: str) -> float:
    start = svg.index(' width="') + 8
    return float(svg[start : svg.index('"', start)])
