"""A letter before it is sent: Django's message, with what it is and whose; and full addresses for links."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest


class MailMessage(EmailMessage):
    """``kind`` as room.verb; ``live_link``: it holds a link that lets somebody in, and is not kept."""

    def __init__(
        self, *words: Any, kind: str = "letter", partnership: str = "", live_link: bool = False, **more: Any
    ) -> None:
        super().__init__(*words, **more)
        self.kind, self.partnership, self.live_link = kind, partnership, live_link


def full_address(path: str, request: HttpRequest | None = None) -> str:
    """A page's address as it stands in a letter: by the name people reach the installation by.

    Never by the name that a request was sent to, where the installation was told its own: whoever asks for a
    letter to somebody else does not choose where its link leads.
    """
    if settings.WARDMOTE_ADDRESS or request is None:
        return f"{settings.WARDMOTE_ADDRESS or 'http://localhost:8000'}{path}"
    return request.build_absolute_uri(path)
