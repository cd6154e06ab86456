"""Every command that writes, on a disk that is full at one write after another.

In: a seed, how many runs, a folder. A life of commands is run once with room (the demonstration's files
loaded, assessed, a partnership begun, a plan taken in, backed up and restored); then each is run with so many
bytes left that it stops at some write. Out: a line where it ends neither well nor with 2, where the words do
not say that the disk is full, where something half stays, or where the same command does not do all its work
once there is room. The disk is a small one of its own, which needs the right to mount.
"""

import os
import random
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk_faults import fill, mount
from tests.installation import ROOT, Installation
from wardmote.measuring.demonstration.town import Town, write_town

NUMBER = 200
SIZE = 256 << 20
FULL = ("full", "no space", "room")
DONE = (0, 1)
FAULT = "a fault of its own"
PASSING = ("records.sqlite3", "jobs.lock", "/.lock")
"""What the database and the locks leave or take away with any command; whether the records are whole is
asked by the command that goes on."""
MOMENT = re.compile(r"\d{8}T\d{6}Z")
SLUG = "stevenage"


@dataclass(frozen=True)
class Disk:
    """The small disk: the data folder on it, and where commands write beside it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def put(self, kept: Path) -> Installation:
        """The data folder as it was kept, nothing beside it, all room free."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(kept, self.folder, dirs_exist_ok=True)
        (self.folder / "tmp").mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "WARDMOTE_DATA": str(self.data),
            "WARDMOTE_DATABASE": "",
            "TMPDIR": str(self.folder / "tmp"),
        }
        return Installation(self.data, environment)

    def files(self) -> dict[str, int]:
        """What lies there, and how long it is; what was never finished included."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        sizes = {
            MOMENT.sub("then", str(path.relative_to(self.folder))): path.stat().st_size for path in found
        }
        return {name: size for name, size in sizes.items() if not any(each in name for each in PASSING)}


def life(town: Town, disk: Disk) -> list[tuple[str, ...]]:
    """Commands, each on what those before it left."""
    partner = ("--partnership", SLUG)
    invented = dict.fromkeys(("lookup", "areas", "population", "households"), ("--names-are-public",))
    loads = [
        ("load", what, str(town.folder / name), *options, *invented.get(what, ()), *partner)
        for what, name, *options in town.loads
    ]
    asked = ("--place", town.place, "--period", town.period, "--against", town.against)
    backup = str(disk.folder / "kept.zip")
    return [
        *loads,
        ("assess", *asked, *partner, "--out", str(disk.out)),
        ("assess", *asked, *partner, "--audience", "public", "--out", str(disk.out)),
        ("partnership", "add", SLUG, "--name", "Stevenage", "--invite", "new@example.org"),
        ("partnership", "invite", SLUG, "other@example.org"),
        ("plan", "load", "stevenage-2008-09", *partner),
        ("plan", "remind", *partner),
        ("audit", "verify"),
        ("backup", backup),
        ("restore", backup, "--replace"),
        ("drill", backup),
    ]


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Live once with room; then again and again without."""
    place = folder / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)):
        print("  left out: this account may not mount a disk")
        return
    disk, chance = Disk(place), random.Random(seed)
    town = write_town(folder / "town")
    try:
        yield from _on(disk, town, folder, chance, number)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@dataclass(frozen=True)
class Step:
    """A command, the folder it begins with, and the files that are there when it did all its work."""

    words: Sequence[str]
    kept: Path
    whole: dict[str, int]


def _on(disk: Disk, town: Town, folder: Path, chance: random.Random, number: int) -> Iterator[str]:
    commands, told, began = life(town, disk), Counter[str](), time.monotonic()
    kept = folder / "kept_0"
    mappings = kept / "data" / "partners" / SLUG / "mappings"
    mappings.mkdir(parents=True)
    for path in town.mappings:
        shutil.copy(path, mappings)
    for at, words in enumerate(commands):
        ran = disk.put(kept).command(*words)
        if ran.returncode not in DONE:
            yield f"{_name(words)} with room ends with {ran.returncode}: {ran.stderr[-400:]}"
            return
        step, after = Step(words, kept, disk.files()), folder / f"kept_{at + 1}"
        shutil.copytree(disk.folder, after)
        grown = abs(sum(step.whole.values()) - sum(Disk(kept).files().values()))
        for trial in range(max(2, number // len(commands))):
            leave = (0, 4096)[trial] if trial < 2 else chance.randrange(1, max(16384, 2 * grown))
            for fault in _without_room(disk, step, leave, told):
                yield f"{_name(words)}, {leave} bytes left: {fault}"
        kept = after
    counts = ", ".join(f"{words} {count}" for words, count in sorted(told.items()))
    print(f"  {len(commands)} commands: {counts}; {time.monotonic() - began:.0f} s", flush=True)


def _without_room(disk: Disk, step: Step, leave: int, told: Counter[str]) -> Iterator[str]:
    installed = disk.put(step.kept)
    before = disk.files()
    filler = fill(disk.folder, leave)
    ran = installed.command(*step.words)
    filler.unlink()
    told["done" if ran.returncode in DONE else "refused"] += 1
    if "Traceback" in ran.stderr or FAULT in ran.stderr or ran.returncode not in (*DONE, 2):
        yield f"ends with {ran.returncode}: {ran.stderr[-600:]}"
    elif ran.returncode in DONE:
        yield from _differs(step.whole, disk.files(), "though it ended well")
        return
    elif not any(word in ran.stderr.lower() for word in FULL):
        yield f"does not say that the disk is full: {ran.stderr[-400:]}"
    for name, size in sorted(disk.files().items()):
        if name not in before and step.whole.get(name) != size:
            yield f"leaves {name} with {size} bytes, not {step.whole.get(name)}"
    again = installed.command(*step.words)
    if again.returncode not in DONE:
        yield f"once there is room it ends with {again.returncode}: {again.stderr[-400:]}"
    else:
        yield from _differs(step.whole, disk.files(), "once there is room")


def _differs(whole: dict[str, int], now: dict[str, int], when: str) -> Iterator[str]:
    missing, more = sorted(whole.keys() - now.keys()), sorted(now.keys() - whole.keys())
    if missing or more:
        yield f"{when}: missing {missing[:4]}, too many {more[:4]}"


def _name(words: Sequence[str]) -> str:
    return " ".join(Path(word).name for word in words[:3])
