"""The pages on which somebody asks for another e-mail address and confirms it; what they do is allauth's."""

from typing import Any

from allauth.account.views import ConfirmEmailView, EmailView
from django.http import Http404, HttpRequest, HttpResponse


class EmailChangeView(EmailView):  # type: ignore[misc]
    """An address counts when its letter was opened, and by no button before."""

    def _action_primary(self, request: HttpRequest) -> None:
        return None


class EmailConfirmView(ConfirmEmailView):  # type: ignore[misc]
    """Opening the link changes nothing, whoever is signed in; one that opens nothing is gone (410)."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self._page()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        except Http404:
            self.object = None
            return self._page(status=410)
        return answer

    def _page(self, status: int = 200) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(), status=status)
        return page


email_change = EmailChangeView.as_view()
email_confirm = EmailConfirmView.as_view()
