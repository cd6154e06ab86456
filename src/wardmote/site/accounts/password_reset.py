"""The page of a letter's link, on which somebody sets a new password; what it does is allauth's."""

from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from django.http import HttpResponse


class NewPasswordView(PasswordResetFromKeyView):  # type: ignore[misc]
    """A link that opens nothing, be it used, too old or nobody's, is gone (410), in the same words."""

    def render_to_response(self, context: dict[str, Any], **about: Any) -> HttpResponse:
        told = {"status": 410, **about} if context.get("token_fail") else about
        answer: HttpResponse = super().render_to_response(context, **told)
        return answer


new_password = NewPasswordView.as_view()
