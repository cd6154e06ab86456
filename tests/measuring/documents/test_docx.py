"""The Word file: real styles and fields, read back with python-docx and as XML."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from tests.measuring.documents.example import FIGURE, document
from wardmote.measuring.documents.docx import render_docx


@pytest.fixture(scope="module")
def source():
    return render_docx(document())


@pytest.fixture(scope="module")
def word(source):
    return docx.Document(io.BytesIO(source))


def test_headings_are_headings(word):
    styles = {p.text: p.style.name for p in word.paragraphs}
    assert styles["Levels"] == "Heading 1"
    assert styles["By month"] == "Heading 2"
    assert styles["Deeper"] == "Heading 3"
    assert styles["Strategic assessment 2021"] == "Title"
    assert styles["First"] == "List Number"
    assert styles["Bullet"] == "List Bullet"


def test_tables_of_numbers_repeat_their_header_and_do_not_split_rows(word):
    numbers = [t for t in word.tables if t._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert len(numbers) == 1 + 4  # its own, and those behind the pictures
    for table in numbers:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_every_picture_has_its_words(word):
    shapes = list(word.element.body.iter(qn("wp:docPr")))
    assert len(shapes) == 4
    assert all(shape.get("descr").startswith("Bars: ") for shape in shapes)
    assert len({shape.get("id") for shape in shapes}) == 4


def test_language_is_british_english(word):
    assert {e.get(qn("w:val")) for e in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.title == "Strategic assessment 2021"


def test_header_and_footer_carry_the_furniture(word):
    section = word.sections[0]
    head = section.header.paragraphs[0].text
    for part in (
        "Stevenage Community Safety Partnership",
        "Strategic assessment 2021",
        "OFFICIAL",
        "Synthetic data",
    ):
        assert part in head
    fields = [e.get(qn("w:instr")) for e in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_links_arrive_and_bookmarks_are_valid(word):
    body = word.element.body
    names = [e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)
    targets = {e.get(qn("w:anchor")) for e in body.iter(qn("w:hyperlink"))}
    assert targets <= set(names)
    assert any(FIGURE[:12] in target for target in targets)


def test_numbered_lists_begin_again_at_one(word):
    from dataclasses import replace

    from wardmote.measuring.documents.model import BulletList, Run

    one = BulletList(((Run("First of one"),),), numbered=True)
    two = BulletList(((Run("First of two"),),), numbered=True)
    made = docx.Document(io.BytesIO(render_docx(replace(document(), annex=(one, two)))))
    numbers = [p._p.pPr.numPr.numId.val for p in made.paragraphs if p.text.startswith("First of ")]
    assert len(set(numbers)) == 2


def test_the_same_document_gives_the_same_bytes(source):
    assert render_docx(document()) == source
    with zipfile.ZipFile(io.BytesIO(source)) as held:
        assert {entry.date_time for entry in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_long_subtitle_is_cut_where_word_keeps_no_more():
    """A sign-off makes a subtitle of more than the 255 characters Word allows a property."""
    long = replace(document(), subtitle="x" * 300)
    assert len(docx.Document(io.BytesIO(render_docx(long))).core_properties.subject) == 255
