"""The form of a backup: its manifest, its signature, and reading it back without believing it.

In: a zip with members ``files/...``, ``records/<table>.jsonl`` and ``manifest.json``, which tells each
part's SHA-256 and the public key it was signed with; ``manifest.sig`` is the Ed25519 signature over the
manifest. Out: the ``Manifest``, and every part written where it belongs once its hash was found right.
Refused: what is damaged, was changed after it was signed, leads out of the folder or unpacks to more than it
tells. A signature shows that nothing was changed since; whose key it is only shows where that key is known.
Copies made before an upgrade have the earlier form without it (schema 1): the version before reads them.
"""

import errno
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from wardmote.measuring.catalogue.refusals import Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

UNSIGNED, SIGNED = 1, 2  # schemas
FILES, RECORDS, MANIFEST, SIGNATURE = "files/", "records/", "manifest.json", "manifest.sig"
SIGNED_AS = b"wardmote backup\0"  # a signature of the same key over something else is none of a backup
PIECE = 1024 * 1024
LARGEST_MANIFEST = 256 * PIECE
NAMES_NO_FILE = (errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EINVAL)
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class BackupMember:
    """A part of a backup, as its manifest tells it."""

    sha256: str
    bytes: int


@dataclass
class Manifest:
    """What a backup holds. ``columns`` gives the order of each table's rows, ``signer`` the public key."""

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
    signer: str = ""

    def as_text(self) -> str:
        told = asdict(self)
        if self.schema == UNSIGNED:
            del told["signer"]
        return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @property
    def nodes(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self.migrations]


# ---- the signature ----


def sign(text: bytes, key: "Ed25519PrivateKey") -> str:
    """The signature over a manifest, as hexadecimal digits."""
    return key.sign(SIGNED_AS + text).hex()


def _genuine(text: bytes, signer: str, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
        key.verify(bytes.fromhex(signature.decode("ascii")), SIGNED_AS + text)
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- reading ----


def opened(file: Path, stream: IO[bytes] | None = None) -> tuple[zipfile.ZipFile, Manifest]:
    """A backup's manifest, checked against its hash and signature; refused when the file is not one.

    ``stream`` is what an encrypted file held; ``file`` is then only its name.
    """
    try:
        archive = zipfile.ZipFile(stream or file)
    except FileNotFoundError:
        raise Refusal("There is no such file.", where=str(file)) from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged(file, "it cannot be unpacked") from None
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise damaged(file, MANIFEST)
        text = archive.read(MANIFEST)
        if hashlib.sha256(text).hexdigest().encode() != archive.comment:
            raise damaged(file, MANIFEST)
        manifest = _manifest(file, text)
        if manifest.schema == SIGNED and not _genuine(text, manifest.signer, archive.read(SIGNATURE)):
            raise damaged(file, "the signature does not fit: it was changed after it was signed")
    except KeyError:
        archive.close()
        todo = "Name a file that wardmote backup wrote."
        raise Refusal("This is not a backup of Wardmote.", where=str(file), todo=todo) from None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
        raise damaged(file, MANIFEST) from None
    return archive, manifest


def _manifest(file: Path, text: bytes) -> Manifest:
    try:
        found = json.loads(text)
        if found["schema"] not in (UNSIGNED, SIGNED):
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
        if type(manifest.signer) is not str or (manifest.schema == UNSIGNED) != (not manifest.signer):
            raise ValueError("signed by nobody")
        return manifest
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise damaged(file, MANIFEST) from None


def unpack(
    file: Path,
    into: Path | None,
    tell: Tell,
    *,
    stream: IO[bytes] | None = None,
    each: Callable[[Path], None] | None = None,
) -> Manifest:
    """Read every member and check its hash; ``into`` writes files and records there.

    ``each`` is called with a written file of the data folder (checking deletes it again).
    """
    archive, manifest = opened(file, stream)
    with archive:
        around = [MANIFEST, SIGNATURE] if manifest.schema == SIGNED else [MANIFEST]
        if sorted(archive.namelist()) != sorted([*manifest.members, *around]):
            raise damaged(file, "its parts are not those its manifest tells")
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
    if not is_plain(name) or parts[0] + "/" not in (FILES, RECORDS) or len(parts) < 2:
        raise damaged(file, f"a part called {name!r}")
    return into.joinpath(*parts)


def is_plain(name: str) -> bool:
    """Whether a file of that name can lie in a backup and be put back on any system.

    >>> is_plain("loads/ab.json"), is_plain("../notes"), is_plain("C:notes"), is_plain("a" + chr(0xDCFF))
    (True, False, False, False)
    """
    parts = PurePosixPath(name).parts
    told = name.encode(errors="replace").decode() == name  # else its bytes are no text
    return told and name == "/".join(parts) and not {"..", "."} & set(parts) and not set("\\:") & set(name)


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
                    raise damaged(file, name)  # it would fill the disk before its hash is known
                digest.update(piece)
                written.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        raise damaged(file, name) from None
    except OSError as error:
        if error.errno in NAMES_NO_FILE:
            raise damaged(file, name) from None
        raise
    if digest.hexdigest() != member.sha256:
        raise damaged(file, name)


def damaged(file: Path, found: str) -> Refusal:
    """What a file is refused with that is not what it was."""
    return Refusal(
        "The backup is damaged; nothing was changed.",
        where=str(file),
        found=found,
        todo="Use another copy of it, or an older backup.",
    )
