"""``wardmote serve``: the pages in a browser and the worker behind them, from one command.

Makes the data folder ready (records kept before their tables change), starts
the web process and one worker process, starts anew whichever ends by itself,
and ends both on Ctrl-C or SIGTERM. If this process is killed, both end.
"""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import try_lock
from wardmote.site.commands.restore_staging import finish_before_start
from wardmote.site.commands.starting import SERVING, make_folder, prepare
from wardmote.site.installation import address

EXAMPLE = "wardmote serve --port 8000"
PATIENCE = 60.0  # seconds until the first answer
GRACE = 12.0  # seconds to end; longer than the worker's own
LOOPBACK = ("127.0.0.1", "0.0.0.0", "::")
SOON = 5.0  # a process that ends sooner after its start did not start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="where it listens (default: 8000)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="whom it listens to (default: 127.0.0.1, this computer only)"
    )
    parser.add_argument("--no-worker", action="store_true", help="only the pages; run wardmote worker apart")
    parser.add_argument(
        "--prepare-only",
        action="store_true",
        help="bring the records up to date (as WARDMOTE_DATABASE_OWNER, where set) and end",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to end."""
    finish_before_start(args.data, _say)
    if args.prepare_only:
        make_folder(args.data)
        prepare(args.data, _say)
        return 0
    return serve(args.data, host=args.host, port=args.port, worker=not args.no_worker)


def serve(data: Path, *, host: str = "127.0.0.1", port: int = 8000, worker: bool = True) -> int:
    """Prepare, start, watch and end; 0 when ended by a person, 1 when a process would not run."""
    check_port(host, port)
    make_folder(data)
    with _alone_on(data):
        return _serve(data, host, port, worker)


@contextmanager
def _alone_on(data: Path) -> Iterator[None]:
    """One serve for one data folder; a restore sees that it runs."""
    with open(data / SERVING, "ab") as handle:
        if not try_lock(handle):
            raise Refusal(
                "wardmote serve already runs on this data folder.",
                where=str(data),
                todo="Stop the other one, or name another folder with --data.",
            )
        yield


def _serve(data: Path, host: str, port: int, worker: bool) -> int:
    prepare(data, _say)
    _say_how_to_begin(host, port)
    parts = [
        ServerProcess(
            "web", lambda part: [sys.executable, "-m", "wardmote.site.commands.web", host, str(port)]
        )
    ]
    if worker:
        parts.append(ServerProcess("worker", lambda part: _worker_words(data, part)))
    here = address() or f"http://{'localhost' if host in LOOPBACK else host}:{port}"
    environment = {**os.environ, "WARDMOTE_DATA": str(data.resolve()), "WARDMOTE_ADDRESS": here}
    with _told_to_end() as ended:
        try:
            for part in parts:
                part.start(environment)
            return _watch(parts, environment, ended, lambda: _say_address(host, port))
        finally:
            _end(parts)


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had before anything is started."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as trial:
            if os.name != "nt":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        raise _no_port(host, port, error) from None


def _no_port(host: str, port: int, error: Exception) -> Refusal:
    where, number = f"{host}:{port}", getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        todo = f"Stop the program that uses it, or choose another: --port {port + 1}."
        return Refusal("The port is in use.", where=where, todo=todo)
    if number in (errno.EACCES, errno.EPERM):
        todo = "Choose a port above 1023, as --port 8000, and let a proxy listen to 80 and 443."
        return Refusal("This account may not listen to that port.", where=where, todo=todo)
    todo = "Use --host 127.0.0.1 for this computer only, or 0.0.0.0 for the network; ports are 1 to 65535."
    return Refusal("That address is not one of this computer's.", where=where, found=str(error), todo=todo)


# ---- the processes ----


@dataclass
class ServerProcess:
    """One of the processes: how it is started, and since when it runs."""

    name: str
    words: Callable[["ServerProcess"], list[str]]
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    failures: int = 0
    known_as: str = ""

    def start(self, environment: dict[str, str]) -> None:
        self.began = time.monotonic()
        words = self.words(self)
        # Its input is held open by this process: when this one is killed, the part notices and ends.
        # In a group of its own, so that Ctrl-C comes to it from here alone and in good order.
        apart: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment, **apart)

    @property
    def over(self) -> bool:
        return self.process is not None and self.process.poll() is not None


def _worker_words(data: Path, part: ServerProcess) -> list[str]:
    """A new worker is told the name of the one that ended, so that it goes on with its job at once."""
    before = part.known_as
    part.known_as = f"{socket.gethostname()[:60]}/{os.getpid()}/{time.time_ns()}"
    words = [sys.executable, "-m", "wardmote", "worker", "--data", str(data), "--tethered"]
    return [*words, "--name", part.known_as, *(["--after", before] if before else [])]


def _watch(
    parts: list[ServerProcess], environment: dict[str, str], ended: list[int], answered: Callable[[], bool]
) -> int:
    told = False
    while not ended:
        for part in parts:
            if not part.over:
                continue
            part.failures = part.failures + 1 if time.monotonic() - part.began < SOON else 0
            if part.failures >= 3:
                _say(f"The {part.name} process does not run; what it said stands above. Ending.")
                return 1
            status = part.process.returncode if part.process else 0
            _say(f"The {part.name} process ended by itself (status {status}); it is started again.")
            part.start(environment)
        if not told:
            told = answered()
            if not told and time.monotonic() - parts[0].began > PATIENCE:
                _say("The web process does not answer. Ending.")
                return 1
        time.sleep(0.2)
    return 0


def _end(parts: list[ServerProcess]) -> None:
    """Tell all to end, wait a little, then end them."""
    running = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _told_to_end() -> Iterator[list[int]]:
    """Collects the signals that mean: end."""
    ended: list[int] = []
    kinds = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {kind: signal.signal(kind, lambda number, _: ended.append(number)) for kind in kinds}
    try:
        yield ended
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


# ---- what a person is told ----


def _say_address(host: str, port: int) -> bool:
    """Told once the port answers; False until then."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    try:
        with socket.create_connection((here, port), timeout=0.5):
            pass
    except OSError:
        return False
    _say(f"Wardmote is at http://{'localhost' if here == '127.0.0.1' else here}:{port}/ (Ctrl-C ends it)")
    if host not in ("127.0.0.1", "localhost", "::1") and not os.environ.get("WARDMOTE_HOSTS"):
        _say("Other computers are answered once WARDMOTE_HOSTS names the address they use.")
    return True


def _say_how_to_begin(host: str, port: int) -> None:
    """The link that makes the first partnership, while there is none."""
    from wardmote.ground.partners.models import Partnership
    from wardmote.site.accounts.front import begin_token

    if not Partnership.objects.exists():
        at = address() or f"http://{'localhost' if host in LOOPBACK else host}:{port}"
        _say(f"Nobody can sign in yet. Begin here: {at}/account/begin/{begin_token()}/")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
