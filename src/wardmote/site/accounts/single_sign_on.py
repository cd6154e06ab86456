"""Single sign-on: a provider of the installation vouches for people whom the installation knows.

In: what a provider says of somebody (its own number for them, e-mail addresses, which of them are verified).
Out: their session; words for whom nobody invited, who are not signed up. Whoever was linked once is known by
the provider's number; before that by a verified address, and an invitation to that address is taken up. An
address whose person is linked with another number of the same provider opens nothing: it may have gone to
somebody else. Signing in there once more confirms who one is (``confirming``).
"""

import logging
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wardmote.ground.partners.joining import join_invited
from wardmote.ground.partners.models import Person

if TYPE_CHECKING:
    from requests import Response, Session

KEPT = ("sub", "auth_time")
"""What is kept of what a provider says; names and groups are not ours to keep."""
CLAIMS: Final[Mapping[str, Any]] = {"sub": str, "email": str, "name": str, "auth_time": int}
NOT_AS_IT_SHOULD: Final = (KeyError, ValueError, TypeError, AttributeError, ImproperlyConfigured)
"""What allauth meets in a document of another shape; the last where the provider's number is too long."""
LONGEST: Final = 190  # characters of one of them
CONFIRMING = "confirming"
_log = logging.getLogger(__name__)


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whom a provider's word lets in."""

    def get_requests_session(self) -> "Session":
        """As allauth has it, for documents that are objects: of anything else nothing is read."""
        session: Session = super().get_requests_session()
        session.hooks["response"].append(_check_object)
        return session

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        person: Person = sociallogin.user
        said = sociallogin.account.extra_data
        documents = [said[name] for name in ("userinfo", "id_token") if said.get(name)]
        if len({_checked(each)["sub"] for each in documents}) != 1:
            raise ValueError("the provider speaks of two people")  # OpenID Connect Core 5.3.2
        claims = {**said.get("userinfo", {}), **said.get("id_token", {})}
        person.email, person.name = data.get("email") or "", data.get("name") or ""
        sociallogin.account.extra_data = {key: claims[key] for key in KEPT if key in claims}
        return person

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        """The person of a verified address who is not linked with this provider yet."""
        provider = sociallogin.account.provider
        for email in _verified(sociallogin):
            person = Person.objects.filter(email=email).first()
            if person and not SocialAccount.objects.filter(user=person, provider=provider).exists():
                return person, email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Confirm, let in, take up an invitation, or refuse in words."""
        process = sociallogin.state.get("process")
        if process == AuthProcess.REDIRECT and sociallogin.state.get("data") == CONFIRMING:
            _confirm(request, sociallogin)
        elif process != AuthProcess.LOGIN:
            raise Http404("people are linked by signing in")
        elif not sociallogin.is_existing:
            person = _invited(sociallogin)
            if person is None:
                raise ImmediateHttpResponse(_unknown(request, sociallogin))
            sociallogin.connect(request, person)


def reauthentication_methods(user: Any) -> list[dict[str, str]]:
    """The providers somebody is linked with, as ways to confirm who they are."""
    if not settings.WARDMOTE_IDENTITY_PROVIDERS or not user.is_authenticated:
        return []
    linked = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return [
        {"id": each.key, "description": f"with {each.name}", "url": reverse("sign_in_again", args=[each.key])}
        for each in settings.WARDMOTE_IDENTITY_PROVIDERS
        if each.key in linked
    ]


def go_to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the provider's own page to sign in."""
    from allauth.socialaccount.providers.openid_connect import views

    return _reached(request, partial(views.login, request, provider_id))


def come_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider's page leads back to."""
    from allauth.socialaccount.providers.openid_connect import views

    return _reached(request, partial(views.callback, request, provider_id))


def sign_in_again(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Confirm who one is by signing in there anew: a page that says so, then the way there."""
    found = next((each for each in settings.WARDMOTE_IDENTITY_PROVIDERS if each.key == provider_id), None)
    if found is None:
        raise Http404("no such provider")
    back = get_next_redirect_url(request) or "/"  # nothing of another site
    if "go" not in request.GET:
        shown = {"provider": found, "go": f"?{urlencode({'next': back, 'go': 'yes'})}"}
        return render(request, "socialaccount/sign_in_again.html", shown)
    provider = SingleSignOn(request).get_provider(request, provider_id)
    anew = {"prompt": "login", "max_age": "0"}
    send = partial(provider.redirect, request, AuthProcess.REDIRECT, back, CONFIRMING, auth_params=anew)
    return _reached(request, send)


def _reached(request: HttpRequest, call: Any) -> HttpResponse:
    """What comes of asking a provider; words where it does not answer, or not as it should."""
    from requests import RequestException

    try:
        response: HttpResponse = call()
    except (RequestException, *NOT_AS_IT_SHOULD) as error:
        _log.warning("What a provider of single sign-on said could not be used: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _checked(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a provider says of somebody, where each part is of its kind and no longer than it may be."""
    for name, kind in CLAIMS.items():
        value = claims.get(name) if name != "sub" else claims["sub"]
        wrong = not isinstance(value, kind) and (value is not None or name == "sub")
        said = str(value).encode()  # ``ValueError`` of half a character
        if wrong or len(said) > LONGEST or b"\0" in said:
            raise ValueError(f"the provider's {name} is none")
    return claims


def _check_object(response: "Response", *args: Any, **options: Any) -> None:
    if response.ok and not isinstance(response.json(), dict):
        raise ValueError("the provider's document is no object")


def _verified(sociallogin: SocialLogin) -> list[str]:
    return [each.email.lower() for each in sociallogin.email_addresses if each.verified in (True, "true")]


def _confirm(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Note that they signed in there anew; a provider that says when, says so of the last minutes."""
    said = sociallogin.account.extra_data.get("auth_time")
    anew = said is None or time.time() - said < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if request.user.is_authenticated and sociallogin.account.user_id == request.user.pk and anew:
        provider = sociallogin.account.provider
        record_authentication(request, request.user, "socialaccount", provider=provider, reauthenticated=True)
        return
    messages.error(request, "That did not show that it is you. Sign in there as yourself, anew.")
    back = urlencode({"next": sociallogin.state.get("next", "/")})
    again = reverse("sign_in_again", args=[sociallogin.account.provider])
    raise ImmediateHttpResponse(redirect(f"{again}?{back}"))


@transaction.atomic
def _invited(sociallogin: SocialLogin) -> Person | None:
    """The account of whom somebody invited by a verified address: made now, with what they were promised."""
    name = sociallogin.user.name
    found = (join_invited(email, name=name or email, now=timezone.now()) for email in _verified(sociallogin))
    return next((person for person in found if person), None)


def _unknown(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Who they are to the provider, and that nobody here knows them by that."""
    shown = {"email": sociallogin.user.email, "verified": bool(_verified(sociallogin))}
    return render(request, "socialaccount/unknown.html", shown, status=403)
