"""The page on which somebody asks for another e-mail address to sign in with; what it does is allauth's."""

from allauth.account.views import EmailView
from django.http import HttpRequest


class EmailChangeView(EmailView):  # type: ignore[misc]
    """An address counts when its letter was opened, and by no button before."""

    def _action_primary(self, request: HttpRequest) -> None:
        return None


email_change = EmailChangeView.as_view()
