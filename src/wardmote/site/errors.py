"""Pages for what went wrong: each says what, and what to do now.

Out: 400, 403, 404, 413, 500 and 507 as pages. A disk that is full or cannot be written
is told by its own words; a fault of the program's own stands in the log.
"""

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wardmote.ground.pages.drafts import KEY, keep_draft
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal

LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
DISK_WORDS = (
    "disk is full",
    "disk i/o error",
    "readonly database",
    "unable to open database",
    "no space left",
)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety code no longer fits: another sign-in came between, or cookies are off."""
    keep_draft(request)
    draft = request.session.get(KEY) or {}
    shown = {"kept": draft.get("path") == request.path, "back": request.get_full_path()}
    return render(request, "403_csrf.html", shown, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What could not be read; too much of it has a page of its own."""
    if isinstance(exception, LARGE):
        return too_large(request)
    return HttpResponse(render_to_string("400.html"), status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """More than the installation takes at a time."""
    shown = {"limit": settings.WARDMOTE_UPLOAD_LIMIT, "back": request.path}
    return HttpResponse(render_to_string("413.html", shown), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of the program's own, or a disk that does not write; asks no database for anything."""
    refusal = disk_trouble(sys.exc_info()[1])
    return HttpResponse(render_to_string("500.html", {"refusal": refusal}), status=507 if refusal else 500)


def disk_trouble(error: BaseException | None) -> Refusal | None:
    """What to tell of an error that comes from the disk; None for any other."""
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        told = disk_refusal(error)
        return Refusal(told.what, found=told.found, todo=told.todo)  # where it lies is nobody's business here
    if isinstance(error, OperationalError) and any(words in str(error).lower() for words in DISK_WORDS):
        return Refusal(
            "The database could not be written.",
            found=str(error),
            todo="Make room on its disk, or give the program's account the right to write there.",
        )
    return None
