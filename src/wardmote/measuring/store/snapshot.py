"""A short text that changes whenever what may be counted changes: for caches that must not go stale.

In: the data folder. Out: a fingerprint of the loads there are, of when each
load's own folder last changed (a withdrawal, the bringing back and a later
release are files in it), and of the mappings (they say which of two loads of
one file stands). No receipt is read, so asking costs a listing; loads that are
still being written do not show. A restored backup has another fingerprint.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from wardmote.measuring.store.folder import Folder

COMMITTED = ".commit-"


def snapshot(folder: Folder) -> str:
    """The fingerprint as it is now; also of a folder in which nothing was ever loaded."""
    found = [*_loads(folder.loads), *_files(folder.mappings)]
    for partner in _inside(folder.root / "partners"):
        found += _files(Path(partner.path) / "mappings")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


def _loads(loads: Path) -> Iterator[str]:
    for entry in _inside(loads):
        if entry.name.startswith(COMMITTED):
            yield entry.name
        elif not entry.name.startswith("."):
            yield f"{entry.name} {_changed(entry.path)}"


def _files(folder: Path) -> Iterator[str]:
    return (f"{entry.path} {_changed(entry.path)}" for entry in _inside(folder))


def _inside(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:  # taken away between the listing and the look
        return 0
