"""The web application as its server runs it: a request is read whole before it gets one of the few threads.

In: requests as ASGI gives them. Out: the answers of Django's WSGI application. Four bodies that dripped in
held its four threads for as long as they liked; here the loop reads them, each within its time, and hands the
finished request on. A body that announces more than whoever asks may send there is not read at all: the
application refuses it from its head. What brings files has threads of its own, so that no upload keeps pages
waiting; what is read of them ends when their sender hangs up. The answer is made before its first byte is
sent: a slow reader holds no thread.
"""

import asyncio
import codecs
import contextlib
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils.http import parse_header_parameters

from wardmote.knowing.evidence.arriving import SMALL, most_bytes
from wardmote.measuring.sources.child_process import hurry, while_waited_for
from wardmote.site.health import LEAST_FREE

THREADS: Final = 4  # more do not help: answering is work for the processor
FILE_THREADS: Final = 2
PATIENCE: Final = 20.0  # seconds a body may take, and one more for each ``RATE`` bytes that have come
RATE: Final = 16 << 10
LONGEST: Final = 60 * 60.0  # seconds, however much comes
LARGE_AT_ONCE: Final = 2  # bodies of more than ``SMALL`` of one session that come in at a time
IN_MEMORY: Final = 64 << 10
DEEP: Final = 32 << 10  # values of 8 bytes, and as much again beside them
FILES: Final = "multipart/form-data"
CHARSETS: Final = ("utf-8", "ascii", "iso8859-1")
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Response = tuple[int, list[tuple[bytes, bytes]], bytes]


class SlowBodyError(Exception):
    """A body did not come within its time."""


class LargeBodyError(Exception):
    """A body is larger than it said, or than it may be."""


class ManyBodiesError(Exception):
    """Others as large are still coming from the same session."""


class NoRoomError(Exception):
    """The disk has no room for what a request announces."""


class GoneError(Exception):
    """Who asked is gone, or what they sent does not hang together (broken chunks)."""


class UnreadableError(Exception):
    """The head names a charset that nobody writes forms in, or none there is."""


class BufferedApplication:
    """An ASGI application over a WSGI one."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.page_threads = ThreadPoolExecutor(THREADS, "page", initializer=hurry)
        self.file_threads = ThreadPoolExecutor(FILE_THREADS, "file")
        self.large: Counter[str] = Counter()  # bodies that are held now, by session
        self.expected = 0  # bytes these may still take

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(IN_MEMORY, dir=str(settings.WARDMOTE_DATA)) as body:
            try:
                await self._answer(scope, receive, send, body)
            except GoneError:
                await _refuse(send, 400, b"The request did not come whole.\n")
            except UnreadableError:
                await _refuse(send, 400, b"The request could not be read: send it as UTF-8.\n")
            except SlowBodyError:
                await _refuse(send, 408, b"The request did not come in time. Send it again.\n")
            except LargeBodyError:
                await _refuse(send, 413, b"The request is too large.\n")
            except ManyBodiesError:
                await _refuse(send, 429, b"Others of your files are still coming. Send these after them.\n")
            except (NoRoomError, OSError):  # of the body; the application answers its own
                await _refuse(send, 507, b"There is no room for the request. Nothing was saved.\n")

    async def _answer(self, scope: Message, receive: Receive, send: Send, body: Any) -> None:
        environ = _environ(scope, body)
        _check_charset(environ.get("CONTENT_TYPE", ""))
        announced, most = int(environ.get("CONTENT_LENGTH") or 0), SMALL
        if announced > SMALL or "HTTP_TRANSFER_ENCODING" in environ:
            most = await self._run(self.page_threads, most_bytes, environ)
        if announced > most:  # its head is enough to refuse it
            status, headers, content = await self._run(self.page_threads, self._respond, environ)
        else:
            large = most if "HTTP_TRANSFER_ENCODING" in environ else announced
            with self._place(environ, large):
                environ["CONTENT_LENGTH"] = str(await _read(receive, body, most))
                if environ.get("CONTENT_TYPE", "").startswith(FILES):
                    status, headers, content = await self._respond_while_waited_for(environ, receive)
                else:
                    status, headers, content = await self._run(self.page_threads, self._respond, environ)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    @contextlib.contextmanager
    def _place(self, environ: Message, size: int) -> Iterator[None]:
        """Room for a large body until it is answered: on the disk, and among those of its session."""
        if size <= SMALL:
            yield
            return
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        if self.large[session] >= LARGE_AT_ONCE:
            raise ManyBodiesError
        if shutil.disk_usage(settings.WARDMOTE_DATA).free < LEAST_FREE + self.expected + size:
            raise NoRoomError
        self.large[session] += 1
        self.expected += size
        try:
            yield
        finally:
            self.expected -= size
            self.large[session] -= 1
            if not self.large[session]:
                del self.large[session]

    async def _run(self, threads: Executor, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, function, *args)

    async def _respond_while_waited_for(self, environ: Message, receive: Receive) -> Response:
        """The answer to what brings files; once its sender hangs up nothing more is read of them."""
        gone = threading.Event()

        def respond() -> Response:
            if gone.is_set():
                raise GoneError
            with while_waited_for(gone.is_set):
                return self._respond(environ)

        watching = asyncio.ensure_future(_hang_up(receive, gone))
        try:
            return cast("Response", await self._run(self.file_threads, respond))
        finally:
            watching.cancel()

    def _respond(self, environ: Message) -> Response:
        """The whole answer of the WSGI application."""
        told: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            told[:] = [int(status.split(" ", 1)[0]), headers]

        answer = self.application(environ, start_response)
        try:
            content = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = told
        named = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        return status, named, content

    # The interpreter keeps what is called in pieces of 16 kB, and before 3.13 maps a piece anew at each call
    # that crosses the end of one: a page whose lists are written at just that depth took twice as long
    # (python/cpython#142183, measured). One frame that asks for much brings a piece that holds a whole page.
    _respond.__code__ = _respond.__code__.replace(co_stacksize=DEEP)


async def _read(receive: Receive, body: IO[bytes], most: int) -> int:
    """Read a body to its end and say how long it is."""
    began, got, more = time.monotonic(), 0, True
    while more:
        until = began + min(LONGEST, PATIENCE + got / RATE)
        try:
            message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
        except TimeoutError:
            raise SlowBodyError from None
        if message["type"] != "http.request":
            raise GoneError
        piece = message.get("body", b"")
        got += len(piece)
        if got > most:
            raise LargeBodyError
        body.write(piece)
        more = message.get("more_body", False)
    body.seek(0)
    return got


async def _hang_up(receive: Receive, gone: threading.Event) -> None:
    """Wait for the sender of a whole request to hang up."""
    while (await receive())["type"] == "http.request":
        await asyncio.sleep(0)  # a server that says the end of the body again
    gone.set()


def _environ(scope: Message, body: Any) -> Message:
    """The request as WSGI gives it, byte for byte: what is no text is for Django to refuse."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # it would pass for one with a hyphen
        key = name.decode("latin1").upper().replace("-", "_")
        key = key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
        told = value.decode("latin1")
        joins = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joins}{told}" if key in environ else told
    return environ


def _check_charset(content_type: str) -> None:
    """``UnreadableError`` where Django could not make a request, or read its fields: both are faults."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        known = codecs.lookup(charset).name in CHARSETS
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UnreadableError


async def _refuse(send: Send, status: int, words: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers.append((b"content-length", str(len(words)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
