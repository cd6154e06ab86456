"""What somebody wrote when their session had ended: kept until they have signed in again.

In: a form posted without a session. Out: its fields in the session that begins
with the sign-in, for the same page and the same person only (the form carries
who it was written by, signed). Passwords and files are never kept.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

KEY = "draft"
LONGEST = 100_000  # characters; more than any form of ours holds
WRITTEN_BY = "written_by"
NOT_YET = "This was not sent yet. What you wrote stands here again: look it over and send it."
NEVER = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")


def signed_writer(request: HttpRequest) -> str:
    """The value of a form's hidden field ``written_by``: who writes, and what no other showing of it has."""
    if not request.user.is_authenticated:
        return ""
    return Signer(salt=WRITTEN_BY).sign(f"{request.user.pk}-{secrets.token_hex(8)}")


def keep_draft(request: HttpRequest) -> None:
    """Put a posted form into the session, as it was written; nothing when it says nobody wrote it."""
    writer = _signed(request).partition("-")[0]
    if request.method != "POST" or not writer:
        return
    fields = {key: request.POST.getlist(key) for key in request.POST if key not in (*NEVER, WRITTEN_BY)}
    if sum(len(text) for texts in fields.values() for text in texts) <= LONGEST:
        request.session[KEY] = {"path": request.path, "writer": writer, "fields": fields}


def kept_draft(request: HttpRequest) -> Mapping[str, Any]:
    """The fields kept for this page and person, once; a list where several choices were made."""
    draft = request.session.get(KEY)
    if not draft or draft["path"] != request.path or draft["writer"] != str(request.user.pk):
        return {}
    del request.session[KEY]
    if request.method == "GET":
        messages.warning(request, NOT_YET, fail_silently=True)
    return {key: texts if len(texts) > 1 else texts[0] for key, texts in draft["fields"].items() if texts}


def form_name(request: HttpRequest) -> str:
    """What names the form that was posted, as ``casework.sent_forms`` counts it; nothing without one, and
    of a page that an earlier version drew."""
    name = _signed(request)
    return name if "-" in name else ""


def _signed(request: HttpRequest) -> str:
    try:
        return Signer(salt=WRITTEN_BY).unsign(request.POST.get(WRITTEN_BY, ""))
    except BadSignature:
        return ""
