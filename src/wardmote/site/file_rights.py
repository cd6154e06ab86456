"""What other accounts of the machine may do with a file or folder; nothing where the system does not say."""

import os
import stat
from pathlib import Path
from typing import Final

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def open_to_others(path: Path) -> bool:
    """Whether any other account may do anything with it."""
    return bool(_mode(path) & OTHERS)


def written_by_others(path: Path) -> bool:
    """Whether another account may write it, or put something else in the place of what lies in it."""
    mode = _mode(path)
    return bool(mode & OTHERS_WRITE) and not mode & stat.S_ISVTX


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode if os.name == "posix" else 0
    except OSError:
        return 0
