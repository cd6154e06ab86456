"""``wardmote serve`` as people run it: started, killed in part and whole, ended; no process left over."""

import contextlib
import http.client
import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from tests.installation import Installation, installation, until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="ends processes as POSIX does")]

LOGIN = """
import time
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Person
town = joining.begin_partnership(slug="stevenage", name="Stevenage", by="tests")
body = joining.body_named(town, name="Council", kind="district-council")
person = Person.objects.create_user("brian@example.org", "Brian", "a long password")
joining.join(town, person=person, body=body, role="manager", by="tests")
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
record = {"method": "password", "at": time.time(), "reauthenticated": True}
session["account_authentication_methods"] = [record]
session["account_authentication_methods_user"] = str(person.pk)
session.save()
print(session.session_key, body.pk)
"""
TOKEN = "t" * 32


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Serving:
    """A running serve, asked over HTTP."""

    def __init__(self, installed: Installation, *words: str) -> None:
        self.installed, self.port = installed, free_port()
        self.process = installed.begin("serve", "--port", str(self.port), *words)
        self.said: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        until(self.answers, 90)

    def _listen(self) -> None:
        """Read what it says, so that a full pipe does not stop it."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)

    def ended(self) -> str:
        """Wait for its end; all it said."""
        self.process.wait(40)
        self._listening.join(10)
        return "".join(self.said)

    def ask(self, path: str, body: str | None = None, session: str = "") -> tuple[int, bytes]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asked.request("POST" if body is not None else "GET", path, body, headers)
            answer = asked.getresponse()
            return answer.status, answer.read()
        finally:
            asked.close()

    def answers(self) -> bool:
        assert self.process.poll() is None, self.ended()
        try:
            return self.ask("/healthz")[0] in (200, 503)
        except (OSError, http.client.HTTPException):
            return False

    def children(self, word: str) -> list[int]:
        """Processes of this serve whose command holds a word."""
        found = []
        own = f"WARDMOTE_DATA={self.installed.data}".encode()
        for each in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                told = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if word not in told or own not in (each / "environ").read_bytes():
                    continue
                state = (each / "stat").read_text().rsplit(")", 1)[1].split()[0]
                if state != "Z" and int(each.name) != self.process.pid:
                    found.append(int(each.name))
        return sorted(found)

    def end(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        return self.ended()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """One installation and the serves begun in it; the last may still run."""
    with installation(tmp_path_factory.mktemp("serve")) as installed:
        started: list[Serving] = []
        yield installed, started
        for running in started[-1:]:
            if running.process.poll() is None:
                running.end()
            until(lambda running=running: not running.children("wardmote"), 20)


@pytest.fixture
def serving(begun):
    """The serve that the test before left running, or a new one."""
    installed, started = begun
    if not started or started[-1].process.poll() is not None:
        started.append(Serving(installed))
    return started[-1]


def test_a_second_serve_is_refused_for_the_port_and_for_the_folder(serving):
    same_port = serving.installed.command("serve", "--port", str(serving.port))
    assert (same_port.returncode, "port is in use" in same_port.stderr) == (2, True)
    same_folder = serving.installed.command("serve", "--port", str(free_port()))
    assert (same_folder.returncode, "already runs" in same_folder.stderr) == (2, True)


def test_slow_bodies_and_slow_uploads_keep_no_page_waiting(serving):
    """Four of them held every thread of the site for as long as they liked."""
    session = serving.installed.answer(LOGIN).split()[0]
    form = "POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nlogin=a"
    upload = (
        f"POST /stevenage/evidence/add/ HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={session}; "
        f"csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 30000000\r\n\r\n--x"
    )
    with contextlib.ExitStack() as held:
        dripping = [
            held.enter_context(socket.create_connection(("127.0.0.1", serving.port))) for _ in range(22)
        ]
        for each in dripping:
            each.sendall((form if each in dripping[:20] else upload).encode())
        for _ in range(3):
            assert serving.ask("/account/login/")[0] == 200
            for each in dripping:
                each.sendall(b"x")
    anonymous = upload.replace("sessionid=", "other=")
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as asked:
        asked.sendall(anonymous.encode())
        assert b" 302 Found" in asked.recv(100), "it is sent to signing in before its body is read"


def test_a_killed_worker_is_started_again_and_pages_go_on_meanwhile(serving):
    until(lambda: serving.children("wardmote worker"))
    (worker,) = serving.children("wardmote worker")
    os.kill(worker, signal.SIGKILL)
    assert serving.ask("/healthz")[0] == 200
    until(lambda: serving.children("wardmote worker") not in ([], [worker]))


def test_a_killed_web_process_is_started_again(serving):
    for pid in serving.children("wardmote.site.commands.web"):
        os.kill(pid, signal.SIGKILL)
    until(serving.answers, 60)


def test_it_starts_tells_its_address_and_ends_with_all_its_processes(serving):
    until(lambda: serving.installed.rows("SELECT beats FROM jobs_worker"))
    assert len(serving.children("wardmote worker")) == 1
    status, front = serving.ask("/")
    assert status == 200
    style = front.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    assert serving.ask(style)[0] == 200
    assert len(style.split(".")) == 3, "a style sheet's name holds the hash of its content"
    told = serving.end()
    assert f"http://localhost:{serving.port}/" in told
    assert "account/begin/" in told
    assert serving.process.returncode == 0
    assert serving.children("wardmote") == []


def test_nothing_is_left_running_when_serve_itself_is_killed(serving):
    assert serving.children("wardmote")
    serving.process.send_signal(signal.SIGKILL)
    serving.process.wait()
    until(lambda: not serving.children("wardmote"), 40)


def test_ctrl_c_reaches_all_processes_at_once_and_ends_them_quietly(serving):
    until(lambda: serving.children("wardmote worker"))
    os.killpg(serving.process.pid, signal.SIGINT)
    told = serving.ended()
    assert serving.process.returncode == 0
    assert "Traceback" not in told
    assert serving.children("wardmote") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--host", "203.0.113.7"), "not one of this computer's"),
        (("--host", "no such host"), "not one of this computer's"),
        (("--port", "70000"), "not one of this computer's"),
    ],
)
def test_an_address_that_cannot_be_had_is_refused_before_anything_starts(installed, words, told):
    ran = installed.command("serve", *words)
    assert (ran.returncode, told in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path, installed):
    (tmp_path / "file").write_text("in the way")
    inside = Installation(tmp_path / "file" / "data", installed.environment, installed.started)
    ran = inside.command("serve", "--port", str(free_port()))
    assert (ran.returncode, "cannot be" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


def test_a_database_that_does_not_answer_is_refused_with_what_to_do(installed):
    away = {**installed.environment, "WARDMOTE_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}
    ran = Installation(installed.data, away, installed.started).command("serve", "--port", str(free_port()))
    assert (ran.returncode, "database does not answer" in ran.stderr) == (2, True)


def test_the_worker_of_serve_waits_for_a_database_that_does_not_answer(installed):
    """It ended, three times within seconds, and all of serve with it, while the database was begun anew."""
    away = {**installed.environment, "WARDMOTE_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}
    alone = Installation(installed.data, away, installed.started)
    worker = alone.begin("worker", "--tethered", fed=True)
    assert "The worker waits: The database does not answer" in worker.stderr.readline()
    assert worker.poll() is None
    worker.stdin.close()
    assert worker.wait(20) == 2, "it ends with serve"
