"""The web process that ``wardmote serve`` starts: granian, one process, and ``site/asgi.py`` in it.

In: host and port as its two words, the environment; its standard input is held
open by the process that started it, and when that one is gone it ends too.
"""

import contextlib
import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import wait
from typing import Any

CONNECTIONS = 4096  # at a time; each is a few kilobytes until its request is whole
HEAD_TIME = 15_000  # milliseconds a request's head may take


def application() -> object:
    """What granian loads in its own child process."""
    tether()
    from wardmote.site.wsgi import application as pages

    return _buffered(pages)


def _buffered(pages: Any) -> object:
    """Behind what needs Django set up, which importing ``pages`` did."""
    from wardmote.measuring.sources import child_process
    from wardmote.site.asgi import BufferedApplication

    child_process.warm_up()
    _settle_left_over()
    return BufferedApplication(pages)


def _settle_left_over() -> None:
    """What a web process that was killed left half done among files; a data folder has one at a time."""
    from django.db import Error, connection

    from wardmote.ground.attachments import adding
    from wardmote.ground.row_security.scope import all_partnerships
    from wardmote.knowing.evidence import uploads, withdrawals
    from wardmote.measuring.catalogue.refusals import Refusal
    from wardmote.site.accounts import outbox

    try:
        with all_partnerships("what a killed process left half done"):
            for room in (adding, uploads, withdrawals):
                room.settle_left_over()
        outbox.forget_old()
    except (Error, OSError, Refusal) as error:  # the next start does
        print(f"What was left half done is not settled: {error}", file=sys.stderr, flush=True)
    finally:
        connection.close()


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


def allow_connections() -> None:
    """Let this process hold as many connections as the system allows, as each is an open file."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * CONNECTIONS), hard))


def main(host: str, port: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    end_with_input()
    allow_connections()
    Server(
        "wardmote.site.commands.web:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=1,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIME),
        factory=True,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
