"""The recovery key: backups are encrypted to its public half, and only its private half opens them.

In: the data folder, where the public half lies (``recovery.pub``: recipients of the age format, one a line;
it is in the backups too, so that a restored installation goes on with it). Out: encrypted files, and what was
in them as a file without a name, gone with the process. The private half is made here, shown once by whoever
asked for it, and never kept. Encrypting and opening is the library's (pyrage, age-encryption.org/v1).
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import write_whole
from wardmote.site.backup.archive import damaged

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

PUBLIC = "recovery.pub"
ENCRYPTED = b"age-encryption.org/v1"
PRIVATE = "AGE-SECRET-KEY-1"


# ---- keys ----


def recipients(data: Path) -> "list[Recipient]":
    """Whom a backup is encrypted to; nobody where no recovery key was made."""
    from pyrage import RecipientError
    from pyrage.x25519 import Recipient

    path = data / PUBLIC
    try:
        lines = path.read_text("utf-8").splitlines()
        found = [Recipient.from_str(line.strip()) for line in lines if line.strip() and line[0] != "#"]
    except FileNotFoundError:
        return []
    except (RecipientError, UnicodeDecodeError):
        found = []
    if not found:
        todo = "Make a new key: wardmote backup --new-recovery-key."
        raise Refusal("The public half of the recovery key cannot be read.", where=str(path), todo=todo)
    return found


def new_identity() -> "Identity":
    """A new recovery key; ``str()`` of it is the private half."""
    from pyrage.x25519 import Identity

    return Identity.generate()


def keep_public(data: Path, identity: "Identity") -> None:
    """From now on backups are encrypted to this key, and to no earlier one."""
    write_whole(data / PUBLIC, f"{identity.to_public()}\n")


def identity_in(text: str) -> "Identity":
    """The private half as it was shown, or as a file of age holds it."""
    from pyrage import IdentityError
    from pyrage.x25519 import Identity

    found = [line.strip() for line in text.splitlines() if line.strip().startswith(PRIVATE)]
    try:
        return Identity.from_str(found[0])
    except (IdentityError, IndexError):
        todo = f"Give it as it was shown: it begins with {PRIVATE}."
        raise Refusal("This is no recovery key.", todo=todo) from None


# ---- files ----


def encrypt(plain: IO[bytes], file: Path, to: "list[Recipient]") -> None:
    """Write it encrypted, and open what was written once more to see that it gives back every byte.

    For that, a key of the moment may open it too; nobody keeps it.
    """
    from pyrage import EncryptError, encrypt_io

    moment = new_identity()
    plain.seek(0)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as target:
        try:
            encrypt_io(plain, target, [*to, moment.to_public()])
            target.flush()
        except EncryptError as error:
            todo = "Make room on the disk, then do it again."
            raise Refusal(
                "The backup could not be written.", where=str(file), found=str(error), todo=todo
            ) from None
        os.fsync(target.fileno())
        target.seek(0)
        plain.seek(0)
        kept, back = _Digest(), _Digest()
        shutil.copyfileobj(plain, kept)
        _decrypt(target, back, moment, file)
        if back.digest.digest() != kept.digest.digest():
            raise damaged(file, "what was written does not give back what was kept")


class _Digest:
    """Written to, it keeps the hash alone."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def is_encrypted(file: Path) -> bool:
    """Whether a recovery key is needed to read it."""
    try:
        with open(file, "rb") as opened:
            return opened.read(len(ENCRYPTED)) == ENCRYPTED
    except FileNotFoundError:
        raise Refusal("There is no such file.", where=str(file)) from None


@contextmanager
def decrypted(file: Path, identity: "Identity | None", near: Path) -> Iterator[IO[bytes] | None]:
    """What was in it, in a file without a name in the folder ``near``; None where it is not encrypted."""
    if identity is None:
        yield None
        return
    with tempfile.TemporaryFile(dir=near) as plain:
        with open(file, "rb") as source:
            _decrypt(source, plain, identity, file)
        yield plain


def _decrypt(source: IO[bytes], into: "IO[bytes] | _Digest", identity: "Identity", file: Path) -> None:
    from pyrage import DecryptError, decrypt_io

    try:
        decrypt_io(source, into, [identity])
        into.flush()
    except DecryptError as error:
        if "No matching keys" not in str(error):
            raise damaged(file, "it cannot be decrypted") from None
        raise Refusal(
            "The recovery key does not open this backup; nothing was changed.",
            where=str(file),
            todo="Find the key that was shown before it was made. If that is this one, its beginning is "
            "damaged: use another copy.",
        ) from None
    except OSError as error:
        if error.errno is None:
            raise damaged(file, "it cannot be decrypted") from None
        raise
