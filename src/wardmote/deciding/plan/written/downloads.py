"""The actions of an edition for a spreadsheet.

In: an ``EditionFile``. Out: CSV text or the bytes of an XLSX, one row an action. What a spreadsheet
would run as a formula is a text: with an apostrophe before it in CSV, by its cell's type in XLSX.
"""

import io
from datetime import datetime

from wardmote.deciding.plan.written.document import actions_table
from wardmote.deciding.plan.written.file import EditionFile
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.model import Table


def actions_csv(edition: EditionFile) -> str:
    """Every action as CSV."""
    return table_csv(actions_table(edition))


def actions_xlsx(edition: EditionFile) -> bytes:
    """Every action as a workbook with one sheet; the same edition gives the same bytes."""
    return table_xlsx(actions_table(edition))


def table_xlsx(table: Table, *, sheet: str = "Actions") -> bytes:
    """A table as a workbook with one sheet."""
    import xlsxwriter  # when the first workbook is written; every page of the plan imports this module

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table.caption, "created": datetime(2008, 4, 1)})
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(sheet)
    page.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        page.write_string(0, at, column.header, bold)
        page.set_column(at, at, 50 if column.header in ("Action", "Note") else 22)
    for number, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            page.write_string(number, at, "".join(run.text for run in cell), plain)
    page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return made.getvalue()
