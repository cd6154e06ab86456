"""A file is cleaned in a process of its own: one that was made to cost much stops itself, not the site.

In: the bytes somebody sent. Out: what they are and the cleaned bytes, or a ``Refusal``, as ``cleaning``
gives them; a ``Refusal`` too where the file takes more than ``MEMORY``, ``SECONDS`` of the processor or
``PATIENCE``. Memory and processor are limited where the system can (not on
Windows); the time that passes, everywhere.

The process (this module, run by name) reads the file as its input. It writes one line of JSON (what it is, or
a refusal's words) and then the bytes.
"""

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from wardmote.ground.attachments.cleaning import cleaned
from wardmote.measuring.catalogue.refusals import Refusal

MEMORY: Final = 768 << 20  # bytes of address space
SECONDS: Final = 10
PATIENCE: Final = 20
_LARGEST: Final = 20 << 20  # of what is left; more is no file of the size that is sent
_TOO_MUCH: Final = 75  # the process's status where a limit is met in good order


def cleaned_apart(content: bytes) -> tuple[str, bytes]:
    """What it is, and its bytes without what it says beyond what it shows."""
    source = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode < 0 or done.returncode == _TOO_MUCH:
        raise _too_much()
    if done.returncode:
        raise RuntimeError(f"cleaning a file ended with {done.returncode}: {done.stderr[-2000:].decode()}")
    head, _, kept = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "what" in answer:
        raise Refusal(**answer)
    return answer["type"], kept


def _too_much() -> Refusal:
    return Refusal(
        "This file takes too much to look through.",
        where="file",
        todo="Print it to a new PDF, or save the photograph again, then add that.",
    )


def _limit() -> None:
    """Let this process take no more than it may."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or hard > most:
            with contextlib.suppress(ValueError, OSError):  # a system without this one
                resource.setrlimit(kind, (most, most))


def main() -> int:
    """Clean what comes in; the status of the process."""
    _limit()
    try:
        kind, kept = cleaned(sys.stdin.buffer.read())
    except MemoryError:
        return _TOO_MUCH
    except Refusal as refusal:
        answer, kept = asdict(refusal), b""
    else:
        if len(kept) > _LARGEST:
            return _TOO_MUCH
        answer = {"type": kind}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
