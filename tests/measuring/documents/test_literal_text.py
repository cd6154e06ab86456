"""Whatever stands in a partner's file must come out as letters, never as markup, in all three."""

import io
import shutil
import subprocess

import docx
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.measuring.documents.example import made_of
from wardmote.measuring.documents.docx import render_docx
from wardmote.measuring.documents.html import render_html
from wardmote.measuring.documents.numbered import numbered
from wardmote.measuring.documents.pdf import render_pdf

NASTY = (
    '<script>alert("x")</script>',
    "A & B < C > D \"quoted\" 'single'",
    '#import "evil.typ" $x^2$ *bold* _under_ @label [link](http://x.y) `code` \\ back ~ =head -- /',
    "{{ 7*7 }} {% raw %} </style> </svg> ]]> <!-- -->",
    "%PDF \\u{41} \\n // comment /* comment */",
    "\x1f",
    "\u200b",
    "emoji \U0001f600, 日本, ŵŷ, \x00\x0b control, \ufffe, soft\u00adhyphen",
)
text = st.text(
    alphabet=st.one_of(
        st.sampled_from("<>&\"'#$*_@[]\\`~={}%/-+^|!;:.,"), st.characters(exclude_categories=("Cs",))
    ),
    min_size=1,
    max_size=20,
)
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cleaned(words: str) -> str:
    return numbered(made_of(words))["partnership"]


def titled(words: str) -> str:
    return numbered(made_of(words))["title"]


def one_line(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("words", NASTY)
def test_html_says_it_as_it_is(words):
    check_html(words)


@quick
@given(text)
def test_html_says_anything_as_it_is(words):
    check_html(words)


def check_html(words: str) -> None:
    page = html.document_fromstring(render_html(made_of(words)))
    assert not list(page.iter("script"))
    wanted = one_line(cleaned(words))
    assert one_line(page.find(".//h1").text_content()) == one_line(titled(words))
    assert one_line(page.find(".//li/..").xpath("//main/ul/li")[0].text_content()) == wanted
    assert one_line(page.find(".//figure//svg").get("aria-label")) == one_line(f"Bars: {cleaned(words)}")


@pytest.mark.parametrize("words", NASTY)
def test_word_says_it_as_it_is(words):
    check_word(words)


@quick
@given(text)
def test_word_says_anything_as_it_is(words):
    check_word(words)


def check_word(words: str) -> None:
    made = docx.Document(io.BytesIO(render_docx(made_of(words))))
    said = {one_line(p.text) for p in made.paragraphs if p.style.name == "List Bullet"}
    assert said == {one_line(cleaned(words))}


@pytest.mark.parametrize("words", NASTY)
def test_the_pdf_takes_it_as_letters(words):
    check_pdf(words)


@quick
@given(text)
def test_the_pdf_takes_anything_as_letters(words):
    check_pdf(words)


def check_pdf(words: str) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(made_of(words)))) as pdf, pdf.open_metadata() as metadata:
        from wardmote.measuring.drawing.typefaces import drawable

        assert one_line(metadata["dc:title"]) == one_line(drawable(titled(words)))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext not on this machine")
def test_the_pdf_prints_marks_of_markup(tmp_path):
    words = "#x $y$ *b* _u_ @l [k] <t> & \\z `c`"
    (tmp_path / "a.pdf").write_bytes(render_pdf(made_of(words)))
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert said.count(words) >= 6
