"""A small CSV as rows: lookups, denominators, deprivation, partners' tables.

In: an ``SourceText``. Out: a ``SourceTable`` of header and rows of text, all values
stripped, with the row number a spreadsheet shows. Held in memory: not for the
police.uk files. Errors: ``Refusal`` for no header, one column only, a heading
used twice where it is asked for, a row longer than the header, wrong encoding.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from wardmote.measuring.catalogue.counted import ngettext, some
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, read_text
from wardmote.measuring.sources.rejects import shape_of

DELIMITERS = ",;\t|"
_CSV_FAULTS = {  # the first word of what Python's reader says
    "field": "a cell of more than 131,072 characters",
    "unexpected": "a quotation mark that is never closed",
    "new-line": "a line that ends in the middle",
    "line": "a null character",
}


@dataclass(frozen=True)
class SourceTable:
    """``rows[i]`` has as many values as ``header`` and stands in file row ``numbers[i]``."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    ragged: tuple[int, ...] = field(default=())

    def index(self, heading: str) -> int:
        """Where a column stands; ``Refusal`` when it is missing or there twice."""
        require_columns(self.header, [heading], where=self.name)
        if len(places := self._places[heading]) > 1:
            raise Refusal(
                "Two columns have the same heading.",
                where=f"{self.name}, row 1",
                found=f"columns {' and '.join(str(place + 1) for place in places)}",
                todo="Give each column its own heading.",
            )
        return places[0]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each heading stands: to look through thousands for each of thousands took minutes."""
        found: dict[str, list[int]] = {}
        for place, heading in enumerate(self.header):
            found.setdefault(heading, []).append(place)
        return found

    def refusal(
        self, what: str, *, todo: str, found: str = "", cell: tuple[int, int] | None = None
    ) -> Refusal:
        """Why its headings will not do, or what stands in a ``cell`` (row and column, from nought)."""
        where, shown = f"{self.name}, row 1", found or "; ".join(self.header[:12])
        if cell is not None:
            row, column = cell
            where = f"{self.name}, row {self.numbers[row]}, column {self.header[column]}"
            shown = found or shape_of(self.rows[row][column]) or "nothing"
        return Refusal(what, where=where, found=shown, todo=todo)

    def column(self, heading: str) -> list[str]:
        """A column's values, top to bottom."""
        place = self.index(heading)
        return [row[place] for row in self.rows]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(file row, heading -> value) pairs."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, dict(zip(self.header, row, strict=True))


def read_table(entry: SourceText, *, keep_ragged: bool = False) -> SourceTable:
    """The table in a CSV (comma, semicolon, tab or bar).

    A row with more values than headings is refused, or with ``keep_ragged``
    left out and its number given in ``ragged``.
    """
    text = read_text(entry)
    lines = _lines(entry, text)
    header = _header(entry, lines[0])
    rows, numbers, ragged = [], [], []
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(map(str.strip, line))
        if not any(cells):
            continue
        if any(cells[len(header) :]) or len(cells) < 2:
            ragged.append(number)
            continue
        numbers.append(number)
        rows.append(cells[: len(header)] + ("",) * (len(header) - len(cells)))
    if ragged and not keep_ragged:
        raise Refusal(
            "A row does not have the columns of the header.",
            where=f"{entry.name}, row {ragged[0]}",
            found=f"{len(lines[ragged[0] - 1])} values under {len(header)} headings",
            todo="Mend that row, or export the file again.",
        )
    if not rows and not ragged:
        raise Refusal("The file has a header and no rows.", where=entry.name, todo="Export it again.")
    return SourceTable(entry.name, header, tuple(rows), tuple(numbers), tuple(ragged))


def _lines(entry: SourceText, text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise not_taken_apart(error, f"{entry.name}, line {reader.line_num}") from None


def not_taken_apart(error: csv.Error, where: str) -> Refusal:
    """What the reader of CSV says, in our words."""
    return Refusal(
        "The CSV cannot be taken apart.",
        where=where,
        found=_CSV_FAULTS.get(str(error).partition(" ")[0], "a quotation mark inside a cell"),
        todo="Look for an opening quotation mark without a closing one.",
    )


def _header(entry: SourceText, line: Sequence[str]) -> tuple[str, ...]:
    header = tuple(cell.strip() for cell in line)
    if len(header) < 2:
        raise Refusal(
            "The file is not a table: its first row has one column only.",
            where=f"{entry.name}, row 1",
            found=shape_of(*header),
            todo="Load the CSV file itself, with the headings in the first row.",
        )
    return header


def require_columns(header: Sequence[str], wanted: Sequence[str], *, where: str) -> None:
    """Refuse a header that lacks a wanted column, naming what it has instead."""
    missing = [heading for heading in wanted if heading not in header]
    if missing:
        near = [f"{heading} may be {found}" for heading in missing if (found := _nearest(heading, header))]
        raise Refusal(
            ngettext("A column is missing.", f"{len(missing)} columns are missing.", len(missing)),
            where=f"{where}, row 1, column {missing[0]}",
            found=some(header),
            todo=f"Load a file with the {ngettext('column', 'columns', len(missing))} {', '.join(missing)}"
            + (f" ({'; '.join(near)})." if near else "."),
        )


def _nearest(heading: str, header: Sequence[str]) -> str:
    """The heading that is spelt most like it, or holds it: ``Occurred from`` for ``From``; else ""."""
    folded = {other.casefold(): other for other in header if other}
    wanted = heading.casefold()
    near = get_close_matches(wanted, folded, n=1) or [name for name in folded if wanted in name]
    return folded[near[0]] if near else ""


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
