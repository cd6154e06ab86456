"""Lists of records: sorted, narrowed and cut into pages by the URL, in the database; and taken away as files.

In: a ``Listing``, described once: its columns, its rows and what narrows them. Out: the page (status 400
where the filter is not right), or with ``?download=csv`` (or ``xlsx``) every row that the filter leaves. On a
phone each row is a card. One example:

    def visits(request: PartnershipRequest) -> HttpResponse:
        listing = Listing(
            name="visits",
            caption="Visits",
            columns=(
                ListColumn("Premises", "premises.name", link=visit_url),
                ListColumn("On", "day"),
            ),
            rows=Visit.objects.visible_to(request.viewer),
            empty="No visit is written down yet.",
            filters=VisitFilter(request.GET),
        )
        return list_page(request, listing, "premises/visits.html", {})

The template says ``{% include "pages/components/list.html" %}`` where the list stands. Lists beside it, and
those of a page that is more than a list (``lists_of``), have their names before what the URL says of them:
``?past-sort=1``; the template says ``{% include "pages/components/list.html" with list=lists.past %}``. In a
list without a filter of its own, words can be found.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wardmote.ground.pages import tables, words
from wardmote.ground.pages.confirming import ask_identity, is_confirmed
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.pages.read_records import subject_of, tell_read
from wardmote.ground.pages.reading_order import ReadingOrder, reading_key
from wardmote.measuring.documents.model import Sheet, Value

ON_A_PAGE: Final = 50
MOST_IN_A_FILE: Final = 100_000
FILES: Final = {"csv": "CSV", "xlsx": "a spreadsheet"}
RECORD: Final = "Record"  # the last column of a file: by it rows of several files are put together
FEW: Final = 7  # rows, among which nobody needs help to find one
Choice = str | tuple[str, str]
Told = str | Callable[[Any], Any]
"""What a column holds of a row: the path to an attribute, as a template has it, or a function."""


@dataclass(frozen=True)
class ListColumn:
    """A column of page and file.

    ``order``: what it is sorted by; "" is not sorted. Left out, rows of the database are sorted where
    ``value`` is the path to a field, and rows that were worked out by what the column holds. For the page
    alone: where the cell leads, its status mark (on-track, ...), a quiet note below it, and what can be done
    at once.
    """

    label: str
    value: Told
    order: str | None = None
    link: Told | None = None
    mark: Told | None = None
    note: Told | None = None
    button: Callable[[Any], tables.CellButton | None] | None = None
    number: bool = False

    def of(self, row: Any) -> Any:
        """What it holds of a row."""
        return _of(row, self.value)

    def cell(self, row: Any) -> tables.TableCell:
        """A row's cell on the page."""
        parts = {"text": self.value, "url": self.link, "status": self.mark, "note": self.note}
        told = {key: _of(row, part) for key, part in parts.items() if part}
        button = self.button(row) if self.button else None
        return tables.cell_of({**told, "button": button}, "number" if self.number else "text")

    @property
    def field(self) -> str:
        """The field that the database sorts it by and finds words in; "" is none."""
        path = self.value if self.order is None and isinstance(self.value, str) else self.order or ""
        return path.replace(".", "__")

    def key(self, row: Any) -> Any:
        """What a row that was worked out is sorted by; nothing stays last."""
        found = _of(row, self.order or self.value)
        return reading_key(found) if isinstance(found, str) else found


def _of(row: Any, told: Told) -> Any:
    if callable(told):
        return told(row)
    for name in told.split("."):
        row = None if row is None else getattr(row, name)
    return row


def columns_of(paths: Mapping[str, Told]) -> tuple[ListColumn, ...]:
    """Plain columns, by their labels."""
    return tuple(ListColumn(label, told) for label, told in paths.items())


def one_of(label: str, *, every: str = "Any") -> forms.ChoiceField:
    """A field to choose one of some values by, or any; the filter is told which there are."""
    return forms.ChoiceField(label=label, required=False, choices=[("", every)])


