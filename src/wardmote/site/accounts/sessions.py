"""Where somebody is signed in: each session with its device in words, and ending one or all others.

In: allauth's ``UserSession`` rows, made at sign-in and brought up to date here every few minutes. Out: the
page. A session that is ended opens nothing from then on; what ran out is taken away by the worker.
"""

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wardmote.ground.audit.pending import put_down
from wardmote.ground.pages.form_page import done
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.models import Person

NOTED_EVERY: Final = 300  # seconds
MOST_NOTED: Final = 10_000
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
BROWSERS: Final = {
    "Edg": "Edge",
    "OPR|Opera": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "a Chromebook",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}
_forgot: list[datetime] = []
noted: dict[str, float] = {}
"""When each session was last written down by this process."""


@dataclass(frozen=True)
class OpenSession:
    """A session as the page tells it."""

    number: int
    device: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def begin_session(request: HttpRequest, person: Person, method: str) -> None:
    """Sign somebody in who just showed who they are otherwise than on the sign-in page."""
    login(request, person, backend=BACKEND)
    record_authentication(request, person, method, reauthenticated=True)
    note_seen(request)


def note_seen(request: HttpRequest) -> None:
    """Write down that a session was seen, every few minutes; where that cannot be written no page stops."""
    key, now = request.session.session_key or "", time.monotonic()
    if now - noted.get(key, -NOTED_EVERY) < NOTED_EVERY:
        return
    if len(noted) >= MOST_NOTED:
        noted.clear()
    with suppress(DatabaseError):
        UserSession.objects.create_from_request(request)
        noted[request.session.session_key or ""] = now


def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of the person, this one first; ending one, or all but this."""
    UserSession.objects.create_from_request(request)
    if request.method == "POST" and "others" in request.POST:
        end_other_sessions(request, request.user)
        _log_ended(request)
        return done(request, "You are signed out everywhere else.", "sessions")
    if request.method == "POST":
        number = whole_number(request.POST.get("session", ""))
        for each in UserSession.objects.filter(user=request.user, pk=number):
            if not each.is_current():
                each.end()
                _log_ended(request)
        return done(request, "That session is ended.", "sessions")
    return render(request, "site/sessions.html", {"sessions": _open_sessions(request)})


def forget_old() -> None:
    """Take away, once an hour, what ran out: what was typed last, from where and with what, and the empty
    sessions that asking for a passkey leaves of people who never sign in."""
    now = timezone.now()
    if not _forgot or not timedelta() <= now - _forgot[-1] < timedelta(hours=1):
        Session.objects.filter(expire_date__lt=now).delete()
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
        _forgot[:] = [now]


def end_presented(request: HttpRequest) -> None:
    """After signing out: the session whose cookie came is gone, also one that had run out.

    Django forgets the key of a session that has run out and leaves its row, which would open again were the
    clock set back.
    """
    if key := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        request.session.delete(key)


def _log_ended(request: Any) -> None:
    put_down("accounts.sessions_ended", f"person:{request.user.pk}", by=request.user.name)


def _open_sessions(request: HttpRequest) -> list[OpenSession]:
    rows = [
        OpenSession(
            each.pk, device(each.user_agent), each.ip, each.created_at, each.last_seen_at, each.is_current()
        )
        for each in UserSession.objects.purge_and_list(request.user)
    ]
    return sorted(rows, key=lambda each: (each.here, each.seen), reverse=True)


def device(user_agent: str) -> str:
    """What a browser says of itself, in words.

    >>> device("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1")
    'Safari on an iPhone'
    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0")
    'Edge on Windows'
    >>> device("curl/8.5.0")
    'A program that does not say what it is'
    """
    browser = next((name for sign, name in BROWSERS.items() if re.search(rf"({sign})\w*/", user_agent)), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    told = " on ".join(each for each in (browser, system) if each)
    return (told[:1].upper() + told[1:]) or "A program that does not say what it is"
