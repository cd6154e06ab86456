"""The web process that ``wardmote serve`` starts: granian, one process, a few threads.

In: host and port as its two words, the environment; its standard input is held
open by the process that started it, and when that one is gone it ends too.
"""

import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import wait

THREADS = 4  # more do not help: answering is work for the processor


def application() -> object:
    """What granian loads in its own child process."""
    tether()
    from wardmote.site.wsgi import application as pages

    return pages


def tether() -> None:
    """End this process when its parent is gone, also when that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="tether").start()


def end_with_input(end: int = 1) -> None:
    """End this process when whoever holds its standard input is gone."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os._exit(end)

    threading.Thread(target=watch, daemon=True, name="input").start()


def main(host: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    end_with_input()
    Server(
        "wardmote.site.commands.web:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        factory=True,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
