"""What may be tried how often: signing in, the second step, links, letters, tokens and the API.

In: the table ``GUARDS``, by the name of a view. Out: the request goes on, or is answered with 429, in words
that say how long to wait and what else can be done (``Retry-After`` says it to programs). The words and the
count are the same whether or not there is such an account. The address is the one the connection comes from,
or behind ``ALLAUTH_TRUSTED_PROXY_COUNT`` proxies the one that the outermost of them wrote: what a browser
itself writes into ``X-Forwarded-For`` stands further left and counts for nothing.
"""

import ipaddress
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from wardmote.ground.limits.counting import Limit, Most, TooManyTries, Use, lift, remember, take
from wardmote.ground.partners.models import Person

QUARTER, HOUR = 15 * 60, 60 * 60
PASSWORD: Final = Limit("password", pair=Most(5, QUARTER), account=Most(20, HOUR), address=Most(60, QUARTER))
SECOND: Final = Limit("second step", pair=Most(5, QUARTER), account=Most(20, HOUR), address=Most(60, QUARTER))
RESET: Final = Limit("reset", pair=Most(3, QUARTER), account=Most(10, HOUR), address=Most(20, QUARTER))
CHANGE: Final = Limit("change", pair=Most(10, QUARTER), account=Most(30, HOUR))
LINK: Final = Limit("link", address=Most(30, QUARTER))
TOKEN: Final = Limit("token", address=Most(30, QUARTER))
READING: Final = Limit("reading", account=Most(300, 60), address=Most(1200, 60))
OF_ACCOUNTS: Final = (PASSWORD, SECOND, RESET, CHANGE)
"""Those by which a person can be locked out."""

Whose = Callable[[HttpRequest], str]


def _nobodys(request: HttpRequest) -> str:
    return ""


def _typed(field: str) -> Whose:
    """The account as the form reads it, whole: blanks around it make no other; none at all is one."""
    return lambda request: request.POST.get(field, "").strip().lower() or "nothing typed"


def _own(request: HttpRequest) -> str:
    return request.user.email if request.user.is_authenticated else ""


def _pending(request: HttpRequest) -> str:
    """Who gave the password and is now asked for the second step."""
    from allauth.account.utils import url_str_to_user_pk

    number = (request.session.get("account_login") or {}).get("user_pk")
    known = Person.objects.filter(pk=url_str_to_user_pk(number)).first() if number else None
    return known.email if known else _own(request)


def bearer(request: HttpRequest) -> str:
    """The token a program sends."""
    scheme, _, words = request.headers.get("Authorization", "").partition(" ")
    return words.strip()[:500] if scheme.lower() == "bearer" else ""


def _not_moved_on(response: HttpResponseBase) -> bool:
    """A form that is shown again was not right; one that was leads on."""
    return response.status_code != 302


def _status(*wrong: int) -> Callable[[HttpResponseBase], bool]:
    return lambda response: response.status_code in wrong


@dataclass(frozen=True)
class Guard:
    """One view's limit: who tries, whether what succeeds counts too, and what answer is a failure.

    ``after``: only failures count and only they are refused, so that a right link or token always opens.
    """

    limit: Limit
    whose: Whose = _nobodys
    all: bool = False
    after: bool = False
    methods: frozenset[str] = frozenset({"POST"})
    failed: Callable[[HttpResponseBase], bool] = _not_moved_on


ANY: Final = frozenset({"GET", "HEAD", "POST"})
_DEAD_LINK: Final = Guard(LINK, after=True, methods=ANY, failed=_status(410))
GUARDS: Final[dict[str, Guard]] = {
    "account_login": Guard(PASSWORD, _typed("login")),
    "account_reauthenticate": Guard(PASSWORD, _own),
    "account_change_password": Guard(CHANGE, _own),
    "account_email": Guard(CHANGE, _own, all=True),
    "account_reset_password": Guard(RESET, _typed("email"), all=True),
    "account_reset_password_from_key": Guard(LINK),
    "account_confirm_email": Guard(LINK),
    "mfa_authenticate": Guard(SECOND, _pending),
    "mfa_reauthenticate": Guard(SECOND, _own),
    "mfa_login_webauthn": Guard(LINK),
    "mfa_reauthenticate_webauthn": Guard(SECOND, _own),
    "invitation": _DEAD_LINK,
    "begin": _DEAD_LINK,
}
"""By the name of a view; every one of the API has those of ``_READS``."""
_READS: Final = (
    Guard(READING, bearer, all=True, methods=ANY),
    Guard(TOKEN, after=True, methods=ANY, failed=_status(401)),
)


class LimitsMiddleware:
    """Counts what ``GUARDS`` names; see the module."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        guards: list[Guard] = getattr(request, "guards", [])
        for guard in guards:
            if guard.after and guard.failed(response):
                try:
                    take(guard.limit, address=address_of(request))
                except TooManyTries as error:
                    return too_many(request, error)
        for guard, use in getattr(request, "uses", []):
            if not guard.all and not guard.failed(response):
                use.give_back()
        return response

    def process_view(self, request: HttpRequest, view: object, *_: object) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        found = [GUARDS[name]] if name in GUARDS else []
        if name.startswith("api:") and bearer(request):  # without a token nothing is asked of the records
            found += _READS
        guards = [each for each in found if request.method in each.methods]
        uses: list[tuple[Guard, Use]] = []
        request.guards, request.uses = guards, uses  # type: ignore[attr-defined]
        for guard in guards:
            if guard.after:
                continue
            try:
                use = take(guard.limit, account=guard.whose(request), address=address_of(request))
            except TooManyTries as error:
                return too_many(request, error)
            uses.append((guard, use))
        return None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; of IPv6 the network a house is given, not each of its many addresses."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    named = hops[-proxies] if proxies and len(hops) >= proxies else ""
    named = named or request.META.get("REMOTE_ADDR", "")
    bare = re.sub(r"^\[([^]]*)\](:\d+)?$|^([^:]*):\d+$", r"\1\3", named)
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return bare[:60]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def too_many(request: HttpRequest, error: TooManyTries) -> HttpResponse:
    """429: how long to wait and what else can be done; to a program of the API as a problem document."""
    wait = wait_words(error.wait)
    if request.resolver_match and request.resolver_match.view_name.startswith("api:"):
        told = {
            "type": "about:blank",
            "title": "Too many requests.",
            "status": 429,
            "detail": "",
            "todo": f"Wait {wait}, then ask again; Retry-After says it in seconds.",
        }
        response = HttpResponse(json.dumps(told), content_type="application/problem+json", status=429)
    else:
        shown: dict[str, Any] = {"wait": wait, "action": error.action, "mails": settings.WARDMOTE_SENDS_MAIL}
        response = render(request, "429.html", shown, status=429)
    response["Retry-After"] = str(error.wait)
    response["Cache-Control"] = "no-store"
    return response


def wait_words(seconds: int) -> str:
    """Seconds as people say them, never less than it takes."""
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def _signed_in(sender: object, request: HttpRequest, user: Person, **_: object) -> None:
    if address := address_of(request) if request else "":
        remember(user.email, address)


def _has_new_password(sender: object, request: HttpRequest, user: Person, **_: object) -> None:
    """Whoever reads the mailbox has shown who they are: the lock is over."""
    lift(user.email)


def connect() -> None:
    """Listen to who signed in and who set a new password by a link."""
    from allauth.account.signals import password_reset

    user_logged_in.connect(_signed_in, dispatch_uid="limits")
    password_reset.connect(_has_new_password, dispatch_uid="limits")
