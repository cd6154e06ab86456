"""Who tries too often waits, is told how long, and nobody can keep another out for ever."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import Cast, html
from tests.installation import Installation
from tests.looking import wrong_at
from wardmote.ground.audit.models import Entry
from wardmote.ground.limits.counting import Limit, Most, TooManyTries, remember, take
from wardmote.ground.limits.models import TryCount
from wardmote.ground.pages.addresses import PUBLIC
from wardmote.ground.partners import joining, tokens
from wardmote.ground.partners.models import Person
from wardmote.site import access, limits
from wardmote.site.commands.command_line import main

WRONG = {"login": "brian@example.org", "password": "not it"}
RIGHT = {"login": "Brian@example.org", "password": "a long password"}
SIGN_IN, RESET = "/account/login/", "/account/password/reset/"


def tries(times: int, words: dict[str, str] = WRONG, at: str = SIGN_IN, **head: Any) -> list[int]:
    """Statuses of so many tries, each from a browser that remembers nothing."""
    return [Client().post(at, words, **head).status_code for _ in range(times)]


def test_whoever_guesses_a_password_waits_and_is_told_how_long(cast: Cast) -> None:
    assert tries(5) == [200] * 5
    cache.clear()  # what one process remembers is no limit
    answer = Client().post(SIGN_IN, RIGHT)
    assert answer.status_code == 429, "the right password too: else guessing could go on"
    assert "Wait 15 minutes, then try again." in html(answer) and RESET not in html(answer)
    assert 880 <= int(answer["Retry-After"]) <= 900
    unknown = {**WRONG, "login": "nobody@example.org"}
    assert tries(5, unknown) == [200] * 5
    assert html(Client().post(SIGN_IN, unknown)) == html(answer), "the same words where there is no account"
    assert tries(1, {**WRONG, "login": "amira@example.org"}) == [200], "somebody else at the same address"
    assert tries(1, RIGHT, REMOTE_ADDR="192.0.2.9") == [302], "the person themselves, elsewhere"


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u3000"])
def test_blanks_around_the_address_are_no_way_past_the_lock(cast: Cast, blank: str) -> None:
    padded = {"login": 300 * blank + "BRIAN@example.org" + blank, "password": "not it"}
    assert tries(3, padded) + tries(2) == [200] * 5
    assert tries(1, {**padded, "password": "a long password"}) == [429], "the form strips them"


def test_no_address_and_one_that_is_too_long_are_counted_too(cast: Cast) -> None:
    for login in (300 * " ", 400 * "x" + "@example.org"):
        assert tries(6, {"login": login, "password": "a long password"}) == [200] * 5 + [429]


def test_a_right_password_takes_back_what_was_counted(cast: Cast) -> None:
    for _ in range(3):
        assert tries(4) == [200] * 4
        assert tries(1, RIGHT) == [302]
    assert not TryCount.objects.filter(action="password", address="", count__gt=12)


def test_a_lock_from_everywhere_does_not_reach_where_a_person_has_signed_in(cast: Cast) -> None:
    assert tries(1, RIGHT, REMOTE_ADDR="192.0.2.1") == [302]
    for number in range(4):
        assert tries(5, REMOTE_ADDR=f"198.51.100.{number}") == [200] * 5
    assert tries(1, REMOTE_ADDR="198.51.100.9") == [429], "twenty in an hour, from wherever"
    assert tries(1, RIGHT, REMOTE_ADDR="192.0.2.1") == [302]


def test_what_a_browser_writes_of_its_address_counts_for_nothing(cast: Cast, settings: Any) -> None:
    forged = [tries(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")[0] for n in range(6)]
    assert forged == [200] * 5 + [429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind = [tries(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.7:5{n}01")[0] for n in range(6)]
    assert behind == [200] * 5 + [429], "the proxy's word stands last"
    assert tries(1, HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.8") == [200]


@pytest.mark.parametrize(
    ("proxies", "named", "found"),
    [
        (0, "203.0.113.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (2, "203.0.113.9, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1", "127.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_the_outermost_proxy_wrote(
    rf: Any, settings: Any, proxies: int, named: str, found: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert limits.address_of(rf.get("/", HTTP_X_FORWARDED_FOR=named)) == found


def test_whoever_guesses_the_second_step_waits(cast: Cast) -> None:
    TOTP.activate(cast.brian, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.count() == 1
    client = Client()
    assert client.post(SIGN_IN, RIGHT)["Location"].startswith("/account/2fa/authenticate/")
    answers = [client.post("/account/2fa/authenticate/", {"code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "recovery codes" in html(answers[5])


def test_whoever_has_only_a_passkey_is_asked_for_no_six_digits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "get_credentials", lambda user: [])
    Authenticator.objects.create(user=cast.brian, type=Authenticator.Type.WEBAUTHN, data={"credential": {}})
    client = Client()
    assert client.post(SIGN_IN, RIGHT)["Location"].startswith("/account/2fa/authenticate/")
    page = html(client.get("/account/2fa/authenticate/"))
    assert "six digits" not in page and page.index("Use your passkey") < page.index("Recovery code")


def test_a_new_password_is_asked_for_three_times_and_ends_the_lock(cast: Cast) -> None:
    asked = {"email": "brian@example.org"}
    assert tries(6)[5] == 429
    assert tries(4, asked, RESET) == [302] * 3 + [429]
    assert len(mail.outbox) == 3
    nobody = Client().post(RESET, {"email": "nobody@example.org"}, follow=True)
    somebody = Client().post(RESET, asked, REMOTE_ADDR="192.0.2.9", follow=True)
    assert html(nobody) == html(somebody)
    link = re.search(r"/account/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link
    client = Client()
    form = client.get(link[0], follow=True).redirect_chain[-1][0]
    new = {"password1": "lantern gravel tuesday", "password2": "lantern gravel tuesday"}
    assert client.post(form, new).status_code == 302
    used, made_up = (Client().get(each) for each in (link[0], "/account/password/reset/key/zz-made-up/"))
    assert (used.status_code, made_up.status_code) == (410, 410)
    assert html(used) == html(made_up), "nobody learns from it whose link it was"
    assert "was used already" in html(used) and f'href="{RESET}"' in html(used)
    assert client.get(form).status_code == 410
    assert tries(1, {**RIGHT, "password": "lantern gravel tuesday"}) == [302]


def test_guessed_links_end_in_429_and_a_right_one_opens_all_the_same(cast: Cast) -> None:
    body = joining.body_named(cast.holmbridge, name="Police", kind="police")
    wanted = joining.NewInvitation("new@example.org", ["officer"], body)
    _, token = joining.invite(cast.holmbridge, wanted, by="the tests")
    answers = [Client().get(f"/account/invitation/guess-{n}/").status_code for n in range(31)]
    assert answers == [410] * 30 + [429]
    assert Client().get(f"/account/invitation/{token}/").status_code == 200


def test_the_api_counts_what_a_token_reads_and_what_no_token_opens(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Limit("reading", account=Most(3, 60), address=Most(100, 60))
    monkeypatch.setattr(
        limits, "_READS", (limits.Guard(few, limits.bearer, all=True, methods=limits.ANY), limits._READS[1])
    )
    _, token = tokens.make(cast.holmbridge, name="Reports", whom=cast.brian, by=cast.viewer("brian"))
    reads = [read(token) for _ in range(4)]
    assert [answer.status_code for answer in reads] == [200] * 3 + [429]
    told = reads[3].json()
    assert reads[3]["Content-Type"] == "application/problem+json"
    assert (told["status"], told["todo"][:13]) == (429, "Wait a minute")
    assert 1 <= int(reads[3]["Retry-After"]) <= 60
    assert [read(f"wrong-{n}").status_code for n in range(31)] == [401] * 30 + [429]
    assert Client().get("/api/holmbridge/editions").status_code == 401, "without a token nothing is counted"
    assert not TryCount.objects.filter(action="reading", account="", count__gt=35).exists()


def read(token: str) -> Any:
    return Client().get("/api/holmbridge/editions", HTTP_AUTHORIZATION=f"Bearer {token}")


def test_an_account_that_is_not_there_costs_the_same_hashing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: hashing a password takes most of the time of a sign-in."""
    counted: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(hashers.MD5PasswordHasher, name)
        monkeypatch.setattr(hashers.MD5PasswordHasher, name, counting(real, counted, name))
    Person.objects.filter(email="elaine@example.org").update(is_active=False)
    Person.objects.filter(email="adam@example.org").update(password="!no password at all")
    found = {}
    for name in ("brian", "nobody", "elaine", "adam"):
        counted.clear()
        answer = Client().post(SIGN_IN, {"login": f"{name}@example.org", "password": "not it"})
        found[name] = (len(counted), answer.status_code, html(answer).count(name))
        counted.clear()
        Client().post(RESET, {"email": f"{name}@example.org"})
        assert counted == [], "asking for a new password hashes none"
    assert len(set(found.values())) == 1, found


