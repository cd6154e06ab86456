"""The actions of an edition for a spreadsheet.

In: an ``EditionFile``. Out: CSV text or the bytes of an XLSX, one row an action. What a spreadsheet
would run as a formula is a text: with an apostrophe before it in CSV, by its cell's type in XLSX.
"""

from wardmote.deciding.plan.exchange.document import actions_table
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.xlsx import table_xlsx


def actions_csv(edition: EditionFile) -> str:
    """Every action as CSV."""
    return table_csv(actions_table(edition))


def actions_xlsx(edition: EditionFile) -> bytes:
    """Every action as a workbook with one sheet; the same edition gives the same bytes."""
    return table_xlsx(actions_table(edition), sheet="Actions")
