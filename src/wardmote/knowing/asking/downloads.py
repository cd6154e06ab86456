"""What a page gives to take away: a table as CSV, a picture as an SVG file of its own.

Numbers are written as numbers, so that a spreadsheet can add them; a text that a
spreadsheet would run as a formula gets an apostrophe before it.
"""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.text import slugify

from wardmote.ground.pages.downloads import table_response
from wardmote.ground.papers.files import file_response
from wardmote.measuring.documents.model import Picture, Sheet
from wardmote.measuring.drawing.canvas import standalone

Value = str | int | float | None


def table_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """A CSV file to download."""
    cells = ([_cell(value) for value in row] for row in rows)
    return table_response(Sheet(name, columns, cells), f"{slugify(name)}.csv")


def picture_file(picture: Picture) -> HttpResponse:
    """The picture as a file that opens by itself, with its type inside."""
    alone = standalone(picture.svg, title=picture.title, description=picture.alt)
    return file_response(alone.encode(), f"{slugify(picture.name)}.svg")


def picture_table(picture: Picture) -> HttpResponse:
    """The numbers behind a picture, as CSV."""
    table = picture.table
    assert table is not None
    columns = [column.header for column in table.columns]
    rows = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
    numeric = [column.numeric for column in table.columns]
    return table_file(
        picture.name,
        columns,
        [[_number(text) if numeric[i] else text for i, text in enumerate(row)] for row in rows],
    )


def _number(text: str) -> Value:
    """A number as the table shows it, back to a number; other words stay."""
    try:
        return float(text.replace(",", "")) if "." in text else int(text.replace(",", ""))
    except ValueError:
        return text


def _cell(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)
