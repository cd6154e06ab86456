"""The PDF: tagged, named, in English, and the same each time. Structure read back with pikepdf."""

import io
import itertools
import re

import pikepdf
import pytest

from tests.measuring.documents.example import document
from wardmote.measuring.documents.pdf import render_pdf


@pytest.fixture(scope="module")
def source():
    return render_pdf(document(table_rows=90))


@pytest.fixture(scope="module")
def pdf(source):
    with pikepdf.open(io.BytesIO(source)) as opened:
        yield opened


def elements(node, found=None):
    """Every structure element as (type, dictionary), depth first."""
    found = [] if found is None else found
    for child in kids(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found.append((str(child.S), child))
            elements(child, found)
    return found


def kids(node):
    held = node.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def test_it_says_it_is_pdf_ua(pdf):
    with pdf.open_metadata() as metadata:
        assert str(metadata.get("pdfuaid:part")) == "1"
        assert metadata["dc:title"] == "Strategic assessment 2021"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_headings_tables_lists_and_pictures_are_tagged(pdf):
    tree = elements(pdf.Root.StructTreeRoot)
    kinds = [kind for kind, _ in tree]
    for kind in (
        "/H1",
        "/H2",
        "/H3",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/THead",
        "/TBody",
        "/TR",
        "/TH",
        "/TD",
        "/Figure",
    ):
        assert kind in kinds, kind
    headings = [int(kind[2]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings))


def test_every_picture_has_its_words(pdf):
    figures = [e for kind, e in elements(pdf.Root.StructTreeRoot) if kind == "/Figure"]
    described = [str(e.Alt) for e in figures if "/Alt" in e]
    assert len([alt for alt in described if alt.startswith("Bars: ")]) == 4
    assert len(described) == len(figures)


def test_header_cells_have_a_scope(pdf):
    heads = [e for kind, e in elements(pdf.Root.StructTreeRoot) if kind == "/TH"]
    assert heads
    for head in heads:
        attributes = head.A if isinstance(head.A, pikepdf.Array) else [head.A]
        assert any(str(a.get("/Scope")) == "/Column" for a in attributes)


def test_bookmarks_lead_to_the_sections(pdf):
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "Levels" in titles
    assert "Where each number comes from" in titles


def test_the_only_type_is_the_house_type_and_it_is_inside(pdf):
    fonts = {
        str(font.BaseFont)
        for page in pdf.pages
        for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
    }
    assert fonts
    assert all("SourceSans3" in font for font in fonts)


def test_the_same_document_gives_the_same_bytes(source):
    assert render_pdf(document(table_rows=90)) == source


def test_no_clock_is_in_it(source, pdf):
    assert "/CreationDate" not in pdf.docinfo
    assert b"20" + b"26-" not in source


def test_a_front_of_five_findings_with_pictures_fills_two_pages_at_most():
    """The budget of the first pages: five findings with a half-page picture each, and their frame."""
    from dataclasses import replace

    from tests.measuring.documents.example import picture
    from wardmote.measuring.documents.model import BulletList, FindingBlock, Heading, Paragraph, Run

    words = (
        "Clear rise; between 1.7 and 2.7 times. September and December were the highest months of the year; "
    )
    kinds = ("months", "map", "months", "shares", "months")
    findings = tuple(
        FindingBlock(
            n,
            (Run("Vehicle crime has doubled: 92 offences then, 194 now"),),
            (Run(words * 2),),
            (Run(words),),
            picture(kind, 312),
        )
        for n, kind in enumerate(kinds, start=1)
    )
    frame = (
        Heading(1, "Stevenage recorded half as much again as the rest of the county in the year", "top"),
    )
    frame += (Paragraph((Run(words * 3),)),)
    end = (Paragraph((Run(words * 2),)), Heading(2, "For the group to decide", "decide"))
    end += (BulletList(tuple((Run(words),) for _ in range(3)), numbered=True),)
    long = replace(document(), front=(*frame, *findings, *end))
    with pikepdf.open(io.BytesIO(render_pdf(long))) as opened, opened.open_outline() as outline:
        contents = next(item for item in outline.root if item.title == "Contents")
        page = opened.pages.index(pikepdf.Page(contents.destination[0]))
    assert page == 2
