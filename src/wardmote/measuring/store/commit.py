"""Putting loads in place all at once, or not at all, also under ``kill -9``.

In: Parquet parts written to paths that ``Staging.part`` gave out, and the
receipts that name them. Out: the parts in the data folder and the receipts in
``loads``. The order makes it safe: parts are written under
``loads/.staging-*``, flushed, and moved to their place, where nothing reads
them yet; then one rename turns the staged receipts into ``loads/.commit-*``,
and from that moment every load of the command exists; then each receipt moves
to its own folder. What a killed command left is cleared, or finished, by the
next one. One command loads at a time (a lock the system drops with the process).
"""

import contextlib
import csv
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, list_receipts

REJECTS_IN_RECEIPT = 200
DRAFT = re.compile(r"\..+-[0-9a-f]{8}")


class Staging:
    """One command's unfinished loads. Use ``with staged_load(folder) as staging``."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.path = folder.loads / f".staging-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._targets: list[str] = []
        (self.path / "parts").mkdir(parents=True)
        (self.path / "receipts").mkdir()

    def part(self, relative: str) -> Path:
        """Where to write, for now, the part that will lie at ``relative`` in the data folder."""
        if relative in self._targets:
            raise Refusal(
                "The same rows are in the file twice.",
                where=relative.rpartition("/")[0],
                found="two texts for one force and month",
                todo="Leave one of them out.",
            )
        self._targets.append(relative)
        return self._staged(relative)

    def readable(self, relative: str) -> Path:
        """Where a part lies now: in this staging, or already in the data folder."""
        return self._staged(relative) if relative in self._targets else self.folder.at(relative)

    def scratch(self, name: str) -> Path:
        """A path for a temporary file; it goes when the command ends."""
        (self.path / "scratch").mkdir(exist_ok=True)
        return self.path / "scratch" / name

    def drop(self, relative: str) -> None:
        """Take back a part that was given out: it will not be committed."""
        self._targets.remove(relative)
        self._staged(relative).unlink(missing_ok=True)

    def commit(self, receipts: Sequence[Receipt], rejects: Mapping[str, Sequence[Reject]]) -> None:
        """Make every part and receipt exist; ``rejects`` are all of them, by the load's sha256."""
        for receipt in receipts:
            self._write_receipt(receipt, rejects.get(receipt.sha256, ()))
        _write(self.path / "targets.json", json.dumps(self._targets))
        staged = [self._staged(relative) for relative in self._targets]
        flush([*staged, self.path / "targets.json", *self.path.glob("receipts/*/*")])
        committed = self.folder.loads / self.path.name.replace(".staging-", ".commit-")
        try:
            self._move(staged)
            os.rename(self.path / "receipts", committed)
        except BaseException:
            if not committed.exists():
                self._take_back()
            raise
        # From here on the loads exist: what fails now, the next command finishes (``recover``).
        with contextlib.suppress(OSError):
            flush([self.folder.loads])
            _settle(self.folder, committed)
            shutil.rmtree(self.path)

    def _move(self, staged: Sequence[Path]) -> None:
        homes = {self.folder.at(relative).parent for relative in self._targets}
        for home in homes:
            home.mkdir(parents=True, exist_ok=True)
        for path, relative in zip(staged, self._targets, strict=True):
            os.replace(path, self.folder.at(relative))
        flush([*homes, self.path / "receipts"])

    def _take_back(self) -> None:
        """Remove what was moved: no receipt names it, and none will."""
        for relative in self._targets:
            with contextlib.suppress(OSError):
                self.folder.at(relative).unlink()

    def _staged(self, relative: str) -> Path:
        return self.path / "parts" / relative.replace("/", "~")

    def _write_receipt(self, receipt: Receipt, rejects: Sequence[Reject]) -> None:
        home = self.path / "receipts" / receipt.sha256
        home.mkdir()
        shown = replace(receipt, rejects=tuple(rejects[:REJECTS_IN_RECEIPT]))
        _write(home / "receipt.json", shown.as_json())
        if rejects:
            with (home / "rejects.csv").open("w", encoding="utf-8", newline="") as file:
                named = ["file"] if any(item.file for item in rejects) else []
                writer = csv.writer(file)
                writer.writerow(["row", "column", "found", "reason", *named])
                writer.writerows(
                    [item.row, *map(safe_cell, (item.column, item.found, item.reason)), *_member(item, named)]
                    for item in rejects
                )


