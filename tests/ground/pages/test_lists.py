"""A list is sorted, found and cut into pages by the address, and taken away as it stands there."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from wardmote.ground.pages import lists, tables
from wardmote.ground.pages.lists import ListColumn, ListContext, ListFile, ListFilter, Listing, one_of
from wardmote.ground.pages.typed_fields import DayField
from wardmote.ground.papers.files import file_response
from wardmote.ground.partners.models import Partnership


@dataclass(frozen=True)
class Ward:
    name: str
    crimes: int | None
    seen: date | None


ROWS = (
    Ward("Chells", 388, date(2008, 4, 8)),
    Ward("Bedwell", 1629, date(2007, 12, 24)),
    Ward("Manor", None, None),
    Ward("bandley", 40, date(2008, 4, 1)),
)
COLUMNS = (
    ListColumn("Ward", "name", button=lambda row: END),
    ListColumn("Crimes", "crimes", number=True),
    ListColumn("Seen", "seen"),
    ListColumn("Half", lambda row: row.crimes and row.crimes / 2, order=""),
)
END = tables.CellButton("End", "this ward", "/end/")


def wards(
    query: str, *, file: ListFile | None = None, prefix: str | None = "w"
) -> ListContext | HttpResponse:
    """The list among others of a page, or the file that the address asks for."""
    request = RequestFactory().get(f"/?{query}")
    listing = Listing("w", "Wards", COLUMNS, ROWS, file=file)
    return lists.lists_file(request, listing) or lists.lists_of(request, listing)["w"]


def shown(query: str) -> ListContext:
    found = wards(query)
    assert isinstance(found, ListContext)
    return found


def names(query: str) -> list[str]:
    return [str(row[0][1].text) for row in shown(query).rows]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("w-sort=0", ["bandley", "Bedwell", "Chells", "Manor"]),
        ("w-sort=-0", ["Manor", "Chells", "Bedwell", "bandley"]),
        ("w-sort=1", ["bandley", "Chells", "Bedwell", "Manor"]),
        ("w-sort=-1", ["Bedwell", "Chells", "bandley", "Manor"]),
        ("w-sort=2", ["Bedwell", "bandley", "Chells", "Manor"]),
        ("w-sort=3", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("w-sort=9", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("w-sort=-", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("w-sort=²", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("other-sort=1", ["Chells", "Bedwell", "Manor", "bandley"]),
        ("w-find=ELL", ["Chells", "Bedwell"]),
        ("w-find=2008&w-sort=0", ["bandley", "Chells"]),
        ("w-find=nowhere", []),
    ],
)
def test_a_list_is_sorted_and_found_by_its_url(query: str, order: list[str]) -> None:
    assert names(query) == order


def test_a_sorted_column_is_named_and_its_link_turns_it_round() -> None:
    ward, crimes, _, half = shown("w-sort=-1&w-page=2&year=2008").heads
    assert (ward.sorted, crimes.sorted) == ("", "descending")
    assert crimes.sort_url == "?w-sort=1&year=2008"
    assert ward.sort_url == "?w-sort=0&year=2008"
    assert half.sort_url == ""
    assert shown("").heads[1].sort_url == "?w-sort=-1", "numbers begin with the largest"


@pytest.mark.parametrize(
    ("query", "first", "told"),
    [
        ("", "Chells", (1, 3, 4)),
        ("w-page=2", "bandley", (4, 4, 4)),
        ("w-page=99", "bandley", (4, 4, 4)),
        ("w-page=-1", "bandley", (4, 4, 4)),
        ("w-page=x", "Chells", (1, 3, 4)),
        ("page=2", "Chells", (1, 3, 4)),
        ("w-find=ell", "Chells", (1, 2, 2)),
    ],
)
def test_a_long_list_comes_in_pages(
    query: str, first: str, told: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ON_A_PAGE", 3)
    page = shown(query).page
    assert names(query)[0] == first
    assert (page.start_index(), page.end_index(), page.paginator.count) == told


def test_finding_keeps_what_else_the_address_says_and_begins_at_the_first_page() -> None:
    found = shown("w-find=ell&w-page=2&w-sort=1&year=2008")
    assert found.kept == (("w-sort", "1"), ("year", "2008"))
    assert found.clear_url == "?w-sort=1&year=2008"


def test_a_list_says_how_it_is_narrowed_and_sorted() -> None:
    found = shown("w-find=ell&w-sort=-1")
    assert (found.counted, found.narrowed) == ("2 of 4 rows", "Find: ell")
    assert found.order == "sorted by Crimes, descending"
    plain = shown("")
    assert (plain.counted, plain.narrowed, plain.order) == ("4 rows", "", "")
    assert Listing("w", "Wards", COLUMNS, ROWS, opens="newest first").opens == "newest first"


class SeenFilter(ListFilter):
    place = one_of("Led by")
    since = DayField(label="Seen since", required=False)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("place=b&since=2008-04-08", "Led by: Bedwell; seen since: 8 April 2008"),
        ("since=2008-04-08", "Seen since: 8 April 2008"),
        ("place=&since=", ""),
        ("place=nowhere", ""),
    ],
)
def test_a_filter_says_what_is_asked_for_as_people_read_it(query: str, words: str) -> None:
    assert SeenFilter(QueryDict(query), place=[("b", "Bedwell")]).words == words


def taken(query: str, file: ListFile | None = None) -> list[list[str]]:
    answer = wards(query, file=file)
    assert isinstance(answer, HttpResponse)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_file_holds_what_the_address_asks_for_with_days_and_numbers_as_machines_read_them() -> None:
    assert taken("w-download=csv&w-sort=-1&w-find=b") == [
        ["Ward", "Crimes", "Seen", "Half"],
        ["Bedwell", "1629", "2007-12-24", "814.5"],
        ["bandley", "40", "2008-04-01", "20.0"],
    ]


def test_a_file_may_hold_more_than_the_page_and_have_a_name_of_its_own() -> None:
    file = ListFile("wards-2008", (*COLUMNS[:1], ListColumn("Large", lambda row: (row.crimes or 0) > 1000)))
    assert taken("w-download=csv", file)[:3] == [["Ward", "Large"], ["Chells", "no"], ["Bedwell", "yes"]]
    answer = wards("w-download=xlsx", file=file)
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Disposition"] == 'attachment; filename="wards-2008.xlsx"'


def test_in_a_workbook_numbers_days_and_money_are_no_texts() -> None:
    at = datetime(2026, 6, 30, 8, 35, 43, 967801, tzinfo=UTC)
    row = SimpleNamespace(key="A1.10", day=date(2008, 4, 8), at=at, money=Decimal("9500"), n=12, late=True)
    told = [ListColumn(name, name) for name in ("key", "day", "at", "money", "n", "late")]
    listing = Listing("w", "Wards", told, [row])
    text = listing.download("csv").content.decode("utf-8-sig").splitlines()[1]
    assert text == "A1.10,2008-04-08,2026-06-30 09:35,9500.00,12,yes", "moments in local time, to the minute"
    book = listing.download("xlsx").content
    first = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1]
    assert (first[0], first[1], first[3:]) == ("A1.10", date(2008, 4, 8), [9500, 12, "yes"])
    assert first[2].replace(second=0, microsecond=0) == datetime(2026, 6, 30, 9, 35)
    with ZipFile(io.BytesIO(book)) as packed:
        styles = packed.read("xl/styles.xml").decode()
    assert "d mmmm yyyy hh:mm" in styles and '"#,##0.00"' in styles, "a day with its time; two decimals"


@pytest.mark.parametrize("kind", ["%0a.csv", "../../x.csv", 'a"%3bb="c.csv', ".xlsx", "pdf"])
def test_no_other_kind_of_file_is_given(kind: str) -> None:
    with pytest.raises(Http404):
        wards(f"w-download={kind}")


def test_a_file_s_name_is_quoted_where_it_is_not_plain() -> None:
    """Of a plan's document the key of its edition is part of the name."""
    told = file_response(b"", 'caf\u00e9"\n.csv')["Content-Disposition"]
    assert told == "attachment; filename*=utf-8''caf%C3%A9%22%0A.csv"


def test_a_download_of_another_list_is_not_of_this_one() -> None:
    assert isinstance(wards("download=csv"), ListContext)


def test_among_few_rows_nobody_is_asked_what_they_look_for() -> None:
    request, four = RequestFactory().get("/"), Listing("w", "Wards", COLUMNS, ROWS)
    eight = Listing("v", "Wards", COLUMNS, ROWS * 2)
    found = lists.lists_of(request, four, eight)
    assert (found["w"].narrows, found["v"].narrows) == (False, True)
    assert shown("w-find=nowhere").narrows, "the way back stays"


def test_rows_without_an_order_come_in_that_of_their_numbers() -> None:
    """Pages of rows in no order may tell a row twice and another never."""
    rows = Partnership.objects.annotate(bodies=Count("body")).order_by()
    listing = Listing("t", "Towns", (ListColumn("Name", "name"),), rows)
    assert not rows.ordered
    assert listing.sorted_by("").query.order_by == ("pk",)
    assert listing.sorted_by("0").ordered
    assert Listing("t", "Towns", (), rows.order_by("-name")).sorted_by("").query.order_by == ("-name",)
