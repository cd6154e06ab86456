"""An edition as a document and its actions for a spreadsheet: all there, all linked, nothing runs."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from zipfile import ZipFile

import pytest
import python_calamine

from wardmote.deciding.plan.exchange.document import claim_ids, edition_document, linked_runs
from wardmote.deciding.plan.exchange.downloads import actions_csv, actions_xlsx
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models.described import copied
from wardmote.measuring.documents.docx import render_docx
from wardmote.measuring.documents.html import render_html
from wardmote.measuring.documents.keeping import document_as_json, document_of
from wardmote.measuring.documents.model import Block, BulletList, Document, Heading, Paragraph, Runs, Table
from wardmote.measuring.documents.pdf import render_pdf


@pytest.fixture(scope="module")
def edition() -> EditionFile:
    return shipped_edition("stevenage-2008-09")


@pytest.fixture(scope="module")
def document(edition: EditionFile) -> Document:
    return edition_document(edition, date="1 April 2008")


def said(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def table(blocks: Iterable[Block], name: str) -> Table:
    return next(b for b in blocks if isinstance(b, Table) and b.name == name)


def test_the_seven_priorities_have_reasons_and_actions(document: Document) -> None:
    heads = [b.text for b in document.body if isinstance(b, Heading) and b.level == 1]
    assert heads[2:9] == [
        "1. Reduce violent crime and serious violent crime",
        "2. Reduce robbery, burglary, motor vehicle crime and theft",
        "3. Reduce criminal damage, including arson",
        "4. Tackle and reduce anti-social behaviour",
        "5. Reduce re-offending",
        "6. Improve feelings of safety, particularly at night",
        "7. Tackle drug and alcohol related crime and its impact on communities",
    ]
    rows = [b for b in document.body if isinstance(b, Table) and b.name.startswith("actions-")]
    assert len(rows) == 14
    assert sum(len(t.rows) for t in rows) == 54


def test_every_reason_shows_period_source_and_what_stands_behind_it(document: Document) -> None:
    """PR-1 to PR-7: as a linked fact."""
    reasons = [said(item) for b in document.body if isinstance(b, BulletList) for item in b.items]
    robbery = next(text for text in reasons if text.startswith("Robbery fell"))
    assert robbery == (
        "Robbery fell by 22.7 per cent from January to December 2007, against the year before. "
        "January to December 2007; 2008/09 plan, reasons for priority 2 (strategic assessment); "
        "published percentage only"
    )
    bullying = next(text for text in reasons if "bullying" in text)
    assert bullying.endswith("OPG intelligence, not counted")
    known = {note.figure for note in document.figure_notes}
    for block in document.body:
        if isinstance(block, BulletList):
            assert {run.figure for item in block.items for run in item} <= known | {""}


def test_the_measures_table_has_20_rows_and_no_target_is_filled_in(document: Document) -> None:
    measures = table(document.body, "measures")
    assert len(measures.rows) == 20
    assert {said(row[-1]) for row in measures.rows} == {"not set"}
    gaps = [
        said(b.runs) for b in document.body if isinstance(b, Paragraph) and "No indicator" in said(b.runs)
    ]
    assert gaps == [
        "No indicator watches: Domestic violence, Hate crime, Environmental anti-social behaviour"
    ]


def test_faults_stand_as_notes_and_where_they_matter(document: Document) -> None:
    assert len(table(document.annex, "faults").rows) == 19
    beside = [said(b.runs)[:5] for b in document.body if isinstance(b, Paragraph) and b.role == "caution"]
    assert {"A-02.", "A-07.", "A-12.", "A-15."} <= set(beside)


def test_the_print_says_what_each_of_the_five_groups_is_for_and_names_the_six_committees(
    document: Document,
) -> None:
    lists = [[said(item) for item in b.items] for b in document.body if isinstance(b, BulletList)]
    (groups,) = (each for each in lists if each[0].startswith("Responsible Authorities Group: "))
    assert [each.partition(":")[0] for each in groups] == [
        "Responsible Authorities Group", "Community Safety Forum", "Joint Action Group",
        "Night-time Economy Group", "Operational Performance Group",
    ]  # fmt: skip
    assert "advises the strategy group where targets are missed" in groups[2]
    prose = " ".join(said(b.runs) for b in document.body if isinstance(b, Paragraph))
    for committee in (
        "Bedwell",
        "Chells and Manor",
        "Broadwater",
        "Old Stevenage",
        "St Nicholas",
        "Shephall",
    ):
        assert f"{committee}: " in prose, committee


def test_a_set_target_is_printed_with_its_day() -> None:
    small = edition_document(shipped_edition("aldersby-2026-27"), date="1 April 2026")
    assert said(table(small.body, "measures").rows[0][-1]) == "1.6 by 31 March 2029"
    assert small.banner == "Invented town and numbers"


def test_a_link_in_a_passage_leads_to_its_claim(edition: EditionFile) -> None:
    claims = claim_ids(edition)
    runs = linked_runs("It fell by [13 per cent](F-01), [twice as](not a statistic: of speed) fast.", claims)
    assert said(runs) == "It fell by 13 per cent, twice as fast."
    assert [(run.text, run.figure) for run in runs if run.figure] == [("13 per cent", claims["F-01"])]


def test_html_pdf_and_word_are_made_and_say_claims_are_not_recomputed(document: Document) -> None:
    page = render_html(document)
    assert page.count("published percentage only") >= 12
    assert "wardmote figure" not in page
    assert render_pdf(document).startswith(b"%PDF")
    with ZipFile(io.BytesIO(render_docx(document))) as packed:
        assert "published percentage only" in packed.read("word/document.xml").decode()


def test_the_document_is_kept_byte_for_byte(document: Document) -> None:
    assert document_of(document_as_json(document)) == document
    assert render_pdf(document) == render_pdf(document)


def test_actions_as_csv_and_workbook_are_54_rows_and_no_formula(edition: EditionFile) -> None:
    first = copied(edition.actions[0], words='=HYPERLINK("http://example.org")', note="@SUM(A1)")
    risky = replace(edition, actions=(first, *edition.actions[1:]))
    rows = list(csv.reader(io.StringIO(actions_csv(risky))))
    assert len(rows) == 55
    assert rows[1][3] == '\'=HYPERLINK("http://example.org")'
    book = actions_xlsx(risky)
    assert book == actions_xlsx(risky)
    with ZipFile(io.BytesIO(book)) as packed:
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()
    lines = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert len(lines) == 55
    assert [row[0] for row in lines[1:5]] == ["A1.1.1", "A1.1.2", "A1.1.3", "A1.1.4"]


def test_a2_2_3_says_that_no_area_qualifies_now_a_12(document: Document) -> None:
    row = next(r for r in table(document.body, "actions-burglary").rows if said(r[0]) == "A2.2.3")
    assert "no qualifying area now" in said(row[-1])
