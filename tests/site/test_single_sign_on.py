"""Single sign-on, against a real provider in a process of its own: whom its word lets in, and whom not."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from tests.cast import Cast, html
from tests.identity_provider import PASSWORD, Provider
from wardmote.ground.partners.joining import NewInvitation, invite
from wardmote.ground.partners.models import Body, Membership, Person
from wardmote.ground.partners.rules import TWO_STEPS
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site import identity_providers
from wardmote.site.accounts import single_sign_on

BEGIN = "/account/single-sign-on/council/login/"
BACK = f"http://testserver{BEGIN}callback/"
INVITE = "/holmbridge/people/invite/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with Provider(tmp_path_factory.mktemp("provider"), BACK) as running:
        yield running


@pytest.fixture
def council(provider: Provider, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, in an installation that is configured for the provider."""
    from allauth.socialaccount.providers import registry
    from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

    monkeypatch.setenv(identity_providers.FILE, str(provider.file))
    settings.WARDMOTE_IDENTITY_PROVIDERS = identity_providers.identity_providers()
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers.for_allauth(settings.WARDMOTE_IDENTITY_PROVIDERS)
    monkeypatch.setitem(registry.provider_map, "openid_connect", OpenIDConnectProvider)
    return cast


def come_by(provider: Provider, client: Client, name: str, begin: str = BEGIN, **browser: Any) -> Any:
    """The answer to who signed in at the provider by this name and was sent back."""
    there = browser.get("there") or requests.Session()
    answer = client.get(begin)
    assert answer.status_code == 302 and answer["Location"].startswith(provider.url), html(answer)
    return client.get(at_provider(there, answer["Location"], name))


