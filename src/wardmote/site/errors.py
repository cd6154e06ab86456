"""Pages for what went wrong: each says what, and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety code no longer fits: another sign-in came between, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
