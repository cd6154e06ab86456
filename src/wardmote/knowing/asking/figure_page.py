"""A figure's page: the number, its loads, its rows, and whether it is the same today."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.asking.downloads import picture_file, table_file
from wardmote.knowing.asking.figure_pictures import picture_of
from wardmote.knowing.asking.kept_figures import Explained, explained
from wardmote.knowing.asking.rows_behind import (
    PAGE,
    Rows,
    SingleRows,
    single_rows,
    tables_behind,
    why_no_rows,
)
from wardmote.knowing.asking.rules import why_not_read_rows
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Picture

MOST_ROWS = 200_000


@dataclass(frozen=True)
class Behind:
    """What stands behind the number: its tables, its picture, and one page of single rows."""

    tables: tuple[Rows, ...]
    picture: Picture | None
    cut: Rows | None
    page: Any


def figure(request: PartnershipRequest, hash: str) -> HttpResponse:
    """The page; a hash cut short leads to the whole one."""
    open_ = opened(request.partnership)
    with open_.lock:
        found = _found(open_, hash)
        if found.hash != hash:
            return redirect("asking:figure", request.partnership.slug, found.hash)
        kept_back = why_not_read_rows(request.viewer.roles)
        behind = _behind(open_, found, None if kept_back else request.GET.get("page", "1"))
        receipts = open_.inquiry.evidence.receipts_for(load.sha256 for load in found.loads)
    shown = _shown(request, found, behind)
    shown |= {"kept_back": kept_back, "no_rows": why_no_rows(found.question) if found.now else ""}
    shown["synthetic"] = any(receipt.synthetic for receipt in receipts)
    return render(request, "asking/figure.html", shown)


def _behind(open_: Opened, found: Explained, number: str | None) -> Behind:
    """``number`` is the page of single rows; None where the viewer reads none."""
    rows = _single(open_, found) if number is not None else None
    page = Paginator(range(len(rows)), PAGE).get_page(number) if rows else None
    cut = rows.cut(page.start_index() - 1, page.end_index()) if rows and page else None
    return Behind(_tables(open_, found), _picture(open_, found), cut, page)


def _shown(request: PartnershipRequest, found: Explained, behind: Behind) -> dict[str, Any]:
    drawn = [("Picture as SVG", _file(request, found, "picture", "svg"))] if behind.picture else []
    return {
        "figure": found,
        "verdict": found.verdict,
        "loads": [(load, _load_url(request, load.sha256)) for load in found.loads],
        "flagged": [load for load in found.loads if load.state],
        "tables": [(table, _file(request, found, table.name, "csv")) for table in behind.tables],
        "picture": behind.picture,
        "picture_links": drawn,
        "cut": behind.cut,
        "rows_page": behind.page,
        "rows_csv": _file(request, found, "rows", "csv"),
        "now_url": _now_url(request, found),
        "flagged_words": _flagged_words(found),
        "summary": _summary(found),
    }


def _flagged_words(found: Explained) -> str:
    """Which of its loads no longer count, in one sentence each."""
    return " ".join(f"{load.name}: {load.state}." for load in found.loads if load.state)


def _summary(found: Explained) -> list[tuple[str, str]]:
    rows = [("Value", found.value)] if found.result["value"] is not None else []
    rows += [("Why not", found.reason)] if found.reason else []
    rows += [("How sure", found.interval)] if found.interval else []
    rows += [("Rows counted", f"{found.n:,}")] if found.n is not None else []
    rows += [("Place", found.place), ("Period", found.period.label)]
    asked = found.question.period
    rows += [("Months shown", asked.label)] if len(asked.months) > len(found.period.months) else []
    rows += [("Compared with", found.against.label)] if found.against else []
    return [*rows, ("Figure", found.hash)]


def figure_csv(request: PartnershipRequest, hash: str, name: str) -> HttpResponse:
    """One of the page's tables, or all of the rows."""
    open_ = opened(request.partnership)
    with open_.lock:
        found = _found(open_, hash)
        tables = {table.name: table for table in _tables(open_, found)}
        if name == "rows" and why_not_read_rows(request.viewer.roles) is None:
            rows = _single(open_, found)
            if rows:
                tables["rows"] = rows.cut(0, min(len(rows), MOST_ROWS))
    if name not in tables:
        raise Http404("no such table")
    return table_file(f"figure-{found.hash[:12]}-{name}", tables[name].columns, tables[name].rows)


def figure_svg(request: PartnershipRequest, hash: str, name: str) -> HttpResponse:
    """The figure's picture as a file."""
    open_ = opened(request.partnership)
    with open_.lock:
        drawn = _picture(open_, _found(open_, hash))
    if drawn is None or name != "picture":
        raise Http404("no picture")
    return picture_file(drawn)


def _found(open_: Opened, hash: str) -> Explained:
    found = explained(hash, open_.inquiry, folder(), open_.slug)
    if found is None:
        raise Http404("no such figure for this partnership")
    return found


def _tables(open_: Opened, found: Explained) -> tuple[Rows, ...]:
    if found.now is None:
        return tables_behind(open_.inquiry, found.question, found.result, again=False)
    return tables_behind(open_.inquiry, found.question, found.result)


def _single(open_: Opened, found: Explained) -> SingleRows | None:
    return single_rows(open_.inquiry, found.question) if found.now is not None else None


def _picture(open_: Opened, found: Explained) -> Picture | None:
    """The picture of today's answer; a method without one has none."""
    if found.now is None:
        return None
    try:
        return picture_of(open_.inquiry, found.now)
    except Refusal:
        return None


def _file(request: PartnershipRequest, found: Explained, name: str, kind: str) -> str:
    return reverse(f"asking:figure_{kind}", args=[request.partnership.slug, found.hash, name])


def _now_url(request: PartnershipRequest, found: Explained) -> str:
    """The page of today's figure, where it is another one."""
    if found.now is None or found.now.hash == found.hash:
        return ""
    return reverse("asking:figure", args=[request.partnership.slug, found.now.hash])


def _load_url(request: PartnershipRequest, sha: str) -> str:
    try:
        return reverse("evidence:load", args=[request.partnership.slug, sha])
    except NoReverseMatch:
        return ""
