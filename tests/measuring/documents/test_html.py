"""The HTML page: one file, in order, named, and asking nothing of any other machine."""

import itertools
import re

import pytest
from lxml import html

from tests.measuring.documents.example import FIGURE, document
from wardmote.measuring.documents.html import render_html


@pytest.fixture(scope="module")
def source():
    return render_html(document())


@pytest.fixture(scope="module")
def page(source):
    return html.document_fromstring(source)


def test_language_title_and_one_first_heading(page):
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title").startswith("Strategic assessment 2021")
    assert [h.text_content() for h in page.iter("h1")] == ["Strategic assessment 2021"]


def test_headings_never_skip_a_level(page):
    levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_every_inner_link_arrives(page):
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [a.get("href") for a in page.iter("a")]
    assert links
    assert {link[1:] for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)


def test_nothing_is_fetched_and_nothing_runs(source, page):
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source)
    assert not list(page.iter("script", "link", "iframe", "img"))
    assert "@import" not in source
    assert not re.findall(r"url\((?!data:|#)", source)


def test_every_picture_is_named_and_has_its_table(page):
    figures = list(page.iter("figure"))
    assert len(figures) == 4
    for figure in figures:
        assert figure.find("figcaption") is not None
        drawing = figure.find(".//svg")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label").startswith("Bars: ")
        assert figure.find("details//table") is not None


def test_tables_have_captions_and_scopes(page):
    for table in page.iter("table"):
        assert table.findtext("caption")
        assert {th.get("scope") for th in table.findall("thead//th")} == {"col"}
        assert all(row[0].get("scope") == "row" for row in table.findall("tbody/tr"))


def test_landmarks_and_skip_link(page):
    for landmark in ("header", "main", "nav", "footer"):
        assert len(page.findall(f".//body/{landmark}" if landmark != "nav" else ".//main/nav")) == 1, landmark
    assert page.find(".//body")[0].get("href") == "#main"


def test_a_number_leads_to_its_note_and_back(page):
    link = page.xpath("//h3//a")[0]
    assert link.get("href") == f"#figure-{FIGURE[:12]}"
    note = page.get_element_by_id(f"figure-{FIGURE[:12]}")
    assert f"#{link.get('id')}" in [a.get("href") for a in note.iter("a")]
    assert "Map points are shared." in note.text_content()


def test_a_number_without_a_note_is_no_link(page):
    assert "from 92." in page.text_content()
    assert not [a for a in page.iter("a") if a.text_content() == " from 92."]


def test_banner_and_marking_are_on_the_page_and_in_print(source, page):
    assert page.xpath("//aside[@class='banner']")[0].text_content() == "Synthetic data"
    assert "@top-right{content:" in source
    assert 'class="banner"' not in render_html(document(banner=""))


def test_the_same_document_gives_the_same_text(source):
    assert render_html(document()) == source
