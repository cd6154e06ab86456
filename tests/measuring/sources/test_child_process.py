"""What people bring is read in a child with limits: one that costs too much ends itself alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.installation import until
from tests.measuring.sources.far_cell import far_cell
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources import child_process
from wardmote.measuring.sources.child_process import ChildLimits, run_in_child
from wardmote.measuring.store.bad_rows import BadRows
from wardmote.measuring.store.recognising import recognise

resource = pytest.importorskip("resource", reason="Windows limits no memory")
MEMORY = ChildLimits(memory=1 << 30)


def take_memory() -> int:
    return len(bytearray(2 << 30))


def take_time() -> None:
    time.sleep(60)


def take_room(path: Path) -> None:
    path.write_bytes(b"x" * (2 << 20))


def answer_much() -> bytes:
    return b"x" * (2 << 20)


def end_itself(number: int) -> None:
    os.kill(os.getpid(), number)


def meet_a_fault() -> None:
    raise ValueError("Jane Roe, 4 Mill Lane")


def meet_a_disk() -> None:
    raise OSError(28, "No space left on device", "/srv/x")


def refuse_rows() -> None:
    raise BadRows(what="2 of 3 rows cannot be used.", where="a.csv", todo="Mend them.", bad=2, kept=1)


def limits_here() -> list[int]:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    return [resource.getrlimit(kind)[0] for kind in kinds]


def tell_steps(report: Any) -> str:
    for step in range(3):
        report(step)
    return "done"


def test_a_child_may_take_what_is_said_and_no_more(tmp_path: Path) -> None:
    assert run_in_child(limits_here, limits=ChildLimits(1 << 30, 7, file=1 << 20)) == [
        1 << 30,
        15,
        1 << 20,
        0,
    ]
    small = ChildLimits(memory=1 << 30, seconds=0.2, answer=1 << 20, file=1 << 20)
    costly: list[tuple[Any, tuple[Any, ...], ChildLimits, str]] = [
        (take_memory, (), MEMORY, "1,024 MB of memory"),
        (take_time, (), small, "seconds"),
        (take_room, (tmp_path / "x",), ChildLimits(file=1 << 20), "1 MB on disk"),
        (answer_much, (), ChildLimits(answer=1 << 20), "an answer of more than 1 MB"),
        (end_itself, (signal.SIGABRT,), MEMORY, "memory"),
    ]
    for function, args, limits, found in costly:
        with pytest.raises(Refusal, match="This file takes too much to read") as refusal:
            run_in_child(function, *args, limits=limits, where="a.csv")
        assert (refusal.value.where, found in refusal.value.found) == ("a.csv", True), refusal.value


def test_what_a_reader_raises_comes_back_as_it_is_and_a_fault_as_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(BadRows) as bad:
        run_in_child(refuse_rows)
    assert (bad.value.bad, bad.value.kept, bad.value.where) == (2, 1, "a.csv")
    with pytest.raises(OSError, match="No space left") as disk:
        run_in_child(meet_a_disk)
    assert (disk.value.errno, disk.value.filename) == (28, "/srv/x")
    for function, args in ((meet_a_fault, ()), (end_itself, (signal.SIGSEGV,))):
        with pytest.raises(Refusal, match="could not be understood") as fault:
            run_in_child(function, *args, where="a.csv")
        assert "Jane" not in f"{fault.value} {caplog.text}"
    assert "meet_a_fault failed over what was brought: ValueError" in caplog.text


def test_steps_are_reported_and_what_the_report_raises_stops_the_child() -> None:
    told: list[int] = []
    assert run_in_child(tell_steps, report=told.append) == "done"
    assert told == [0, 1, 2]

    def stop(step: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run_in_child(tell_steps, report=stop)


def test_nothing_is_read_while_a_check_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    def object_to_it() -> None:
        raise RuntimeError("not now")

    monkeypatch.setattr(child_process, "_checks", [object_to_it])
    with pytest.raises(RuntimeError, match="not now"):
        run_in_child(limits_here)


def test_no_more_children_than_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "WAITS", 0)
    for _ in range(child_process.AT_ONCE):
        assert child_process._free.acquire(blocking=False)
    try:
        with pytest.raises(Refusal, match="Other files are being read"):
            run_in_child(limits_here)
        monkeypatch.setattr(child_process, "WAITS", 30)
        monkeypatch.setattr(child_process, "PAGE_WAITS", 0)
        monkeypatch.setattr(child_process._thread, "hurried", True, raising=False)
        with pytest.raises(Refusal, match="Other files are being read"):
            run_in_child(limits_here)
    finally:
        child_process._free.release(child_process.AT_ONCE)
    assert run_in_child(limits_here)[1] == 21, "a thread of pages reads for ten seconds at most"


def test_a_cell_far_away_is_refused_and_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_cell())
    assert path.stat().st_size < 2048
    with pytest.raises(Refusal, match="takes too much to read") as refusal:
        run_in_child(recognise, path, path.name, where=path.name)
    assert "cell far away" in refusal.value.todo


KILLED = """
import os, sys, time
from pathlib import Path
from wardmote.measuring.sources.child_process import run_in_child
def wait(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(60)
if __name__ == "__main__":
    run_in_child(wait, sys.argv[1])
"""


def test_a_child_ends_with_who_started_it(tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), "src"])}
    told = tmp_path / "told"
    started = subprocess.Popen([sys.executable, str(tmp_path / "killed.py"), str(told)], env=environment)
    until(lambda: told.is_file() and told.read_text(), 60)
    child = int(told.read_text())
    started.kill()
    started.wait()
    until(lambda: not Path(f"/proc/{child}").exists() if Path("/proc").is_dir() else _gone(child))


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
