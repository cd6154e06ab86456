"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, gone afterwards.

In: the programs of an installed PostgreSQL, found on the path or where Debian
puts them. Out: an address as ``WARDMOTE_DATABASE`` wants it. PostgreSQL refuses
to run as root; there the cluster belongs to the account ``postgres``. Where a
server holds the database ``TEMPLATE`` (all tables, no rows), the tests'
databases are made as copies of it, which takes a tenth of a second each.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

OWNER = "postgres"
TEMPLATE = "wardmote_migrated"
# Nothing here need survive the machine; writing it safely would take most of the time.
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path | None:
    """The folder with initdb and postgres; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def why_not_everything() -> str | None:
    """Why what costs much and can hardly differ does not run here; None where all of it does."""
    if os.environ.get("WARDMOTE_POSTGRESQL") != "all":
        return "on PostgreSQL in .ci/run, which asks for WARDMOTE_POSTGRESQL=all"
    return why_not()


def why_not() -> str | None:
    """Why there can be no server here; None when there can."""
    if programs() is None:
        return "no PostgreSQL on this machine (looked for initdb on the path and in /usr/lib/postgresql)"
    if os.getuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            return f"PostgreSQL does not run as root and there is no account {OWNER}"
    return None


class Cluster:
    """A cluster in a folder, whose server can be killed and begun again; ``address``: its database."""

    def __init__(self, home: Path, *, lasting: bool) -> None:
        folder = programs()
        assert folder is not None
        self.home, self.folder, self.port, self.lasting = home, folder, _free_port(), lasting
        self.address = f"postgresql://wardmote@127.0.0.1:{self.port}/wardmote"
        if os.getuid() == 0:
            shutil.chown(home, OWNER)
        setup = ["--auth=trust", "--username=wardmote", "--encoding=UTF8", "--no-sync", "--locale=C.UTF-8"]
        made = _as_owner([folder / "initdb", "--pgdata", home / "cluster", *setup], home)
        assert made.wait(timeout=120) == 0, (home / "log").read_text()
        self.begin()
        create_database(on_same_server(self.address, "postgres"), "wardmote")

    def begin(self) -> None:
        """Start the server and wait until it answers; what a killed one left may take a moment to go."""
        settings = (
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.home}",
            *UNSAFE[: 1 if self.lasting else None],
        )
        words = [self.folder / "postgres", "-D", self.home / "cluster", *(f"--{each}" for each in settings)]
        for _ in range(20):
            self.running = _as_owner(words, self.home)
            try:
                return _wait_for(on_same_server(self.address, "postgres"), self.running, self.home / "log")
            except AssertionError:
                time.sleep(0.2)
        raise AssertionError((self.home / "log").read_text()[-2000:])

    def kill(self) -> None:
        """The server and all its processes, at once."""
        first = self.running.pid
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()  # a small system has no ps
        for pid in (first, *map(int, others)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running.wait()


@contextmanager
def cluster(*, lasting: bool = False) -> Iterator[Cluster]:
    """A running server. ``lasting``: what was committed outlives a killed server (not the machine)."""
    with tempfile.TemporaryDirectory(prefix="wardmote-pg-", ignore_cleanup_errors=True) as place:
        made = Cluster(Path(place), lasting=lasting)
        try:
            yield made
        finally:
            made.running.send_signal(signal.SIGQUIT)  # ends at once
            made.running.wait()


@contextmanager
def server() -> Iterator[str]:
    """A running server with the empty database ``wardmote``; its address."""
    with cluster() as made:
        yield made.address


def create_database(address: str, name: str, *, tables: bool = True) -> bool:
    """A new database on the server; true where it has all tables already, as a copy of the template."""
    import psycopg

    copied = tables and has_template(address)
    with psycopg.connect(address, autocommit=True) as reached:
        reached.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {TEMPLATE}" if copied else ""))  # type: ignore[arg-type]
    return copied


def has_template(address: str) -> bool:
    """Whether the server holds the database that others are copies of."""
    import psycopg

    with psycopg.connect(address) as reached:
        named = "SELECT 1 FROM pg_database WHERE datname = %s"
        return reached.execute(named, [TEMPLATE]).fetchone() is not None


def on_same_server(address: str, database: str) -> str:
    """The address of another database."""
    return urlsplit(address)._replace(path=f"/{database}").geturl()


def begin_with_template() -> None:
    """How pytest-django makes its database: as a copy of the template, too, where there is one."""
    from django.db import connection

    address = os.environ.get("WARDMOTE_DATABASE", "")
    if address and has_template(address):
        connection.settings_dict["TEST"] |= {"TEMPLATE": TEMPLATE, "MIGRATE": False}


def _wait_for(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    end = time.monotonic() + 60
    while True:
        assert running.poll() is None and time.monotonic() < end, log.read_text()
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)


def _as_owner(words: Sequence[object], home: Path) -> "subprocess.Popen[bytes]":
    owner = pwd.getpwnam(OWNER).pw_uid if os.getuid() == 0 else None
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [str(word) for word in words],
            cwd=home,
            user=owner,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
