"""A form is saved once, however often it is sent: by a double click, or once more from the history."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer

from tests.cast import html
from tests.doing.tasking.test_attachments_of_tasks import page, photograph, task
from tests.knowing.evidence.test_upload import street_zip
from wardmote.ground.attachments.models import Attachment, Comment
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import write
from wardmote.ground.casework.sent_forms import sending
from wardmote.ground.pages.drafts import WRITTEN_BY
from wardmote.ground.partners.models import ApiToken, Invitation
from wardmote.knowing.evidence.models import Upload
from wardmote.measuring.catalogue.refusals import Refusal

__all__ = ("page", "task")

pytestmark = pytest.mark.django_db
TOLD = "This form was sent before, and was saved then. What was sent now was not saved again."


def written_by(client, address):
    return re.findall(r'name="written_by" value="([^"]+)"', html(client.get(address)))[-1]


def test_what_adds_something_adds_it_once_and_says_so_and_a_new_form_adds_it_again(cast, page):
    brian, people = cast.client("brian"), "/holmbridge/people/"
    invited = {"email": "new@example.org", "new_body": "Health board", "roles": ["officer"]}
    adds = [
        (Comment, page, f"{page}comment/", {"words": "The gate is ordered."}),
        (
            Invitation,
            f"{people}invite/",
            f"{people}invite/",
            {**invited, "new_kind": "integrated-care-board"},
        ),
        (ApiToken, f"{people}tokens/", f"{people}tokens/", {"name": "Our map", "days": "30"}),
    ]
    for kind, shown, to, fields in adds:
        before = kind.objects.count()
        sent = {**fields, "written_by": written_by(brian, shown)}
        assert brian.post(to, sent).status_code in (200, 302), kind
        for _ in range(2):
            again = brian.post(to, sent)
            assert again.status_code == 400 and TOLD in html(again), kind
        assert kind.objects.count() == before + 1
        assert brian.post(to, {**sent, "written_by": written_by(brian, shown)}).status_code in (200, 302)
        assert kind.objects.count() == before + 2


def test_evidence_that_a_form_sends_again_leaves_no_file_that_no_record_knows(cast, settings):
    """The same file while it is open goes on to it; once it is set aside, or with another, it is told."""
    amira, add = cast.client("amira"), "/holmbridge/evidence/add/"

    def files():
        folder = settings.WARDMOTE_DATA / "uploads"
        return sorted(path for path in folder.rglob("*") if path.is_file())

    def sends(name, month):
        file = SimpleUploadedFile(name, street_zip(month))
        return amira.post(add, {"files": [file], "written_by": form})

    form = written_by(amira, add)
    assert sends("a.zip", "2024-01").status_code == sends("a.zip", "2024-01").status_code == 302
    kept, upload = files(), Upload.objects.get()
    assert kept
    told = sends("b.zip", "2024-02")
    assert told.status_code == 400 and TOLD in html(told)
    assert files() == kept and list(Upload.objects.all()) == [upload]
    form = written_by(amira, add)
    assert sends("b.zip", "2024-02").status_code == 302
    assert Upload.objects.count() == 2 and len(files()) > len(kept)


def test_a_file_that_is_sent_twice_is_kept_once_on_the_disk_as_well(cast, page, settings):
    elaine, kept = cast.client("elaine"), settings.WARDMOTE_DATA / "attachments" / "holmbridge"
    form = written_by(elaine, page)
    for _ in range(2):
        file = SimpleUploadedFile("gate.jpeg", photograph())
        answer = elaine.post(f"{page}add/", {"file": file, "written_by": form}, follow=True)
    assert TOLD in html(answer)
    assert Attachment.objects.count() == len(list(kept.iterdir())) == 1


def test_forms_that_an_earlier_version_drew_are_not_taken_for_one(cast, page):
    before = Signer(salt=WRITTEN_BY).sign(str(cast.brian.pk))
    for words in ("The gate is ordered.", "The gate is hung."):
        sent = {"words": words, "written_by": before}
        assert cast.client("brian").post(f"{page}comment/", sent).status_code == 302
    assert Comment.objects.count() == 2


def test_a_form_whose_write_was_undone_may_be_sent_again(cast):
    for trouble, ends in ((Refusal("No."), "No."), (None, ""), (None, TOLD)):
        told = ""
        try:
            with sending(lambda: "7-a form"), write("test.added", "body:1", by=cast.viewer("brian")):
                if trouble:
                    raise trouble
        except Refusal as refusal:
            told = refusal.what
        assert told == ends
    assert Entry.objects.filter(what="test.added").count() == 1
