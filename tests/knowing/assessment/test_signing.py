"""Signing off: what it needs, what it keeps, and that nothing later changes a byte of it."""

import hashlib
import json

import pytest

from tests.cast import NO_NUMBERS
from tests.knowing.assessment.conftest import done
from wardmote.ground.audit.models import Entry
from wardmote.knowing.assessment import keeping
from wardmote.knowing.assessment.models import SignOff, Version

pytestmark = pytest.mark.django_db


def sign(reader, **fields):
    """Open the page, tick, give a reason for what is missing, sign."""
    return reader.post("sign-off/", **{**reader.form("sign-off/"), "read": "on", "role": "chair", **fields})


def test_a_missing_part_needs_its_reason(at):
    catherine = at("catherine")
    page = catherine.get("sign-off/")
    assert "Why is this missing: Delivery of last year" in page
    refused = sign(catherine)
    assert refused.status_code == 400
    assert "Give the reason, or fill the part" in refused.content.decode()
    assert not SignOff.objects.exists()


def test_it_is_not_signed_while_corrections_wait_for_their_draft(at):
    at("amira").correct(words="Ours.")
    assert "Wait until that is done" in at("catherine").get("sign-off/")
    answer = at("catherine").post(
        "sign-off/", version=Version.objects.get().pk, read="on", role="chair", missing_delivery="First plan."
    )
    assert answer.status_code == 409
    assert not SignOff.objects.exists()


def test_a_signed_version_says_who_signed_and_why_parts_are_missing(at, assessment):
    assert sign(at("catherine"), missing_delivery="First plan of this partnership.").status_code == 302
    opened = at("elaine").client.get(at("elaine").base)
    assert [step.place for step in opened.context["head"].steps] == ["done", "done"]
    page = at("elaine").get()
    assert "Signed off" in page
    assert "Catherine (Police), chair of the strategy group" in page
    document = at("elaine").client.get(at("elaine").base + "documents/html/").content.decode()
    assert "signed off by Catherine, chair of the strategy group" in document
    assert "Signed off without it: </strong>First plan of this partnership." in document
    entry = Entry.objects.get(what="assessment.signed_off")
    kept = SignOff.objects.get()
    assert json.loads(entry.detail)["documents"] == kept.documents
    assert sign(at("catherine"), missing_delivery="again").status_code == 409


@pytest.mark.slow
def test_signed_documents_stay_byte_for_byte_through_corrections_and_new_drafts(at, assessment):
    sign(at("catherine"), missing_delivery="First plan.")
    elaine = at("elaine")
    before = {name: elaine.client.get(elaine.base + f"documents/{name}/").content for name in keeping.TITLES}
    kept = SignOff.objects.get().documents
    assert {name: hashlib.sha256(content).hexdigest() for name, content in before.items()} == {
        name: known["sha256"] for name, known in kept.items()
    }
    assert before["pdf"].startswith(b"%PDF")
    at("amira").correct(words="Corrected afterwards.")
    done()
    assert assessment.versions.count() == 2
    after = {
        name: elaine.client.get(elaine.base + f"documents/{name}/?version=1").content
        for name in keeping.TITLES
    }
    assert after == before
    for number in (*NO_NUMBERS, "99"):
        document = elaine.client.get(elaine.base + f"documents/html/?version={number}")
        assert document.status_code == (404 if number == "99" else 200), "the latest where none is named"
    assert "Draft" in elaine.get()


def test_a_document_whose_bytes_were_changed_on_disk_is_not_given_out(at, assessment):
    sign(at("catherine"), missing_delivery="First plan.")
    kept = SignOff.objects.get().documents["pdf"]
    path = keeping.place_of(assessment) / f"{kept['sha256']}.pdf"
    path.write_bytes(path.read_bytes() + b" ")
    elaine = at("elaine")
    answer = elaine.client.get(elaine.base + "documents/pdf/")
    assert answer.status_code == 500
    assert "missing or damaged" in answer.content.decode()


def test_a_sign_off_is_never_changed(at):
    sign(at("catherine"), missing_delivery="First plan.")
    known = SignOff.objects.get()
    known.by = "Somebody else"
    with pytest.raises(TypeError):
        known.save()


def test_an_officer_signs_nothing_and_nobody_signs_as_what_they_are_not(at):
    assert at("elaine").client.get(at("elaine").base + "sign-off/").status_code == 404
    assert sign(at("amira"), missing_delivery="First plan.", role="chair").status_code == 400
