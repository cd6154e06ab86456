"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, gone afterwards.

In: the programs of an installed PostgreSQL, found on the path or where Debian
puts them. Out: an address as ``WARDMOTE_DATABASE`` wants it. PostgreSQL refuses
to run as root; there the cluster belongs to the account ``postgres``.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


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


@contextmanager
def server() -> Iterator[str]:
    """A running server with the empty database ``wardmote``; its address."""
    folder = programs()
    assert folder is not None
    with tempfile.TemporaryDirectory(prefix="wardmote-pg-", ignore_cleanup_errors=True) as place:
        home = Path(place)
        if os.getuid() == 0:
            shutil.chown(home, OWNER)
        data, port = home / "cluster", _free_port()
        setup = ["--auth=trust", "--username=wardmote", "--encoding=UTF8", "--no-sync", "--locale=C.UTF-8"]
        _as_owner([folder / "initdb", "--pgdata", data, *setup], home)
        settings = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home} -c fsync=off"
        )
        control = [folder / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        _as_owner([*control, "--log", home / "log", "--options", settings, "start"], home)
        try:
            reach = ["--host", "127.0.0.1", "--port", str(port), "--username", "wardmote"]
            _as_owner([folder / "createdb", *reach, "wardmote"], home)
            yield f"postgresql://wardmote@127.0.0.1:{port}/wardmote"
        finally:
            _as_owner([*control, "--mode=immediate", "stop"], home)


def _as_owner(words: Sequence[object], folder: Path) -> None:
    owner = pwd.getpwnam(OWNER).pw_uid if os.getuid() == 0 else None
    subprocess.run(
        [str(word) for word in words],
        check=True,
        cwd=folder,
        user=owner,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=120,
    )


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
