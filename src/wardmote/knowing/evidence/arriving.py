"""Files arriving over the web: refused while too large, kept under a safe name, never trusted by it.

In: a request, chunks of a file. Out: the file under ``uploads/<partnership>/``
of the data folder, with its SHA-256. Too much is refused twice: by the length a
request announces, before a byte of it is read, and while it streams in. A file's
own name is kept for people to read; on disk it loses what could lead elsewhere.
"""

import hashlib
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.papers import in_flight
from wardmote.knowing.evidence.data_folder import folder

SMALL = 1 << 20  # bytes; nobody who is not signed in sends more
ELSEWHERE = 8 << 20  # no form but those for files sends more
ATTACHMENT = 11 << 20  # an attachment of 10 MB with its form
LONGEST_NAME = 120  # bytes, as file systems count
_FILES = re.compile(r"^/[a-z0-9-]+/evidence/add/$")
_ATTACHMENT = re.compile(r"^/[a-z0-9-]+/attachments/of/[^/]+/[^/]+/add/$")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True)
class Arrived:
    """A file as it now lies in the data folder; ``stored`` is relative to it."""

    name: str
    stored: str
    bytes: int
    sha256: str


def most_bytes(environ: dict[str, Any]) -> int:
    """The most bytes that whoever asks may send there, told from a request's head."""
    close_old_connections()  # as before and after a request, which this is not yet
    try:
        return _most(WSGIRequest({**environ}))  # it changes what it is given
    except DatabaseError:
        return SMALL
    finally:
        close_old_connections()


def _most(request: HttpRequest) -> int:
    return most_at(request.path_info) if _signed_in(request) else SMALL


def most_at(path: str) -> int:
    """The most bytes that a form with files may send to an address, from whoever may."""
    if _FILES.match(path):
        return int(settings.WARDMOTE_UPLOAD_LIMIT)
    return ATTACHMENT if _ATTACHMENT.match(path) else ELSEWHERE


def _signed_in(request: HttpRequest) -> bool:
    session: Any = getattr(request, "session", None)
    if session is None:
        session = import_module(settings.SESSION_ENGINE).SessionStore(
            request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        )
    return bool(session.get(SESSION_KEY))


def refuse_large(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a request that announces too much gets its answer before it is read.

    So does one that only somebody signed in may send, when nobody is: it leads to signing in.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if whole_number(announced, most=SMALL) is None:
            limit = _most(request)
            if limit == SMALL:
                return redirect_to_login(request.get_full_path())
            if whole_number(announced, most=limit) is None:
                raise RequestDataTooBig(f"{announced} bytes announced, at most {limit}")
        return get_response(request)

    return middleware


class CountedUploadHandler(FileUploadHandler):
    """Counts what really streams in, whatever was announced, into files without a name: a program that is
    killed leaves none of them behind, as Django's own handler does."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        nameless = TemporaryFile()  # noqa: SIM115 - as long as the request
        self.file: UploadedFile[Any] = UploadedFile(
            nameless, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._bytes += len(raw_data)
        if self._bytes > settings.WARDMOTE_UPLOAD_LIMIT:
            raise RequestDataTooBig(f"more than {settings.WARDMOTE_UPLOAD_LIMIT} bytes")
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file


def keep_file(file: "UploadedFile[Any]", *, partnership: str) -> Arrived:
    """Write what was sent to the data folder, under a folder of its own, in flight until its row stands."""
    name = str(file.name or "file")[-255:]
    home = folder().root / "uploads" / partnership / secrets.token_hex(8)
    in_flight.mark(home)
    path, digest, size = home / safe_name(name), hashlib.sha256(), 0
    try:
        with path.open("xb") as out:
            for chunk in file.chunks(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return Arrived(name, path.relative_to(folder().root).as_posix(), size, digest.hexdigest())


def drop_file(stored: str) -> None:
    """Delete what was sent; what is loaded of it is in the evidence."""
    path = path_of(stored)
    if path is not None:
        shutil.rmtree(path.parent, ignore_errors=True)


def path_of(stored: str) -> Path | None:
    """Where the bytes lie; None once they are gone."""
    home = folder().root / "uploads"
    path = folder().at(stored) if stored else home
    inside = path.resolve().is_relative_to(home.resolve()) and path != home
    return path if inside and path.is_file() else None


def safe_name(name: str) -> str:
    """A name that is one file's on any system, with its endings.

    >>> safe_name("../../etc/2021-03-kent-street.csv.gz")
    '2021-03-kent-street.csv.gz'
    >>> safe_name("<img src=x onerror=alert(1)>.csv"), safe_name(".csv"), safe_name("")
    ('_img src=x onerror=alert(1)_.csv', 'file.csv', 'file')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last).strip(". ") or "file"
    if last.startswith(".") and "." not in plain:
        plain = f"file.{plain}"
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore").lstrip(". ") or "file"
