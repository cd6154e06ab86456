"""A page with a list: sorted, narrowed and cut into pages by the URL, in the database; the same as a file.

In: a ``Listing``, described once: its columns, its rows and what narrows them. Out: the page (status 400
where the filter is not right), or with ``?download=csv`` (or ``xlsx``) every row that the filter leaves, by
the same columns. On a phone each row is a card. One example:

    def visits(request: PartnershipRequest) -> HttpResponse:
        listing = Listing(
            name="visits",
            caption="Visits",
            columns=(
                ListColumn("Premises", lambda row: row.premises, order="premises", link=visit_url),
                ListColumn("On", lambda row: row.on, order="on"),
            ),
            rows=Visit.objects.visible_to(request.viewer),
            filters=VisitFilter(request.GET),
            empty="No visit is written down yet.",
        )
        return list_page(request, listing, "premises/visits.html", {})

The template says ``{% include "pages/components/list.html" %}`` where the list stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wardmote.ground.pages import tables
from wardmote.ground.pages.downloads import table_response
from wardmote.measuring.documents import model

ON_A_PAGE: Final = 50
FILES: Final = {"csv": "CSV", "xlsx": "a spreadsheet"}


@dataclass(frozen=True)
class ListColumn:
    """A column of page and file: what it holds of a row, and the field it is sorted by ("" is not sorted).

    ``link`` and ``mark`` are for the page alone: where the cell leads, and its status mark (on-track, ...).
    """

    label: str
    value: Callable[[Any], Any]
    order: str = ""
    link: Callable[[Any], str] | None = None
    mark: Callable[[Any], str] | None = None
    number: bool = False

    def cell(self, row: Any) -> tables.TableCell:
        """A row's cell on the page."""
        told = {
            "text": self.value(row),
            "url": self.link(row) if self.link else "",
            "status": self.mark(row) if self.mark else "",
        }
        return tables.cell_of(told, "number" if self.number else "text")


class ListFilter(forms.Form):
    """What narrows a list, from the URL; each field may be left empty and does not say so."""

    optional_unmarked = forms.ALL_FIELDS

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows that fit what is wanted."""
        raise NotImplementedError


@dataclass(frozen=True)
class Listing:
    """A list, described once; ``rows`` are of the database, or values that were worked out."""

    name: str
    caption: str
    columns: Sequence[ListColumn]
    rows: "QuerySet[Any] | Sequence[Any]"
    empty: str
    filters: ListFilter | None = None

    def narrowed(self) -> Any:
        """The rows that the filter leaves; none where the filter is not right."""
        if self.filters is None or not self.filters.data:
            return self.rows
        if not self.filters.is_valid():
            return self.rows.none() if isinstance(self.rows, QuerySet) else []
        return self.filters.narrow(self.rows, self.filters.cleaned_data)

    def sorted_by(self, asked: str) -> Any:
        """The rows in the order asked for: a column's number, with - the other way round."""
        rows, column = self.narrowed(), self._column(asked)
        if column is None:
            return rows
        down = asked.startswith("-")
        if isinstance(rows, QuerySet):
            field = F(column.order)
            return rows.order_by(field.desc(nulls_last=True) if down else field.asc(nulls_last=True), "pk")
        field_of = attrgetter(column.order)
        full = [row for row in rows if field_of(row) is not None]
        empty = [row for row in rows if field_of(row) is None]
        return sorted(full, key=field_of, reverse=down) + empty

    def _column(self, asked: str) -> ListColumn | None:
        number = asked.removeprefix("-")
        at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
        return self.columns[at] if 0 <= at < len(self.columns) and self.columns[at].order else None

    def table(self, rows: Any) -> model.Table:
        """The rows as a table of a document: what a file is written from."""
        return model.Table(
            name=self.name,
            caption=self.caption,
            columns=tuple(model.Column(column.label, numeric=column.number) for column in self.columns),
            rows=tuple(
                tuple((model.Run(_plain(column.value(row))),) for column in self.columns) for row in rows
            ),
        )


@dataclass(frozen=True)
class ListContext:
    """What the list's template draws; each cell with its column's label, which a card on a phone shows."""

    listing: Listing
    heads: tuple[tables.TableColumn, ...]
    rows: tuple[tuple[tuple[str, tables.TableCell], ...], ...]
    page: "Page[Any]"
    pages: tables.PageLinks | None
    files: tuple[tuple[str, str], ...]
    clear_url: str


def list_page(
    request: HttpRequest, listing: Listing, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The page, or the file that ``?download=`` asks for."""
    sort = request.GET.get("sort", "")
    rows = listing.sorted_by(sort)
    if kind := request.GET.get("download", ""):
        return table_response(listing.table(rows), f"{listing.name}.{kind}")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    told = ListContext(
        listing=listing,
        heads=tuple(_head(request, column, at, sort) for at, column in enumerate(listing.columns)),
        rows=tuple(tuple((column.label, column.cell(row)) for column in listing.columns) for row in page),
        page=page,
        pages=_pages(request, page),
        files=tuple((name, tables.with_query(kept, {"download": kind})) for kind, name in FILES.items()),
        clear_url=request.path,
    )
    wrong = listing.filters is not None and bool(listing.filters.data) and bool(listing.filters.errors)
    return render(request, template, {"list": told, **context}, status=400 if wrong else 200)


def _head(request: HttpRequest, column: ListColumn, at: int, sort: str) -> tables.TableColumn:
    kind = "number" if column.number else "text"
    if not column.order:
        return tables.TableColumn(column.label, kind, sortable=False)
    up, down = str(at), f"-{at}"
    other = {up: down, down: up}.get(sort, down if column.number else up)
    direction = {up: "ascending", down: "descending"}.get(sort, "")
    url = tables.with_query(request.GET, {"sort": other, "page": ""})
    return tables.TableColumn(column.label, kind, True, url, direction)


def _pages(request: HttpRequest, page: "Page[Any]") -> tables.PageLinks | None:
    total = page.paginator.num_pages
    if total < 2:
        return None
    return tables.pages_of(page.number, total, query=request.GET, key="page", label="Pages of the list")


def _plain(value: Any) -> str:
    """A value as a file holds it: days and moments as ISO, nothing as nothing."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
