"""Correcting one sentence: it stands at once, lasts, and is never lost to another."""

import json

import pytest

from tests.knowing.assessment.conftest import MINE, done
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs.models import Job
from wardmote.knowing.assessment.models import Edit

pytestmark = pytest.mark.django_db
OURS = "Theft from vehicles went from 600 to 730; three people account for the rise."


def test_a_corrected_sentence_stands_at_once_and_its_numbers_still_lead_to_their_figures(at):
    amira = at("amira")
    assert amira.correct(words=OURS).status_code == 302
    page = amira.get()
    assert "It is being made again" in page
    at_words = page.index("three people account for the rise")
    assert "/holmbridge/figures/" in page[at_words - 400 : at_words]


def test_after_the_next_draft_it_stands_in_the_documents_too(at, assessment):
    at("amira").correct(words=OURS)
    done()
    page = at("elaine").get()
    assert "three people account for the rise" in page
    assert "being made again" not in page
    document = at("elaine").client.get(f"/holmbridge/assessment/{assessment.pk}/documents/html/")
    assert b"three people account for the rise" in document.content


def test_a_sentence_is_left_out_only_with_a_reason_and_partners_read_the_reason(at):
    amira = at("amira")
    refused = amira.correct(hide="on")
    assert refused.status_code == 400
    assert "Say why this is left out" in refused.content.decode()
    amira.correct(hide="on", because="One family; it would be known who.")
    assert "Theft from vehicles is up 22" not in amira.get().split("paper-contents")[0]
    done()
    assert "One family; it would be known who." in at("elaine").get()


def test_the_headline_is_corrected_too(at):
    amira = at("amira")
    amira.correct("headline", words="Vehicles are the thing to do.")
    assert "<h1>Vehicles are the thing to do.</h1>" in amira.get()
    done()
    assert "Vehicles are the thing to do." in at("elaine").get()


def test_the_second_of_two_people_is_told_who_was_first_and_nothing_is_lost(at):
    amira, brian = at("amira"), at("brian")
    page = f"findings/?key={MINE}"
    form_amira, form_brian = amira.form(page), brian.form(page)
    assert amira.post(page, **{**form_amira, "words": "Amira's words."}).status_code == 302
    told = brian.post(page, **{**form_brian, "words": "Brian's words."})
    assert told.status_code == 409
    text = told.content.decode()
    assert "Amira (Borough council) changed this while you were writing" in text
    assert "Amira&#x27;s words." in text
    assert "Brian&#x27;s words." in text
    assert Edit.objects.get().words == "Amira's words."
    again = {
        bound.html_name: bound.value()
        for bound in told.context["form"]
        if bound.value() not in (None, "") and bound.value() is not False
    }
    assert brian.post(page, **again).status_code == 302
    assert Edit.objects.get().words == "Brian's words."
    logged = [json.loads(entry.detail) for entry in Entry.objects.filter(what="assessment.corrected")]
    assert logged[-1]["was"]["words"] == "Amira's words."


def test_emptied_boxes_give_the_sentence_back_to_the_program(at):
    amira = at("amira")
    amira.correct(words=OURS)
    done()
    amira.correct(words="")
    done()
    assert "Theft from vehicles is up 22" in amira.get()


def test_what_is_saved_unchanged_or_emptied_makes_nothing_and_says_so(at):
    amira, told = at("amira"), "Nothing was changed, so nothing was saved."

    def kept():
        return Entry.objects.filter(what="assessment.corrected").count(), Job.objects.count()

    before = kept()
    for written in ({}, {"words": ""}):
        amira.correct(**written)
        assert told in amira.get()
    assert kept() == before and not Edit.objects.exists()
    amira.correct(words=OURS)
    assert "The sentence stands in your words" in amira.get()
    done()
    written = kept()
    assert written != before
    amira.correct()
    assert told in amira.get() and kept() == written
    amira.correct(words="")
    assert "The sentence stands in the program&#x27;s words" in amira.get() and kept() != written


def test_who_may_not_judge_finds_no_form(at):
    for name in ("catherine", "elaine"):
        assert at(name).client.get(at(name).base + f"findings/?key={MINE}").status_code == 404


def test_marks_of_html_in_every_field_are_shown_as_text(at):
    amira, bad = at("amira"), "<script>alert(1)</script>\"'><b>{{ x }}"
    written = [
        amira.correct(words=bad, comment=bad),
        amira.correct("headline", words=bad),
        amira.correct("level/syn-2007-crime/all", hide="on", because=bad),
    ]
    assert [answer.status_code for answer in written] == [302, 302, 302]
    for kind in ("added", "intelligence", "delivery"):
        assert amira.post(f"statements/{kind}/", words=bad, source=bad, revision=0).status_code == 302
    amira.post("statements/decision/", words=bad, about="robbery", revision=0)
    amira.post("statements/missing/", words=bad, about="delivery", revision=0)
    for _ in range(2):
        for page in ("", f"findings/?key={MINE}", "statements/", "order/", "sign-off/"):
            text = amira.get(page)
            assert "<script>alert" not in text, page
            assert "<b>{{" not in text, page
        done()
    assert "&lt;script&gt;alert(1)" in amira.get()


def test_words_written_when_the_session_had_ended_stand_in_the_box_after_signing_in(at, syn):
    amira = at("amira")
    page = f"findings/?key={MINE}"
    written = amira.client.get(amira.base + page)
    by = written.content.decode().split('name="written_by" value="')[1].split('"')[0]
    fields = {**amira.form(page), "words": OURS, "written_by": by, "key": MINE}
    client = amira.client
    client.logout()
    asked = client.post(amira.base + page, fields)
    assert asked.status_code == 302
    assert "/sign-in/" in asked["Location"] or "/account/" in asked["Location"]
    session = client.session
    client.post(asked["Location"], {"login": "amira@example.org", "password": "a long password"})
    assert session.session_key is not None
    assert OURS in amira.get(page)
    assert not Edit.objects.exists()
