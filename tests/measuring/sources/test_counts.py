"""An already counted series: words, months and numbers judged; people carried once for each area."""

from dataclasses import replace
from datetime import date

import pytest

from wardmote.measuring.sources.counts import NOT_KNOWN, read_counts
from wardmote.measuring.sources.mapping import AreaSet, Denominators, PartnerMapping
from wardmote.measuring.sources.partner_source import PartnerSource
from wardmote.measuring.sources.tables import SourceTable

HEADER = ("month", "msoa", "type", "n", "people")
ROW = ("2022-08", "Aberford, Barwick & Thorner", "Burglary", "2", "6490")
MAPPING = PartnerMapping(
    name="leeds",
    kind="counts",
    columns={"month": "month", "area": "msoa", "class": "type", "count": "n"},
    areas=AreaSet("msoa", "2021", "leeds"),
    categories={"all crime": "leave-out", "car crime": "vehicle-crime"},
    denominators=Denominators("people"),
)


def counted(*given: tuple[str, ...], mapping: PartnerMapping = MAPPING) -> PartnerSource:
    table = SourceTable("counts.csv", HEADER, given, tuple(range(2, 2 + len(given))))
    return read_counts(table, mapping, today=date(2024, 6, 1))


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADER, ROW, strict=True))


def test_names_become_codes_under_the_prefix_and_official_codes_stay() -> None:
    found = counted(ROW, changed(msoa="E02002330", n="1,234"))
    assert found.columns["area"].tolist() == ["E02002330", "leeds/aberford-barwick-thorner"]
    assert found.columns["count"].tolist() == [1234, 2]
    names = dict(zip(found.areas["area"].tolist(), found.areas["name"].tolist(), strict=True))
    assert names["leeds/aberford-barwick-thorner"] == "Aberford, Barwick & Thorner"
    assert found.columns["month"].tolist() == [2022 * 12 + 7] * 2


def test_two_words_of_one_class_add_up_and_left_out_words_do_not_count() -> None:
    found = counted(
        ROW, changed(type="Car crime"), changed(type="Vehicle crime", n="5"), changed(type="All crime")
    )
    assert dict(zip(found.columns["cls"].tolist(), found.columns["count"].tolist(), strict=True)) == {
        "burglary": 2,
        "vehicle-crime": 7,
    }
    assert (found.counts["left_out"], found.rejects) == (1, ())


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"month": "2022-13"}, "month"),
        ({"month": "2024-07"}, "month"),  # not over yet in June
        ({"month": ""}, "month"),
        ({"n": "2.5"}, "n"),
        ({"n": "-1"}, "n"),
        ({"n": "٣"}, "n"),
        ({"type": "Witchcraft"}, "type"),
        ({"type": ""}, "type"),
        ({"msoa": ""}, "msoa"),
        ({}, "type"),  # the same month, area and class again
    ],
)
def test_a_bad_row_is_rejected(cells: dict[str, str], column: str) -> None:
    found = counted(ROW, changed(**cells))
    assert [(r.row, r.column) for r in found.rejects] == [(3, column)]
    known = found.columns["count"] != NOT_KNOWN
    assert found.columns["count"][known].tolist() in ([2], [])


@pytest.mark.parametrize("mark", ["", "<5", "≤4", "< 10", "*", "**", "c", "C", "[c]", ":", "..", "x", "n/a"])
def test_a_count_that_is_held_back_is_not_known_and_said(mark: str) -> None:
    found = counted(ROW, changed(msoa="E02002330", n=mark))
    cells = dict(zip(found.columns["area"].tolist(), found.columns["count"].tolist(), strict=True))
    assert cells == {"E02002330": NOT_KNOWN, "leeds/aberford-barwick-thorner": 2}
    assert (found.rejects, found.counts["kept"], found.counts["total"]) == ((), 2, 2)
    assert "1 count is withheld" in found.notes[0]


def test_the_cell_of_a_rejected_row_is_not_known_either() -> None:
    other = {"msoa": "E02002330"}
    found = counted(ROW, changed(n="2.5", **other), changed(type="Witchcraft", month="2022-09", **other))
    cells = zip(*(found.columns[key].tolist() for key in ("month", "cls", "count")), strict=True)
    august = 2022 * 12 + 7
    assert set(cells) == {
        (august, "burglary", 2),
        (august, "burglary", NOT_KNOWN),
        (august + 1, "", NOT_KNOWN),
    }


def test_people_that_differ_between_rows_are_said_and_bad_numbers_rejected() -> None:
    later = changed(month="2022-09", people="6500")
    found = counted(ROW, later)
    assert found.areas["area"].tolist() == ["leeds/aberford-barwick-thorner"]
    assert found.areas["population"].tolist() == [6500.0]
    assert "differs" in found.notes[0]
    assert [r.column for r in counted(ROW, changed(month="2022-09", people="many")).rejects] == ["people"]


def test_a_file_of_one_class_has_no_word_for_it() -> None:
    columns = {key: value for key, value in MAPPING.columns.items() if key != "class"}
    one = replace(MAPPING, columns=columns, every_row="burglary")
    assert counted(ROW, mapping=one).columns["cls"].tolist() == ["burglary"]
    assert [r.column for r in counted(ROW, ROW, mapping=one).rejects] == ["month"]
