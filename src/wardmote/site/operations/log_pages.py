"""The log page: who did what in this partnership, found by person, kind and day; and as a CSV file.

The front door has let the viewer in; only this partnership's rows are shown.
Taking the log away as a file is itself a row of the log.
"""

import csv
import io
import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wardmote.ground.audit.models import Entry
from wardmote.ground.casework.writing import note
from wardmote.ground.papers.files import file_response
from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.site.operations.log_forms import LogForm

ON_A_PAGE = 50
MOST_ROWS = 100_000
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
COLUMNS = ("When", "Who", "What", "Of", "More")


def log_page(request: Any) -> HttpResponse:
    """Rows, newest first."""
    form = _form(request)
    page = Paginator(_found(request, form), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(when(each), each.by, in_words(each.what), each.subject, more(each)) for each in page]
    query = request.GET.copy()
    query.pop("page", None)
    shown = {"form": form, "page_obj": page, "columns": COLUMNS, "rows": rows, "query": query.urlencode()}
    return render(request, "audit/log.html", shown, status=400 if form.errors else 200)


def export(request: Any) -> HttpResponse:
    """The same rows as a file; no cell of it runs as a formula in a spreadsheet."""
    slug = request.partnership.slug
    found = _found(request, _form(request))[:MOST_ROWS]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["at", "by", "what", "subject", "detail", "hash"])
    for each in found:
        cells = (each.at, each.by, each.what, each.subject, each.detail, each.hash)
        writer.writerow([safe_cell(cell) for cell in cells])
    note("audit.exported", f"log:{slug}", by=request.viewer, detail={"query": dict(request.GET)})
    return file_response(text.getvalue().encode(), f"log-{slug}.csv")


def _form(request: Any) -> LogForm:
    of = Entry.objects.filter(partnership=request.partnership.slug).order_by()
    people = sorted(of.values_list("by", flat=True).distinct(), key=str.casefold)
    kinds = sorted(of.values_list("what", flat=True).distinct())
    return LogForm(people, [(kind, in_words(kind)) for kind in kinds], request.GET)


def _found(request: Any, form: LogForm) -> QuerySet[Entry]:
    rows = Entry.objects.filter(partnership=request.partnership.slug).order_by("-id")
    if not form.is_valid():
        return rows.none()
    wanted = form.cleaned_data
    if wanted["by"]:
        rows = rows.filter(by=wanted["by"])
    if wanted["what"]:
        rows = rows.filter(what=wanted["what"])
    if wanted["since"]:
        rows = rows.filter(at__gte=_begin_of(wanted["since"]))
    if wanted["until"]:
        rows = rows.filter(at__lt=_begin_of(wanted["until"] + timedelta(days=1)))
    return rows


def _begin_of(day: Any) -> str:
    """Local midnight as the log writes moments."""
    midnight = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    return midnight.astimezone(UTC).strftime(FORMAT)


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
    return "; ".join(f"{key}: {value}" for key, value in told)[:300]
