"""Loading data.police.uk files of any kind, plain, ``.gz`` or the ``.zip`` as published.

In: files, the release they come from (``--released``; an archive's own is its
newest month). Out: one ``LoadOutcome`` for each file. A command is one act: when
one file is refused none is loaded. Two versions of a force and month are
compared by Crime ID and what changed is written in the receipt of the one
loaded second; anti-social behaviour has no ID and is compared by number only.
"""

import errno
import itertools
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import month_code, months_words, parse_month, stretches
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, entries, file_sha256
from wardmote.measuring.sources.police_uk import SOURCES, STREET, Described, describe
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.store.answering import answers_in
from wardmote.measuring.store.commit import REJECTS_IN_RECEIPT, Staging, mark_seen, staged_load
from wardmote.measuring.store.completeness import Doubt
from wardmote.measuring.store.engine import THREADS, connect, start
from wardmote.measuring.store.folder import Folder, month_part
from wardmote.measuring.store.loading import (
    LoadOutcome,
    Progress,
    Report,
    receipt_of_file,
    refuse_withdrawn,
    release_named,
)
from wardmote.measuring.store.police_uk_months import doubts_of_receipts
from wardmote.measuring.store.police_uk_reading import PoliceUkReader
from wardmote.measuring.store.police_uk_table import Conversion, Converted
from wardmote.measuring.store.receipts import LOADED, LOOK, Receipt, ReceiptPart, list_receipts
from wardmote.measuring.store.releases import versions
from wardmote.measuring.store.revisions import compared

SOURCE = "police-uk"
ENDINGS = (".csv", ".csv.gz", ".zip")
STATION_SHARE = 0.05
OF_THE_DISK = tuple(map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO)))
SMALL = 4 << 20  # bytes of a text that is never too much for the memory of the process's own engine


@dataclass
class PoliceUkFile:
    """A file of the command: its texts, and what became of each."""

    path: Path
    sha256: str = ""
    texts: tuple[tuple[SourceText, Described], ...] = ()
    notes: list[str] = field(default_factory=list)
    converted: list[Converted] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    synthetic: bool = False


def load_police_uk(
    folder: Folder, paths: Sequence[Path], *, released: str | None, today: date, report: Report
) -> tuple[LoadOutcome, ...]:
    """Load the files together, or refuse them all with the first refusal in order of name."""
    release = release_named(released, today)
    given = [_describe(path) for path in sorted(paths, key=lambda path: (path.name, str(path)))]
    given = _with_rows(given, report)
    files = sum(len(item.texts) for item in given)
    report(Progress(0, files, f"{counted(files, 'file', 'files')} to read"))
    with staged_load(folder) as staging, ThreadPoolExecutor(THREADS) as pool:
        for item, sha256 in zip(given, pool.map(file_sha256, [item.path for item in given]), strict=True):
            item.sha256 = sha256
        known = {receipt.sha256: receipt for receipt in list_receipts(folder, withdrawn=True)}
        for item in given:
            if item.sha256 in known:
                refuse_withdrawn(known[item.sha256])
        fresh = _fresh(given, known)
        _convert(fresh, staging, today=today, report=report)
        receipts = [_receipt(item, release) for item in fresh]
        standing = tuple(receipt for receipt in known.values() if receipt.withdrawn is None)
        receipts = _doubted(compared(receipts, standing, staging), standing)
        if receipts:
            staging.commit(receipts, {item.sha256: item.rejects for item in fresh})
        made = {receipt.sha256: receipt for receipt in receipts}
        return tuple(_outcome(folder, item, made, known, release) for item in given)


def held_months(folder: Folder) -> tuple[str, ...]:
    """A line for each force: the months of street rows held, and the gaps between them."""
    months: dict[str, set[int]] = {}
    for table, force, month in versions(list_receipts(folder)):
        if table == STREET:
            months.setdefault(force, set()).add(month)
    lines = []
    for force, held in sorted(months.items()):
        missing = stretches(set(range(min(held), max(held) + 1)) - held)
        stretch = months_words(min(held), max(held), month_code)
        line = f"{force}: {counted(len(held), 'month', 'months')} held, {stretch}"
        gaps = ", ".join(months_words(*run, month_code) for run in missing)
        lines.append(line + (f"; missing {gaps}" if missing else ""))
    return tuple(lines)


def _describe(path: Path) -> PoliceUkFile:
    given = PoliceUkFile(path)
    skipped: list[str] = []
    texts: list[tuple[SourceText, Described]] = []
    for entry in entries(path):
        if entry.member and not entry.text_name.lower().endswith(".csv"):
            skipped.append(entry.member)
        else:
            texts.append((entry, describe(entry)))
    if skipped:
        given.notes.append(
            f"{counted(len(skipped), 'other file', 'other files')}"
            f" left out, not counted here: {', '.join(skipped[:3])}{', …' if len(skipped) > 3 else ''}"
        )
    given.texts = tuple(texts)
    return given


