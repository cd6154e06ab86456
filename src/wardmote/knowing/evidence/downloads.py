"""The tables of the evidence page as CSV, and the rule that no spreadsheet runs a cell of ours.

In: holdings, receipts, or any rows of texts. Out: lines of CSV, the first with
a byte-order mark, so that spreadsheets read them as UTF-8. A cell that would
be run as a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from wardmote.knowing.evidence.held import months_of, what_it_is
from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.measuring.store.holdings import Holdings
from wardmote.measuring.store.receipts import Receipt

BOM = "\ufeff"
MONTHS, LOADS, RESTATED = "months", "loads", "restated"
Rows = Iterable[Sequence[object]]


def lines(rows: Rows) -> Iterator[str]:
    """Rows as guarded CSV."""
    yield BOM
    for row in rows:
        text = io.StringIO()
        csv.writer(text).writerow([_cell(value) for value in row])
        yield text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else safe_cell(str(value))


def month_rows(held: Holdings) -> Rows:
    """A row for each source and month; months that are missing have none in ``rows``."""
    yield ("source", "feed", "title", "month", "state", "rows", "release", "versions")
    for stream in held.streams:
        told = (stream.source, stream.feed, stream.title)
        months = {each.month: each for each in stream.months}
        for month in sorted({*months, *stream.gaps}):
            each = months.get(month)
            if each is None:
                yield (*told, month_code(month), "missing", None, "", 0)
            else:
                state = "provisional" if each.provisional else "held"
                yield (*told, month_code(month), state, each.rows, each.released, each.versions)


def load_rows(receipts: Iterable[Receipt]) -> Rows:
    """A row for each load, withdrawn ones too."""
    yield (
        "file",
        "what it is",
        "months",
        "read",
        "kept",
        "rejected",
        "loaded",
        "released",
        "withdrawn",
        "sha256",
    )
    for receipt in sorted(receipts, key=lambda each: (each.loaded_at, each.name)):
        counts, gone = receipt.counts, receipt.withdrawn
        yield (
            receipt.name,
            what_it_is(receipt),
            months_of(receipt),
            *(counts.get(key, 0) for key in ("read", "kept", "rejected")),
            receipt.loaded_at,
            receipt.released or "",
            f"{gone.at} {gone.by}: {gone.because}" if gone else "",
            receipt.sha256,
        )


def restated_rows(held: Holdings) -> Rows:
    """A row for each revision."""
    yield (
        "loaded",
        "source",
        "feed",
        "month",
        "added",
        "gone",
        "changed",
        "outcomes",
        "restated",
        "older",
        "newer",
    )
    for each in held.revisions:
        month = month_code(each.month) if each.month is not None else ""
        numbers = (each.added, each.removed, each.changed, each.outcomes, each.restated)
        yield (each.loaded_at, each.source, each.feed, month, *numbers, each.older, each.newer)