def _member(item: Reject, named: Sequence[str]) -> list[str]:
    return [safe_cell(item.file)] if named else []


@contextmanager
def staged_load(folder: Folder) -> Iterator[Staging]:
    """Clear what a killed command left, then give out a staging; leaving without commit drops it."""
    with locked(folder):
        recover(folder)
        staging = Staging(folder)
        try:
            yield staging
        finally:
            shutil.rmtree(staging.path, ignore_errors=True)


@contextmanager
def locked(folder: Folder) -> Iterator[None]:
    """Hold the lock that loads take; ``Refusal`` when another load holds it, or nothing can be written."""
    try:
        folder.loads.mkdir(parents=True, exist_ok=True)
        handle = (folder.loads / ".lock").open("a+b")
    except OSError as error:
        told = disk_refusal(error)
        todo = f"{told.todo} Or name another folder with --data."
        raise Refusal(
            "The data folder cannot be written to.", where=folder.root.name, found=told.found, todo=todo
        ) from None
    with handle:
        if not try_lock(handle):
            raise Refusal(
                "Another load is running in this data folder.",
                where="loads/.lock",
                todo="Wait until it has finished, then load again.",
            )
        yield


def mark_seen(folder: Folder, sha256: str, released: str) -> None:
    """Record, beside a receipt, that the same file was also in this later release."""
    mark = folder.loads / sha256 / f"seen-{released}"
    _write(mark, "")
    flush([mark, mark.parent])


def recover(folder: Folder) -> None:
    """Finish what was committed and remove what was not; only while holding the lock."""
    for committed in sorted(folder.loads.glob(".commit-*")):
        _settle(folder, committed)
    left = sorted(folder.loads.glob(".staging-*"))
    if not left:
        return
    named = {part.path for receipt in list_receipts(folder, withdrawn=True) for part in receipt.parts}
    for path in left:
        for relative in _targets_of(path):
            if relative not in named:
                folder.at(relative).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)


def _targets_of(staging: Path) -> list[str]:
    try:
        targets = json.loads((staging / "targets.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # not written whole: no part had been moved yet
    return [str(target) for target in targets]


def _settle(folder: Folder, committed: Path) -> None:
    for receipt in sorted(committed.iterdir()):
        home = folder.loads / receipt.name
        if home.exists():
            shutil.rmtree(receipt)
        else:
            os.rename(receipt, home)
    committed.rmdir()
    flush([folder.loads])


def draft_of(path: Path) -> Path:
    """A name beside a file's own under which it is written first."""
    return path.with_name(f".{path.name}-{uuid.uuid4().hex[:8]}")


def clear_drafts(root: Path, *, before: float) -> None:
    """Remove drafts that a killed program left, written before a moment (epoch); a younger one is in use."""
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names if DRAFT.fullmatch(name)):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def write_whole(path: Path, content: str | bytes, *, flushed: bool = True) -> None:
    """The file has its old content or the new one, whatever happens; not ``flushed`` where there are hundreds
    that can be made again."""
    draft = draft_of(path)
    try:
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        if flushed:
            flush([draft])
        os.replace(draft, path)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    if flushed:
        flush([path.parent])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def flush(paths: Iterable[Path]) -> None:
    """Wait until files (and, where the system allows it, folders) are on disk."""
    for path in paths:
        if path.is_dir() and os.name == "nt":
            continue  # Windows flushes folder entries with the files
        handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def try_lock(handle: IO[bytes]) -> bool:
    """Hold the only lock on a file until ``handle`` closes or the process is killed; False when taken."""
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