def _with_rows(given: Sequence[PoliceUkFile], report: Report) -> list[PoliceUkFile]:
    """The files that hold rows of the police's; the others are named and left out."""
    kept = [item for item in given if item.texts]
    if not kept:
        raise Refusal(
            "No file holds street, outcomes or stop-and-search rows.",
            where=given[0].path.name if given else "",
            found=given[0].notes[0] if given and given[0].notes else "nothing",
            todo="Load the files that end in -street.csv, -outcomes.csv or -stop-and-search.csv.",
        )
    for item in given:
        if not item.texts:
            report(Progress(0, len(kept), f"{item.path.name}: {item.notes[0]}"))
    return kept


def _fresh(given: Sequence[PoliceUkFile], known: Mapping[str, Receipt]) -> list[PoliceUkFile]:
    first: dict[str, PoliceUkFile] = {}
    for item in given:
        first.setdefault(item.sha256, item)
    return [item for sha, item in first.items() if sha not in known]


def _convert(fresh: Sequence[PoliceUkFile], staging: Staging, *, today: date, report: Report) -> None:
    """Convert every text on two threads; all files are looked at before the first refusal is raised."""
    work = [(item, entry, described) for item in fresh for entry, described in item.texts]
    workshop = Workshop(staging, today)
    started, rows, refusals = time.monotonic(), 0, []
    with _dropped_when_stopped(ThreadPoolExecutor(THREADS)) as pool:
        done = pool.map(lambda job: workshop.convert(*job), work)
        for number, (made, (item, entry, _)) in enumerate(zip(done, work, strict=True), start=1):
            if isinstance(made, Refusal):
                refusals.append(made)
                continue
            reading, converted = made
            item.converted += converted
            item.rejects += reading.rejects
            item.synthetic |= reading.synthetic
            read = sum(part.counts["read"] for part in converted)
            rows += read
            speed = rows / max(time.monotonic() - started, 1e-6)
            words = f"file {number} of {len(work)}: {entry.text_name}: {read:,} rows ({speed:,.0f} rows/s)"
            report(Progress(number, len(work), words))
    if refusals:
        more = f" ({len(refusals)} of {len(work)} files are refused; nothing was loaded)"
        raise replace(refusals[0], what=refusals[0].what + (more if len(work) > 1 else ""))


@contextmanager
def _dropped_when_stopped(pool: ThreadPoolExecutor) -> Iterator[ThreadPoolExecutor]:
    """A pool that begins no more files once its command is stopped."""
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _not_converted(name: str, error: duckdb.Error) -> Refusal:
    """With what the system said of the disk; never in the engine's own words, which may quote a cell."""
    found = next((words for words in OF_THE_DISK if words in str(error)), "")
    room = "Check that the disk has room for it, then load again."
    todo = room if found else "It may be damaged: download it again, then load it again."
    return Refusal("The file could not be converted.", where=name, found=found, todo=todo)


