"""A load exists wholly or not at all, whatever kills it; two loads never run at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.measuring.store.making import load, row, street
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import clear_drafts, staged_load
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts

# Runs the ordinary load and kills itself with signal 9 at the nth call of a function of the commit.
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.measuring.store.making import load
from wardmote.measuring.store import commit

data, where, turn, *files = sys.argv[1:]
owner, name = (commit.os, where) if where in ("replace", "rename") else (commit, where)
real, calls = getattr(owner, name), [0]

def deadly(*args, **kwargs):
    calls[0] += 1
    if calls[0] == int(turn):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)

setattr(owner, name, deadly)
load(Path(data), [Path(file) for file in files])
"""
# (function, call): parts written; first part moved; before and after the commit; one receipt settled.
MOMENTS = [("_write", 2), ("flush", 1), ("replace", 2), ("rename", 1), ("_settle", 1), ("rename", 3)]
COMMITTED = [("_settle", 1), ("rename", 3)]


def files(tmp_path: Path) -> list[Path]:
    return [
        street(
            tmp_path,
            [row(n, month=f"2021-0{m}") for n in range(m * 10)],
            name=f"2021-0{m}-barchester-street.csv",
        )
        for m in (1, 2, 3)
    ]


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_kill_9_leaves_all_or_nothing_and_the_next_load_is_clean(
    moment: tuple[str, int], tmp_path: Path
) -> None:
    data, given = tmp_path / "data", files(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(data), moment[0], str(moment[1]), *map(str, given)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == -9, run.stderr
    expected = 3 if moment in COMMITTED else 0
    assert len(list_receipts(Folder(data))) == expected
    assert len(Evidence(data).receipts()) == expected
    again = load(data, given)
    assert [outcome.already for outcome in again] == [expected == 3] * 3
    evidence = Evidence(data)
    counted = evidence.monthly("police-uk", evidence.place("Barchester"), "place")
    assert counted.counts.sum(axis=(0, 2)).tolist() == [10, 20, 30]
    assert not list((data / "loads").glob(".staging-*"))
    assert not list((data / "loads").glob(".commit-*"))
    named = {part.path for receipt in evidence.receipts() for part in receipt.parts}
    assert {path.relative_to(data).as_posix() for path in data.rglob("*.parquet")} == named


def test_two_loads_at_once_are_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    with staged_load(folder), pytest.raises(Refusal, match="Another load"), staged_load(folder):
        pass


def test_what_no_receipt_names_is_never_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (outcome, *_) = load(data, files(tmp_path))
    part = Folder(data).at(outcome.receipt.parts[0].path)
    part.with_name("stranger.parquet").write_bytes(part.read_bytes())
    evidence = Evidence(data)
    assert int(evidence.monthly("police-uk", evidence.place("Barchester"), "place").counts.sum()) == 60


def test_a_damaged_part_is_said_in_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (outcome, *_) = load(data, files(tmp_path))
    Folder(data).at(outcome.receipt.parts[0].path).unlink()
    with pytest.raises(Refusal, match="missing or damaged"):
        Evidence(data).place("Barchester")


def test_a_receipt_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (outcome, *_) = load(data, files(tmp_path))
    Folder(data).receipt(outcome.receipt.sha256).write_text("{")
    with pytest.raises(Refusal, match="receipt"):
        Evidence(data)


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(staging: object, name: str) -> Path:
        return tmp_path / "no such folder" / name

    monkeypatch.setattr("wardmote.measuring.store.commit.Staging.scratch", nowhere)
    with pytest.raises(Refusal, match="could not be converted"):
        load(tmp_path / "data", files(tmp_path))
    assert list_receipts(Folder(tmp_path / "data")) == ()


def test_a_draft_that_a_killed_program_left_goes_and_no_other_file(tmp_path):
    names = (".letter.pdf-0123abcd", "letter.pdf", ".letter.pdf-young", ".sheet.json", "a-0123abcd")
    (tmp_path / "deep").mkdir()
    for name in names:
        (tmp_path / "deep" / name).write_bytes(b"x")
        os.utime(tmp_path / "deep" / name, (1000, 1000))
    young = tmp_path / ".letter.pdf-abcd0123"
    young.write_bytes(b"x")
    clear_drafts(tmp_path, before=2000)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*names[1:], young.name}
