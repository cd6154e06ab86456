"""Files that hold a key: made once, whole, for this account alone.

In: a path where none is yet, and what to keep there. Out: the file with mode 0600, flushed; nothing, and no
half of it, where the disk is full; that of another process where two make it at once.
"""

import os
import uuid
from contextlib import suppress
from pathlib import Path


def make_key_file(path: Path, content: bytes) -> None:
    """``OSError`` where it cannot be made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{uuid.uuid4().hex[:8]}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another was first
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
