"""Evidence that many tests look at: made once for all workers, and kept from one run to the next.

In: the name of a folder in ``FOLDERS``. Out: a copy of it, the caller's own. The
originals lie in the system's folder for temporary files, under a hash of what
they are made from: the code of measuring up to the store (imports go down, so
nothing above it matters), the real data, the locked packages, and the day,
because receipts say when a file was loaded. Who needs a folder first makes it
while the others wait; one that was killed in the middle is made again. Folders
that no run uses any more are removed, but for those of the last few runs.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from wardmote.measuring.demonstration import chance
from wardmote.measuring.demonstration.ground_plan import ground_plan
from wardmote.measuring.demonstration.town import TWINS, Town, write_town
from wardmote.measuring.store import loading
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts
from wardmote.measuring.store.withdrawing import withdraw

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
MEASURING = ROOT / "src" / "wardmote" / "measuring"
HOME = Path(tempfile.gettempdir()) / f"wardmote-tests-{os.getuid()}" / "evidence"
LAST_FEW = 2
OTHER_SEED = 41
chance.SEED = int(os.environ.get("WARDMOTE_TOWN_SEED", chance.SEED))  # ``./wardmote test towns``
CODE = (
    *(MEASURING / floor for floor in ("catalogue", "sources", "store", "demonstration")),
    *(ROOT / "src" / "wardmote" / "site" / "commands" / name for name in ("demo_town.py", "load.py")),
    *(ROOT / "tests" / "journeys" / name for name in ("holmbridge.py", "telling.py")),
    Path(__file__),
    ROOT / "requirements" / "test.txt",
)
LEEDS = """\
schema = 1
name = "leeds-crime"
kind = "counts"
confirmed = true
provider = "West Yorkshire Police, counted from data.police.uk"
title = "Police recorded crime in Leeds by MSOA"
place = "Leeds"
[columns]
month = "month"
area = "msoa_hocl_name"
class = "crime_type"
count = "crime_count"
[areas]
kind = "msoa"
vintage = "2021"
prefix = "leeds"
[denominators]
population = "census_population"
workday_population = "workday_population"
"""


def copy_of(name: str, to: Path) -> Path:
    """The folder, copied into ``to``; its data folder is ``to / "data"``."""
    shutil.copytree(_made(name), to, dirs_exist_ok=True)
    return to / "data"


def town_files(without: str | None, to: Path) -> Town:
    """The demonstration town, or a twin, as ``write_town`` writes it into ``to``."""
    original = _made(f"files of {without or 'the town'}")
    shutil.copytree(original / "files", to, dirs_exist_ok=True)
    return _town_in(to, original)


# ---- what the folders hold ----


def _write_town(without: str | None, folder: Path) -> None:
    town = write_town(folder / "files", without=without)
    named = {
        name: [str(path.relative_to(town.folder)) for path in getattr(town, name)]
        for name in ("files", "mappings")
    }
    (folder / "town.json").write_text(json.dumps({**asdict(town), **named}, default=str), "utf-8")


def _town_in(folder: Path, original: Path) -> Town:
    """What ``write_town`` would answer of the files in the folder."""
    told = json.loads((original / "town.json").read_text("utf-8"))
    for name in ("files", "mappings"):
        told[name] = tuple(folder / path for path in told[name])
    return Town(
        **{
            **told,
            "folder": folder,
            "loads": tuple(tuple(words) for words in told["loads"]),
            "intelligence": tuple(told["intelligence"]),
        }
    )


def _load_town(partnership: str, folder: Path) -> None:
    from wardmote.site.commands.demo_town import load_town

    original = _made("files of the town")
    load_town(_town_in(original / "files", original), folder / "data", partnership=partnership)


def _load_twin(twin: str, folder: Path) -> None:
    """The town with what differs withdrawn and loaded as the twin has it: one or two files of sixteen."""
    from wardmote.site.commands.demo_town import load_town

    town, original = _made("files of the town") / "files", _made(f"files of {twin}")
    shutil.copytree(_made("town"), folder, dirs_exist_ok=True)
    told, data, others = _town_in(original / "files", original), Folder(folder / "data"), []
    loaded = {receipt.name: receipt.sha256 for receipt in list_receipts(data)}
    for words in told.loads:
        name = words[1]
        if (town / name).read_bytes() != (told.folder / name).read_bytes():
            others.append(words)
            withdraw(data, loaded[name], by="the tests", because=twin, at=datetime.now(UTC))
    assert others, f"{twin} is the town itself"
    load_town(replace(told, loads=tuple(others)), data.root, partnership="own")


def _load_other_town(folder: Path) -> None:
    """The town as another seed draws it: other months, places and hours, the same counts and patterns."""
    from wardmote.site.commands.demo_town import load_town

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chance, "SEED", OTHER_SEED)
        ground_plan.cache_clear()
        load_town(write_town(folder / "files"), folder / "data", partnership="own")
    ground_plan.cache_clear()


def _load_police(force: bool, folder: Path) -> None:
    from tests.journeys.telling import load_police

    load_police(folder / "data", SHARED, force=force)


def _load_leeds(folder: Path) -> None:
    from tests.journeys.telling import done

    mapping = folder / "data" / "mappings" / "leeds-crime.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(LEEDS, encoding="utf-8")
    file = SHARED / "police" / "leeds" / "leeds_msoa_monthly_crime_to_2024-07.csv.gz"
    told = done("load", "counts", file, "--mapping", "leeds-crime", "--data", folder / "data")
    assert "27,063 of 27,063 rows loaded" in told.out


def _load_holmbridge(folder: Path) -> None:
    from tests.journeys import holmbridge
    from tests.measuring.store.making import load
    from wardmote.measuring.store.open_load import load_areas, load_totals

    files, data = folder / "files", folder / "data"
    with zipfile.ZipFile(holmbridge.write_archive(folder / "police.zip")) as archive:
        archive.extractall(files)
    load(data, sorted(files.glob("*/*.csv")))
    areas, people = folder / "areas.geojson", folder / "people.csv"
    load_areas(Folder(data), holmbridge.write_boundaries(areas), kind="lsoa", vintage="2011")
    load_totals(Folder(data), holmbridge.write_residents(people), what="population", year=2020)


FOLDERS: Mapping[str, Callable[[Path], None]] = {
    **{f"files of {twin or 'the town'}": partial(_write_town, twin) for twin in (None, *TWINS)},
    "town": partial(_load_town, "own"),
    "town of Holmbridge": partial(_load_town, "holmbridge"),
    "town of another seed": _load_other_town,
    **{twin: partial(_load_twin, twin) for twin in TWINS},
    "Hertfordshire": partial(_load_police, True),
    "Stevenage": partial(_load_police, False),
    "Leeds": _load_leeds,
    "Holmbridge": _load_holmbridge,
}


# ---- keeping them ----


def _made(name: str) -> Path:
    """The original; whoever wants it while it is made waits."""
    folder = _shelf() / name
    with locked(folder.with_suffix(".lock")):
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(loading, "load_in_child", load_here)
                FOLDERS[name](draft)
            draft.rename(folder)
    return folder


def load_here(load: Callable[..., Any], folder: Any, files: Any, **options: Any) -> Any:
    """``load_in_child`` without the child: sixteen for each town take longer than their loads."""
    return load(folder, files, **{"report": loading.quiet, **options})


@cache
def _shelf() -> Path:
    """The folder of this code and day, marked as in use until this process ends."""
    shelf = HOME / _fingerprint()
    shelf.mkdir(parents=True, exist_ok=True)
    with locked(HOME / "lock"):
        _in_use(shelf, fcntl.LOCK_SH)
        _remove_unused(shelf)
    return shelf


_marks: list[int] = []  # open files, whose locks the system drops when this process ends


def _in_use(shelf: Path, how: int) -> None:
    """Lock the shelf's mark; BlockingIOError when another run holds it otherwise."""
    shelf.mkdir(exist_ok=True)
    mark = os.open(shelf / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(mark, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(mark)
        raise
    os.utime(shelf / "in-use")
    _marks.append(mark)


def _remove_unused(mine: Path) -> None:
    others = [path for path in HOME.iterdir() if path.is_dir() and path != mine]
    newest_first = sorted(others, key=_last_used, reverse=True)
    for shelf in newest_first[LAST_FEW - 1 :]:
        try:
            _in_use(shelf, fcntl.LOCK_EX)
        except BlockingIOError:
            continue
        shutil.rmtree(shelf, ignore_errors=True)
        os.close(_marks.pop())


def _last_used(shelf: Path) -> float:
    mark = shelf / "in-use"
    return mark.stat().st_mtime if mark.exists() else 0.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    found = hashlib.sha256(f"{sys.version} {date.today()} {chance.SEED}".encode())
    for place in CODE:
        for path in sorted(place.rglob("*")) if place.is_dir() else (place,):
            if path.is_file() and path.suffix != ".pyc":
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    for path in sorted(SHARED.rglob("*")):
        found.update(f"{path.relative_to(SHARED)} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return found.hexdigest()[:24]
