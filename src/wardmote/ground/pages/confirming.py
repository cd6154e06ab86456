"""Confirming that it is still them: asked before what could not be undone or would leave the house.

In: a request of somebody signed in. Out: whether they signed in, or confirmed who they are (by password,
code, passkey or single sign-on), within ``ACCOUNT_REAUTHENTICATION_TIMEOUT``; else the page that asks, which
leads back to where they were with what they typed (``drafts``).

    @identity_confirmed()            # to open the page at all
    @identity_confirmed("POST")      # to send what stands on it

A list with ``personal=True`` asks before it gives its file. Who has nothing to confirm with (the people of
the demonstration have no password) is not asked.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from wardmote.ground.pages.drafts import keep_draft

View = Callable[..., HttpResponse]


def identity_confirmed(*methods: str) -> Callable[[View], View]:
    """A view that is answered once they confirmed who they are; for some methods only, where named."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if (not methods or request.method in methods) and not is_confirmed(request):
                return ask_identity(request)
            return view(request, *args, **kwargs)

        return asking

    return decorate


def is_confirmed(request: HttpRequest) -> bool:
    """Whether they said who they are a few minutes ago, or cannot."""
    records = get_authentication_records(request, request.user)
    latest = max((each["at"] for each in records if each.get("reauthenticated")), default=0.0)
    recent = time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return recent or not get_adapter(request).get_reauthentication_methods(request.user)


def ask_identity(request: HttpRequest, *, resume: bool = False) -> HttpResponse:
    """The page that asks; it leads back to this one, where a form that was sent is filled in again.

    ``resume``: the form is one of allauth's, which sends it again by itself.
    """
    first = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    if resume:
        asking: HttpResponse = suspend_request(request, first)
        return asking
    keep_draft(request)
    return redirect(f"{first}?{urlencode({'next': request.get_full_path()})}")
