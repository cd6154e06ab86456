"""Accounts as allauth makes them, ours where it differs.

Nobody signs up without an invitation; signing in counts as confirming who one is; the address one signs in
with stays until another is confirmed; what a single sign-on counts for is configuration; letters say what
they are.
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from wardmote.ground.mail.messages import full_address
from wardmote.ground.partners.models import Person
from wardmote.site.accounts import single_sign_on

SECOND_STEP = {"allauth.mfa.stages.AuthenticateStage": "wardmote.site.accounts.second_step.SecondStep"}
DESCRIPTIONS: Mapping[str, str] = {
    "reauthenticate": "with your password",
    "mfa_reauthenticate": "with a code",
    "mfa_reauthenticate:webauthn": "with a passkey",
}
LINKS = ("password_reset_key", "email_confirmation")
"""The letters that hold a link which lets somebody in."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """People are made by invitations (``site.front``) only; links lead to the installation's own address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(self, template_prefix: str, *words: Any, **named: Any) -> EmailMessage:
        message: Any = super().render_mail(template_prefix, *words, **named)
        name = template_prefix.rpartition("/")[2]
        message.kind, message.live_link = f"account.{name}", name in LINKS
        return message  # type: ignore[no-any-return]

    def get_reset_password_from_key_url(self, key: str) -> str:
        return self._ours(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, *words: Any) -> str:
        return self._ours(super().get_email_confirmation_url(*words))

    def _ours(self, url: str) -> str:
        return full_address(urlsplit(url).path, self.request)

    def get_login_stages(self) -> list[str]:
        return [SECOND_STEP.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        count_as_confirmed(request)
        response: HttpResponse = super().post_login(request, user, **about)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """By what somebody can show that it is them, the first choice first."""
        found = super().get_reauthentication_methods(user)
        words = [{**each, "description": DESCRIPTIONS[each["id"]]} for each in found]
        return words + single_sign_on.reauthentication_methods(user)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        return bool(email_address.email != email_address.user.email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refused where somebody else signs in with it, also where they confirmed it in this moment."""
        others = Person.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        if not others.exists():
            try:
                with transaction.atomic():
                    return bool(super().confirm_email(request, email_address))
            except IntegrityError:
                pass
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
        return False


def count_as_confirmed(request: HttpRequest) -> None:
    """Signing in by what only they know or have is confirming who they are; another program's word is not."""
    records = get_authentication_records(request, request.user)
    if records and records[-1]["method"] != "socialaccount":
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            *records[:-1],
            {**records[-1], "reauthenticated": True},
        ]


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """Names that the person's devices show."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That was not accepted. Write the code that is shown now, or use another way.",
    }

    def _get_site_name(self) -> str:
        return "Wardmote"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"
