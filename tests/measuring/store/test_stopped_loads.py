"""A load that is stopped, or meets a full or read-only disk, leaves nothing half done."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.measuring.store.making import TODAY, row, street
from tests.measuring.store.test_partner_rows import POLICE, csv, square
from tests.measuring.store.test_partner_rows import row as incident
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store import commit
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import Progress, Report, quiet
from wardmote.measuring.store.open_load import load_areas, load_deprivation, load_lookup, load_totals
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.police_uk_load import load_police_uk
from wardmote.measuring.store.receipts import list_receipts

Load = Callable[[Folder, Report], object]


class StoppedError(Exception):
    """Somebody pressed the button."""


def police_uk(folder: Folder, report: Report) -> object:
    files = [
        street(
            folder.root.parent, [row(n, month=f"2021-0{m}") for n in range(9)], name=f"2021-0{m}-b-street.csv"
        )
        for m in (1, 2, 3)
    ]
    named = [path.rename(path.with_name(path.name.replace("-b-", "-barchester-"))) for path in files]
    return load_police_uk(folder, named, released=None, today=TODAY, report=report)


def areas(folder: Folder, report: Report) -> object:
    shapes = [square(0, 51, 0.1, code="E05000001", name="North")]
    path = written(folder, "wards.geojson", json.dumps({"type": "FeatureCollection", "features": shapes}))
    return load_areas(folder, path, kind="ward", vintage="2013", report=report)


def written(folder: Folder, name: str, text: str) -> Path:
    folder.root.parent.mkdir(parents=True, exist_ok=True)
    path = folder.root.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def lookup(folder: Folder, report: Report) -> object:
    path = written(folder, "lookup.csv", "lsoa11_code,ltla22_code\nE01000001,E07000001\n")
    return load_lookup(folder, path, report=report)


def population(folder: Folder, report: Report) -> object:
    path = written(folder, "population_mid2020_lsoa11.csv", "lsoa11_code,total_population\nE01000001,1500\n")
    return load_totals(folder, path, what="population", report=report)


def deprivation(folder: Folder, report: Report) -> object:
    header = "lsoa11_code,imd_score,imd_rank,imd_decile"
    path = written(folder, "imd2019_lsoa11.csv", f"{header}\nE01000001,30.5,5000,2\n")
    return load_deprivation(folder, path, year=2019, vintage="2011", report=report)


def partner(folder: Folder, report: Report) -> object:
    mapping = folder.mapping("barchester", "police")
    mapping.parent.mkdir(parents=True, exist_ok=True)
    mapping.write_text(POLICE, encoding="utf-8")
    path = csv(folder.root, "a.csv", [incident("1", "2021-01-05", victim="V1")])
    return load_partner(
        folder,
        path,
        kind="incidents",
        mapping="police",
        keep_good=False,
        partnership="barchester",
        report=report,
    )


LOADS = (police_uk, areas, lookup, population, deprivation, partner)
each_load = pytest.mark.parametrize("load", LOADS, ids=lambda load: load.__name__)


def steps(load: Load, folder: Folder) -> list[Progress]:
    told: list[Progress] = []
    load(folder, told.append)
    return told


def errno_of(load: Load, folder: Folder) -> int:
    """The number of the disk's error; 0 for none."""
    try:
        load(folder, quiet)
    except OSError as met:
        return met.errno or -1
    return 0


def nothing_stays(folder: Folder) -> None:
    assert list_receipts(folder, withdrawn=True) == ()
    assert not list(folder.root.rglob("*.parquet"))
    assert [path.name for path in folder.loads.glob("*")] in ([], [".lock"])


@each_load
def test_progress_ends_with_all_done_and_never_goes_back(load: Load, tmp_path: Path) -> None:
    told = steps(load, Folder(tmp_path / "data"))
    assert told[0].done == 0
    assert (told[-1].done, len({each.total for each in told})) == (told[-1].total, 1)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert all(each.words for each in told)


@each_load
def test_a_load_that_is_stopped_at_any_step_leaves_nothing(load: Load, tmp_path: Path) -> None:
    number = len(steps(load, Folder(tmp_path / "whole" / "data")))
    for last in range(number):
        folder = Folder(tmp_path / str(last) / "data")
        told: list[Progress] = []

        def stop(progress: Progress, told: list[Progress] = told, last: int = last) -> None:
            told.append(progress)
            if len(told) > last:
                raise StoppedError

        with pytest.raises(StoppedError):
            load(folder, stop)
        nothing_stays(folder)
        load(folder, quiet)
        assert list_receipts(folder)


@each_load
@pytest.mark.parametrize("act", ["_write", "flush", "replace", "rename"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
def test_a_full_or_read_only_disk_leaves_nothing(
    load: Load, act: str, error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each moment of the commit, in turn, until one passes without meeting the disk."""
    owner: Any = os if act in ("replace", "rename") else commit
    real = getattr(owner, act)
    for turn in range(1, 12):
        folder = Folder(tmp_path / str(turn) / "data")
        calls: list[int] = []

        def full(*args: object, calls: list[int] = calls, turn: int = turn) -> object:
            calls.append(1)
            if len(calls) == turn:
                raise OSError(error, os.strerror(error))
            return real(*args)

        with monkeypatch.context() as patch:
            patch.setattr(owner, act, full)
            met = errno_of(load, folder)
        assert met in (0, error)
        if met:
            nothing_stays(folder)
        load(folder, quiet)
        assert list_receipts(folder)
        if len(calls) < turn:
            return
    raise AssertionError("the disk was met at every turn")


def test_what_cannot_be_written_as_parquet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "data")
    real = commit.Staging.part
    monkeypatch.setattr(commit.Staging, "part", lambda self, path: real(self, path) / "no such folder")
    for load in (areas, partner):
        with pytest.raises(Refusal, match="could not be written") as refused:
            load(folder, quiet)
        assert "disk has room" in refused.value.todo
        nothing_stays(folder)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do everything can write everywhere")
@each_load
def test_a_folder_that_may_not_be_written_is_refused(load: Load, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.loads.mkdir(parents=True)
    folder.loads.chmod(0o500)
    with pytest.raises(Refusal, match="cannot be written to"):
        load(folder, quiet)
    folder.loads.chmod(0o700)
    nothing_stays(folder)


@each_load
def test_a_read_only_data_folder_is_refused(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "data")
    folder.loads.mkdir(parents=True)
    real = Path.open

    def read_only(path: Path, mode: str = "r", **named: object) -> object:
        if path.is_relative_to(folder.loads) and mode != "rb":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, mode, **named)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", read_only)
        with pytest.raises(Refusal, match="The data folder cannot be written to"):
            load(folder, quiet)
    nothing_stays(folder)
