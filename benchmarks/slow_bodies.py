"""How long do pages take while others send slowly?

Run: PYTHONPATH=src python benchmarks/slow_bodies.py [--slow 0 20 200] [--people 20] [--seconds 8]

Serves an empty installation, holds so many bodies to the sign-in page open (a byte a second, none ever whole)
and lets people open that page, with 0.2 s between. Prints median and 95th percentile for each number of slow
bodies. Status 1 where a page did not come within 20 seconds.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = "/account/login/"
BODY = f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nlogin=a".encode()


def main() -> int:
    """Serve, drip, read, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slow", type=int, nargs="+", default=[0, 20, 200])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8)
    wanted = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "wardmote", "serve", "--no-worker", "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        serving = subprocess.Popen([*command, "--data", f"{folder}/data"], env=environment)
        try:
            until = time.monotonic() + 300
            while _opened(port)[1] != 200 and time.monotonic() < until:
                time.sleep(0.3)
            print(f"{'slow bodies':>12}{'pages':>8}{'median':>10}{'95th':>10}{'worst':>10}{'missed':>8}")
            for slow in wanted.slow:
                times, failed = measured(port, slow, wanted.people, wanted.seconds)
                cells = (statistics.median(times), times[int(0.95 * (len(times) - 1))], times[-1])
                told = "".join(f"{1000 * cell:>7.0f} ms" for cell in cells)
                print(f"{slow:>12}{len(times):>8}{told}{failed:>8}", flush=True)
                missed += failed
        finally:
            serving.terminate()
            serving.wait(30)
    return 1 if missed else 0


def measured(port: int, slow: int, people: int, seconds: float) -> tuple[list[float], int]:
    """The seconds of each page, in order, and how many did not come."""
    found: list[tuple[float, int]] = []
    over = threading.Event()
    with ExitStack() as held:
        dripping = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(slow)]
        for each in dripping:
            each.sendall(BODY)

        def drip() -> None:
            while not over.wait(1):
                for each in dripping:
                    try:
                        each.sendall(b"x")
                    except OSError:
                        continue  # given up by the server, as it should

        def read() -> None:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                found.append(_opened(port))
                time.sleep(0.2)

        threads = [threading.Thread(target=drip), *(threading.Thread(target=read) for _ in range(people))]
        for thread in threads:
            thread.start()
        for thread in threads[1:]:
            thread.join()
        over.set()
        threads[0].join()
    return sorted(taken for taken, _ in found), sum(status != 200 for _, status in found)


def _opened(port: int) -> tuple[float, int]:
    began = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asked.request("GET", PAGE)
        answer = asked.getresponse()
        answer.read()
        return time.monotonic() - began, answer.status
    except OSError:
        return time.monotonic() - began, 0
    finally:
        asked.close()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