class ListFilter(forms.Form):
    """What narrows a list, from the URL; each field may be left empty and does not say so.

    ``there``: the values there are for a field that is ``one_of`` them, each with its label or as its own.
    """

    optional_unmarked = forms.ALL_FIELDS

    def __init__(self, data: Any, *, prefix: str | None = None, **there: Iterable[Choice]) -> None:
        super().__init__(data, prefix=prefix)
        for name, found in there.items():
            named = {each if isinstance(each, tuple) else (each, each) for each in found}
            field: Any = self.fields[name]
            field.choices = [*field.choices, *sorted(named, key=lambda pair: reading_key(pair[1]))]

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows that fit what is wanted."""
        raise NotImplementedError

    @property
    def wrong(self) -> bool:
        """Whether what the URL says is not right."""
        return bool(self.data and self.errors)

    @property
    def words(self) -> str:
        """What is asked for: "Led by: Probation Service; late: overdue"; nothing where nothing is."""
        wanted = {} if self.errors else self.cleaned_data
        asked = [self._asked(name, value) for name, value in wanted.items() if value]
        return "; ".join([*asked[:1], *(each[:1].lower() + each[1:] for each in asked[1:])])

    def _asked(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        told = dict(getattr(field, "choices", ())).get(value, value)
        return f"{field.label}: {words.short_day(told) if isinstance(told, date) else told}"

    def left_of(self, rows: Any) -> Any:
        """The rows that the URL leaves; none where it is not right."""
        if not self.data:
            return rows
        if self.wrong:
            return rows.none() if isinstance(rows, QuerySet) else []
        return self.narrow(rows, self.cleaned_data)


class FindFilter(ListFilter):
    """Rows that hold some words in one of these columns (of the database: in one that is a field)."""

    find = forms.CharField(label="Find", required=False, max_length=200)

    def __init__(self, columns: Sequence[ListColumn], data: Any, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix.removesuffix("-") or None)
        self.columns = columns

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows that hold the words, however they are written."""
        find = wanted["find"]
        if not find:
            return rows
        if not isinstance(rows, QuerySet):
            return [row for row in rows if find.casefold() in self._text(row).casefold()]
        fits = (Q(**{f"{column.field}__icontains": find}) for column in self.columns if column.field)
        return rows.filter(reduce(or_, fits))

    def _text(self, row: Any) -> str:
        return " ".join(str(column.cell(row).text) for column in self.columns)


@dataclass(frozen=True)
class ListFile:
    """What is taken away of a list, where that is more than the page shows: its file's name and columns."""

    name: str
    columns: Sequence[ListColumn]


