"""Who is looking, on every request, and whether they may open this page at all.

The first part of a URL is a partnership's slug. Out: ``request.partnership``
and ``request.viewer``; a person who is not a member, or whose role the access
table does not name for this page, gets the same 404 as for what does not
exist. Nobody signed in gets the sign-in page, whatever the slug. A page
without a row in the access table is closed to all. Whom a role obliges to a
second step sets one up before a page of the partnership opens.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wardmote.ground.casework.sent_forms import sending
from wardmote.ground.pages.addresses import PUBLIC, SIGNED_IN, TOKEN
from wardmote.ground.pages.confirming import ask_identity, is_confirmed
from wardmote.ground.pages.drafts import form_name, keep_draft, kept_draft
from wardmote.ground.pages.gone import Gone
from wardmote.ground.partners.hat_pages import worn_hat
from wardmote.ground.partners.viewing import belongs_anywhere, let_in
from wardmote.ground.row_security import scope
from wardmote.measuring.catalogue.periods import day_words
from wardmote.site import access
from wardmote.site.accounts.second_step import lead_to_second_step, owes_second_step
from wardmote.site.accounts.sessions import end_presented, note_seen

METHODS = ("GET", "HEAD", "POST")
Respond = Callable[[HttpRequest], HttpResponseBase]


class ViewerMiddleware:
    """Deny by default; see the module."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with scope.nobodys(), sending(partial(form_name, request)):
            response = self.respond(request)
        response.headers.setdefault("Cache-Control", "private, no-store")  # also of one's account, of links
        match = request.resolver_match
        if match and match.view_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache"'
            end_presented(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        wanted = access.roles_for(match)
        null = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if null and wanted != TOKEN:  # the API answers as its document says
            raise BadRequest("a null character, which no database takes")
        if wanted == TOKEN:  # whose rows is told once the token is known
            return None
        if wanted == PUBLIC:
            scope.widen("pages without a partnership: signing in, invitations, health")
            return None
        if not request.user.is_authenticated:
            keep_draft(request)
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        note_seen(request)
        if wanted == SIGNED_IN:
            scope.widen("pages of one's own account, in whichever towns")
            name = match.view_name if match else ""
            if name not in access.ASK_IDENTITY or is_confirmed(request):
                return None
            return ask_identity(request, resume=name != "account_set_password")  # a password is never kept
        if wanted is None:
            raise Http404("no row in the access table")
        _let_in(request, kwargs.pop("slug"), frozenset(wanted))
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        _refuse_over(request)
        if owes_second_step(request, request.viewer):  # type: ignore[attr-defined]
            return lead_to_second_step(request)
        return None


def _let_in(request: HttpRequest, slug: str, roles: frozenset[str]) -> None:
    assert request.user.is_authenticated
    found = let_in(request.user, slug, timezone.now())
    viewer = found[0].in_hat_for(roles, worn=worn_hat(request, slug)) if found else None
    if found is None and not _belongs_anywhere(request):
        end_presented(request)
        logout(request)
    if found is None or viewer is None:
        raise Http404("not here for this person")
    request.viewer, request.partnership = viewer, found[1]  # type: ignore[attr-defined]
    scope.narrow(slug)
    request.kept_draft = partial(kept_draft, request)  # type: ignore[attr-defined]


def _refuse_over(request: HttpRequest) -> None:
    """Nothing is written in a partnership that has ended."""
    town, viewer = request.partnership, request.viewer  # type: ignore[attr-defined]
    if request.method == "POST" and town.over(viewer.today):
        goes_on = f" {town.successor.name} goes on with its work." if town.successor else ""
        why = (
            f"{town.name} ended on {day_words(town.ends)}: it is read, and nothing is written in it.{goes_on}"
        )
        raise Gone(why, reverse("monday", args=[town.slug]))


def _belongs_anywhere(request: HttpRequest) -> bool:
    """Whether somebody is a member of any partnership, or will be, or runs the installation.

    Else their session ends; a clock that was set back ends none.
    """
    assert request.user.is_authenticated
    return request.user.runs_installation or belongs_anywhere(request.user, timezone.localdate())


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every template may name: the viewer, the partnership and what the viewer may open."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "partnership": getattr(request, "partnership", None),
        "navigation": access.navigation(viewer) if viewer else (),
        "demonstration": access.demonstration(),
        "sends_mail": settings.WARDMOTE_SENDS_MAIL,
    }
