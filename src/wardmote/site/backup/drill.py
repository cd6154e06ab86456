"""A drill: a backup restored beside the running records, and compared with them.

In: a data folder with its records, and a backup (``stream``: what an encrypted one held). Out: ``Drill``: the
rows of each table then and now, which files are as they were, whether the log in it is whole and the running
one goes on from its last row. Nothing that runs is changed. That the backup gives back what it holds is seen
first: it is unpacked, put into an empty database and written out again (``check_by_restoring``).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from wardmote.ground.audit.models import Entry
from wardmote.ground.audit.verifying import Verified
from wardmote.measuring.store.commit import write_whole
from wardmote.site.backup import records
from wardmote.site.backup.archive import FILES, BackupMember, Manifest, Tell
from wardmote.site.backup.safekeeping import Checked, check_by_restoring

LAST = "backups/drill.json"
FOR_GOOD = ("evidence/", "loads/", "partners/")
"""What the program only adds to, but for a clean-up or a load withdrawn."""


@dataclass(frozen=True)
class Drill:
    """What a drill found. ``rows``: table -> how many then and now."""

    manifest: Manifest
    log: Verified
    log_goes_on: bool
    rows: Mapping[str, tuple[int, int]]
    same: int
    changed: Sequence[str]
    gone: Sequence[str]

    @property
    def fewer(self) -> dict[str, tuple[int, int]]:
        """Tables that have lost rows since."""
        return {name: each for name, each in self.rows.items() if each[1] < each[0]}

    @property
    def faults(self) -> list[str]:
        """What a person must look at."""
        found = []
        if not self.log.whole:
            found.append("The log in the backup does not fit its own chain.")
        if not self.log_goes_on:
            found.append(
                "The running log does not hold the last row of the backup's: its end was cut off or written "
                "anew since, or this is the backup of another installation."
            )
        if lost := [path for path in (*self.changed, *self.gone) if path.startswith(FOR_GOOD)]:
            found.append(
                f"{len(lost)} files of evidence are not as they were then ({lost[0]}). Right only if a "
                "load was withdrawn or an upgrade cleaned them since."
            )
        return found


def drill(data: Path, file: Path, tell: Tell, *, stream: IO[bytes] | None) -> Drill:
    """Restore it beside and compare; refused when it does not give back what it holds."""
    place = data / "backups"
    place.mkdir(exist_ok=True)
    return compare(data, check_by_restoring(file, place, tell, stream=stream))


def compare(data: Path, checked: Checked) -> Drill:
    """What was restored beside what runs."""
    manifest = checked.manifest
    now = {table.name: table for table in records.tables_at(records.applied("default"))}
    rows = {
        name: (count, now[name].model._base_manager.using("default").count())
        for name, count in manifest.rows.items()
        if name in now
    }
    as_now = {
        name.removeprefix(FILES): _as_it_was(data / name.removeprefix(FILES), member)
        for name, member in manifest.members.items()
        if name.startswith(FILES)
    }
    return Drill(
        manifest,
        checked.log,
        not checked.log.last or Entry.objects.filter(hash=checked.log.last).exists(),
        rows,
        sum(each is True for each in as_now.values()),
        [path for path, each in as_now.items() if each is False],
        [path for path, each in as_now.items() if each is None],
    )


def _as_it_was(path: Path, member: BackupMember) -> bool | None:
    """None where there is no such file any more."""
    try:
        with open(path, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == member.sha256
    except FileNotFoundError:
        return None


def note(data: Path, *, good: bool) -> None:
    """For the health page: when a backup was last tried, and whether all was well."""
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "good": good}
    write_whole(data / LAST, json.dumps(told) + "\n")