@dataclass(frozen=True)
class Listing:
    """A list, described once; ``rows`` are of the database, or values that were worked out.

    ``opens``: in which order they come as long as nobody sorts them, in words ("newest first").
    ``record``: how the log names a row as read, and files tell it from others, where it is none of the
    database's or of another kind;
    ``load``: asks for what the cells of all rows of a page need, once;
    ``personal``: it is about people; its file is given to who confirmed who they are (``confirming``).
    """

    name: str
    caption: str
    columns: Sequence[ListColumn]
    rows: "QuerySet[Any] | Sequence[Any]"
    empty: str = "Nothing is here yet."
    filters: ListFilter | None = None
    file: ListFile | None = None
    opens: str = ""
    record: Callable[[Any], str] = subject_of
    load: Callable[[Sequence[Any]], None] = lambda rows: None
    personal: bool = False

    def sorted_by(self, asked: str) -> Any:
        """The rows that the filter leaves, by a column: its number, with - the other way round."""
        rows = self.filters.left_of(self.rows) if self.filters else self.rows
        if isinstance(rows, QuerySet) and not rows.ordered:
            rows = rows.order_by("pk")
        column = self._column(asked)
        if column is None:
            return rows
        down = asked.startswith("-")
        if isinstance(rows, QuerySet):
            field = ReadingOrder(F(column.field))
            return rows.order_by(field.desc(nulls_last=True) if down else field.asc(nulls_last=True), "pk")
        full = [row for row in rows if column.key(row) not in (None, "")]
        empty = [row for row in rows if column.key(row) in (None, "")]
        return sorted(full, key=column.key, reverse=down) + empty

    def _column(self, asked: str) -> ListColumn | None:
        number = asked.removeprefix("-")
        at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
        return self.columns[at] if 0 <= at < len(self.columns) and self.sorts(self.columns[at]) else None

    def sorts(self, column: ListColumn) -> bool:
        """Whether the rows can be sorted by a column."""
        return bool(column.field) if isinstance(self.rows, QuerySet) else column.order != ""

    def narrowed_by(self, query: Any, prefix: str) -> "Listing":
        """The list with its filter: where it has none of its own, one that finds words."""
        return replace(self, filters=self.filters or FindFilter(self.columns, query, prefix=prefix))

    def download(self, kind: str, *, sort: str = "") -> HttpResponse:
        """The rows as a file; 404 where there is no such kind, 400 where the filter is not right."""
        if kind not in FILES:
            raise Http404("no such kind of file")
        if self.filters and self.filters.wrong:
            raise BadRequest(self.filters.errors.as_text())
        file = self.file or ListFile(self.name, self.columns)
        rows = list(self.sorted_by(sort)[:MOST_IN_A_FILE])
        self.load(rows)
        cells = [[_plain(column.of(row)) for column in file.columns] for row in rows]
        heads = [column.label for column in file.columns]
        if any(records := [self.record(row) for row in rows]):
            heads.append(RECORD)
            cells = [[*row, name] for row, name in zip(cells, records, strict=True)]
        sheet = Sheet(self.caption, heads, cells)
        response = table_response(sheet, f"{file.name}.{kind}")
        tell_read(response, self.records(rows))
        return response

    def records(self, rows: Iterable[Any]) -> list[str]:
        """How the log names these rows."""
        return [name for name in map(self.record, rows) if name]


@dataclass(frozen=True)
class ListContext:
    """What the list's template draws; each cell with its column's label, which a card on a phone shows.

    ``kept``: what else the URL says, for the form that narrows the list; ``total``: how many rows there are
    without it.
    """

    listing: Listing
    heads: tuple[tables.TableColumn, ...]
    rows: tuple[tuple[tuple[str, tables.TableCell], ...], ...]
    page: "Page[Any]"
    pages: tables.PageLinks | None
    files: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    clear_url: str
    total: int

    @property
    def counted(self) -> str:
        """How many rows: "45 rows", or of how many where the list is narrowed: "6 of 45 rows"."""
        count, all_of_them = self.page.paginator.count, words.counted(self.total, "row,rows")
        return f"{words.count(count)} of {all_of_them}" if self.narrowed else all_of_them

    @property
    def narrowed(self) -> str:
        """What the list is narrowed to, in words."""
        return self.listing.filters.words if self.listing.filters and self.listing.filters.data else ""

    @property
    def order(self) -> str:
        """In which order the rows come, in words."""
        by = next((f"sorted by {head.label}, {head.sorted}" for head in self.heads if head.sorted), "")
        return by or self.listing.opens

    @property
    def narrows(self) -> bool:
        """Whether the form that narrows it is of use."""
        filters, count = self.listing.filters, self.page.paginator.count
        few = FEW if isinstance(filters, FindFilter) else 0
        return filters is not None and (filters.has_changed() or count > few)


