"""A second step that is lost, with its recovery codes: two people take it away, no one alone."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from tests.cast import Cast, html
from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.partners.rules import TWO_STEPS

SIGN_IN = "/account/login/"
SURE = {"sure": "yes"}


def signs_in(name: str) -> tuple[Client, Any]:
    client = Client()
    answer = client.post(SIGN_IN, {"login": f"{name}@example.org", "password": "a long password"})
    return client, answer


def letters(to: str) -> list[str]:
    sent = [str(each.body) for each in mail.outbox if to in each.to]
    return sent + list(OutgoingMail.objects.filter(to=to).values_list("message", flat=True))


def asked_by(client: Client, person: Any) -> str:
    """The link that the page gives."""
    answer = client.post(f"/holmbridge/people/second-step/{person.pk}/ask/", SURE, follow=True)
    found = re.search(
        r"(/holmbridge/people/second-step/[^\s<]+/)", html(answer).partition("within two days:")[2]
    )
    assert found, html(answer)
    return found[1]


def test_it_takes_two_to_take_a_lost_second_step_away_and_a_link_does_it_once(
    cast: Cast, settings: Any
) -> None:
    brian, (adam, catherine) = signs_in("brian")[0], map(cast.client, ("adam", "catherine"))
    TOTP.activate(cast.brian, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(cast.brian)
    assert "Brian" in html(adam.get("/holmbridge/people/locks/")).partition("With a second step")[2]
    link = asked_by(adam, cast.brian)
    assert any(link in letter.replace("=\n", "") for letter in letters("catherine@example.org"))
    assert not letters("brian@example.org")
    assert adam.get(link).status_code == 404, "who asked does not confirm"
    for client in (brian, cast.client("elaine"), cast.client("stella")):
        client.post(link, SURE)
    assert Authenticator.objects.filter(user=cast.brian).count() == 2
    assert "Have you heard from Brian yourself" in html(catherine.get(link))
    assert "is taken away" in html(catherine.post(link, SURE, follow=True))
    assert not Authenticator.objects.filter(user=cast.brian).exists()
    assert brian.get("/holmbridge/people/").status_code == 302, "signed out everywhere"
    assert letters("brian@example.org")
    settings.WARDMOTE_TWO_STEPS = TWO_STEPS
    again, answer = signs_in("brian")
    assert answer.status_code == 302 and "authenticate" not in answer["Location"]
    assert again.get("/holmbridge/")["Location"].startswith("/account/second-step/")
    TOTP.activate(cast.brian, "JBSWY3DPEHPK3PXP")
    assert catherine.post(link, SURE).status_code == 409
    assert Authenticator.objects.filter(user=cast.brian).exists(), "the link was for the lost one"
    settings.WARDMOTE_TWO_STEPS = frozenset()
    log = html(adam.get("/holmbridge/log/"))
    for words in (
        "asked for the second step of Brian to be taken away",
        "took the second step of Brian away",
    ):
        assert words in log


def test_the_manager_who_asked_does_not_confirm_it_too(cast: Cast) -> None:
    TOTP.activate(cast.amira, "JBSWY3DPEHPK3PXP")
    manager = cast.client("brian")
    link = asked_by(manager, cast.amira)
    told = html(manager.post(link, SURE, follow=True))
    assert "You asked for it yourself" in told
    assert Authenticator.objects.filter(user=cast.amira).exists()
    assert (
        cast.client("brian").post(f"/holmbridge/people/second-step/{cast.brian.pk}/ask/", SURE).status_code
        == 302
    )


def test_a_recovery_code_lets_somebody_in_once_who_lost_their_telephone(cast: Cast) -> None:
    TOTP.activate(cast.elaine, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(cast.elaine).get_unused_codes()[0]
    for lets_in in (True, False):
        client, answer = signs_in("elaine")
        assert "authenticate" in answer["Location"]
        client.post("/account/2fa/authenticate/", {"code": code})
        assert (client.get("/holmbridge/").status_code == 200) is lets_in
