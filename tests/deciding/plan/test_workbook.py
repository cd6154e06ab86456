"""A plan from a spreadsheet: what was written reads back the same; what is wrong is refused by cell."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
import python_calamine
import xlsxwriter

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.exchange.workbook import (
    SHEETS,
    edition_in,
    workbook_rows,
    write_template,
    write_workbook,
)
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records.import_edition import seal_of
from wardmote.measuring.catalogue.refusals import Refusal


def read_workbook(path: Path) -> EditionFile:
    return edition_in(*workbook_rows(path))


@pytest.mark.parametrize("name", ["stevenage-2008-09", "aldersby-2026-27"])
def test_an_edition_reads_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    edition = shipped_edition(name)
    write_workbook(tmp_path / "plan.xlsx", edition)
    assert seal_of(read_workbook(tmp_path / "plan.xlsx")) == seal_of(edition)


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, shipped_edition("aldersby-2026-27"))
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with ZipFile(tmp_path / "one.xlsx") as written:
        assert b">2008-04-01T00:00:00Z</dcterms:created>" in written.read("docProps/core.xml"), (
            "not the clock"
        )


def test_the_template_has_every_sheet_and_says_what_is_owed(tmp_path: Path) -> None:
    write_template(tmp_path / "plan.xlsx")
    with python_calamine.CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx")) as book:
        assert book.sheet_names == ["Read me", *SHEETS]
        assert "Lead*" in book.get_sheet_by_name("Priorities").to_python()[0]
        assert "Unit*" in book.get_sheet_by_name("Targets").to_python()[0]
    with pytest.raises(Refusal, match="says once what it is"):
        read_workbook(tmp_path / "plan.xlsx")


def changed(path: Path, sheet: str, old: object, new: object) -> None:
    """A workbook of the small plan with one value changed, written as a person's program would."""
    write_workbook(path, shipped_edition("aldersby-2026-27"))
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        held = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    done = False
    again = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for name, lines in held.items():
        written = again.add_worksheet(name)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                hit = not done and name == sheet and cell == old
                done = done or hit
                written.write(row, column, new if hit else cell)
    again.close()
    assert done, (sheet, old)


WRONG = [
    ("Priorities", "probation", "guild", "sheet Priorities, cell C4", "There is no such body."),
    ("Targets", "offences per 1,000 residents", "", "sheet Targets, cell C2", "Something is missing."),
    ("Targets", "offences per 1,000 residents", "%", "sheet Targets, cell C2", "A target needs the unit"),
    ("Targets", 1.6, "few", "sheet Targets, cell B2", "The value is of another kind."),
    ("Plan", "england-2022", "rome", "sheet Plan, cell B9", "There is no such regime profile."),
    ("Plan", "2026-04:2029-03", "three years", "sheet Plan, cell B6", "The period could not be read."),
    ("Bodies", "integrated-care-board", "primary-care-trust", "sheet Bodies, cell C5", "cannot be a member"),
    ("Actions", "prevention", "magic", "sheet Actions, cell D3", "That word is not known."),
    ("Actions", "yes", "perhaps", "sheet Actions, cell E2", "The value is of another kind."),
    ("Facts", "invented police counts", "", "sheet Facts, cell E3", "Something is missing."),
    ("Indicators", "robbery", "piracy", "sheet Indicators, cell D2", "There is no such measure."),
    ("Targets", 1.6, "1,6", "sheet Targets, cell B2", "The value is of another kind."),
    ("Targets", 1.6, "NaN", "sheet Targets, cell B2", "The value is of another kind."),
    ("Facts", "invented police counts", " ", "sheet Facts, cell E3", "Something is missing."),
    ("Groups", "Meets*", "Name", "sheet Groups, cell C1", "The same heading stands twice."),
    ("Plan", "Place*", "title", "sheet Plan, cell A5", "The same heading stands twice."),
    ("Groups", "Starts*", "Begins", "sheet Groups, cell D1", "There is no such heading."),
]


@pytest.mark.parametrize(
    ("sheet", "old", "new", "where", "what"), WRONG, ids=[f"{w[0]}-{w[2]}" for w in WRONG]
)
def test_what_is_wrong_is_refused_by_sheet_cell_and_reason(
    tmp_path: Path, sheet: str, old: object, new: object, where: str, what: str
) -> None:
    path = tmp_path / "plan.xlsx"
    changed(path, sheet, old, new)
    with pytest.raises(Refusal) as refused:
        read_workbook(path)
    assert refused.value.where == where
    assert what in refused.value.what


def test_a_list_parted_by_commas_is_told_how_lists_are_parted(tmp_path: Path) -> None:
    changed(tmp_path / "plan.xlsx", "Priorities", "probation", "probation, police")
    with pytest.raises(Refusal) as refused:
        read_workbook(tmp_path / "plan.xlsx")
    assert "Parts of a list stand apart by semicolons." in refused.value.todo


def test_dates_and_yes_and_no_are_taken_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    changed(path, "Targets", date(2029, 3, 31), "31/03/2029")
    assert seal_of(read_workbook(path)) == seal_of(shipped_edition("aldersby-2026-27"))


def test_a_sheet_that_is_no_part_of_a_plan_or_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "other.xlsx"))
    book.add_worksheet("Budget")
    book.close()
    with pytest.raises(Refusal, match="no such sheet"):
        read_workbook(tmp_path / "other.xlsx")
    (tmp_path / "none.xlsx").write_text("a,b\n", "utf-8")
    with pytest.raises(Refusal, match="named as a spreadsheet"):
        read_workbook(tmp_path / "none.xlsx")
    with ZipFile(tmp_path / "empty.xlsx", "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(Refusal):
        read_workbook(tmp_path / "empty.xlsx")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    edition = shipped_edition("aldersby-2026-27")
    risky = replace(edition, head=copied(edition.head, note="=1+1"))
    write_workbook(tmp_path / "plan.xlsx", risky)
    with ZipFile(tmp_path / "plan.xlsx") as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in text for text in sheets)
    assert read_workbook(tmp_path / "plan.xlsx").head.note == "=1+1"


def test_a_workbook_that_lacks_a_sheet_is_refused_with_its_name(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "less.xlsx"))
    for name in SHEETS:
        if name != "Notes":
            book.add_worksheet(name)
    book.close()
    with pytest.raises(Refusal) as refused:
        read_workbook(tmp_path / "less.xlsx")
    assert (refused.value.what, refused.value.found) == ("A sheet of the plan is missing.", "Notes")
