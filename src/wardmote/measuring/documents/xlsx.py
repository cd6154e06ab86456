"""A table of a document as a workbook with one sheet; every cell is a text: none runs as a formula."""

import io
from datetime import datetime

from wardmote.measuring.documents.model import Table

WIDE, USUAL = 50, 22
LONG = 40  # characters in a cell from which its column is wide


def table_xlsx(table: Table, *, sheet: str = "") -> bytes:
    """The workbook's bytes; the same table gives the same bytes."""
    import xlsxwriter  # when the first workbook is written: many pages import this module

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table.caption, "created": datetime(2008, 4, 1)})
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(sheet or "List")
    page.freeze_panes(1, 1)
    rows = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
    for at, column in enumerate(table.columns):
        page.write_string(0, at, column.header, bold)
        page.set_column(at, at, WIDE if any(len(row[at]) > LONG for row in rows) else USUAL)
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            page.write_string(number, at, text, plain)
    page.autofilter(0, 0, len(rows), len(table.columns) - 1)
    book.close()
    return made.getvalue()
