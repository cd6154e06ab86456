"""A request is read whole, within its time and size, before a thread answers it."""

import asyncio
import shutil
import time
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wardmote.measuring.sources.child_process import NobodyWaits, run_in_child
from wardmote.site import asgi
from wardmote.site.asgi import BufferedApplication
from wardmote.site.health import LEAST_FREE

Headers = Sequence[tuple[bytes, bytes]]


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: a browser of another test may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Asked:
    """A request, piece by piece, and what became of it."""

    def __init__(self, *pieces: bytes, headers: Headers = ()) -> None:
        self.pieces, self.given = pieces, 0
        self.seen: dict[str, Any] = {}
        self.answer: list[dict[str, Any]] = []
        self.scope = {
            "method": "POST", "raw_path": b"/%ff/a%20b", "query_string": b"q=%ff", "scheme": "http",
            "http_version": "1.1", "headers": list(headers), "client": ("192.0.2.1", "5"),
            "server": ("127.0.0.1", "8000"),
        }  # fmt: skip

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.seen = {**environ, "body": environ["wsgi.input"].read()}
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"an", b"swer"]

    async def receive(self) -> dict[str, Any]:
        self.given += 1
        more = self.given < len(self.pieces)
        return {"type": "http.request", "body": self.pieces[self.given - 1], "more_body": more}

    async def receive_slowly(self) -> dict[str, Any]:
        await asyncio.sleep(0.002)  # far longer than one byte earns it
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(self, message: dict[str, Any]) -> None:
        self.answer.append(message)

    def ask(self, receive: Any = None) -> int:
        run_apart(BufferedApplication(self.wsgi)(self.scope, receive or self.receive, self.send))
        return int(self.answer[0]["status"])


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.WARDMOTE_DATA = tmp_path


def test_a_whole_request_reaches_the_application_as_it_was_sent() -> None:
    headers = [
        (b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"1"), (b"x_forwarded_for", b"6.6.6.6"), (b"accept", b"a"), (b"accept", b"b"),
    ]  # fmt: skip
    asked = Asked(b"one ", b"two", headers=headers)
    assert asked.ask() == 200
    assert asked.answer[1]["body"] == b"answer"
    seen = asked.seen
    assert (seen["body"], seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == (b"one two", "7", "text/plain")
    assert (seen["PATH_INFO"], seen["QUERY_STRING"]) == ("/\xff/a b", "q=%ff")
    assert (seen["HTTP_COOKIE"], seen["HTTP_ACCEPT"]) == ("a=1; b=2", "a,b")
    assert (seen["HTTP_X_FORWARDED_FOR"], seen["REMOTE_ADDR"]) == ("1", "192.0.2.1")


def test_what_is_read_of_a_file_ends_when_its_sender_hangs_up() -> None:
    """Until then it went on to its budget of a minute, and kept one of the two threads for files."""
    ended: list[BaseException] = []

    def reads(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            run_in_child(time.sleep, 60)
        except NobodyWaits as error:
            ended.append(error)
        start_response("200 OK", [])
        return [b""]

    asked = Asked(b"one", headers=[(b"content-type", b"multipart/form-data; boundary=x")])

    async def receive() -> dict[str, Any]:
        if asked.given < 1:
            return await asked.receive()
        await asyncio.sleep(0.5)  # it is being read
        return {"type": "http.disconnect"}

    began = time.monotonic()
    run_apart(BufferedApplication(reads)(asked.scope, receive, asked.send))
    assert len(ended) == 1
    assert time.monotonic() - began < 30


def test_a_body_that_does_not_come_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "PATIENCE", 0.01)
    dripping = Asked()
    assert dripping.ask(dripping.receive_slowly) == 408
    assert dripping.seen == {}, "no thread had to do with it"


def test_a_body_larger_than_allowed_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "SMALL", 10)
    monkeypatch.setattr(asgi, "most_bytes", lambda environ: 10)
    unannounced = Asked(b"x" * 8, b"x" * 8, b"x" * 8, headers=[(b"transfer-encoding", b"chunked")])
    assert unannounced.ask() == 413
    assert (unannounced.given, unannounced.seen) == (2, {})
    announced = Asked(b"x" * 8, headers=[(b"content-length", b"300")])
    assert announced.ask() == 200, "the application says from its head what is to be done"
    assert (announced.given, announced.seen["body"], announced.seen["CONTENT_LENGTH"]) == (0, b"", "300")


def test_large_bodies_come_two_at_a_time_and_never_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "SMALL", 10)
    monkeypatch.setattr(asgi, "most_bytes", lambda environ: 1 << 30)
    free = LEAST_FREE + 2500
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))

    async def send_together(*sent: tuple[bytes, int]) -> list[int]:
        held = Asked()
        application, all_here = BufferedApplication(held.wsgi), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await all_here.wait()
            return {"type": "http.request", "body": b"x", "more_body": False}

        def asked_by(session: bytes, size: int) -> Asked:
            cookie = b"a=1; sessionid=" + session
            return Asked(headers=[(b"content-length", str(size).encode()), (b"cookie", cookie)])

        asked = [asked_by(session, size) for session, size in sent]
        tasks = [asyncio.create_task(application(each.scope, receive, each.send)) for each in asked]
        large = sum(size > 10 for _, size in sent)
        while sum(task.done() for task in tasks) + application.large.total() < large:
            await asyncio.sleep(0)
        early = [int(each.answer[0]["status"]) if each.answer else 0 for each in asked]
        all_here.set()
        await asyncio.gather(*tasks)
        assert (application.large, application.expected) == ({}, 0)
        return sorted(early)

    assert run_apart(send_together((b"m", 100), (b"m", 100), (b"m", 100), (b"n", 100))) == [0, 0, 0, 429]
    assert run_apart(send_together((b"m", 1000), (b"n", 1000), (b"o", 1000), (b"p", 5))) == [0, 0, 0, 507]


def test_a_body_that_breaks_off_is_a_bad_request() -> None:
    """As the server tells broken chunks, and somebody who went away, whom the answer does not reach."""
    broken = Asked(b"hello", headers=[(b"transfer-encoding", b"chunked")])

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert broken.ask(receive) == 400
    assert broken.seen == {}, "no thread had to do with it"


def test_a_charset_that_no_form_has_is_refused_in_words_before_a_request_is_made_of_it() -> None:
    """Django 5.2 cannot make a request, or read its query, with these: the server answered 500 by itself."""
    for odd in (b"charset=hex", b"charset=idna", b"charset=undefined", b"charset=nowhere", b"a*=nowhere''x"):
        asked = Asked(b"a", headers=[(b"content-type", b"multipart/form-data; boundary=x; " + odd)])
        assert asked.ask() == 400, odd
        assert b"UTF-8" in asked.answer[1]["body"]
        assert asked.seen == {}
    assert Asked(b"a", headers=[(b"content-type", b"text/plain; charset=UTF-8")]).ask() == 200
