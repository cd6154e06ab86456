"""A backup: one zip file with the records and all evidence, and a manifest that tells each part's SHA-256.

In: a data folder and its database. Out: a file of members ``files/...`` (the
data folder but for what the program makes anew), ``records/<table>.jsonl`` and
``manifest.json`` at the end. Never in it: the key partners' identifiers are
hashed with, and the key that signs sessions. Written beside its name and given
that name once it was unpacked, put into an empty database and found equal; a
program killed on the way leaves a ``.part`` that the next run replaces.

Order makes it whole without stopping the program: the records first, then
receipts, then all else; a receipt's parts lie in place before it does.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.db import connection

from wardmote import __version__
from wardmote.ground.audit.verifying import Verified, verify
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import flush
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.keyed_hash import key_path
from wardmote.site.backup import records
from wardmote.site.installation import secret_path

SCHEMA = 1
FILES, RECORDS, MANIFEST = "files/", "records/", "manifest.json"
MADE_ANEW = ("static", "backups", "outbox")
NOT_FILES = ("records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm", "records.sqlite3-journal")
SECRET_ENDINGS = (".key", ".secret", ".part")
SHRINKS = (".json", ".jsonl", ".csv", ".toml", ".svg", ".html", ".txt", ".geojson", ".xml")
PIECE = 1024 * 1024
LARGEST_MANIFEST = 256 * PIECE
NAMES_NO_FILE = (errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EINVAL)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip's clock; the same input gives the same members
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class BackupMember:
    """A part of a backup, as its manifest tells it."""

    sha256: str
    bytes: int


@dataclass
class Manifest:
    """What a backup holds. ``columns`` gives the order of each table's rows."""

    schema: int
    program: str
    made_at: str
    database: str
    holds: list[str]
    migrations: list[list[str]]
    columns: dict[str, list[str]]
    rows: dict[str, int]
    key: str
    members: dict[str, BackupMember] = field(default_factory=dict)

    def as_text(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @property
    def nodes(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self.migrations]


# ---- making ----


def keep(data: Path, file: Path, *, files: bool = True, tell: Tell = lambda *_: None) -> "Checked":
    """Write a backup and check it by restoring; ``files=False`` keeps the records alone."""
    if file.exists():
        raise Refusal("There is a file of that name already.", where=str(file), todo="Choose another name.")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.part")
    draft.unlink(missing_ok=True)
    try:
        _write(data, draft, files=files, tell=tell)
        flush([draft])
        checked = check_by_restoring(draft, tell)
        os.replace(draft, file)
        flush([file.parent])
    finally:
        draft.unlink(missing_ok=True)
    return checked


def keep_records(data: Path) -> Path:
    """The records alone, kept in the data folder before their tables are altered."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for half in (data / "backups").glob("records-before-*.part"):
        half.unlink()  # a start before this one was stopped while it kept its copy
    file = data / "backups" / f"records-before-{__version__}-{stamp}.zip"
    keep(data, file, files=False)
    return file


def _write(data: Path, draft: Path, *, files: bool, tell: Tell) -> None:
    manifest, written = begun(data, files=files), 0
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "w+b") as opened_draft, zipfile.ZipFile(opened_draft, "w") as archive:
        write_records(archive, manifest)
        paths = list(files_of(data)) if files else []
        total = sum(_size(data / path) for path in paths)
        _check_room(draft.parent, total)
        for path in paths:
            tell(written, total, path)
            try:
                with open(data / path, "rb") as source:
                    written += _add(archive, manifest, FILES + path, source)
            except FileNotFoundError:
                if path.startswith(("evidence/", "loads/", "partners/")):
                    raise  # a part of a load is never taken away; anything else may come and go
        archive.writestr(_entry(MANIFEST), manifest.as_text())
        archive.comment = hashlib.sha256(manifest.as_text().encode()).hexdigest().encode()


def begun(data: Path, *, files: bool) -> Manifest:
    """A manifest that tells of the database and the key, and of no member yet."""
    return Manifest(
        schema=SCHEMA,
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
    tables = records.tables_at(using, manifest.nodes)
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


def _check_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise Refusal(
            "There is not enough room for the backup.",
            where=str(folder),
            found=f"{free / 1e9:.1f} GB free, {wanted / 1e9:.1f} GB wanted",
            todo="Make room or name a file on another disk.",
        )


# ---- checking ----


def opened(file: Path) -> tuple[zipfile.ZipFile, Manifest]:
    """A backup's manifest, checked against its own hash; refused when the file is not one."""
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise Refusal("There is no such file.", where=str(file)) from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged(file, "it cannot be unpacked") from None
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise _damaged(file, MANIFEST)
        text = archive.read(MANIFEST)
    except KeyError:
        archive.close()
        todo = "Name a file that wardmote backup wrote."
        raise Refusal("This is not a backup of Wardmote.", where=str(file), todo=todo) from None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
        raise _damaged(file, MANIFEST) from None
    if hashlib.sha256(text).hexdigest().encode() != archive.comment:
        raise _damaged(file, MANIFEST)
    return archive, _manifest(file, text)


def _manifest(file: Path, text: bytes) -> Manifest:
    try:
        found = json.loads(text)
        if found["schema"] != SCHEMA:
            raise Refusal(
                "The backup was written by a newer version of the program.",
                where=str(file),
                found=f"version {found['program']}",
                todo="Restore it with that version or a later one.",
            )
        members = {name: BackupMember(**member) for name, member in found.pop("members").items()}
        manifest = Manifest(**found, members=members)
        sizes = [manifest.rows, {name: member.bytes for name, member in members.items()}]
        if not all(type(size) is int for told in sizes for size in told.values()):
            raise ValueError("of another shape")
        return manifest
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _damaged(file, MANIFEST) from None


def unpack(file: Path, into: Path | None, tell: Tell, each: Callable[[Path], None] | None = None) -> Manifest:
    """Read every member and check its hash; ``into`` writes files and records there.

    ``each`` is called with a written file of the data folder (checking deletes it again).
    """
    archive, manifest = opened(file)
    with archive:
        names = set(archive.namelist()) - {MANIFEST}
        if len(archive.namelist()) != len(names) + 1 or names != set(manifest.members):
            raise _damaged(file, "its parts are not those its manifest tells")
        done, total = 0, sum(member.bytes for member in manifest.members.values())
        for name, member in manifest.members.items():
            tell(done, total, name)
            target = _target(into, name, file) if into else None
            _unpack_one(archive, name, member, target, file)
            done += member.bytes
            if target and each and name.startswith(FILES):
                each(target)
        tell(total, total, "")
    return manifest


def _target(into: Path, name: str, file: Path) -> Path:
    """Where a member goes; a name that leads out of the folder is refused."""
    parts = PurePosixPath(name).parts
    plain = name == "/".join(parts) and not {"..", "."} & set(parts) and "\\" not in name and ":" not in name
    if not plain or parts[0] + "/" not in (FILES, RECORDS) or len(parts) < 2:
        raise _damaged(file, f"a part called {name!r}")
    return into.joinpath(*parts)


def _unpack_one(
    archive: zipfile.ZipFile, name: str, member: BackupMember, target: Path | None, file: Path
) -> None:
    digest, left = hashlib.sha256(), member.bytes
    try:
        if target:
            target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, open(target or os.devnull, "wb") as written:
            while piece := source.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise _damaged(file, name)  # it would fill the disk before its hash is known
                digest.update(piece)
                written.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        raise _damaged(file, name) from None
    except OSError as error:
        if error.errno in NAMES_NO_FILE:
            raise _damaged(file, name) from None
        raise
    if digest.hexdigest() != member.sha256:
        raise _damaged(file, name)


def _damaged(file: Path, found: str) -> Refusal:
    return Refusal(
        "The backup is damaged; nothing was changed.",
        where=str(file),
        found=found,
        todo="Use another copy of it, or an older backup.",
    )


@dataclass(frozen=True)
class Checked:
    """A backup that gave back what it holds, and whether the log in it is whole."""

    manifest: Manifest
    log: Verified


def check_by_restoring(file: Path, tell: Tell = lambda *_: None) -> Checked:
    """Unpack every file, put the records into an empty database, write them out again, compare all."""
    with tempfile.TemporaryDirectory(prefix=".checking-", dir=file.parent) as place:
        into = Path(place)
        manifest = unpack(file, into, tell, each=Path.unlink)
        with records.sqlite_at(into / "records.sqlite3") as using:
            records.fill(using, manifest.nodes, manifest.columns, records_in(into))
            for table in records.tables_at(using, manifest.nodes):
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
