"""Accounts as allauth makes them, ours where it differs: nobody signs up, letters say what they are."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest

from wardmote.ground.mail.messages import full_address

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
