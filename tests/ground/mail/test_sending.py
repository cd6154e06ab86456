"""Letters on their way out, handed to a real mail server in a second process."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from tests.cast import Cast
from tests.installation import Installation, until
from tests.smtp_server import smtp_server
from wardmote.ground.casework import write
from wardmote.ground.mail import sending
from wardmote.ground.mail.messages import MailMessage
from wardmote.ground.mail.models import OutgoingMail, undelivered
from wardmote.ground.mail.rules import why_not_send_again
from wardmote.ground.owed import owed_on


@pytest.fixture
def queued(db: None, settings: Any) -> None:
    """Django's mail goes where it does with a mail server set."""
    settings.EMAIL_BACKEND = "wardmote.ground.mail.queue.QueueBackend"
    settings.WARDMOTE_SENDS_MAIL = True
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 10


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A mail server that runs for all tests of this file: the folder of what it took, and its port."""
    folder = tmp_path_factory.mktemp("mail") / "arrived"
    with smtp_server(folder) as port:
        yield folder, port


@pytest.fixture
def arrived(queued: None, server: tuple[Path, int], settings: Any) -> Iterator[Path]:
    """The folder of what the server took in this test."""
    folder, settings.EMAIL_PORT = server
    yield folder
    for path in folder.iterdir():
        path.unlink()


def letter(to: str, *, live_link: bool = False) -> OutgoingMail:
    MailMessage("Häuser", "Grüße\n\n.\nEnd", to=[to], kind="test.letter", live_link=live_link).send()
    return OutgoingMail.objects.latest("pk")


def send(after: timedelta = timedelta()) -> int:
    now = timezone.now() + after
    return sending.send_due(lambda: now)


def stands(row: OutgoingMail) -> tuple[str, str, bool]:
    row.refresh_from_db()
    return row.state, row.why, bool(row.message)


def taken(folder: Path) -> list[Message]:
    return [message_from_bytes(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def test_each_answer_of_the_server_is_written_down(arrived: Path) -> None:
    (arrived / "busy").touch()
    rows = {name: letter(f"{name}@example.org") for name in ("amira", "gone", "busy", "spam")}
    rows["link"] = letter("gone@example.org", live_link=True)
    assert send() == 1
    assert stands(rows["amira"]) == ("sent", "", False), "no words are kept"
    assert stands(rows["gone"]) == ("refused", "550 5.1.1 No such person here", True)
    assert stands(rows["link"]) == ("refused", "550 5.1.1 No such person here", False), "its link is gone"
    assert stands(rows["spam"])[:2] == ("refused", "554 5.7.1 Looks like spam")
    assert stands(rows["busy"]) == ("waiting", "451 4.3.0 Try again later", True)
    assert send() == 0, "not before its pause is over"
    (arrived / "busy").unlink()
    assert send(timedelta(minutes=2)) == 1
    assert stands(rows["busy"]) == ("sent", "", False)
    first, second = taken(arrived)
    assert (first["To"], second["To"]) == ("amira@example.org", "busy@example.org")
    assert first["Message-ID"] == rows["amira"].message_id
    words = first.get_payload(decode=True)
    assert isinstance(words, bytes) and words.decode().split() == ["Grüße", ".", "End"]


def test_a_server_that_is_away_is_tried_for_three_days_with_growing_pauses(
    queued: None, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_PORT = 9  # nobody listens
    row, now, pauses = letter("amira@example.org"), timezone.now(), []
    while row.state == "waiting":
        sending.send_due(lambda now=now: now)  # type: ignore[misc]
        row.refresh_from_db()
        pauses.append(row.next_at - now)
        now = max(row.next_at, now + timedelta(seconds=1))
    minutes = [round(pause.total_seconds() / 60) for pause in pauses]
    assert minutes[:7] == [1, 5, 15, 60, 180, 360, 360]
    assert row.state == "given-up" and "did not answer" in row.why
    assert row.ended_at and timedelta(days=3) <= row.ended_at - row.made_at < timedelta(days=3, hours=7)
    assert undelivered(["amira@example.org"]) == {"amira@example.org": row.why}
    with smtp_server(tmp_path / "arrived") as port:
        settings.EMAIL_PORT = port
        sending.send_again(row)
        assert send(timedelta(seconds=1)) == 1
    assert stands(row)[0] == "sent"
    assert undelivered(["amira@example.org"]) == {}


def test_a_worker_killed_before_it_wrote_down_sends_the_same_letter_later_and_no_other_meanwhile(
    arrived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = letter("amira@example.org")
    with monkeypatch.context() as killed:
        killed.setattr(sending, "_write_down", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send()
    assert send() == 0, "another worker leaves it alone"
    assert send(timedelta(minutes=11)) == 1
    assert {each["Message-ID"] for each in taken(arrived)} == {row.message_id}
    assert len(taken(arrived)) == 2


def test_a_worker_told_to_end_begins_no_other_letter(arrived: Path) -> None:
    letter("amira@example.org")
    stop = Event()
    stop.set()
    assert sending.send_due(stop=stop) == 0
    assert send(timedelta(seconds=1)) == 1


def test_what_is_undone_sends_no_letter(arrived: Path, cast: Cast) -> None:
    for fails in (True, False):
        try:
            with write("test.told", "test:1", by=cast.viewer("brian")) as act:
                act.letter("A visit", "It was made.", to=["amira@example.org", "elaine@example.org"])
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            assert not OutgoingMail.objects.exists()
    assert send() == 2
    assert sorted(str(each["To"]) for each in taken(arrived)) == ["amira@example.org", "elaine@example.org"]
    assert set(OutgoingMail.objects.values_list("kind", "partnership")) == {("test.told", "holmbridge")}


def test_a_letter_of_djangos_own_waits_too_and_a_clock_set_back_does_not_hold_it_up(arrived: Path) -> None:
    with transaction.atomic():
        send_mail("Subject", "Words", "wardmote@example.org", ["amira@example.org"])
    OutgoingMail.objects.update(next_at=timezone.now() + timedelta(days=1))
    assert send() == 1
    assert "@example.org>" in str(taken(arrived)[0]["Message-ID"]), "not this machine's name"


def test_a_letter_out_of_an_old_backup_is_not_sent_without_being_asked(arrived: Path) -> None:
    row = letter("amira@example.org")
    assert send(timedelta(days=8)) == 0
    assert stands(row) == ("given-up", sending.STALE, True)
    sending.send_again(row)
    assert send(timedelta(seconds=1)) == 1


def test_a_letter_that_failed_is_owed_until_one_arrives(arrived: Path, cast: Cast) -> None:
    MailMessage(
        "Owed", "It is.", to=["gone@example.org"], kind="partners.reminded", partnership="holmbridge"
    ).send()
    send()
    (told,) = [each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "letter"]
    assert told.words == "Find another way to reach gone@example.org: a reminder was refused"
    OutgoingMail.objects.create(
        to="gone@example.org", message_id="<x>", state="sent", made_at=timezone.now(), next_at=timezone.now()
    )
    assert not [each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "letter"]


def test_what_ended_three_months_ago_is_taken_away(queued: None) -> None:
    row = letter("amira@example.org")
    for days, left in ((89, 1), (91, 0)):
        OutgoingMail.objects.filter(pk=row.pk).update(ended_at=timezone.now() - timedelta(days=days))
        sending._forgot.clear()
        sending.forget_old()
        assert OutgoingMail.objects.count() == left


@pytest.mark.parametrize(
    ("state", "kept", "reason"),
    [
        ("refused", True, None),
        ("given-up", True, None),
        ("refused", False, "not kept"),
        ("sent", False, "sent"),
    ],
)
def test_what_failed_and_is_still_there_is_sent_again(state: str, kept: bool, reason: str | None) -> None:
    found = why_not_send_again(state=state, kept=kept)
    assert (found is None) if reason is None else reason in str(found)


def test_the_worker_sends_what_other_processes_wrote(installed: Installation, tmp_path: Path) -> None:
    with smtp_server(tmp_path / "arrived") as port:
        installed.environment["WARDMOTE_MAIL"] = f"smtp://127.0.0.1:{port}"
        worker = installed.begin("worker")
        installed.answer(
            """
            from django.core.mail import send_mail
            send_mail("Subject", "Words", None, ["amira@example.org"])
            """
        )
        until(lambda: installed.rows("SELECT state FROM mail_outgoingmail") == [("sent",)])
        beside = installed.command("restore", str(tmp_path / "kept.zip"), "--replace")
        assert (beside.returncode, "wardmote worker runs on these records" in beside.stderr) == (2, True)
        worker.terminate()
        worker.communicate(timeout=30)
    (told,) = taken(tmp_path / "arrived")
    assert told["Subject"] == "Subject"
