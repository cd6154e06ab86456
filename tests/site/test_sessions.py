"""The page of one's sessions: on which devices somebody is signed in, and ending one or all others."""

import re
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.ground.jobs import work

PAGE = "/account/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def signed_in(user_agent: str, address: str) -> Client:
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    client.post("/account/login/", {"login": "elaine@example.org", "password": "a long password"})
    return client


def test_each_session_is_told_in_words_and_is_ended_alone_or_with_all_others(cast: Cast) -> None:
    desk, phone, third = (
        signed_in(DESK, "192.0.2.1"),
        signed_in(PHONE, "192.0.2.2"),
        signed_in(PHONE, "192.0.2.3"),
    )
    assert desk.get("/account/")["Location"] == "/account/2fa/"
    page = html(desk.get(PAGE))
    here = page.index("(this one)")
    assert page.index("Firefox on Windows") < here < page.index("Safari on an iPhone"), "this one first"
    assert {"192.0.2.1", "192.0.2.2", "192.0.2.3"} <= set(re.findall(r"192\.0\.2\.\d", page))
    numbers = re.findall(r'name="session" value="(\d+)"', page)
    assert len(numbers) == 2, "nobody ends their own by mistake"
    mine = {"session": re.findall(r'name="session" value="(\d+)"', html(phone.get(PAGE)))[0]}
    stella = cast.client("stella")
    stella.post(PAGE, {"session": numbers[0]})
    stella.post(PAGE, {"others": "yes"})
    assert phone.get("/holmbridge/").status_code == 200, "nobody ends another's"
    for odd in ("", "²", "-1", "9" * 400):
        assert desk.post(PAGE, {"session": odd}).status_code == 302
    phone.post(PAGE, mine)
    alive = [client.get("/holmbridge/").status_code for client in (desk, phone, third)]
    assert alive.count(200) == 2 and alive[1] == 200
    phone.post(PAGE, {"others": "yes"})
    assert [client.get("/holmbridge/").status_code for client in (desk, phone, third)] == [302, 200, 302]


def test_what_ran_out_is_taken_away_with_what_was_typed_and_from_where(cast: Cast) -> None:
    """Asking for a passkey begins a session for anybody; nobody but the worker would ever end it."""
    passkey, asks = "/account/2fa/webauthn/login/", {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    desk, _ = signed_in(DESK, "192.0.2.1"), signed_in(PHONE, "192.0.2.2")
    for _ in range(3):
        assert Client().get(passkey, **asks).status_code == 200
    here = desk.session.session_key
    old = timezone.now() - timedelta(days=1)
    Session.objects.exclude(session_key=here).update(expire_date=old)
    assert Session.objects.count() == 5
    work.run_idle_calls()
    assert list(Session.objects.values_list("session_key", flat=True)) == [here]
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["192.0.2.1"]
    assert desk.get("/holmbridge/").status_code == 200
