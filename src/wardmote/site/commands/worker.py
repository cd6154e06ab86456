"""``wardmote worker``: does the web's long work and sends its letters; ``serve`` starts one itself.

Ends on SIGTERM or Ctrl-C: the job in hand goes back to the queue at its next
step, at the latest after ``GRACE`` seconds, and is done by the next worker.
"""

import argparse
import os
import signal
import sys
import threading

EXAMPLE = "wardmote worker"
GRACE = 8.0  # seconds
AWAY = 3.0  # seconds between looks for a database that does not answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    parser.add_argument("--after", default="", help=argparse.SUPPRESS)
    parser.add_argument("--tethered", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Do jobs until told to end."""
    stop = threading.Event()
    if args.tethered:
        threading.Thread(target=_until_input_ends, args=(stop,), daemon=True).start()
    _start(args, stop)
    from django.conf import settings

    from wardmote.ground.jobs import tending
    from wardmote.ground.mail import sending

    name = args.name or tending.worker_name()

    def give_back() -> None:
        stop.wait()
        threading.Event().wait(GRACE)
        tending.leave(name)
        os._exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=give_back, daemon=True).start()
    letters = threading.Thread(target=sending.tend, args=(stop,), daemon=True, name="mail")
    if settings.WARDMOTE_SENDS_MAIL:
        letters.start()
    if not args.tethered:
        print("The worker is ready; Ctrl-C ends it.", file=sys.stderr, flush=True)
    tending.tend(name, stop, after=args.after)
    if letters.is_alive():
        letters.join(GRACE / 2)  # what the server takes now is written down, and so not sent again
    _sign_last()
    return 0


def _start(args: argparse.Namespace, stop: threading.Event) -> None:
    """Begin; ``serve``'s own worker waits for a database that does not answer, as its pages do."""
    from wardmote.site.commands.starting import DatabaseAwayRefusal, start

    while True:
        try:
            return start(args.data)
        except DatabaseAwayRefusal as refusal:
            if not args.tethered or stop.is_set():
                raise
            print(f"The worker waits: {refusal}", file=sys.stderr, flush=True)
            stop.wait(AWAY)


def _sign_last() -> None:
    """What this worker leaves behind is signed; where that fails the next one signs it."""
    from django.db import DatabaseError

    from wardmote.ground.audit import heads
    from wardmote.ground.audit.models import HeadKind
    from wardmote.measuring.catalogue.refusals import Refusal

    try:
        heads.sign(HeadKind.STOP)
    except (DatabaseError, Refusal) as error:
        print(f"The log was not signed: {error}", file=sys.stderr, flush=True)


def _until_input_ends(stop: threading.Event) -> None:
    """The process that started this one holds our input open; when it is gone, end as if told to."""
    while os.read(0, 1024):
        pass
    stop.set()
