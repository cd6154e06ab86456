"""A backup: one file with the records and all evidence, signed, and encrypted where there is a recovery key.

In: a data folder and its database. Out: a file in the form that ``archive`` tells (the data folder but for
what the program makes anew, and every table), encrypted by ``recovery``. Never in it: the key partners'
identifiers are hashed with, and the keys that sign sessions and the log (of the log's its public half, so
that its heads can be checked where it is restored). It gets its name once it was
unpacked, put into an empty database and found equal; a program killed on the way leaves a ``.part`` that the
next run replaces. Before it is encrypted it lies in the data folder, in a file without a name, and on no
other disk.

Order makes it whole without stopping the program: the records first, then
receipts, then all else; a receipt's parts lie in place before it does.
"""

import hashlib
import io
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from django.db import connection

from wardmote import __version__
from wardmote.ground.audit import heads
from wardmote.ground.audit.models import HeadKind
from wardmote.ground.audit.verifying import Verified, verify
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import flush
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.keyed_hash import key_path
from wardmote.site.backup import records, recovery
from wardmote.site.backup.archive import (
    FILES,
    MANIFEST,
    PIECE,
    RECORDS,
    SIGNATURE,
    SIGNED,
    UNSIGNED,
    BackupMember,
    Manifest,
    Tell,
    is_plain,
    sign,
    unpack,
)
from wardmote.site.installation import secret_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MADE_ANEW = ("static", "backups", "outbox")
NOT_FILES = ("records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm", "records.sqlite3-journal")
SECRET_ENDINGS = (".key", ".secret", ".part")
SHRINKS = (".json", ".jsonl", ".csv", ".toml", ".svg", ".html", ".txt", ".geojson", ".xml")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip's clock; the same input gives the same members
PREFIX = "wardmote-"  # of a backup whose folder alone was named
LOG_KEYS = f"{RECORDS}log.pub"  # the public keys by which the log's heads are checked, one a line
CHECKING, A_DAY = ".checking-", 24 * 60 * 60


# ---- making ----


