"""Keys of people and addresses, and references, replaced for good by a keyed hash when they are loaded.

In: keys as a partner wrote them. Out: 32 hexadecimal digits of HMAC-SHA256, ""
for none: the same key gives the same digits in every file of one partnership,
and nobody without the key file can tell whose they are. The key file lies
outside the data folder: the environment's ``WARDMOTE_KEY_FILE``, else beside
the folder as ``<its name>.key``; made with mode 0600 when first needed.
Refused: a key file inside the data folder, one that is missing or another one
than earlier loads were hashed with.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.key_files import make_key_file
from wardmote.measuring.store.receipts import Receipt

REFERENCE = "reference"
VARIABLE = "WARDMOTE_KEY_FILE"
KEY_BYTES, SHORTEST, DIGITS = 32, 16, 32


class KeyedHash:
    """Hashes keys of one partnership; ``fingerprint`` tells key files apart and nothing of the key."""

    def __init__(self, key: bytes, partnership: str) -> None:
        self._key = key
        self._partnership = partnership
        self.fingerprint = hashlib.sha256(b"wardmote key file\0" + key).hexdigest()[:16]

    def column(self, keys: Iterable[str], *, of: str) -> NDArray[np.object_]:
        """``of``: person, address, setter or reference; the same digits never mean one and the other.

        A person's key is the same in capitals or not; a reference counts as it is written.
        """
        known = {"": ""}
        for key in keys:
            if key not in known:
                plain = key if of == REFERENCE else key.strip().casefold()
                said = f"{self._partnership}\0{of}\0{plain}".encode()
                known[key] = hmac.digest(self._key, said, "sha256").hex()[:DIGITS]
        return np.array([*(known[key] for key in keys), None], dtype=object)[:-1]


def key_path(folder: Folder) -> Path:
    """Where the key file is, or will be."""
    named = os.environ.get(VARIABLE)
    root = folder.root.resolve()
    path = Path(named).resolve() if named else root.parent / f"{root.name}.key"
    if path.is_relative_to(root):
        raise Refusal(
            "The key file must not lie inside the data folder.",
            where=VARIABLE,
            found=path.name,
            todo="Move it to a place that backups of the data folder do not take with them.",
        )
    return path


def open_key(folder: Folder, receipts: Iterable[Receipt], *, partnership: str) -> KeyedHash:
    """The key of this data folder, made when no load has needed one yet."""
    path = key_path(folder)
    used = {str(part.facts["key"]) for receipt in receipts for part in receipt.parts if part.facts.get("key")}
    if used and not path.exists():
        raise Refusal(
            "The key file is missing.",
            where=path.name,
            found="earlier loads were hashed with it",
            todo=f"Put it back beside the data folder, or name it in {VARIABLE}.",
        )
    try:
        if not path.exists():
            make_key_file(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode())
        key = path.read_text(encoding="ascii").strip().encode()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "The key file cannot be used.",
            where=path.name,
            found=str(error),
            todo=f"Check that you may read and write it, or name another place in {VARIABLE}.",
        ) from None
    if len(key) < SHORTEST:
        raise Refusal("The key file is too short.", where=path.name, todo="Put the right file back.")
    found = KeyedHash(key, partnership)
    if used and found.fingerprint not in used:
        raise Refusal(
            "The key file is another one than earlier loads were hashed with.",
            where=path.name,
            found="the same person would get other digits than before",
            todo=f"Put the right file back, or name it in {VARIABLE}.",
        )
    return found
