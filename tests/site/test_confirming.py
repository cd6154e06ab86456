"""Whoever signed in hours ago confirms who they are before what could do harm, and loses nothing by it."""

import io
import re
import zipfile
from typing import Any

from django.core import mail
from django.test import Client

from tests.cast import Cast, html
from wardmote.ground.partners.models import ApiToken, Invitation

PASSWORD = {"password": "a long password"}
PEOPLE, TOKENS = "/holmbridge/people/", "/holmbridge/people/tokens/"
INVITE = f"{PEOPLE}invite/"
ASKED_AT_ONCE = (
    INVITE,
    f"{PEOPLE}?download=csv",
    f"{PEOPLE}?past-download=xlsx",
    f"{PEOPLE}?invitations-download=csv",
    f"{TOKENS}?tokens-download=csv",
    "/holmbridge/log/?download=xlsx",
    "/holmbridge/log/log.csv",
    "/account/email/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/",
)
OPEN = (PEOPLE, TOKENS, "/holmbridge/log/", "/account/2fa/", "/account/2fa/webauthn/", "/account/sessions/")


def asks(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"].startswith("/account/reauthenticate/"))


def test_exports_and_what_opens_an_account_are_for_who_just_confirmed_who_they_are(cast: Cast) -> None:
    stale, fresh = cast.client("brian", confirmed=False), cast.client("brian")
    assert [page for page in OPEN if stale.get(page).status_code != 200] == []
    assert [page for page in ASKED_AT_ONCE if not asks(stale.get(page))] == []
    assert [page for page in ASKED_AT_ONCE if fresh.get(page).status_code != 200] == []
    asked = stale.get(f"{PEOPLE}?download=xlsx")
    wrong = stale.post(asked["Location"], {"password": "something else"})
    assert wrong.status_code == 200 and asks(stale.get(f"{PEOPLE}?download=xlsx"))
    back = stale.post(asked["Location"], PASSWORD)
    assert back["Location"] == f"{PEOPLE}?download=xlsx"
    file = stale.get(back["Location"])
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(file.content)).namelist()


def test_a_form_that_was_sent_too_late_is_filled_in_again(cast: Cast) -> None:
    client, fresh = cast.client("brian", confirmed=False), cast.client("brian")
    writer = re.search(r'name="written_by" value="([^"]+)"', html(fresh.get(INVITE)))
    assert writer
    written = {"written_by": writer[1], "email": "x@example.org", "new_body": "Kept Body", "roles": ["chair"]}
    token = {"written_by": writer[1], "name": "Kept program", "days": "30"}
    for page, sent, kept in ((INVITE, written, "Kept Body"), (TOKENS, token, "Kept program")):
        client = cast.client("brian", confirmed=False)
        asked = client.post(page, sent)
        assert asks(asked) and not Invitation.objects.exists() and not ApiToken.objects.exists()
        back = client.post(asked["Location"], PASSWORD)
        shown = html(client.get(back["Location"]))
        assert back["Location"] == page and kept in shown and "This was not sent yet" in shown


def test_an_e_mail_change_that_was_sent_too_late_goes_on_by_itself(cast: Cast) -> None:
    client = cast.client("brian", confirmed=False)
    asked = client.post("/account/email/", {"email": "later@example.org", "action_add": ""})
    assert asks(asked) and not mail.outbox
    assert client.post(asked["Location"], PASSWORD).status_code == 302
    assert {to for letter in mail.outbox for to in letter.to} == {"brian@example.org", "later@example.org"}


def test_signing_in_counts_and_who_has_nothing_to_confirm_with_is_not_asked(
    cast: Cast, settings: Any
) -> None:
    client = Client()
    client.post("/account/login/", {"login": "brian@example.org", **PASSWORD})
    assert client.get(INVITE).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert asks(client.get(INVITE))
    cast.brian.set_unusable_password()
    cast.brian.save()
    assert cast.client("brian", confirmed=False).get(INVITE).status_code == 200
