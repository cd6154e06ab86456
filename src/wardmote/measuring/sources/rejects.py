"""A row that was not used, or not all of it, and why; every reader answers with these.

What stood in the cell is told by its shape alone, because rejects are kept (receipts, files, jobs, backups)
and a cell may hold a name: "11 characters, letters and spaces". Its own row of the file has the rest.
"""

import re
from dataclasses import dataclass
from typing import NewType

from wardmote.measuring.catalogue.counted import counted

Shape = NewType("Shape", str)
"""What a cell looks like, without what it says; nothing for an empty one."""

_DATE = re.compile(r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})([ T]+[\d:.]+\S{0,6})?")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+")
_CLASSES = {"letters": str.isalpha, "digits": str.isdigit, "spaces": str.isspace}


def shape_of(*cells: str) -> Shape:
    """How long each cell is and what it is made of.

    >>> shape_of("Amira Khan")
    '10 characters, letters and spaces'
    >>> shape_of("2030-01-01 10:00"), shape_of("12.5"), shape_of("")
    ('16 characters, like a date', '4 characters, like a number', '')
    """
    return Shape("; ".join(_shape(cell) or "nothing" for cell in cells) if any(cells) else "")


def _shape(cell: str) -> str:
    if not cell:
        return ""
    size = counted(len(cell), "character", "characters")
    if _DATE.fullmatch(cell):
        return f"{size}, like a date"
    if _NUMBER.fullmatch(cell):
        return f"{size}, like a number"
    held = [name for name, holds in _CLASSES.items() if any(map(holds, cell))]
    held += ["other signs"] if not all(any(holds(c) for holds in _CLASSES.values()) for c in cell) else []
    return f"{size}, {' and '.join(filter(None, (', '.join(held[:-1]), held[-1])))}"


@dataclass(frozen=True)
class Reject:
    """``row`` as a spreadsheet shows it (the header is row 1), column, the shape of the cell, why not.

    ``file`` names the member of an archive that the row stands in; "" where the file is no archive.
    """

    row: int
    column: str
    found: Shape
    reason: str
    file: str = ""

    @property
    def where(self) -> str:
        """The column and, of an archive, the file.

        >>> Reject(3, "Month", shape_of("x"), "no month", "2021-01-kent-street.csv").where
        'Month, in 2021-01-kent-street.csv'
        """
        column = self.column or "the whole row"
        return f"{column}, in {self.file}" if self.file else column
