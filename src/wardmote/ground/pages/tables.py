"""A table as the table component shows it: found, sorted and cut into pages by the URL's query.

In: columns (a label, `(label, kind)`, or a mapping with `label`, `kind`, `sort`),
rows of cells, and the request's query. A cell is a value, or a mapping with `text`
and, where wanted, `url`, `figure`, `status`, `sort`, `note`. Out: a frozen ``TableContext``.
The query's names begin with the table's name, so that two tables on a page do
not disturb each other: `loads-sort=-2`, `loads-find=shop`, `loads-page=3`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from wardmote.ground.pages import marks, words

NUMERIC = ("number", "count")


@dataclass(frozen=True)
class TableCell:
    """``key`` sorts; it is empty where the text itself does."""

    text: str | SafeString
    key: str = ""
    numeric: bool = False
    url: str = ""
    status: str = ""
    note: str = ""
    svg: str | SafeString = ""


Row = tuple[TableCell, ...]


@dataclass(frozen=True)
class TableColumn:
    label: str
    kind: str = "text"
    sortable: bool = True
    sort_url: str = ""
    sorted: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def mark(self) -> SafeString:
        return marks.arrow(self.sorted)


@dataclass(frozen=True)
class TableContext:
    """What the template draws; ``others`` are the query's other names, kept by the find form."""

    name: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    wanted: str
    findable: bool
    find_key: str
    others: tuple[tuple[str, str], ...]
    clear_url: str
    note: str
    pages: "PageLinks | None" = None


@dataclass(frozen=True)
class PageLink:
    """A link to one page; number 0 stands for those left out between."""

    number: int
    url: str = ""
    here: bool = False


@dataclass(frozen=True)
class PageLinks:
    label: str
    total: int
    shown: tuple[PageLink, ...]
    previous: str = ""
    next: str = ""


def arranged(
    columns: Iterable[Any],
    rows: Iterable[Sequence[Any]],
    *,
    query: QueryDict,
    name: str,
    options: Mapping[str, Any],
) -> TableContext:
    """The table for this query. Options: caption, find, page_size, sort (whether columns sort)."""
    plain = [_column(column) for column in columns]
    cells = [tuple(cell_of(value, plain[i].kind) for i, value in enumerate(row)) for row in rows]
    all_of_them, wanted = len(cells), query.get(f"{name}-find", "").strip()
    if wanted:
        cells = [row for row in cells if wanted.casefold() in " ".join(str(c.text) for c in row).casefold()]
    by = query.get(f"{name}-sort", "")
    if (place := _sorted_by(by, plain)) is not None:
        cells = _sorted(cells, place, descending=by.startswith("-"))
    size = int(options.get("page_size") or 0)
    here, pages = 1, None
    if size and len(cells) > size:
        pages, here = paged(len(cells), size, query=query, key=f"{name}-page")
    found = len(cells)
    cells = cells[(here - 1) * size : here * size] if pages else cells
    sortable = options.get("sort", True) and all_of_them > 1
    return TableContext(
        name=name,
        caption=str(options.get("caption", "")),
        columns=tuple(
            _headed(c, i, by, query=query, name=name) if sortable else c for i, c in enumerate(plain)
        ),
        rows=tuple(cells),
        wanted=wanted,
        findable=bool(options.get("find")) and (all_of_them > 7 or bool(wanted)),
        find_key=f"{name}-find",
        others=tuple(
            (k, v) for k in query for v in query.getlist(k) if k not in (f"{name}-find", f"{name}-page")
        ),
        clear_url=with_query(query, {f"{name}-find": "", f"{name}-page": ""}),
        note=_note(found, all_of_them, size=size, here=here),
        pages=pages,
    )


def cell_of(value: Any, kind: str = "text") -> TableCell:
    """A value as a cell."""
    more: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    inner = more.get("text", "") if isinstance(value, Mapping) else value
    numeric = kind in NUMERIC
    key = more.get("sort", inner if _has_order(inner) else "")
    status = str(more.get("status", ""))
    return TableCell(
        text=_text(inner) or (marks.STATUS.get(status, "") if status else ""),
        key=key.isoformat() if isinstance(key, date) else str(key) if key is not None else "",
        numeric=numeric,
        url=str(more.get("url") or ""),
        status=status,
        note=str(more.get("note") or ""),
        svg=more.get("svg", ""),
    )


