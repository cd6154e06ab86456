"""The log page: who did what in this partnership, found by person, kind and day; and as a CSV file.

The front door has let the viewer in; only this partnership's rows are shown.
Taking the log away as a file, of which no cell runs as a formula, is itself a row of the log.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Value, When
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import note
from wardmote.ground.pages.lists import ListColumn, ListFile, Listing, columns_of, list_file, list_page
from wardmote.site.operations.log_forms import FORMAT, LogFilter

MOST_SHOWN = 300  # characters of a detail on the page; the file has all


@require_safe
def log_page(request: Any) -> HttpResponse:
    """Rows, newest first."""
    listing = _listing(request)
    file = list_file(request, listing)
    return _noted(request, file) if file else list_page(request, listing, "audit/log.html", {})


def export(request: Any) -> HttpResponse:
    """The same rows as a file."""
    return _noted(request, _listing(request).download("csv", sort=request.GET.get("sort", "")))


def _noted(request: Any, file: HttpResponse) -> HttpResponse:
    detail = {"query": dict(request.GET)}
    note("audit.exported", f"log:{request.partnership.slug}", by=request.viewer, detail=detail)
    return file


def _listing(request: Any) -> Listing:
    slug = request.partnership.slug
    rows = Entry.objects.filter(partnership=slug)
    people = rows.order_by().values_list("by", flat=True).distinct()
    kinds = {kind: in_words(kind) for kind in rows.order_by().values_list("what", flat=True).distinct()}
    words = Case(*(When(what=kind, then=Value(told)) for kind, told in kinds.items()), default=Value(""))
    return Listing(
        name="log",
        caption="Log",
        columns=(
            ListColumn("When", when, order="at"),
            ListColumn("Who", "by"),
            ListColumn("What", lambda row: in_words(row.what), order="words"),
            ListColumn("Of", "subject"),
            ListColumn("More", lambda row: more(row)[:MOST_SHOWN]),
        ),
        rows=rows.annotate(words=words).order_by("-id"),
        empty="Nothing was done yet.",
        filters=LogFilter(request.GET, by=people, what=kinds.items()),
        file=ListFile(f"log-{slug}", FILE_COLUMNS),
        opens="newest first",
    )


def when(entry: Entry) -> datetime:
    """The moment of a row in local time."""
    return timezone.localtime(datetime.strptime(entry.at, FORMAT).replace(tzinfo=UTC))


def in_words(what: str) -> str:
    """``partners.invitation_withdrawn`` as "Invitation withdrawn"."""
    return what.partition(".")[2].replace("_", " ").capitalize() or what


def more(entry: Entry) -> str:
    """The detail on one line."""
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return entry.detail
    told = ((key, value if isinstance(value, str) else json.dumps(value)) for key, value in detail.items())
    return "; ".join(f"{key}: {value}" for key, value in told)


FILE_COLUMNS = columns_of(
    {
        "When": when,
        "Who": "by",
        "What": lambda row: in_words(row.what),
        "Of": "subject",
        "More": more,
        "Hash": "hash",
    }
)