def keep(data: Path, file: Path, *, files: bool = True, tell: Tell = lambda *_: None) -> "Checked":
    """Write a backup and check it by restoring; ``files=False`` keeps the records alone.

    Those lie unencrypted and unsigned beside the records themselves, for the version before to read.
    """
    if file.exists():
        raise Refusal("There is a file of that name already.", where=str(file), todo="Choose another name.")
    to = recovery.recipients(data) if files else []
    place = data / "backups" if to else file.parent
    for folder in {place, file.parent}:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_left_over(folder)
    draft = file.with_name(f"{file.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with _nameless(place) if to else _private(draft) as stream:
            _check_room({place, file.parent}, sum(_size(data / path) for path in files_of(data) if files))
            _write(data, stream, files=files, tell=tell)
            checked = check_by_restoring(file, place, tell, stream=stream)
            if to:
                recovery.encrypt(stream, draft, to)
        flush([draft])
        os.replace(draft, file)
        flush([file.parent])
    finally:
        draft.unlink(missing_ok=True)
    return checked


def _nameless(place: Path) -> IO[bytes]:
    return cast(IO[bytes], tempfile.TemporaryFile(dir=place))


def _private(draft: Path) -> IO[bytes]:
    return os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _remove_left_over(place: Path) -> None:
    """What a backup that was killed left unpacked or half written; not what another process is at now."""
    for left in [*place.glob(f"{CHECKING}*"), *place.glob(f"{PREFIX}*.part")]:
        if time.time() - left.stat().st_mtime > A_DAY:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def keep_records(data: Path) -> Path:
    """The records alone, kept in the data folder before their tables are altered."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for half in (data / "backups").glob("records-before-*.part"):
        half.unlink()  # a start before this one was stopped while it kept its copy
    file = data / "backups" / f"records-before-{__version__}-{stamp}.zip"
    keep(data, file, files=False)
    return file


def _write(data: Path, stream: IO[bytes], *, files: bool, tell: Tell) -> None:
    paths = list(files_of(data)) if files else []
    _check_names(paths)
    key = _key_to_sign() if files else None
    manifest, written = begun(data, files=files), 0
    if key:
        manifest.schema, manifest.signer = SIGNED, heads.public_key(key)
    with zipfile.ZipFile(stream, "w") as archive:
        write_records(archive, manifest)
        if files:
            known = sorted(heads.public_keys() | heads.restored_keys())
            _add(archive, manifest, LOG_KEYS, io.BytesIO("".join(f"{key}\n" for key in known).encode()))
        total = sum(_size(data / path) for path in paths)
        for path in paths:
            tell(written, total, path)
            try:
                with open(data / path, "rb") as source:
                    written += _add(archive, manifest, FILES + path, source)
            except FileNotFoundError:
                if path.startswith(("evidence/", "loads/", "partners/")):
                    raise  # a part of a load is never taken away; anything else may come and go
        text = manifest.as_text().encode()
        archive.writestr(_entry(MANIFEST), text)
        if key:
            archive.writestr(_entry(SIGNATURE), sign(text, key))
        archive.comment = hashlib.sha256(text).hexdigest().encode()
    stream.flush()


def _key_to_sign() -> "Ed25519PrivateKey | None":
    """The key that signs the log's heads; where it cannot be read an unsigned backup is better than none."""
    try:
        if not heads.public_keys():
            heads.sign(HeadKind.DAY)  # a key without a head would look like heads that were taken away
        return heads.signing_key()
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return None


def begun(data: Path, *, files: bool) -> Manifest:
    """A manifest that tells of the database and the key, and of no member yet."""
    return Manifest(
        schema=UNSIGNED,
        program=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        holds=["records", "files"] if files else ["records"],
        migrations=[list(node) for node in records.applied("default")],
        columns={},
        rows={},
        key=key_fingerprint(data),
    )


def write_records(archive: zipfile.ZipFile, manifest: Manifest, using: str = "default") -> None:
    """Every table as it is at one moment."""
    tables = records.tables_at(manifest.nodes)
    with records.snapshot(using):
        for table in tables:
            manifest.columns[table.name] = table.columns
            rows = _Rows(records.lines(table, using))
            _add(archive, manifest, f"{RECORDS}{table.name}.jsonl", rows)
            manifest.rows[table.name] = rows.count


class _Rows:
    """Lines read in pieces, as from a file; counts them."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self.count = lines, 0

    def read(self, size: int) -> bytes:
        held: list[bytes] = []
        got = 0
        for line in self._lines:
            held.append(line)
            got += len(line)
            self.count += 1
            if got >= size:
                break
        return b"".join(held)


def _add(archive: zipfile.ZipFile, manifest: Manifest, name: str, source: Any) -> int:
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            target.write(piece)
            digest.update(piece)
            size += len(piece)
    manifest.members[name] = BackupMember(digest.hexdigest(), size)
    return size


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(SHRINKS) else zipfile.ZIP_STORED
    entry.external_attr = 0o600 << 16
    return entry


def files_of(data: Path) -> Iterator[str]:
    """What of a data folder is kept, receipts first; never a key."""
    keys = {secret_path(data.resolve()).resolve(), *_key_paths(data)}
    tops = sorted(data.iterdir(), key=lambda path: (path.name != "loads", path.name))
    for top in tops:
        if top.name in (*MADE_ANEW, *NOT_FILES) or _passed_over(top) or top.resolve() in keys:
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            inside = path.relative_to(data)
            hidden = any(part.startswith(".") for part in inside.parts)
            if path.is_file() and not hidden and not _passed_over(path) and path.resolve() not in keys:
                yield inside.as_posix()


def links_in(data: Path) -> list[str]:
    """The links in a data folder: what they lead to is in no backup of it."""
    found = (path.relative_to(data) for path in data.rglob("*") if path.is_symlink())
    return sorted(path.as_posix() for path in found if path.parts[0] not in MADE_ANEW)


def _check_names(paths: Iterable[str]) -> None:
    """Refused before anything is written; a backup that holds it could not be put back."""
    if odd := [path for path in paths if not is_plain(path)]:
        raise Refusal(
            "A file in the data folder has a name that a backup cannot hold.",
            found=ascii(odd[0])[1:-1],
            todo="Give it another name, without : and \\, or move it out of the data folder.",
        )


def _passed_over(path: Path) -> bool:
    return path.name.startswith(".") or path.name.endswith(SECRET_ENDINGS) or path.is_symlink()


def _key_paths(data: Path) -> set[Path]:
    try:
        return {key_path(Folder(data))}
    except Refusal:
        return {Path(os.environ["WARDMOTE_KEY_FILE"]).resolve()}  # named inside the data folder: never taken


def key_fingerprint(data: Path) -> str:
    """Tells whether a key is the one; tells nothing of the key. Empty where there is none."""
    try:
        key = key_path(Folder(data)).read_text("ascii").strip().encode()
    except (OSError, UnicodeDecodeError, Refusal):
        return ""
    return hashlib.sha256(b"wardmote key file\0" + key).hexdigest()[:16]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _check_room(folders: Iterable[Path], wanted: int) -> None:
    for folder in folders:
        free = shutil.disk_usage(folder).free
        if free < wanted:
            raise Refusal(
                "There is not enough room for the backup.",
                where=str(folder),
                found=f"{free >> 20:,} MB free, {-(-wanted >> 20):,} MB wanted",
                todo="Make room or name a file on another disk.",
            )


# ---- checking ----


@dataclass(frozen=True)
class Checked:
    """A backup that gave back what it holds, and whether the log in it is whole."""

    manifest: Manifest
    log: Verified


def check_by_restoring(file: Path, place: Path, tell: Tell, *, stream: IO[bytes] | None) -> Checked:
    """Unpack every file, put the records into an empty database, write them out again, compare all.

    It is unpacked in the folder ``place``; ``stream`` is what an encrypted file held.
    """
    with tempfile.TemporaryDirectory(prefix=CHECKING, dir=place) as made:
        into = Path(made)
        manifest = unpack(file, into, tell, stream=stream, each=Path.unlink)
        with records.sqlite_at(into / "records.sqlite3") as using:
            records.fill(using, manifest.nodes, manifest.columns, records_in(into))
            for table in records.tables_at(manifest.nodes):
                if (
                    _hash(records.lines(table, using))
                    != manifest.members[f"{RECORDS}{table.name}.jsonl"].sha256
                ):
                    raise Refusal("The backup does not give back what was kept.", where=table.name)
            records.bring_up_to_date(using)
            return Checked(manifest, verify(using=using))


def records_in(folder: Path) -> Callable[[str], IO[bytes]]:
    """Opens the lines of a table in an unpacked backup."""
    return lambda name: open(folder / RECORDS / f"{name}.jsonl", "rb")


def _hash(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


class Saying:
    """Tells how far, at most about once a second, on one line of a terminal or as lines of a log."""

    def __init__(self, say: Callable[[str], None], verb: str) -> None:
        self._say, self._verb, self._at = say, verb, time.monotonic()

    def __call__(self, done: int, total: int, name: str) -> None:
        now = time.monotonic()
        if total and now - self._at >= 1:
            self._at = now
            self._say(f"{self._verb}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")