def list_page(
    request: HttpRequest,
    listing: Listing,
    template: str,
    context: Mapping[str, Any],
    beside: Sequence[Listing] = (),
) -> HttpResponse:
    """The page of a list, and of those beside it; or the file that the URL asks for."""
    if file := list_file(request, listing) or lists_file(request, *beside):
        return file
    first, lists = _context(request, listing, ""), lists_of(request, *beside)
    shown = {"list": first, "lists": lists, **context}
    return render(request, template, shown, status=status_of(first, *lists.values()))


def lists_of(request: HttpRequest, *listings: Listing) -> dict[str, ListContext]:
    """Lists on a page that is more than a list, by their names."""
    return {each.name: _context(request, each, f"{each.name}-") for each in listings}


def status_of(*lists: ListContext) -> int:
    """The status of a page with these lists: 400 where a filter in the URL is not right."""
    filters = [each.listing.filters for each in lists]
    return 400 if any(each and each.wrong for each in filters) else 200


def list_file(request: HttpRequest, listing: Listing, prefix: str = "") -> HttpResponse | None:
    """The file that the URL asks for, if it asks for one."""
    query = request.GET
    kind, listing = query.get(f"{prefix}download", ""), listing.narrowed_by(query, prefix)
    if kind in FILES and listing.personal and not is_confirmed(request):
        return ask_identity(request)
    return listing.download(kind, sort=query.get(f"{prefix}sort", "")) if kind else None


def lists_file(request: HttpRequest, *listings: Listing) -> HttpResponse | None:
    """The file that the URL asks for of one of ``lists_of``."""
    found = (list_file(request, each, f"{each.name}-") for each in listings)
    return next((file for file in found if file), None)


def _context(request: HttpRequest, listing: Listing, prefix: str) -> ListContext:
    query, listing = request.GET, listing.narrowed_by(request.GET, prefix)
    filters = listing.filters
    fields = [filters.add_prefix(name) for name in filters.fields] if filters else []
    sort, at, download = (f"{prefix}{key}" for key in ("sort", "page", "download"))
    page = Paginator(listing.sorted_by(query.get(sort, "")), ON_A_PAGE).get_page(query.get(at))
    narrowed = filters is not None and filters.has_changed()
    listing.load(list(page))
    tell_read(request, listing.records(page))
    return ListContext(
        listing=listing,
        heads=tuple(_head(query, listing, n, (sort, at)) for n in range(len(listing.columns))),
        rows=tuple(tuple((column.label, column.cell(row)) for column in listing.columns) for row in page),
        page=page,
        pages=_pages(query, page, at, listing.caption),
        files=tuple(
            (name, tables.with_query(query, {at: "", download: kind})) for kind, name in FILES.items()
        ),
        kept=tuple((k, v) for k in query if k not in (at, *fields) for v in query.getlist(k)),
        clear_url=tables.with_query(query, dict.fromkeys((at, *fields), "")),
        total=Paginator(listing.rows, ON_A_PAGE).count if narrowed else page.paginator.count,
    )


def _head(query: Any, listing: Listing, at: int, keys: tuple[str, str]) -> tables.TableColumn:
    column, (sort, page) = listing.columns[at], keys
    kind = "number" if column.number else "text"
    if not listing.sorts(column):
        return tables.TableColumn(column.label, kind)
    up, down, now = str(at), f"-{at}", query.get(sort, "")
    other = {up: down, down: up}.get(now, down if column.number else up)
    direction = {up: "ascending", down: "descending"}.get(now, "")
    return tables.TableColumn(
        column.label, kind, tables.with_query(query, {sort: other, page: ""}), direction
    )


def _pages(query: Any, page: "Page[Any]", key: str, caption: str) -> tables.PageLinks | None:
    total = page.paginator.num_pages
    if total < 2:
        return None
    return tables.pages_of(page.number, total, query=query, key=key, label=f"Pages of {caption}")


def _plain(value: Any) -> Value:
    """A value as a file holds it: a moment in local time, what is no number and no day as a text."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value if value is None or isinstance(value, int | float | Decimal | date) else str(value)