def counting(real: Callable[..., Any], counted: list[str], name: str) -> Callable[..., Any]:
    """``verify`` encodes once itself: only the outermost counts."""

    def run(self: Any, *words: Any, **named: Any) -> Any:
        before = len(counted)
        answer = real(self, *words, **named)
        del counted[before:]
        counted.append(name)
        return answer

    return run


def test_a_manager_lets_somebody_try_again_and_it_stands_in_the_log(cast: Cast) -> None:
    assert "Nobody is locked out" in html(cast.client("adam").get("/holmbridge/people/locks/"))
    address = f"/holmbridge/people/locks/{cast.brian.pk}/lift/"
    assert tries(6)[5] == 429
    page = html(cast.client("adam").get("/holmbridge/people/locks/"))
    assert "brian@example.org" in page and address in page
    assert cast.client("stella").post(address).status_code == 404
    assert cast.client("adam").get(address).status_code == 302 and tries(1, RIGHT) == [429]
    assert "can try again now" in html(cast.client("adam").post(address, follow=True))
    assert tries(1, RIGHT) == [302]
    assert Entry.objects.filter(what="partners.lock_lifted", subject=f"person:{cast.brian.pk}").count() == 1


@pytest.mark.parametrize("scope", ["pair", "account", "address"])
@pytest.mark.parametrize("seconds", [900, -86_400])
def test_a_lock_ends_by_itself_also_where_the_clock_was_set_back(db: None, seconds: int, scope: str) -> None:
    once, now = Limit("test", **{scope: Most(1, 900)}), timezone.now()
    take(once, account="a", address="b", now=now)
    with pytest.raises(TooManyTries) as told:
        take(once, account="a", address="b", now=now)
    assert told.value.wait == 900
    take(once, account="a", address="b", now=now + timedelta(seconds=seconds))
    elsewhere = {"pair": ("a", "c"), "account": ("c", "b"), "address": ("a", "c")}[scope]
    take(once, account=elsewhere[0], address=elsewhere[1], now=now)


