"""Pages for what went wrong: each says what, and what to do now.

Out: 400, 403, 404, 409, 413, 500, 503 and 507 as pages. A disk that is full or cannot be written
is told by its own words, a database that does not answer as an outage; a fault of the program's own
stands in the log.
"""

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import page_not_found

from wardmote.ground.pages.drafts import KEY, keep_draft
from wardmote.ground.pages.gone import Gone, typed_words
from wardmote.knowing.evidence.arriving import most_at
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

OUTAGE_WORDS = (
    "connection failed",
    "connection refused",
    "connection is closed",
    "connection already closed",
    "connection timeout",
    "connection to server",
    "could not connect",
    "consuming input failed",
    "server closed the connection",
    "terminating connection",
    "failed to resolve host",
    "remaining connection slots",
    "too many clients",
    "the database system is",
    "database is locked",
)
"""What psycopg and SQLite say when nobody answers, or not in time."""


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety code no longer fits: another sign-in came between, or cookies are off."""
    keep_draft(request)
    draft = request.session.get(KEY) or {}
    shown = {"kept": draft.get("path") == request.path, "back": request.get_full_path()}
    return render(request, "403_csrf.html", shown, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What could not be read; too much of it has a page of its own."""
    if isinstance(exception, LARGE):
        return too_large(request, exception)
    return HttpResponse(render_to_string("400.html"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page; what was typed for one that is not there or not open any more is given back."""
    if request.method == "POST" and isinstance(exception, Gone):
        shown = {"why": exception.why, "to": exception.to, "typed": list(typed_words(request))}
        return render(request, "409.html", shown, status=409)
    return page_not_found(request, exception)


def too_large(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More than that address takes at a time, in bytes or in fields."""
    limit = most_at(request.path)
    shown = {"limit": limit, "brings_files": limit == settings.WARDMOTE_UPLOAD_LIMIT, "back": request.path}
    if request.content_type != "multipart/form-data":
        shown["limit"] = min(limit, int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or limit))
    if not isinstance(exception, RequestDataTooBig):
        del shown["limit"]
    return HttpResponse(render_to_string("413.html", shown), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of the program's own, or a disk that does not write; asks no database for anything."""
    error = sys.exc_info()[1]
    if database_outage(error):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})
    trouble = disk_trouble(error)
    told = Refusal(error.what, todo=error.todo) if isinstance(error, Refusal) else None  # no page told it
    shown = {"refusal": trouble or told}
    return HttpResponse(render_to_string("500.html", shown), status=507 if trouble else 500)


def database_outage(error: BaseException | None) -> bool:
    """Whether the database did not answer, as against a question it could not make sense of."""
    found = isinstance(error, OperationalError | InterfaceError)
    return found and any(words in str(error).lower() for words in OUTAGE_WORDS)


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
