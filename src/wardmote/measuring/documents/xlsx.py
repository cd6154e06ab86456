"""A table of a document, or plain texts, as a workbook of one sheet; each cell is a text: no formula runs."""

import io
from datetime import datetime

from wardmote.measuring.documents.model import Sheet, Table, sheet_of

WIDE, USUAL = 50, 22
LONG = 40  # characters in a cell from which its column is wide


def table_xlsx(table: Table | Sheet, *, sheet: str = "") -> bytes:
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
    told = sheet_of(table)
    rows = list(told.rows)
    for at, head in enumerate(told.heads):
        page.write_string(0, at, head, bold)
        page.set_column(at, at, WIDE if any(len(row[at]) > LONG for row in rows) else USUAL)
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            page.write_string(number, at, text, plain)
    page.autofilter(0, 0, len(rows), len(told.heads) - 1)
    book.close()
    return made.getvalue()
