"""A role may oblige to a second step at sign-in: it is set up before a page opens, and nothing is lost."""

import json
import re
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from fido2.utils import websafe_encode

from tests.cast import Cast, html
from wardmote.ground.partners.rules import ADMINISTRATOR, ANALYST, MANAGER, TWO_STEPS
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.identity_providers import IdentityProvider
from wardmote.site.installation import two_steps

INVITE = "/holmbridge/people/invite/"
STEP = "/account/second-step/"


def led(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"].startswith(STEP))


def code_for(page: str) -> str:
    from allauth.mfa.totp.internal import auth

    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(secret[1], counter)))


def test_a_role_that_needs_one_sets_it_up_first_and_comes_back_to_what_was_written(
    cast: Cast, settings: Any
) -> None:
    client = cast.client("brian")
    writer = re.search(r'name="written_by" value="([^"]+)"', html(client.get(INVITE)))
    assert writer
    settings.WARDMOTE_TWO_STEPS = TWO_STEPS
    for name in ("amira", "brian", "adam"):
        assert led(cast.client(name).get("/holmbridge/")), name
    for name in ("catherine", "elaine"):
        assert cast.client(name).get("/holmbridge/").status_code == 200, name
    written = {"written_by": writer[1], "email": "x@example.org", "new_body": "Kept Body", "roles": ["chair"]}
    asked = client.post(INVITE, written)
    assert led(asked)
    page = html(client.get(asked["Location"]))
    assert "/account/2fa/webauthn/add/" in page and "/account/2fa/totp/activate/" in page
    app = html(client.get("/account/2fa/totp/activate/"))
    codes = client.post("/account/2fa/totp/activate/", {"code": code_for(app)}, follow=True)
    assert STEP in html(codes), "from the recovery codes on to where one was"
    assert client.get(STEP)["Location"] == INVITE
    assert "Kept Body" in html(client.get(INVITE))
    assert cast.client("stella").get("/account/2fa/").status_code == 200, "one's own account stays open"


def test_no_link_leads_from_there_to_another_site(cast: Cast, settings: Any) -> None:
    settings.WARDMOTE_TWO_STEPS = frozenset()
    client = cast.client("elaine")
    client.get(f"{STEP}?next=https://elsewhere.example/")
    client.get(f"{STEP}?next=//elsewhere.example/")
    assert "after_second_step" not in client.session


@pytest.mark.parametrize("counts", [True, False])
def test_a_single_sign_on_counts_as_both_steps_where_it_is_configured_so(
    cast: Cast, settings: Any, counts: bool
) -> None:
    settings.WARDMOTE_TWO_STEPS = TWO_STEPS
    provider = IdentityProvider("council", "Council", "https://login.example.org", "w", "x", two_steps=counts)
    settings.WARDMOTE_IDENTITY_PROVIDERS = (provider,)
    client = cast.client("brian")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "socialaccount", "at": 0.0, "provider": "council", "uid": "7"}
    ]
    session.save()
    assert led(client.get("/holmbridge/")) != counts


@pytest.mark.parametrize(
    ("named", "hosts", "roles"),
    [
        (None, "", frozenset()),
        (None, "wardmote.example.org", frozenset({ADMINISTRATOR, MANAGER, ANALYST})),
        ("none", "wardmote.example.org", frozenset()),
        ("manager", "", frozenset({MANAGER})),
    ],
)
def test_who_needs_one_is_configuration_and_nobody_on_a_laptop_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, named: str | None, hosts: str, roles: frozenset[str]
) -> None:
    monkeypatch.setenv("WARDMOTE_HOSTS", hosts)
    if named is None:
        monkeypatch.delenv("WARDMOTE_TWO_STEPS", raising=False)
    else:
        monkeypatch.setenv("WARDMOTE_TWO_STEPS", named)
    assert two_steps() == roles
    monkeypatch.setenv("WARDMOTE_TWO_STEPS", "manger")
    with pytest.raises(Refusal, match="no such role"):
        two_steps()


def test_what_no_browser_says_of_a_passkey_is_refused_and_no_fault(cast: Cast) -> None:
    """Anybody may send it to the sign-in page; who adds one, in the bytes that the device would write."""
    said = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}
    passkey = {"id": "YWJj", "rawId": "YWJj", "type": "public-key", "response": said}
    odd = [json.dumps({**passkey, "clientExtensionResults": each}) for each in ("", 1, [], True)]
    odd += [json.dumps(each) for each in (1, [], {}, {"response": None})]
    for words in (*odd, "9" * 5000, "[" * 3000 + "]" * 3000, '{"a":' * 3000, "\0"):
        answer = Client().post("/account/2fa/webauthn/login/", {"credential": words})
        assert answer.status_code in (302, 400), words[:80]
    elaine = cast.client("elaine")
    elaine.get("/account/2fa/webauthn/add/")
    asked = {"type": "webauthn.create", "challenge": "eA", "origin": "http://testserver"}
    client_data = websafe_encode(json.dumps(asked).encode())
    for made in (b"", b"\xff", b"\x01", b"\x80", b"\x81" * 5000 + b"\x01", b"\xa1\x68authData\x41\x00"):
        told = {"clientDataJSON": client_data, "attestationObject": websafe_encode(made)}
        words = json.dumps({**passkey, "clientExtensionResults": {}, "response": told})
        answer = elaine.post("/account/2fa/webauthn/add/", {"credential": words, "name": "x"})
        assert answer.status_code == 200, made[:20]