def test_a_try_that_had_to_wait_does_not_begin_the_count_anew(db: None) -> None:
    few, now = Limit("test", pair=Most(2, 900)), timezone.now()
    for seconds in (3, 0):
        take(few, account="a", address="b", now=now + timedelta(seconds=seconds))
    with pytest.raises(TooManyTries):
        take(few, account="a", address="b", now=now + timedelta(seconds=1))


def test_many_processes_together_allow_what_one_would(installed: Installation) -> None:
    """On a file of SQLite, the write lock taken and given back each time."""
    code = """
        from wardmote.ground.limits.counting import Limit, Most, TooManyTries, take
        once, allowed = Limit("test", pair=Most(7, 900), address=Most(100, 900)), 0
        for _ in range(20):
            try:
                take(once, account="a", address="b")
                allowed += 1
            except TooManyTries:
                pass
        print(allowed)
    """
    both = [installed.python(code) for _ in range(2)]
    assert sum(int(each.communicate(timeout=60)[0]) for each in both) == 7
    assert installed.rows("SELECT count FROM limits_trycount WHERE account <> ''") == [(7,)]
    assert installed.rows("SELECT count FROM limits_trycount WHERE account = ''") == [(7,)]


@pytest.mark.parametrize(("email", "status"), [("Brian@example.org", 0), ("nobody@example.org", 2)])
def test_the_command_line_lifts_a_lock(
    cast: Cast, data: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any, email: str, status: int
) -> None:
    from wardmote.site.commands import starting

    monkeypatch.setattr(starting, "start", lambda data: None)
    assert tries(6)[5] == 429
    assert main(["unlock", email, "--data", str(data)]) == status
    assert tries(1, RIGHT) == [302 if status == 0 else 429]
    told = capsys.readouterr()
    assert ("Brian can try again now." in told.out) == (status == 0)


