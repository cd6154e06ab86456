"""Accounts as allauth makes them, ours where it differs: nobody signs up without an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """People are made by invitations (``site.front``) only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
