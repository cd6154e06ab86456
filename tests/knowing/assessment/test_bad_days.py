"""Stopped in the middle, a full disk, a correction while a draft is made: nothing lost, nothing half done."""

import errno

import pytest

from tests.knowing.assessment.conftest import MINE, done
from wardmote.ground.jobs import work
from wardmote.ground.papers import files
from wardmote.knowing.assessment import correcting, keeping, making
from wardmote.knowing.assessment.correcting import Written
from wardmote.knowing.assessment.models import SignOff, Version

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, "No space left on device")


class KilledError(BaseException):
    """The worker's process ends here."""


def test_a_worker_killed_while_writing_documents_leaves_the_last_version_and_goes_on(
    at, assessment, monkeypatch
):
    at("amira").correct(words="Ours: 600 then, 730 now.")

    def killed(*_args, **_named):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "write", killed)
        with pytest.raises(KilledError):
            work.run_all()
    assert Version.objects.get().number == 1
    assert at("elaine").client.get(at("elaine").base + "documents/pdf/").status_code == 200
    assert work.release(work.INLINE) == 1
    done()
    assert making.latest_job(assessment).state == "done"
    assert "being made again" not in at("elaine").get()


def test_a_full_disk_stops_the_draft_with_words_and_keeps_the_last_version(at, monkeypatch):
    at("amira").correct(words="Ours.")

    def full(*_args, **_named):
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_whole", full)
        assert [job.state for job in work.run_all()] == ["failed"]
    page = at("brian").get()
    assert "disk" in page
    assert "Draft again" in page
    assert "Ours" in page, "the correction stands although its draft failed"
    at("brian").post("again/")
    done()
    assert "disk" not in at("brian").get()


def test_a_full_disk_leaves_a_version_unsigned_and_says_so(at, monkeypatch):
    def full(*_args, **_named):
        raise FULL

    monkeypatch.setattr(files, "write_whole", full)
    catherine = at("catherine")
    answer = catherine.post(
        "sign-off/",
        version=Version.objects.get().pk,
        read="on",
        role="chair",
        missing_delivery="First plan.",
    )
    assert answer.status_code == 409
    assert "disk" in answer.content.decode()
    assert not SignOff.objects.exists()


def test_a_correction_saved_while_a_draft_is_made_gets_a_draft_of_its_own(at, assessment, syn, monkeypatch):
    composed = making.compose

    def interrupted(found, *, date):
        if not assessment.edits.exists():
            correcting.correct(
                assessment, MINE, Written(words="Said meanwhile."), revision=0, by=syn.viewer("amira")
            )
        return composed(found, date=date)

    monkeypatch.setattr(making, "compose", interrupted)
    making.ask_for_draft(assessment, by="the tests")
    assert len(work.run_all()) == 2
    assert "Said meanwhile" in at("elaine").get()
    assert "do not hold the latest corrections" not in at("elaine").get()


def test_documents_that_nothing_names_are_cleared_after_a_while_and_signed_ones_never(
    at, assessment, monkeypatch
):
    catherine = at("catherine")
    catherine.post(
        "sign-off/", version=Version.objects.get().pk, read="on", role="chair", missing_delivery="First plan."
    )
    monkeypatch.setattr(making, "HOUR", -60.0)
    for words in ("One.", "Two.", "Three."):
        at("amira").correct(words=words)
        done()
    making.ask_for_draft(assessment, by="the tests")
    done()
    kept = {path.name for path in keeping.place_of(assessment).iterdir()}
    named = {f"{each['sha256']}.{name}" for name, each in SignOff.objects.get().documents.items()}
    assert named <= kept
    assert len(kept) == 9, "the signed version's two sets and the latest one's"