def test_what_ended_is_taken_away_once_an_hour(cast: Cast) -> None:
    from wardmote.ground.limits import counting as counts

    remember("a", "b", now=timezone.now() - timedelta(days=91))
    tries(1)
    counts._forgot.clear()
    counts.forget_old()
    assert set(TryCount.objects.values_list("action", flat=True)) == {"password"}


ADDRESS_OF = {
    "account_reset_password_from_key": "/account/password/reset/key/1-set-password/",
    "account_confirm_email": "/account/confirm-email/made-up/",
    "invitation": "/account/invitation/made-up/",
    "begin": "/account/begin/made-up/",
}
"""The addresses of guarded views that need more than their name."""


@pytest.mark.parametrize("name", sorted(limits.GUARDS))
def test_each_view_of_the_table_is_refused_once_there_were_too_many(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    try:
        address = ADDRESS_OF.get(name) or reverse(name)
    except NoReverseMatch:
        pytest.skip("this way to sign in is not there")
    once = Limit("test", pair=Most(1, 900), account=Most(1, 900), address=Most(1, 900))
    monkeypatch.setitem(limits.GUARDS, name, replace(limits.GUARDS[name], limit=once))
    client = Client() if access.table()[name] == PUBLIC else cast.client("brian")
    TOTP.activate(cast.brian, "JBSWY3DPEHPK3PXP")  # so that a code is asked for
    brian = "brian@example.org"
    wrong = {"login": brian, "email": brian, "password": "not it", "oldpassword": "not it", "code": "000000"}
    first, second = (client.post(address, wrong).status_code for _ in range(2))
    assert first != 429
    assert (second == 429) is (first != 302 or limits.GUARDS[name].all)


NO_GUESS = {
    "front": "asks for nothing",
    "health": "asks for nothing",
    "sign_in": "leads on",
    "parts": "asks for nothing",
    "demonstration_sign_in": "is not there outside the demonstration",
    "account_logout": "ends",
    "account_inactive": "tells",
    "account_email_verification_sent": "tells",
    "account_reset_password_done": "tells",
    "account_reset_password_from_key_done": "tells",
    "socialaccount_login_cancelled": "tells",
    "openid_connect_login": "leads to the provider",
    "openid_connect_callback": "takes the provider's signed answer to what this session asked",
}
"""Pages for anybody that take no guess, and why."""


def test_a_page_for_anybody_is_limited_or_takes_no_guess() -> None:
    """By kind: a new way in has to be put into the table, or to say why it needs none."""
    open_to_all = {name for name, opens in access.table().items() if opens == PUBLIC}
    ways_in = {name for name in open_to_all if not name.startswith("api:")}
    assert sorted(ways_in - set(limits.GUARDS) - set(NO_GUESS)) == [], "put it into GUARDS of site/limits.py"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_somebody_locked_out_reads_how_long_and_is_let_in_by_a_manager(
    cast: Cast, browser_page: Any, live_server: Any
) -> None:
    def sign_in(password: str) -> None:
        browser_page.goto(f"{live_server.url}{SIGN_IN}")
        browser_page.get_by_label("E-mail address").fill("elaine@example.org")
        browser_page.get_by_label("Password", exact=True).fill(password)
        browser_page.get_by_role("button", name="Sign in").click()

    for _ in range(5):
        sign_in("not it")
        expect(browser_page.get_by_text("are not correct").first).to_be_visible()
    sign_in("a long password")
    assert browser_page.get_by_role("heading", level=1).inner_text() == "Too many tries"
    expect(browser_page.get_by_text("Wait 15 minutes, then try again")).to_be_visible()
    assert [*wrong_at(browser_page, 1280), *wrong_at(browser_page, 320, 640)] == []
    cast.client("brian").post(f"/holmbridge/people/locks/{cast.elaine.pk}/lift/")
    sign_in("a long password")
    expect(browser_page.get_by_text("Elaine").first).to_be_visible()
