"""Opening a file somebody sent: plain, ``.gz`` or ``.zip``, and never trusting it.

In: a path. Out: ``SourceText`` objects, one for each readable text in it (a zip
holds many), each to be streamed, copied out or read as text. Nothing from a
zip is written under its own name. Errors are ``Refusal``: a missing or empty
file, an HTML error page or another kind of file under a wrong name, a truncated
or damaged gzip or zip, a file that unpacks to far more than it should (a
"bomb"), unsafe names in a zip, text that is not UTF-8 (UTF-16 and Windows
text are recognised and named).
"""

import gzip
import hashlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, cast

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import shape_of

CHUNK = 1 << 20


@dataclass(frozen=True)
class UnpackLimits:
    """How much a compressed file may unpack to: in all, each entry, times its size, number of entries."""

    total: int = 64 << 30
    entry: int = 8 << 30
    ratio: int = 200
    always_allowed: int = 16 << 20
    entries: int = 50_000


@dataclass(frozen=True)
class SourceText:
    """One text inside a file: the file itself, or one member of a zip."""

    path: Path
    member: str = ""
    limits: UnpackLimits = UnpackLimits()

    @property
    def name(self) -> str:
        """As messages name it: ``2021-01.zip: 2021-01/2021-01-kent-street.csv``."""
        return f"{self.path.name}: {self.member}" if self.member else self.path.name

    @property
    def text_name(self) -> str:
        """The text's own file name, without folders and without ``.gz``."""
        name = PurePosixPath(self.member).name if self.member else self.path.name
        return name[:-3] if name.lower().endswith(".gz") else name

    @property
    def is_plain(self) -> bool:
        """The path can be read as it is."""
        return not self.member and not self.path.name.lower().endswith(".gz")

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes; ``Refusal`` as soon as something is wrong with the packing."""
        allowed = _allowed(self)
        given = 0
        try:
            with _stream(self) as stream:
                while chunk := stream.read(CHUNK):
                    given += len(chunk)
                    if given > allowed:
                        raise _bomb(self.name, f"more than {allowed:,} bytes")
                    yield chunk
        except (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile) as error:
            raise _damaged(self.name, error) from None
        except (RuntimeError, NotImplementedError):
            raise Refusal(
                "The zip file is locked with a password or packed in an unknown way.",
                where=self.name,
                todo="Unpack it yourself and load the files inside.",
            ) from None
        except OSError as error:
            raise _unreadable(self.path, error) from None

    def head(self, size: int = 65536) -> bytes:
        """The first bytes."""
        return next(iter(self.chunks()), b"")[:size]

    def copy_to(self, target: Path) -> Path:
        """The unpacked text written to ``target``, read to the end so that damage is noticed."""
        with target.open("wb") as out:
            for chunk in self.chunks():
                out.write(chunk)
        return target


def file_sha256(path: Path) -> str:
    """The SHA-256 of the file as it lies on disk."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def only_entry(path: Path, *, ending: str = "") -> SourceText:
    """The one text in a file; of an archive with several the one with this ``ending``."""
    found = entries(path)
    if len(found) > 1 and ending:
        found = tuple(entry for entry in found if entry.text_name.lower().endswith(ending)) or found
    if len(found) > 1:
        raise Refusal(
            "The archive holds several files.",
            where=path.name,
            found=f"{len(found)} files",
            todo="Unpack it and load the file you mean.",
        )
    return found[0]


def entries(path: Path, *, limits: UnpackLimits | None = None) -> tuple[SourceText, ...]:
    """The texts in a file: itself, or a zip's members in name order (folders and Mac leftovers left out)."""
    limits = limits or UnpackLimits()
    try:
        if path.stat().st_size == 0:
            raise _empty(path.name)
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise _unreadable(path, error) from None
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _members(path, limits)
    if magic.startswith(b"\x1f\x8b") != (suffix == ".gz"):
        packed = magic.startswith(b"\x1f\x8b")
        raise Refusal(
            "The file is gzip but is not named so." if packed else "The file is named .gz but is not gzip.",
            where=path.name,
            found=f"first bytes {magic.hex(' ')}",
            todo=f"Rename it to {path.name}.gz."
            if packed
            else "Download it again, or rename it without .gz.",
        )
    return (SourceText(path, limits=limits),)


def check_packed(path: Path, limits: UnpackLimits) -> None:
    """Refuse a zip-like file (a spreadsheet is one) that unpacks to far too much or points outside itself."""
    _members(path, limits)


def check_text(entry: SourceText) -> None:
    """Refuse what is not the text of a table or of GeoJSON, from its first bytes."""
    head = entry.head()
    if not head.strip(b"\xef\xbb\xbf \r\n\t"):
        raise _empty(entry.name)
    for magic, kind in _OTHER_KINDS.items():
        if head.startswith(magic):
            raise Refusal(
                f"The file is {kind}, not a text file.",
                where=entry.name,
                found=f"first bytes {head[:8].hex(' ')}",
                todo="Load the CSV (or GeoJSON) file itself.",
            )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong_encoding(entry.name, 1, "UTF-16 text", "")
    if b"\x00" in head:
        raise Refusal(
            "The file is binary, not text.",
            where=entry.name,
            found=f"a zero byte at position {head.index(0):,}",
            todo="Load the CSV (or GeoJSON) file itself.",
        )
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:400].lower()
    if start.startswith(b"<"):
        raise Refusal(
            "The file is a web page (probably an error message of the site), not data.",
            where=f"{entry.name}, row 1",
            found=shape_of(start[:80].decode("utf-8", "replace")),
            todo="Open it in a browser to see what the site said, then download the data again.",
        )