def _has_order(value: Any) -> bool:
    return isinstance(value, int | float | date) and not isinstance(value, bool)


def _text(value: Any) -> str | SafeString:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{words.short_day(value)}, {words.clock(value)}"
    if isinstance(value, date):
        return words.short_day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return words.count(value)
    return value if isinstance(value, SafeString) else str(value)


def _column(given: Any) -> TableColumn:
    if isinstance(given, Mapping):
        return TableColumn(str(given["label"]), str(given.get("kind", "text")), bool(given.get("sort", True)))
    if isinstance(given, str):
        return TableColumn(given)
    label, kind = given
    return TableColumn(str(label), str(kind))


def _headed(column: TableColumn, place: int, by: str, *, query: QueryDict, name: str) -> TableColumn:
    """The column with the link that sorts by it, the other way round when it already does."""
    if not column.sortable or not column.label:
        return column
    ascending, descending = str(place), f"-{place}"
    first = descending if column.numeric else ascending
    other = {ascending: descending, descending: ascending}.get(by, first)
    direction = {ascending: "ascending", descending: "descending"}.get(by, "")
    url = with_query(query, {f"{name}-sort": other, f"{name}-page": ""})
    return TableColumn(column.label, column.kind, True, url, direction)


def _sorted_by(by: str, columns: Sequence[TableColumn]) -> int | None:
    number = by.removeprefix("-")
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    return place if 0 <= place < len(columns) and columns[place].sortable else None


def _sorted(rows: list[Row], place: int, *, descending: bool) -> list[Row]:
    """Rows by a column; rows with nothing in it stay last whichever way."""
    empty = [row for row in rows if not _told(row[place])]
    full = [row for row in rows if _told(row[place])]
    return sorted(full, key=lambda row: _order(row[place]), reverse=descending) + empty


def _told(cell: TableCell) -> str:
    return cell.key or str(cell.text)


def _order(cell: TableCell) -> tuple[int, float, str]:
    told = _told(cell)
    try:
        return (0, float(told), "")
    except ValueError:
        return (1, 0.0, told.casefold())


def _note(found: int, everything: int, *, size: int, here: int) -> str:
    """How many rows there are, when not all of them are shown."""
    of = f" of {words.count(everything)}" if found < everything else ""
    if size and found > size:
        last = min(here * size, found)
        return f"Rows {words.count((here - 1) * size + 1)} to {words.count(last)} of {words.count(found)}."
    return f"{words.count(found)}{of} rows hold what you look for." if of else ""


def paged(
    rows: int, size: int, *, query: QueryDict, key: str, label: str = "PageLinks of the table"
) -> tuple[PageLinks, int]:
    """Links to the pages of so many rows, and which one the query asks for (the nearest there is)."""
    total = max(-(-rows // size), 1)
    asked = query.get(key, "1")
    here = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1, 1), total)
    return pages_of(here, total, query=query, key=key, label=label), here


def pages_of(here: int, total: int, *, query: QueryDict, key: str, label: str) -> PageLinks:
    """The first, the last and those around this one."""
    near = sorted({1, total, *range(max(1, here - 1), min(total, here + 1) + 1)})
    shown: list[PageLink] = []
    for number in near:
        if shown and number > shown[-1].number + 1:
            shown.append(PageLink(0))
        shown.append(PageLink(number, with_query(query, {key: str(number)}), number == here))
    before = with_query(query, {key: str(here - 1)}) if here > 1 else ""
    after = with_query(query, {key: str(here + 1)}) if here < total else ""
    return PageLinks(label, total, tuple(shown), before, after)


def with_query(query: QueryDict, changed: Mapping[str, str]) -> str:
    """The query with some names changed, as a link; an empty value takes the name out."""
    changing = query.copy()
    for key, value in changed.items():
        if value:
            changing[key] = value
        else:
            changing.pop(key, None)
    return f"?{changing.urlencode()}"
