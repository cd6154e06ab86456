"""Letters sent: who sees which, never their words; and nothing is said to be sent where no mail server is."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from tests.house.tracked import ROOT, tracked_files
from wardmote.ground.audit.models import Entry
from wardmote.ground.mail.models import OutgoingMail

LETTERS = "/holmbridge/letters/"
SAID = re.compile(
    r"\b(we|was|is|been) (have )?sen[dt]\b|\bsend me\b|on its way|look into your mail", re.IGNORECASE
)
ASKS = re.compile(r"sends_mail|\bmails\b|WARDMOTE_SENDS_MAIL")


@pytest.fixture
def queued(settings: Any) -> None:
    settings.EMAIL_BACKEND = "wardmote.ground.mail.queue.QueueBackend"
    settings.WARDMOTE_SENDS_MAIL = True


def written(
    to: str, *, partnership: str = "holmbridge", state: str = "refused", message: str = "secret"
) -> Any:
    now = timezone.now()
    return OutgoingMail.objects.create(
        partnership=partnership,
        kind="partners.reminded",
        to=to,
        message=message,
        message_id=f"<{OutgoingMail.objects.count()}@example.org>",
        state=state,
        why="550 No such person" if state == "refused" else "",
        made_at=now,
        next_at=now,
        ended_at=now,
    )


def test_managers_and_administrators_see_what_became_of_each_letter(cast: Cast, queued: None) -> None:
    written("amira@example.org")
    written("stella@example.org", partnership="otherham")
    written("nobody@example.org", partnership="")
    written("elaine@example.org", partnership="", state="sent")
    for name in ("brian", "adam"):
        page = html(cast.client(name).get(LETTERS))
        assert "amira@example.org" in page and "550 No such person" in page and "A reminder" not in page
        assert "elaine@example.org" in page, "a letter of an account is seen where its owner is a member"
        assert "stella@" not in page and "nobody@" not in page and "secret" not in page
    for name in ("amira", "elaine", "catherine", "stella"):
        assert cast.client(name).get(LETTERS).status_code == 404
    people = html(cast.client("brian").get("/holmbridge/people/"))
    assert "Letters do not arrive: 550 No such person" in people and LETTERS in people


def test_a_letter_that_failed_is_sent_again_by_a_button(cast: Cast, queued: None) -> None:
    row, over = written("amira@example.org"), written("brian@example.org", message="")
    client, address = cast.client("adam"), f"{LETTERS}{row.pk}/again/"
    page = html(client.get(LETTERS))
    assert address in page and f"{LETTERS}{over.pk}/again/" not in page
    assert client.get(address).status_code == 302
    assert OutgoingMail.objects.get(pk=row.pk).state == "refused", "a button is a post"
    assert "It is sent again" in html(client.post(address, follow=True))
    assert "nothing to send again" in html(client.post(address, follow=True))
    assert "not kept" in html(client.post(f"{LETTERS}{over.pk}/again/", follow=True))
    row.refresh_from_db()
    assert (row.state, row.why, row.tries) == ("waiting", "", 0)
    assert Entry.objects.filter(what="mail.sent_again").count() == 1
    assert cast.client("stella").post(address).status_code == 404


def test_a_link_for_a_new_password_leads_home_whatever_host_was_asked(
    cast: Cast, queued: None, settings: Any
) -> None:
    settings.WARDMOTE_ADDRESS, settings.ALLOWED_HOSTS = "https://wardmote.example.org", ["*"]
    Client().post(
        "/account/password/reset/", {"email": "brian@example.org"}, headers={"host": "evil.example"}
    )
    row = OutgoingMail.objects.get()
    assert (row.kind, row.live_link, row.state) == ("account.password_reset_key", True, "waiting")
    assert "https://wardmote.example.org/account/password/reset/key/" in row.message
    assert "evil" not in row.message
    cast.client("brian").post(
        "/holmbridge/people/invite/",
        {"email": "x@example.org", "new_body": "Police", "new_kind": "police", "roles": ["chair"]},
    )
    invited = OutgoingMail.objects.get(kind="partners.invited")
    assert invited.live_link and "https://wardmote.example.org/account/invitation/" in invited.message
    assert invited.partnership == "holmbridge"


def test_without_a_mail_server_no_page_says_that_something_is_sent(cast: Cast) -> None:
    """Each page about mail, as the browser shows it."""
    anybody, brian, catherine = Client(), cast.client("brian"), cast.client("catherine")
    asked = {"email": "x@example.org", "new_body": "Police", "new_kind": "police", "roles": ["chair"]}
    catherine.post("/account/email/", {"email": "new@example.org", "action_add": ""})
    pages = {
        "reset": anybody.get("/account/password/reset/"),
        "asked": anybody.post("/account/password/reset/", {"email": "brian@example.org"}, follow=True),
        "dead link": anybody.get("/account/password/reset/key/1-set/"),
        "verify": anybody.get("/account/confirm-email/"),
        "address": catherine.get("/account/email/"),
        "invited": brian.post("/holmbridge/people/invite/", asked),
        "people": brian.get("/holmbridge/people/"),
        "letters": brian.get(LETTERS),
        "locked": anybody.get("/account/inactive/"),
    }
    for name, answer in pages.items():
        main = re.sub(r"<[^>]+>", " ", html(answer).partition("<main")[2].partition("</main")[0])
        found = re.search(r"(?<!nothing is )(?<!Nothing was )" + SAID.pattern, main, re.IGNORECASE)
        wrong = found and "No mail server is set" not in main
        assert not wrong, f"{name}: {found and found[0]}"


def test_whatever_says_that_mail_is_sent_asks_first_whether_there_is_a_server() -> None:
    """By kind: a template or a form that says so without asking is found here."""
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in words_of_pages()
        if SAID.search(text := path.read_text("utf-8")) and not ASKS.search(text)
    ]
    assert wrong == [], "say it where `sends_mail` is true"


def words_of_pages() -> list[Path]:
    found = [path for path in tracked_files() if path.is_relative_to(ROOT / "src")]
    return [
        path
        for path in found
        if (path.suffix == ".html" and "email" not in path.parts) or path.name in ("forms.py", "views.py")
    ]