def read_text(entry: SourceText) -> str:
    """The whole text without byte-order mark."""
    check_text(entry)
    return check_utf8(entry)


def check_utf8(entry: SourceText) -> str:
    """Read to the end and refuse the first bytes that are not UTF-8, with their row."""
    raw = b"".join(entry.chunks())
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, column, found = wrong_bytes(raw, error.start)
        raise _wrong_encoding(entry.name, row, found, column) from None


def wrong_bytes(raw: bytes, at: int) -> tuple[int, str, str]:
    """Row, column's heading and value of a byte that is not UTF-8; what stands beside it may name people."""
    row = raw.count(b"\n", 0, at) + 1
    line_start = raw.rfind(b"\n", 0, at) + 1
    header = raw[: raw.find(b"\n")].decode("utf-8-sig", "replace").strip().split(",")
    place = raw.count(b",", line_start, at)
    column = header[place] if place < len(header) else ""
    return row, column, f"byte 0x{raw[at]:02X}"


_OTHER_KINDS = {
    b"PK\x03\x04": "a zip or spreadsheet file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file inside another one",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"7z\xbc\xaf": "a 7-Zip file",
}


def _members(path: Path, limits: UnpackLimits) -> tuple[SourceText, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(path.name, error) from None
    if len(members) > limits.entries:
        raise _bomb(path.name, f"{len(members):,} files")
    total = 0
    for item in members:
        name = PurePosixPath(item.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise Refusal(
                "The zip file holds a name that points outside itself.",
                where=path.name,
                found=shape_of(item.filename),
                todo="Do not use this file; download the archive again from its source.",
            )
        total += item.file_size
        allowed = max(limits.always_allowed, item.compress_size * limits.ratio)
        if item.file_size > min(limits.entry, allowed) or total > limits.total:
            raise _bomb(path.name, f"{item.file_size:,} bytes unpacked")
    names = sorted(item.filename for item in members)
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise Refusal(
            "The zip file holds two files under one name.",
            where=path.name,
            found=counted(len(repeated), "name", "names"),
            todo="Download the archive again, or unpack it and load the right file.",
        )
    wanted = [
        name for name in names if "__MACOSX" not in name and not PurePosixPath(name).name.startswith(".")
    ]
    if not wanted:
        raise _empty(path.name)
    return tuple(SourceText(path, name, limits) for name in wanted)


def _stream(entry: SourceText) -> IO[bytes]:
    if entry.member:
        return _opened(entry.path, entry.path.stat().st_mtime_ns).open(entry.member)
    return entry.path.open("rb") if entry.is_plain else cast(IO[bytes], gzip.open(entry.path, "rb"))


@lru_cache(maxsize=1)
def _opened(path: Path, changed: int) -> zipfile.ZipFile:
    """The archive that is being read: to open it anew for each of thousands of members took minutes."""
    return zipfile.ZipFile(path)


def _allowed(entry: SourceText) -> int:
    if entry.is_plain:
        return entry.path.stat().st_size
    if entry.member:
        return entry.limits.entry  # its size was checked when the zip was listed
    packed = entry.path.stat().st_size
    return min(entry.limits.entry, max(entry.limits.always_allowed, packed * entry.limits.ratio))


def _empty(name: str) -> Refusal:
    return Refusal(
        "The file is empty.", where=name, found="no text", todo="Download it again, or leave it out."
    )


def _unreadable(path: Path, error: OSError) -> Refusal:
    return Refusal(
        "The file cannot be read.",
        where=str(path),
        found=str(error.strerror or error),
        todo="Check the name and that you may read it.",
    )


def _damaged(name: str, error: Exception) -> Refusal:
    return Refusal(
        "The file is cut off or damaged: it cannot be unpacked to its end.",
        where=name,
        found="the end is missing" if isinstance(error, EOFError) else "bytes that cannot be unpacked",
        todo="Download it again.",
    )


def _bomb(name: str, found: str) -> Refusal:
    return Refusal(
        "The file unpacks to far more than such a file should hold.",
        where=name,
        found=found,
        todo="Do not use it unless you know why it is so big; unpack it yourself and load the CSV files.",
    )


def _wrong_encoding(name: str, row: int, found: str, column: str) -> Refusal:
    return Refusal(
        "The text is not UTF-8.",
        where=f"{name}, row {row}" + (f", column {column}" if column else ""),
        found=found,
        todo="Save it again as “CSV UTF-8” (in Excel: Save As, CSV UTF-8), or download it again.",
    )
