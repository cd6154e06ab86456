"""A second step at sign-in: asked of whom their role obliges to have one, before anything else opens.

In: a request of a member, and ``WARDMOTE_TWO_STEPS`` (the roles). Out: whether it is owed, and the page that
leads to a passkey or an app and from there back to where they were. A single sign-on counts as both steps
where its provider is configured so.
"""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from wardmote.ground.pages.drafts import keep_draft
from wardmote.ground.partners.viewing import Viewer

BACK = "after_second_step"
"""The session's key for where they were."""


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """The step after the password; not after a single sign-on that counts as both."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return bool(super()._should_handle(request)) and not _vouched_for(request, self.login.user)


def owes_second_step(request: HttpRequest, viewer: Viewer) -> bool:
    """Whether a role of theirs obliges them to a second step that they do not have."""
    return viewer.may_read(settings.WARDMOTE_TWO_STEPS) and not has_second_step(request)


def has_second_step(request: HttpRequest) -> bool:
    """Whether they signed in by two steps, or will the next time."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return is_mfa_enabled(request.user, types=kinds) or _vouched_for(request, request.user)


def lead_to_second_step(request: HttpRequest) -> HttpResponse:
    """The page that sets one up; what was typed is kept."""
    keep_draft(request)
    return redirect(f"{reverse('second_step')}?{urlencode({'next': request.get_full_path()})}")


def second_step(request: HttpRequest) -> HttpResponse:
    """Which second step, and back once there is one."""
    back = request.GET.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}):
        request.session[BACK] = back
    if has_second_step(request):
        return redirect(request.session.pop(BACK, "front"))
    return render(request, "site/second_step.html")


def _vouched_for(request: HttpRequest, user: object) -> bool:
    """Whether this sign-in came by a provider whose word counts as two steps."""
    counted = {each.key for each in settings.WARDMOTE_IDENTITY_PROVIDERS if each.two_steps}
    return any(
        each["method"] == "socialaccount" and each.get("provider") in counted
        for each in get_authentication_records(request, user)
    )
