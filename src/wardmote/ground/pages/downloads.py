"""A table that a page gives away as a file, for a spreadsheet; no cell of it runs as a formula.

In: a table of a document, or plain values, and the file's name, which says how it is written. Out: the
response. A CSV begins with a byte-order mark: without it spreadsheets take a pound sign for something else.
"""

from django.http import Http404, HttpResponse

from wardmote.ground.papers.files import file_response
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.model import Sheet, Table
from wardmote.measuring.documents.xlsx import table_xlsx


def table_response(table: Table | Sheet, filename: str) -> HttpResponse:
    """The table as CSV or as a workbook, as the name ends; 404 for any other ending."""
    if filename.endswith(".csv"):
        return file_response(table_csv(table).encode("utf-8-sig"), filename)
    if filename.endswith(".xlsx"):
        return file_response(table_xlsx(table), filename)
    raise Http404("no such kind of file")