class Workshop:
    """Converts one text at a time on each thread, with a connection that no other thread uses."""

    def __init__(self, staging: Staging, today: date) -> None:
        self._staging = staging
        self._today = today
        self._free: list[duckdb.DuckDBPyConnection] = []
        self._numbers = itertools.count()

    def convert(
        self, item: PoliceUkFile, entry: SourceText, described: Described
    ) -> tuple[PoliceUkReader, list[Converted]] | Refusal:
        """The parts of one text, or why it is refused."""
        number = next(self._numbers)
        copy, scratch = self._staging.scratch(f"{number}.csv"), self._staging.scratch(f"{number}.parquet")
        try:
            csv = entry.path if entry.is_plain else entry.copy_to(copy)
            with self._connection(csv) as connection:
                rows = PoliceUkReader(entry, described, csv=csv, scratch=scratch, connection=connection)
                target = _targets(self._staging, item.sha256)
                return rows, Conversion(rows, today=self._today, target=target).run()
        except Refusal as refusal:
            return refusal
        except duckdb.Error as error:
            return _not_converted(entry.name, error)
        finally:
            copy.unlink(missing_ok=True)
            scratch.unlink(missing_ok=True)

    @contextmanager
    def _connection(self, csv: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """For a large text an engine of the thread's own, which spills beside the loads."""
        if csv.stat().st_size <= SMALL:
            with connect() as connection:
                yield connection
            return
        try:
            connection = self._free.pop()
        except IndexError:
            connection = start(threads=1, memory="350MB", scratch=self._staging.scratch("spill"))
        try:
            yield connection
        finally:
            self._free.append(connection)


def _targets(staging: Staging, sha256: str) -> Callable[[str, str, int], Path]:
    def target(table: str, force: str, month: int) -> Path:
        return staging.part(_part_path(sha256, table, force, month))

    return target


def _part_path(sha256: str, table: str, force: str, month: int) -> str:
    return month_part(SOURCES[table], force=force, month=month_code(month), sha256=sha256)


def _receipt(item: PoliceUkFile, release: str | None) -> Receipt:
    parts = tuple(
        ReceiptPart(
            path=_part_path(item.sha256, made.table, made.force, made.month),
            rows=made.rows,
            table=made.table,
            force=made.force,
            month=made.month,
            facts=made.facts,
        )
        for made in item.converted
    )
    newest = max(made.month for made in item.converted)
    released = release or (month_code(newest) if item.path.suffix.lower() == ".zip" else None)
    if released is not None and newest > parse_month(released):
        raise Refusal(
            "A file cannot hold a later month than its release.",
            where=item.path.name,
            found=f"rows of {month_code(newest)}, release {released}",
            todo="Give --released the month of the download, or leave it out.",
        )
    counts: dict[str, int] = {}
    for made in item.converted:
        for key, number in made.counts.items():
            counts[key] = counts.get(key, 0) + number
    notes = [*item.notes, *_notes(item.converted)]
    looked_at = any(reject.column != "Crime ID" for reject in item.rejects)
    return receipt_of_file(
        item.path,
        item.sha256,
        source=SOURCE,
        feed=SOURCE,
        released=released,
        counts=counts,
        parts=parts,
        notes=tuple(notes),
        rejects=tuple(item.rejects[:REJECTS_IN_RECEIPT]),
        synthetic=item.synthetic,
        status=LOOK if looked_at else LOADED,
    )


def _notes(converted: Sequence[Converted]) -> list[str]:
    notes = []
    old = sum(made.facts["old_categories"] for made in converted)
    if old:
        notes.append(
            f"{old:,} rows carry crime types used until April 2013; with later ones they are compared only "
            "where the same offences stand on both sides."
        )
    for made in converted:
        share = made.facts["at_police_stations"] / max(made.rows, 1)
        if made.table == STREET and share > STATION_SHARE:
            notes.append(
                f"{made.force} {month_code(made.month)}: {share:.0%} of rows lie at a police station;"
                " some are probably crimes whose place was not known."
            )
    extracts = sorted({made.facts["extract"] for made in converted} - {""})
    if extracts:
        notes.append(
            f"The name says this is a part of a force's month ({', '.join(extracts)}):"
            " force totals and comparisons with the rest of the force need the whole file."
        )
    return notes


def _doubted(made: Sequence[Receipt], standing: Sequence[Receipt]) -> list[Receipt]:
    """The receipts with a note for each month that looks incomplete only now; a person must look."""
    forces = {part.force for receipt in made for part in receipt.parts if part.table == STREET}
    answers = answers_in(standing)
    before = {doubt.key for doubt in doubts_of_receipts(standing, answers, forces=forces)}
    notes: dict[str, list[str]] = {}
    for doubt in doubts_of_receipts((*standing, *made), answers, forces=forces):
        if doubt.open and doubt.key not in before:
            holding = [r for r in made if any((STREET, doubt.month) == (p.table, p.month) for p in r.parts)]
            notes.setdefault((holding or list(made))[-1].sha256, []).append(_doubt_note(doubt))
    return [
        replace(receipt, notes=(*receipt.notes, *notes[receipt.sha256]), status=LOOK)
        if receipt.sha256 in notes
        else receipt
        for receipt in made
    ]


def _doubt_note(doubt: Doubt) -> str:
    return (
        f"{doubt.words} {doubt.consequence} Say so with: ./wardmote answer {doubt.key} right --because REASON"
    )


def _outcome(
    folder: Folder,
    item: PoliceUkFile,
    made: Mapping[str, Receipt],
    known: Mapping[str, Receipt],
    release: str | None,
) -> LoadOutcome:
    if item.sha256 in made:
        return LoadOutcome(made[item.sha256])
    receipt = known[item.sha256]
    if release is None or release <= (receipt.released or ""):
        return LoadOutcome(receipt, already=True)
    before = versions(list_receipts(folder))
    mark_seen(folder, item.sha256, release)
    now_counts = [
        f"{force} {month_code(month)}: now counts from this file, before from {before[key][-1].receipt.name}."
        for key, held in versions(list_receipts(folder)).items()
        for _, force, month in [key]
        if held[-1].receipt.sha256 == item.sha256 != before[key][-1].receipt.sha256
    ]
    return LoadOutcome(replace(receipt, released=release), already=True, changed=tuple(now_counts))
