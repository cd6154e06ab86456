"""What tables and lists on a page are drawn from: columns, cells, and links to pages.

In: columns (a label, `(label, kind)`, or a mapping with `label`, `kind`) and rows of cells. A cell is a
value, or a mapping with `text` and, where wanted, `url`, `status`, `note`, `svg`. Out: frozen values. A table
that is sorted, found or cut into pages is a list: see ``lists``.
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
class CellButton:
    """What can be done at once: its word, what it leaves unsaid to the eye, and where it is posted to."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class TableCell:
    """``when``: "date" or "moment"; a day does not break over lines."""

    text: str | SafeString
    numeric: bool = False
    when: str = ""
    url: str = ""
    status: str = ""
    note: str = ""
    svg: str | SafeString = ""
    button: CellButton | None = None

    @property
    def css(self) -> str:
        return "wm-number" if self.numeric else f"wm-{self.when}" if self.when else ""


@dataclass(frozen=True)
class TableColumn:
    """A column's head; in a list with the link that sorts by it, and which way it is sorted."""

    label: str
    kind: str = "text"
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
    """What the template draws."""

    name: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]


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


def table_of(
    columns: Iterable[Any], rows: Iterable[Sequence[Any]], *, name: str, caption: str
) -> TableContext:
    """The table as it is drawn."""
    heads = tuple(_column(column) for column in columns)
    cells = (tuple(cell_of(value, heads[i].kind) for i, value in enumerate(row)) for row in rows)
    return TableContext(name, caption, heads, tuple(cells))


def cell_of(value: Any, kind: str = "text") -> TableCell:
    """A value as a cell."""
    more: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    inner = more.get("text", "") if isinstance(value, Mapping) else value
    status = str(more.get("status", ""))
    return TableCell(
        text=_text(inner) or (marks.STATUS.get(status, "") if status else ""),
        numeric=kind in NUMERIC,
        when="moment" if isinstance(inner, datetime) else "date" if isinstance(inner, date) else "",
        url=str(more.get("url") or ""),
        status=status,
        note=str(more.get("note") or ""),
        svg=more.get("svg", ""),
        button=more.get("button"),
    )


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
        return TableColumn(str(given["label"]), str(given.get("kind", "text")))
    if isinstance(given, str):
        return TableColumn(given)
    label, kind = given
    return TableColumn(str(label), str(kind))


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
