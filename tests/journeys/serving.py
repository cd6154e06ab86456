"""The whole program as a person starts it: ``wardmote serve`` in a process of its own, over a data folder.

``Served`` knows its address and prints; it ends with the ``with`` block. The
database is SQLite, or the one that ``WARDMOTE_DATABASE`` names in ``extra``.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


class Served:
    """``with Served(folder) as served: page.goto(served.url)``."""

    def __init__(
        self, folder: Path, *words: str, extra: Mapping[str, str] | None = None, port: int | None = None
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.words = words or ("serve", "--data", str(folder / "data"))
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("WARDMOTE", "DJANGO"))},
            "PYTHONPATH": str(ROOT / "src"),
            "WARDMOTE_DATA": str(folder / "data"),
            **(extra or {}),
        }

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "served.log").read_text("utf-8", errors="replace")

    def __enter__(self) -> "Served":
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "wardmote", *self.words, "--port", str(self.port)]
        with (self.folder / "served.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with status {self.process.returncode}:\n{self.said}")
            try:
                with urllib.request.urlopen(self.url, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"no answer within {PATIENCE:.0f} seconds:\n{self.said}")

    def link(self, pattern: str) -> str:
        """The first address it printed that fits, on this port."""
        found = re.search(pattern, self.said)
        assert found, f"no {pattern} in:\n{self.said}"
        return found[0]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
