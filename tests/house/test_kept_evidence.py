"""Evidence kept from one run to the next: never of other code or data, never half written, made once."""

import fcntl
import multiprocessing
import os
import signal
from datetime import date
from pathlib import Path

import pytest

from tests import kept_evidence
from tests.installation import until

FORK = multiprocessing.get_context("fork")


def maker(shelf: Path, ends: str) -> "multiprocessing.process.BaseProcess":
    """A process of its own that needs the folder "kept", begun; one that is killed ends in the making."""
    process = FORK.Process(target=need, args=(shelf, ends))
    process.start()
    return process


def need(shelf: Path, ends: str) -> None:
    def make(folder: Path) -> None:
        with (shelf / "made.txt").open("a") as file:
            file.write(f"{ends}\n")
        (folder / f"half of {ends}").touch()
        if ends == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        until(lambda: (shelf / "second asks").exists())
        (folder / "whole").touch()

    kept_evidence._shelf = lambda: shelf
    kept_evidence.FOLDERS = {"kept": make}
    if ends == "second":
        (shelf / "second asks").touch()
    found = " ".join(sorted(path.name for path in kept_evidence._made("kept").iterdir()))
    (shelf / f"{ends} found").write_text(found)


@pytest.fixture
def made_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with code and data that stand for the project's."""
    for name in ("src/town.py", "src/deep/er.py", "list.txt", "shared/data/police/a.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was", "utf-8")
    monkeypatch.setattr(kept_evidence, "ROOT", tmp_path)
    monkeypatch.setattr(kept_evidence, "CODE", (tmp_path / "src", tmp_path / "list.txt"))
    monkeypatch.setattr(kept_evidence, "SHARED", tmp_path / "shared" / "data")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/town.py", "as it Was"),
        ("src/deep/er.py", "as it was, and more"),
        ("src/deep/new.py", ""),
        ("list.txt", "as it Was"),
        ("shared/data/police/a.csv", "as it was, and more"),
        ("shared/data/police/b.csv", ""),
    ],
)
def test_other_code_or_data_is_another_key(made_from: Path, name: str, text: str) -> None:
    before = kept_evidence._fingerprint()
    assert kept_evidence._fingerprint() == before
    (made_from / name).write_text(text, "utf-8")
    assert kept_evidence._fingerprint() != before


def test_data_of_the_same_size_written_later_and_another_day_are_another_key(
    made_from: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {kept_evidence._fingerprint()}
    os.utime(made_from / "shared/data/police/a.csv", ns=(1, 1))
    keys.add(kept_evidence._fingerprint())

    class Tomorrow(date):
        @classmethod
        def today(cls) -> "Tomorrow":
            return cls(2100, 1, 1)

    monkeypatch.setattr(kept_evidence, "date", Tomorrow)
    keys.add(kept_evidence._fingerprint())
    assert len(keys) == 3


def test_what_the_folders_are_made_with_is_in_the_key() -> None:
    assert all(place.exists() for place in kept_evidence.CODE)
    inside = {path for place in kept_evidence.CODE for path in (place, *place.rglob("*.py"))}
    makers = (
        "demonstration/town.py",
        "store/partner_load.py",
        "sources/police_uk.py",
        "catalogue/periods.py",
    )
    assert {kept_evidence.MEASURING / name for name in makers} <= inside


def test_one_killed_in_the_middle_is_made_again_from_nothing(tmp_path: Path) -> None:
    killed = maker(tmp_path, "killed")
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert not (tmp_path / "kept").exists()
    maker(tmp_path, "second").join()
    assert (tmp_path / "second found").read_text() == "half of second whole"
    assert (tmp_path / "made.txt").read_text().split() == ["killed", "second"]


def test_of_two_at_once_one_makes_it_and_the_other_waits_for_the_whole(tmp_path: Path) -> None:
    first = maker(tmp_path, "first")
    until((tmp_path / "made.txt").exists)
    second = maker(tmp_path, "second")
    first.join()
    second.join()
    found = [(tmp_path / f"{name} found").read_text() for name in ("first", "second")]
    assert found == ["half of first whole"] * 2
    assert (tmp_path / "made.txt").read_text().split() == ["first"]


def test_a_folder_another_run_uses_is_not_removed_and_one_of_long_ago_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_evidence, "HOME", tmp_path)
    for age, name in enumerate(("mine", "last run", "in use elsewhere", "long ago")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "in-use").touch()
        os.utime(tmp_path / name / "in-use", (1000 - age, 1000 - age))
    with (tmp_path / "in use elsewhere" / "in-use").open() as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        kept_evidence._remove_unused(tmp_path / "mine")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"mine", "last run", "in use elsewhere"}
