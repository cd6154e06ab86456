"""A full disk, folders that can only be read, a clock set back and on, rude clients, while people write.

In: a seed, how many times something happens, a folder. Out: as ``killed_faults``. The disk is a small one of
its own, which needs the right to mount; without it full and read-only disks are left out, and that is said.
The clock is that of all processes of the installation: their ``timezone.now`` and ``time.time`` are moved by
what stands in a file.
"""

import contextlib
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.faults.visitors import CSRF, TOWN
from tests.faults.writing import Written, written_on
from tests.installation import until

NUMBER = 200
IDLE_EVERY = 10
FULL, READ_ONLY, CLOCK, RUDE = "full disk", "read-only folders", "clock moved", "rude clients"
LASTS = (0.3, 2.0)  # seconds
FOLDERS = ("evidence", "loads", "uploads", "attachments")
DAY = 86_400
MOVED = """
import os, time
from pathlib import Path
from datetime import timedelta
from django.utils import timezone

_file, _time, _now = Path(os.environ["WARDMOTE_TESTS_CLOCK"]), time.time, timezone.now
def _by():
    try:
        return int(_file.read_text() or 0)
    except (OSError, ValueError):
        return 0
time.time = lambda: _time() + _by()
timezone.now = lambda: _now() + timedelta(seconds=_by())
"""
"""Imported by every Python that begins with it on its path."""


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Let one of these happen, again and again."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = mount("-t", "tmpfs", "-o", "size=128m", "tmpfs", str(disk))
    if not mounted:
        print("  no full and no read-only disks: this account may not mount one")
    kinds = (FULL, READ_ONLY, CLOCK, RUDE) if mounted else (CLOCK, RUDE)
    try:
        with written_on(disk / "town", seed, more=moved_clock(disk)) as run:
            yield from happenings(run, [run.chance.choice(kinds) for _ in range(number)], disk)
            print(f"  {run.summary()}", flush=True)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def moved_clock(disk: Path) -> dict[str, str]:
    """The settings with which an installation's clock is moved by the file ``clock`` there."""
    (disk / "moved").mkdir()
    (disk / "moved" / "sitecustomize.py").write_text(MOVED)
    return {"WARDMOTE_TESTS_CLOCK": str(disk / "clock"), "PYTHONPATH": str(disk / "moved")}


def happenings(run: Written, kinds: Sequence[str], disk: Path) -> Iterator[str]:
    """These, one after another."""
    does = {
        FULL: partial(_full, run, disk),
        READ_ONLY: partial(_read_only, run),
        CLOCK: partial(_clock, run, disk / "clock"),
        RUDE: partial(_rude, run),
    }
    for at, kind in enumerate(kinds, 1):
        for fault in run.strike(kind, does[kind], idle=at == len(kinds) or at % IDLE_EVERY == 0):
            yield f"{at} ({kind}): {fault}"


def mount(*words: str) -> bool:
    """Whether it could be mounted."""
    if os.getuid() != 0:
        return False
    return subprocess.run(["mount", *words], capture_output=True).returncode == 0


def fill(disk: Path, leave: int) -> Path:
    """Leave so many bytes of a disk; the file that takes all others."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    os.truncate(filler, max(0, filler.stat().st_size - leave))
    return filler


# ---- what happens ----


def _full(run: Written, disk: Path) -> None:
    """The disk takes some kilobytes more, or nothing; then there is room again."""
    run.site.full = True
    filler = fill(disk, run.chance.choice((0, 4096, 20_000, 100_000, 400_000)))
    time.sleep(run.chance.uniform(*LASTS))
    filler.unlink()
    _go_on(run)


def _read_only(run: Written) -> None:
    """Some folders of the data folder can be read and not written for a while."""
    run.site.full = True
    chosen = [run.installed.data / name for name in FOLDERS if run.chance.random() < 0.5]
    for place in chosen:
        place.mkdir(exist_ok=True)
        mount("--bind", str(place), str(place))
        mount("-o", "remount,ro,bind", str(place))
    time.sleep(run.chance.uniform(*LASTS))
    for place in chosen:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
    _go_on(run)


def _go_on(run: Written) -> None:
    """Who was answered before there was room again may say so; nobody who asks now."""
    _rest(run)
    run.site.full = False
    run.site.gate.set()
    time.sleep(0.3)


def _rest(run: Written) -> None:
    """Nobody begins anything, and what was begun is done."""
    run.site.gate.clear()
    until(lambda: not any(each.at_it for each in run.people), 90)


def _clock(run: Written, clock: Path) -> None:
    """Set back a day, or on again."""
    moved = int(clock.read_text()) if clock.exists() else 0
    _rest(run)
    clock.write_text(str(0 if moved else run.chance.choice((-DAY, -DAY, -3600))))
    for each in run.people if moved else ():  # sessions begun while it was behind may have run out with it
        each.told = [told for told in each.told if told[0] != "session"]
    run.site.gate.set()
    time.sleep(run.chance.uniform(*LASTS))


def _rude(run: Written) -> None:
    """Requests that are cut off, drip, or are none; nothing of them is kept and nobody else waits."""
    threads = [
        threading.Thread(
            target=_send_rudely, args=(run.site.port, run.chance.random(), run.people[1].browser.session)
        )
        for _ in range(12)
    ]
    for each in threads:
        each.start()
    began = time.monotonic()
    assert run.serving.ask("/account/login/")[0] == 200
    assert time.monotonic() - began < 10, "a page waited for rude clients"
    for each in threads:
        each.join()


def _send_rudely(port: int, drawn: float, session: str) -> None:
    chance = random.Random(drawn)
    body = b"words=RUDE+words&source=RUDE"
    head = (
        f"POST {TOWN}/assessment/1/statements/intelligence/ HTTP/1.1\r\nHost: localhost\r\n"
        f"Cookie: sessionid={session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    whole = head + body
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: whole[: chance.randrange(len(whole) - 1)],
        lambda: whole[:-1],
        lambda: chance.randbytes(chance.randrange(2000)),
        lambda: b"GET /" + b"a" * chance.randrange(100_000),
        lambda: whole.replace(b"Content-Length: 28", b"Transfer-Encoding: chunked")[:-10] + b"ZZ\r\n",
    )
    content = chance.choice(ways)()
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as asked:
        for at in range(0, len(content), max(1, len(content) // chance.choice((1, 3, 9)))):
            asked.sendall(content[at : at + max(1, len(content) // 3)])
            time.sleep(chance.uniform(0, 0.1))
        if chance.random() < 0.5:
            asked.shutdown(socket.SHUT_WR)
            asked.recv(1000)
