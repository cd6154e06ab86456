"""Reading what people bring in a child process with limits: a file that costs too much ends itself alone.

In: a function of a module, its arguments, ``ChildLimits``. Out: what the function answers, or its
``Refusal``; a ``Refusal`` too where it takes more memory, time or room than it may, where the child dies,
and where the reader meets a fault nobody foresaw: no library's error reaches a person, and only its kind and
place are logged, since its words may quote the file. ``OSError`` is the disk's and comes as it is. ``report``
is called with what the function reports; what it raises stops the child. A child ends within a moment when
nobody waits for its answer any more (``while_waited_for``). Nothing is read while a check of
``before_each`` objects (the web's: a transaction is open). The child ends with who started it.

Children are forked from one small process without threads that has the readers imported (``preload``), which
takes 40 ms instead of a second. Windows can neither fork nor limit memory: there a child starts anew, and
only its time and the size of its answer are limited. This limits what a reader costs; it is no sandbox.
"""

import contextlib
import errno
import logging
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, TypeVar

from wardmote.measuring.catalogue.refusals import Refusal

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class ChildLimits:
    """The most a child may take: bytes of memory, seconds, bytes of its answer and of a file it writes."""

    memory: int = 1536 << 20
    seconds: float = 60
    answer: int = 64 << 20
    file: int = 256 << 20


READING: Final = ChildLimits()
LOADING: Final = ChildLimits(memory=4 << 30, seconds=2 * 60 * 60, file=16 << 30)
AT_ONCE: Final = 2  # children; the others wait, so that neither memory nor the threads of pages run out
WAITS: Final = 30.0  # seconds for one of them to end
PAGE_WAITS, PAGE_SECONDS = 1.0, 10.0  # of a thread that many people's pages need
LOOKS: Final = 0.25  # seconds after which it is looked again whether somebody waits for the answer
GRACE: Final = 5.0  # seconds in which a stopped child clears up
DONE, REFUSED, REPORTED, DISK, TOO_MUCH, FAULT = "done", "refused", "reported", "disk", "too much", "fault"
SMALLER: Final = (
    "Bring less at a time. In a spreadsheet, look for a cell far away from the table and empty it."
)
ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # each reserves address space
_free = threading.BoundedSemaphore(AT_ONCE)
_thread = threading.local()
_checks: list[Callable[[], None]] = []
_preloaded: list[str] = []
_log = logging.getLogger(__name__)


def before_each(check: Callable[[], None]) -> None:
    """Have this called before anything is read; what it raises forbids it."""
    if check not in _checks:
        _checks.append(check)


