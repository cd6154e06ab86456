"""The lists of the evidence pages: loads, boundaries, revisions, files brought, what rests on a load.

In: the evidence as it is, receipts, uploads. Out: a ``Listing`` each; the months held as a table.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime

from wardmote.ground.pages.lists import ListColumn, ListFile, Listing, columns_of
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence import brought, receipts, rules
from wardmote.knowing.evidence.held import KINDS, feed_words, load_url, months_of, state, what_it_is
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.catalogue.periods import month_code, month_label
from wardmote.measuring.catalogue.source_kinds import source_kind
from wardmote.measuring.documents.model import Sheet, Value
from wardmote.measuring.store.holdings import Base, Holdings, holdings
from wardmote.measuring.store.receipts import Receipt


def _counted(key: str) -> Callable[[Receipt], int]:
    return lambda row: row.counts.get(key, 0)


def _kind(row: Any) -> str:
    return source_kind(row.source.removesuffix("-outcomes")).title


def _loaded(row: Any) -> datetime | None:
    return parse_datetime(row.loaded_at)


LOAD_FILE = columns_of(
    {
        "File": "name",
        "What it is": what_it_is,
        "Months": months_of,
        "Rows read": _counted("read"),
        "Rows": _counted("kept"),
        "Not used": _counted("rejected"),
        "Loaded": _loaded,
        "Released": "released",
        "Withdrawn": receipts.withdrawn_by,
        "SHA-256": "sha256",
    }
)
RESTATED_FILE = columns_of(
    {
        "Loaded": _loaded,
        "Kind": _kind,
        "Source": feed_words,
        "Month": lambda row: None if row.month is None else month_code(row.month),
        "Added": "added",
        "Gone": "removed",
        "Changed": "changed",
        "Other outcome": "outcomes",
        "In both": "restated",
        "Load before": "older",
        "Restated by": "newer",
    }
)
MONTH_HEADS = ("Kind", "Source", "What it is", "Month", "State", "Rows", "Released", "Versions")


def loads(now: Opened) -> Listing:
    """Every load, withdrawn ones too, the newest first."""
    stands = receipts.standing_of(now)
    return Listing(
        name="loads",
        caption="Every file that was loaded",
        columns=(
            ListColumn("File", "name", link=lambda row: load_url(now.slug, row.sha256)),
            ListColumn("What it is", what_it_is),
            ListColumn("Months", months_of, order=""),
            ListColumn("Rows", _counted("kept"), number=True),
            ListColumn("Not used", _counted("rejected"), number=True),
            ListColumn("Loaded", _loaded),
            ListColumn(
                "State",
                lambda row: state(row, stands)["text"],
                mark=lambda row: state(row, stands)["status"],
                note="withdrawn.because",
            ),
        ),
        rows=sorted(receipts.loads_of(now), key=lambda row: (row.loaded_at, row.name), reverse=True),
        file=ListFile("loads", LOAD_FILE),
    )


def _load_column(label: str, now: Opened, load_of: Callable[[Any], str]) -> ListColumn:
    """A load by its file's name, leading to its page."""
    names = {receipt.sha256: receipt.name for receipt in receipts.loads_of(now)}

    def name(row: Any) -> str:
        return names.get(load_of(row), load_of(row)[:12])

    return ListColumn(label, name, link=lambda row: load_url(now.slug, load_of(row)))


def bases(now: Opened) -> Listing:
    """Boundaries, lookups and numbers of people."""

    def title(row: Base) -> str:
        return source_kind(row.source).title + (" (synthetic)" if row.synthetic else "")

    told = (
        ListColumn("What it is", title),
        ListColumn("Areas", lambda row: f"{KINDS.get(row.kind, row.kind)} {row.vintage}".strip()),
        ListColumn("How many", "areas", number=True),
    )
    file = _load_column("File", now, lambda row: row.load)
    found = now.once("holdings", holdings).bases
    return Listing(
        name="bases",
        caption="Boundaries, lookups and numbers of people",
        columns=(*told, ListColumn("Year", lambda row: str(row.year or "")), file),
        file=ListFile("bases", (*told, ListColumn("Year", "year"), file)),
        rows=sorted(found, key=lambda row: (row.source, row.kind, row.vintage, row.year or 0)),
    )


def restated(now: Opened) -> Listing:
    """What later files changed, the latest first."""
    return Listing(
        name="restated",
        caption="What later files restated",
        columns=(
            ListColumn("Loaded", _loaded),
            ListColumn("Source", feed_words),
            ListColumn("Month", lambda row: month_label(row.month) if row.month else "", order="month"),
            ListColumn("Added", "added", number=True),
            ListColumn("Gone", "removed", number=True),
            ListColumn("Changed", "changed", number=True),
            ListColumn("Other outcome", "outcomes", number=True),
            _load_column("Restated by", now, lambda row: row.newer),
        ),
        rows=now.once("holdings", holdings).revisions,
        empty="No file has restated another one.",
        file=ListFile("restated", RESTATED_FILE),
    )


def restated_months(receipt: Receipt, now: Opened) -> Listing:
    """The months of a load for which another one counts now."""
    by = receipts.standing_of(now).restated.get(receipt.sha256, {})
    return Listing(
        name="restated",
        caption="Months for which another load counts now",
        columns=(
            ListColumn("Month", month_label, order="real"),
            _load_column("Counts now", now, lambda month: by[month]),
        ),
        rows=sorted(by),
    )


def resting(found: receipts.Resting, slug: str) -> Listing:
    """The numbers that rest on a load, those that no longer stand first."""
    return Listing(
        name="resting",
        caption="Numbers that rest on this load",
        columns=(
            ListColumn("Number", "title", link=lambda row: receipts.figure_url(slug, row.hash)),
            ListColumn("Of", "about"),
            ListColumn("Period", "period.label", order="period.start"),
            ListColumn("State", lambda row: row.mark[1], mark=lambda row: row.mark[0]),
        ),
        rows=found.rows,
        empty="No number that was shown rests on this load yet.",
    )


def uploads(waiting: Sequence[Upload], partnership: Partnership) -> tuple[Listing, Listing]:
    """Files that wait for somebody, and those that are done with, the last first."""
    slug = partnership.slug
    told = (
        ListColumn("File", "name", link=lambda row: reverse("evidence:upload", args=[slug, row.pk])),
        ListColumn("What it is", lambda row: row.known.words),
    )
    done = (
        ListColumn("By", "by"),
        ListColumn("When", "at"),
        ListColumn("State", Upload.get_state_display, order="state", mark=brought.mark_of),
    )
    to_do = ListColumn("What is to be done", lambda row: brought.TO_DO[row.state])
    rows = Upload.objects.of(partnership).exclude(state__in=rules.OPEN_UPLOADS)
    return (
        Listing("open", "Files that wait for you", (*told, to_do), waiting),
        Listing("recent", "Files brought lately", (*told, *done), rows),
    )


def months_table(held: Holdings) -> Sheet:
    """A row for each source and month; months that are missing have none in ``rows``."""
    return Sheet("Months held", MONTH_HEADS, _month_rows(held))


def _month_rows(held: Holdings) -> Iterator[Sequence[Value]]:
    for stream in held.streams:
        told = (_kind(stream), feed_words(stream), stream.title)
        months = {each.month: each for each in stream.months}
        for month in sorted({*months, *stream.gaps}):
            each = months.get(month)
            if each is None:
                yield (*told, month_code(month), "missing", None, "", 0)
                continue
            word = "provisional" if each.provisional else "held"
            yield (*told, month_code(month), word, each.rows, each.released or "", each.versions)
