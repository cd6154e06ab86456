"""One document, three outputs: the blocks every renderer understands.

A document is frozen data. HTML, PDF and Word are drawn from the same blocks,
so they cannot disagree. A number that a figure stands behind is a ``Run``
with ``figure`` set to that figure's hash; renderers make it a link to the
figure's entry in the annex (``Document.figure_notes``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | date | None
"""What a cell of a spreadsheet holds; a ``datetime`` is a ``date`` too."""


@dataclass(frozen=True)
class Run:
    """A stretch of text. ``figure``: hash of the figure the number comes from.

    ``finding``: id of the finding whose sentence this is part of, so that a page can
    offer to correct it; runs of one sentence follow each other.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    figure: str = ""
    finding: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 4, never skipping one; ``anchor`` is unique in the document."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """``role``: body, lead (the one thing to know), caution (a limit beside its number), small."""

    runs: Runs
    role: str = "body"


def paragraph(words: str | Runs, role: str = "body", *, strong: str = "") -> Paragraph:
    """Words as a paragraph, after ``strong`` ones where there are any."""
    lead = (Run(strong, strong=True),) if strong else ()
    return Paragraph((*lead, *((Run(words),) if isinstance(words, str) else words)), role)


def cells(words: Iterable[str]) -> tuple[Runs, ...]:
    """The cells of a row, or the items of a list, of plain words."""
    return tuple((Run(each),) for each in words)


def bullets(lines: Iterable[str]) -> "BulletList":
    """Each line as a bullet."""
    return BulletList(cells(lines))


@dataclass(frozen=True)
class BulletList:
    """Bullets or a numbered list; each item is one line of runs."""

    items: tuple[Runs, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Column:
    header: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """``rows`` hold runs, one cell a column. First column is the row header.

    ``name`` is the CSV's file name without ending; ``note`` and ``source`` print below.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """Values for a spreadsheet: a ``Decimal`` is an amount of money, a moment is in local time.

    ``rows`` are read once: they may be worked out one after another.
    """

    caption: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def value_text(value: Value) -> str:
    """A value as a CSV has it; nothing as nothing.

    >>> value_text(Decimal("9500")), value_text(datetime(2008, 4, 8, 18, 5, 30)), value_text(True)
    ('9500.00', '2008-04-08 18:05', 'yes')
    """
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def sheet_of(table: Table | Sheet) -> Sheet:
    """The texts of a table."""
    if isinstance(table, Sheet):
        return table
    rows = (["".join(run.text for run in cell) for cell in row] for row in table.rows)
    return Sheet(table.caption, [column.header for column in table.columns], rows)


@dataclass(frozen=True)
class Picture:
    """An SVG chart or map. The title is the finding; ``alt`` describes it for who cannot see it.

    ``svg`` is a complete standalone SVG document whose fonts are named by
    family only; ``table`` holds the same numbers; ``width`` is ``full`` or ``half``.
    """

    name: str
    svg: str
    title: str
    subtitle: str
    alt: str
    source: str = ""
    table: Table | None = None
    width: str = "full"


@dataclass(frozen=True)
class FindingBlock:
    """A numbered finding on the first pages: bold sentence, then its support, limit and picture.

    ``keys``: ids of the findings it tells, the leading one first.
    """

    number: int
    headline: Runs
    body: Runs
    limit: Runs = ()
    picture: Picture | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """A new page on paper; nothing on screen."""


Block = Heading | Paragraph | BulletList | Table | Picture | FindingBlock | PageBreak


@dataclass(frozen=True)
class FigureNote:
    """What the annex says of one figure: enough to know the number and ask for it again."""

    figure: str
    what: str
    value: str
    method: str
    period: str
    caveats: str = ""


@dataclass(frozen=True)
class Document:
    """``banner`` is shown on every page ("Synthetic data", "Incomplete"); ``marking`` as "OFFICIAL".

    ``front`` is the two pages a chair reads, ``body`` the sections in order and
    ``annex`` method, tables and sources. ``date`` is the day of the draft, in
    words; it is given by the caller so that outputs are reproducible. ``recomputable``:
    the notes are figures that ``wardmote figure`` computes again, not published claims.
    """

    partnership: str
    title: str
    subtitle: str
    marking: str
    date: str
    front: tuple[Block, ...]
    body: tuple[Block, ...]
    annex: tuple[Block, ...]
    banner: str = ""
    figure_notes: tuple[FigureNote, ...] = field(default=())
    language: str = "en-GB"
    recomputable: bool = True