def hurry() -> None:
    """What this thread reads from now on waits little and takes little: pages of others need it."""
    _thread.hurried = True


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that this thread reads in here takes no longer together; what comes later is not looked at."""
    _thread.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _thread.until = None


class NobodyWaits(Refusal):
    """Who asked for this to be read is gone."""


@contextlib.contextmanager
def while_waited_for(is_gone: Callable[[], bool]) -> Iterator[None]:
    """What this thread reads in here ends as ``NobodyWaits`` once whoever asked is gone."""
    _thread.is_gone = is_gone
    try:
        yield
    finally:
        _thread.is_gone = None


def _look_who_waits() -> bool:
    """Whether somebody can go away here; ``NobodyWaits`` where they have."""
    is_gone: Callable[[], bool] | None = getattr(_thread, "is_gone", None)
    if is_gone is not None and is_gone():
        raise NobodyWaits("Whoever sent this did not wait for the answer.", todo="Send it again.")
    return is_gone is not None


def preload(*modules: str) -> None:
    """Have children begin with these imported; to be said before the first one."""
    _preloaded.extend(modules)


def warm_up() -> None:
    """Start the process children are forked from, before the first file comes."""
    _context()


def run_in_child(
    function: Callable[..., Answer],
    *args: Any,
    limits: ChildLimits = READING,
    where: str = "",
    todo: str = SMALLER,
    report: Callable[[Any], None] | None = None,
    **named: Any,
) -> Answer:
    """What the function answers; ``where`` and ``todo`` are those of a refusal that is not its own."""
    for check in _checks:
        check()
    _look_who_waits()
    limits, waits = _of_this_thread(limits, where)
    if not _free.acquire(timeout=waits):
        raise Refusal("Other files are being read just now.", where=where, todo="Do it again in a minute.")
    try:
        with _child(function, args, named, limits, reports=report is not None) as (connection, process):
            kind, value = _answer(connection, process, limits, report)
    finally:
        _free.release()
    if kind in (REFUSED, DISK):
        raise value
    if kind == TOO_MUCH:
        raise Refusal("This file takes too much to read.", where=where, found=value, todo=todo)
    if kind == FAULT:
        _log.error("%s failed over what was brought: %s", function.__qualname__, value)
        raise Refusal(
            "The file could not be understood.",
            where=where,
            todo="Open it in the program it came from and save it again, then bring that.",
        )
    answer: Answer = value
    return answer


def _of_this_thread(limits: ChildLimits, where: str) -> tuple[ChildLimits, float]:
    """What is left to a reader here, and the seconds it may wait for its turn."""
    seconds, waits = limits.seconds, WAITS
    if getattr(_thread, "hurried", False):
        seconds, waits = min(seconds, PAGE_SECONDS), PAGE_WAITS
    until = getattr(_thread, "until", None)
    if until is not None:
        left = until - time.monotonic()
        if left <= 0:
            raise Refusal(
                "There was no time left to look at this file.",
                where=where,
                todo="Add it again, with fewer files at a time.",
            )
        seconds, waits = min(seconds, left), min(waits, left)
    return replace(limits, seconds=seconds), waits


@contextlib.contextmanager
def _child(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    named: Mapping[str, Any],
    limits: ChildLimits,
    *,
    reports: bool,
) -> Iterator[tuple[Connection, Any]]:
    """A running child and our end of the pipe; ended in any case."""
    ours, theirs = multiprocessing.Pipe()
    work = pickle.dumps((os.getcwd(), function, args, named))
    own = {name: value for name, value in os.environ.items() if name.startswith("WARDMOTE_")}
    process = _context().Process(target=_work, args=(theirs, work, limits, own, reports), name="reader")
    try:
        process.start()
        theirs.close()
        yield ours, process
        process.join(GRACE)
    except BaseException:
        ours.close()  # its next report fails, and it clears up
        if process.pid is not None:
            process.join(GRACE if reports else 0)
        raise
    finally:
        ours.close()
        if process.pid is not None:
            process.kill()
            process.join()
            process.close()


def _answer(
    connection: Connection, process: Any, limits: ChildLimits, report: Callable[[Any], None] | None
) -> tuple[str, Any]:
    until = time.monotonic() + limits.seconds
    while True:
        left = max(0.0, until - time.monotonic())
        if not connection.poll(min(left, LOOKS) if _look_who_waits() else left):
            if left > LOOKS and _look_who_waits():
                continue
            process.kill()
            return TOO_MUCH, f"more than {limits.seconds:,.0f} seconds"
        try:
            kind, value = pickle.loads(connection.recv_bytes(limits.answer))
        except (EOFError, ConnectionResetError):
            process.join(GRACE)
            return _died(process.exitcode, limits)
        except OSError:
            process.kill()
            return TOO_MUCH, f"an answer of more than {limits.answer >> 20:,} MB"
        if kind != REPORTED:
            return kind, value
        if report is not None:
            report(value)


def _died(status: int | None, limits: ChildLimits) -> tuple[str, Any]:
    """What the end of a child without an answer means: a reader in Rust or C gives up by ending it."""
    too_much = {-getattr(signal, name, 0) for name in ("SIGABRT", "SIGKILL", "SIGXCPU")}
    if status in too_much:
        return TOO_MUCH, f"more than {limits.memory >> 20:,} MB of memory, or {limits.seconds:,.0f} seconds"
    return FAULT, f"the child ended with {status}"


@cache
def _context() -> Any:
    """How children start: forked from a clean process where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # not on Windows

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *_preloaded])
    source = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    before = {name: os.environ.get(name) for name in (*ENVIRONMENT, "PYTHONPATH")}
    os.environ.update(ENVIRONMENT, PYTHONPATH=path)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return context


# ---- in the child ----


def _work(
    connection: Connection, work: bytes, limits: ChildLimits, environment: Mapping[str, str], reports: bool
) -> None:
    """Do it and answer once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this one ends it
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library's last words may quote the file
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.update(environment)
    os.umask(0o077)  # what it keeps is for its account alone, whoever started the process it is forked from
    _limit(limits)

    def report(value: Any) -> None:
        connection.send_bytes(pickle.dumps((REPORTED, value)))

    answer: tuple[str, Any]
    try:
        place, function, args, named = pickle.loads(work)
        os.chdir(place)
        answer = DONE, function(*args, **named, **({"report": report} if reports else {}))
        told = pickle.dumps(answer)
    except Refusal as refusal:
        told = pickle.dumps((REFUSED, refusal))
    except MemoryError:
        told = pickle.dumps((TOO_MUCH, f"more than {limits.memory >> 20:,} MB of memory"))
    except OSError as error:
        large = error.errno == errno.EFBIG
        told = pickle.dumps(
            (TOO_MUCH, f"more than {limits.file >> 20:,} MB on disk")
            if large
            else (DISK, OSError(error.errno, error.strerror, error.filename))
        )
    except Exception as error:
        kind = TOO_MUCH if "OutOfMemory" in type(error).__name__ else FAULT
        told = pickle.dumps((kind, _place(error)))
    with contextlib.suppress(OSError):  # nobody waits for it
        connection.send_bytes(told)


def _place(error: BaseException) -> str:
    """The kind of an error and the last line of ours it passed; never its words, which may quote the file."""
    last, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "wardmote" in Path(code.co_filename).parts:
            last = f" in {Path(code.co_filename).name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{last}"


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit(limits: ChildLimits) -> None:
    """Let this process take no more than it may."""
    if sys.platform == "win32":
        return
    import resource

    seconds = 2 * int(limits.seconds) + 1  # of the processor; two threads may work
    wanted = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or hard > most:
            with contextlib.suppress(ValueError, OSError):  # a system without this one
                resource.setrlimit(kind, (most, most))
