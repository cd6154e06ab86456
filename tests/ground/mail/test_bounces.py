"""Letters that came back: reports as RFC 3464 shows them, from a mailbox, a Maildir or one file."""

import mailbox
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.site.commands import starting
from wardmote.site.commands.command_line import main

REPORT = """\
From: MAILER-DAEMON@mail.example.net
To: wardmote@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

I could not deliver your message.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
  <{to}>: user unknown

--cut
Content-Type: {kind}

Message-ID: {name}
From: wardmote@example.org
To: {to}
Subject: Your invitation

--cut--
"""


def report(name: str, *, action: str = "failed", kind: str = "message/rfc822") -> str:
    return REPORT.format(name=name, action=action, kind=kind, to="amira@example.org")


@pytest.fixture
def sent(db: None, data: Path, monkeypatch: pytest.MonkeyPatch) -> OutgoingMail:
    """A letter that the mail server took."""
    monkeypatch.setattr(starting, "start", lambda data: None)
    now = timezone.now()
    return OutgoingMail.objects.create(
        to="amira@example.org",
        message_id="<1@example.org>",
        state="sent",
        made_at=now,
        next_at=now,
        ended_at=now,
    )


def run(data: Path, path: Path) -> int:
    return main(["mail", "bounces", str(path), "--data", str(data)])


def test_a_report_marks_its_letter_once(sent: OutgoingMail, data: Path, tmp_path: Path, capsys: Any) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for words in (report("<1@example.org>"), "Subject: Lunch?\n\nAt one?", report("<1@example.org>")):
        box.add(words)
    box.close()
    assert run(data, tmp_path / "box") == 0
    sent.refresh_from_db()
    assert (sent.state, sent.why) == (
        "refused",
        "Came back: smtp; 550 5.1.1 <amira@example.org>: user unknown",
    )
    assert "1 letter came back" in capsys.readouterr().out
    assert run(data, tmp_path / "box") == 0
    assert "Nothing new came back" in capsys.readouterr().out


def test_a_maildir_and_one_message_are_read_too(sent: OutgoingMail, data: Path, tmp_path: Path) -> None:
    found = []
    mailbox.Maildir(tmp_path / "dir").add(report("<1@example.org>", kind="text/rfc822-headers"))
    (tmp_path / "one.eml").write_text(report("<1@example.org>"))
    for name in ("dir", "one.eml"):
        OutgoingMail.objects.update(state="sent")
        assert run(data, tmp_path / name) == 0
        found.append(OutgoingMail.objects.get().state)
    assert found == ["refused", "refused"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (report("<1@example.org>", action="delayed"), 0),  # the other server goes on trying
        (report("<made-up@example.org>"), 1),  # nobody else knows a letter's Message-ID
        (report("<1@example.org>").replace("multipart/report", "multipart/mixed"), 0),
        (report("<1@example.org>").replace("Message-ID", "X"), 0),
        ("", 0),
        ("\0\xff" * 100, 0),
    ],
)
def test_what_is_no_report_of_a_failure_changes_nothing(
    sent: OutgoingMail, data: Path, tmp_path: Path, words: str, status: int
) -> None:
    (tmp_path / "one.eml").write_text(words)
    assert run(data, tmp_path / "one.eml") == status
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_mailbox_that_is_not_there_is_refused(sent: OutgoingMail, data: Path, tmp_path: Path) -> None:
    assert run(data, tmp_path / "nothing") == 2
    assert run(data, tmp_path) == 2
    sent.refresh_from_db()
