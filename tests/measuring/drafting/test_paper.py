"""A draft on paper is the same draft when it is read back; people's words lie over it; two papers compare."""

import json
from dataclasses import replace

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.html import render_html, render_pieces
from wardmote.measuring.documents.model import BulletList, FindingBlock, Heading, Paragraph
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.comparing import compare, flagged
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.judgement import SignOffRecord, judgement_of
from wardmote.measuring.drafting.paper import as_paper, paper_of
from wardmote.measuring.drafting.parts import missing, unexcused
from wardmote.measuring.drafting.pencil import Pencilled, pencilled
from wardmote.measuring.drafting.signing import signed
from wardmote.measuring.drafting.words import plain

THEFT = "change/syn-2007-crime/theft-from-vehicle"


@pytest.fixture(scope="module")
def made(town_study):
    found = draft(town_study, judgement_of({}))
    return found, compose(found, date="1 May 2026")


@pytest.fixture(scope="module")
def paper(made):
    return paper_of(json.loads(json.dumps(as_paper(*made))))


def text_of(document) -> str:
    """What a reader reads in sentences, no tables."""
    said = []
    for block in (*document.front, *document.body, *document.annex):
        if isinstance(block, Paragraph):
            said.append("".join(run.text for run in block.runs))
        elif isinstance(block, BulletList):
            said += ["".join(run.text for run in item) for item in block.items]
        elif isinstance(block, FindingBlock):
            said.append("".join(run.text for run in (*block.headline, *block.body, *block.limit)))
        elif isinstance(block, Heading):
            said.append(block.text)
    return "\n".join(said).replace("\N{NO-BREAK SPACE}", " ")


def test_read_back_it_is_the_same_document_with_every_finding(made, paper):
    found, document = made
    assert paper.document == document
    assert render_html(paper.document) == render_html(document)
    assert [f.id for f in paper.findings] == [item.finding.id for item in found.findings]
    for kept, item in zip(paper.findings, found.findings, strict=True):
        assert kept.as_json() == item.finding.as_json()
        assert (kept.headline, kept.detail, kept.follow) == (
            item.finding.headline,
            item.finding.detail,
            item.finding.follow,
        )
    assert [told.key for told in paper.stories if told.front] == [story.key for story in found.stories]
    assert paper.synthetic


def test_a_paper_of_another_schema_is_refused(made):
    with pytest.raises(Refusal):
        paper_of({**as_paper(*made), "schema": 2})


def test_every_finding_that_is_told_can_be_corrected_where_it_stands(paper):
    pieces = render_pieces(paper.document, link=lambda figure: f"/f/{figure}/", beside=lambda key: f"[{key}]")
    page = str(pieces.front + pieces.body)
    told = {f.id for f in paper.findings if f"[{f.id}]" in page}
    questions = {f.question for f in paper.findings}
    assert {f.question for f in paper.findings if f.id in told} >= questions - {"level"}
    assert "/f/" in page
    assert " style=" not in page


def test_a_persons_words_stand_once_with_their_links_and_hidden_ones_are_gone(paper):
    automatic = paper.by_id[THEFT].words
    edit = Pencilled("Thefts from vehicles went to 730.", "ask why", hidden=False, automatic=automatic)
    document = pencilled(paper.document, {THEFT: edit})
    text = text_of(document)
    assert "Theft from vehicles is up 22 %" not in text
    assert text.count("Thefts from vehicles went to 730.") == 2  # the first pages, and the section
    front = next(b for b in document.front if isinstance(b, FindingBlock) and b.keys[0] == THEFT)
    assert [run.figure for run in front.headline if run.text == "730"] == [paper.by_id[THEFT].figure]
    hidden = pencilled(paper.document, {THEFT: replace(edit, words="", hidden=True)})
    assert THEFT not in {b.keys[0] for b in hidden.front if isinstance(b, FindingBlock)}
    assert "Theft from vehicles is up 22 %" not in text_of(hidden)


def test_two_papers_tell_what_is_new_gone_and_other(paper):
    first, second, third, *rest = paper.findings
    later = replace(
        paper,
        findings=(replace(first, count=1, words="One."), replace(second, words="Else."), *rest),
        headline="Other",
    )
    found = compare(paper, later)
    assert [each.key for each in found.numbers] == [first.id]
    assert [each.key for each in found.words] == [second.id]
    assert [each.key for each in found.gone] == [third.id]
    assert (found.new, found.same, found.headline) == ((), len(rest), (paper.headline, "Other"))
    assert [each.key for each in compare(later, paper).new] == [third.id]
    assert compare(paper, paper).none


def test_an_edit_is_flagged_when_its_words_would_be_others_now(paper):
    finding = paper.by_id[THEFT]
    same = {THEFT: (finding.figure, plain(finding.words))}
    assert not flagged(paper, same)
    assert not flagged(paper, {THEFT: ("another", plain(finding.words))}), "loaded anew, the same numbers"
    assert flagged(paper, {THEFT: ("another", "600 then.")}) == {THEFT: ("600 then.", plain(finding.words))}
    assert flagged(paper, {"change/x/gone": ("f", "It was.")}) == {"change/x/gone": ("It was.", "")}


def test_signing_writes_who_and_the_reasons_and_nothing_else(paper):
    assert [part.key for part in missing(paper.parts)] == ["delivery"]
    assert unexcused(paper.parts, {"delivery": " "}) == (
        f"Delivery of last year's plan: {missing(paper.parts)[0].missing}",
    )
    assert not unexcused(paper.parts, {"delivery": "First plan."})
    sign_off = SignOffRecord("C. Osei", "chair", "1 February 2022", {"delivery": "First plan."})
    document = signed(paper, sign_off)
    assert document.subtitle.endswith("signed off by C. Osei, chair, 1 February 2022")
    assert "draft" not in document.subtitle
    assert "Signed off without it: First plan." in text_of(document)
    assert len(document.body) == len(paper.document.body) + 1
    assert document.front == paper.document.front