def at_provider(there: requests.Session, address: str, name: str) -> str:
    """Sign in where the provider asks for it; the address it sends back to."""
    answer = there.get(address, allow_redirects=False)
    while not answer.headers.get("Location", "").startswith("http://testserver"):
        assert answer.status_code < 400, answer.text
        if answer.status_code == 302:
            address = urljoin(address, answer.headers["Location"])
            answer = there.get(address, allow_redirects=False)
        else:
            form = {"username": name, "password": PASSWORD}
            answer = there.post(address, form, allow_redirects=False)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def without_prompt(address: str) -> str:
    """An address at the provider with what asks for signing in anew taken out."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in ("prompt", "max_age")]
    return parts._replace(query=urlencode(kept)).geturl()


def test_a_known_person_is_linked_by_a_checked_address_and_then_known_by_number(
    provider: Provider, council: Cast
) -> None:
    client = Client()
    page = html(client.get("/account/login/?next=/holmbridge/people/"))
    link = re.search(rf'href="({BEGIN}[^"]*)"', page)
    assert link and "Sign in with the council" in page
    answer = come_by(provider, client, "brian", unescape(link[1]))
    assert answer["Location"] == "/holmbridge/people/" and client.get(answer["Location"]).status_code == 200
    linked = SocialAccount.objects.get()
    assert linked.user == council.brian and set(linked.extra_data) == {"sub", "auth_time"}
    assert [letter.to for letter in mail.outbox] == [["brian@example.org"]], "told that it was linked"
    Person.objects.filter(pk=council.brian.pk).update(email="brian.cole@example.org")
    again = Client()
    assert (
        come_by(provider, again, "brian")["Location"] == "/" and again.get("/holmbridge/").status_code == 200
    )
    assert SocialAccount.objects.count() == 1


def test_who_is_not_known_by_a_checked_address_gets_words_and_no_account(
    provider: Provider, council: Cast
) -> None:
    before = Person.objects.count()
    come_by(provider, Client(), "brian")
    told = {
        "stranger": "Nobody with this address was invited",
        "amira": "nothing says that this address was checked",
        "namesake": "the account is linked with another sign-in",
    }
    for name, words in told.items():
        client = Client()
        answer = come_by(provider, client, name)
        assert answer.status_code == 403 and words in html(answer), name
        assert client.get("/holmbridge/").status_code == 302, name
    assert Person.objects.count() == before and SocialAccount.objects.count() == 1
    Person.objects.filter(pk=council.brian.pk).update(is_active=False)
    closed = Client()
    come_by(provider, closed, "brian")
    assert closed.get("/holmbridge/").status_code == 302


def test_who_was_invited_joins_by_it_without_a_password(provider: Provider, council: Cast) -> None:
    body = Body.objects.filter(partnership=council.holmbridge).first()
    manager = NewInvitation("olu@example.org", ["manager"], body)
    invite(council.holmbridge, manager, by=council.viewer("adam"))
    client = Client()
    assert come_by(provider, client, "olu").status_code == 403, "that one waits for a second person"
    officer = NewInvitation("olu@example.org", ["officer"], body)
    invite(council.holmbridge, officer, by=council.viewer("brian"))
    assert come_by(provider, client, "olu")["Location"] == "/"
    olu = Person.objects.get(email="olu@example.org")
    assert olu.name == "Olu" and not olu.has_usable_password()
    assert [each.role for each in Membership.objects.filter(person=olu)] == ["officer"]
    assert client.get("/holmbridge/").status_code == 200


def test_it_counts_as_both_steps_where_it_is_configured_so(
    provider: Provider, council: Cast, settings: Any
) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.WARDMOTE_TWO_STEPS = TWO_STEPS
    TOTP.activate(council.brian, generate_totp_secret())
    once = Client()
    assert come_by(provider, once, "brian")["Location"] == "/account/2fa/authenticate/"
    file = provider.file.read_text("utf-8")
    provider.file.write_text(file.replace("two_steps = false", "two_steps = true"), "utf-8")
    settings.WARDMOTE_IDENTITY_PROVIDERS = identity_providers.identity_providers()
    provider.file.write_text(file, "utf-8")
    both = Client()
    assert come_by(provider, both, "brian")["Location"] == "/"
    assert both.get("/holmbridge/").status_code == 200


def test_signing_in_there_anew_confirms_who_one_is_and_an_open_session_there_does_not(
    provider: Provider, council: Cast, settings: Any
) -> None:
    client, there = Client(), requests.Session()
    come_by(provider, client, "brian", there=there)
    asked = client.get(INVITE)
    assert asked.status_code == 302, "being signed in there is no confirmation"
    assert asked["Location"].startswith("/account/single-sign-on/council/again/")
    page = html(client.get(asked["Location"]))
    go = re.search(r'href="(\?[^"]*go=yes[^"]*)"', page)
    assert go and "Sign in with the council once more" in page
    elsewhere = html(client.get("/account/single-sign-on/council/again/?next=https://elsewhere.example/"))
    assert "elsewhere" not in elsewhere
    begin = f"/account/single-sign-on/council/again/{unescape(go[1])}"
    other = come_by(provider, client, "stranger", begin, there=requests.Session())
    assert "/again/" in other["Location"] and client.get(INVITE).status_code == 302, "somebody else there"
    sent = client.get(begin)["Location"]
    assert "prompt=login" in sent
    plain = client.get(at_provider(there, without_prompt(sent), "brian"))
    assert plain["Location"] == INVITE, "they signed in there within the last minutes"
    assert client.get(INVITE).status_code == 200


def test_trouble_on_the_way_is_told_in_words(provider: Provider, council: Cast, settings: Any) -> None:
    client = Client()
    assert client.get(f"{BEGIN}?process=connect").status_code == 302
    state = re.search(r"state=(\w+)", client.get(BEGIN)["Location"])
    assert state
    cancelled = client.get(f"{BEGIN}callback/?error=access_denied&state={state[1]}", follow=True)
    assert "You did not sign in" in html(cancelled)
    for odd in ("", "?code=1&state=unknown", "?code=1"):
        answer = client.get(f"{BEGIN}callback/{odd}")
        assert answer.status_code == 401 and "The sign-in did not work" in html(answer)
    come_by(provider, client, "brian")
    begin = f"{BEGIN}?process=connect"
    there = requests.Session()
    answer = client.get(at_provider(there, client.get(begin)["Location"], "stranger"))
    assert answer.status_code == 404 and SocialAccount.objects.count() == 1, "nobody is linked by hand"
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://localhost:9/o"
    answer = Client().get(BEGIN)
    assert answer.status_code == 502 and "did not answer" in html(answer)
    assert Client().get("/account/single-sign-on/other/login/").status_code == 404


WHOLE = {"sub": "9", "email": "brian@example.org", "email_verified": True, "name": "Brian"}
"""What a provider says; that of another person than its token names is odd too."""
ODD: dict[str, tuple[Any, ...]] = {
    "/.well-known/openid-configuration": ([], "x", 5, None, {}),
    "/token/": ([], "x", {}, {"access_token": []}, {"access_token": "a", "id_token": "a.b.c"}, {"error": {}}),
    "/userinfo/": (
        *([], "x", None, {**WHOLE, "sub": None}, {**WHOLE, "sub": ["9"]}, {**WHOLE, "sub": "9" * 5000}),
        *({**WHOLE, "email": ["brian@example.org"]}, {**WHOLE, "email": {}}, {**WHOLE, "email": "a@b" * 500}),
        *({**WHOLE, "name": {"is": "Brian"}}, {**WHOLE, "auth_time": "yesterday"}),
        *({**WHOLE, "email_verified": "perhaps"}, {**WHOLE, "email_verified": [True]}),
    ),
}


@pytest.mark.parametrize("name", ["\ud800", "a\0b"])
def test_half_a_character_or_none_is_no_name_that_a_provider_may_give(name: str) -> None:
    """JSON has a way to write them, and PostgreSQL none to keep them."""
    with pytest.raises(ValueError, match=r"surrogates|is none"):
        single_sign_on._checked({**WHOLE, "name": name})


def test_odd_words_of_a_provider_let_nobody_in_and_end_in_words(
    provider: Provider, council: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = requests.Response.json
    said: dict[str, Any] = {}

    def odd(response: requests.Response, **options: Any) -> Any:
        end = next((end for end in said if response.url.endswith(end)), "")
        return said[end] if end else plain(response, **options)

    monkeypatch.setattr(requests.Response, "json", odd)
    for end, documents in ODD.items():
        for document in documents:
            said.clear()
            client = Client()
            begun = client.get(BEGIN)
            back = at_provider(requests.Session(), begun["Location"], "brian")
            said[end] = document
            if end.startswith("/.well-known"):
                back = BEGIN
            answer = client.get(back)
            assert answer.status_code in (401, 403, 502), (end, document, answer.status_code)
            assert client.get("/holmbridge/").status_code == 302, (end, document)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('server = "http://login.example.org"', "not one of https"),
        ('server = "https://login.example.org"\nsecret = "x"', "secret"),
        ('server = "https://login.example.org"', "cannot be read"),
    ],
)
def test_a_file_that_is_not_right_is_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, line: str, words: str
) -> None:
    file = tmp_path / "providers.toml"
    file.write_text(
        f'[c]\nname = "C"\nclient_id = "w"\nclient_secret_file = "{tmp_path / "none"}"\n{line}\n', "utf-8"
    )
    monkeypatch.setenv(identity_providers.FILE, str(file))
    with pytest.raises(Refusal, match=words):
        identity_providers.for_allauth(identity_providers.identity_providers())
