"""The one way the program says no: what, where, what was found, what to do.

Raised for anything a person must change before the program can go on; the
command line prints it on standard error and ends with status 2. Never raised
for data that are merely thin: methods answer ``insufficient`` instead.
"""

import errno
from dataclasses import dataclass, fields
from typing import Any


@dataclass(unsafe_hash=True)
class Refusal(Exception):
    """What is wrong (one sentence), where (file, row, column), what was found, what to do.

    Not frozen: ``contextlib`` sets the traceback of what passes through a ``with`` block.
    """

    what: str
    where: str = ""
    found: str = ""
    todo: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        """However it was made, it is the same after a process gave it to another."""
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    def __str__(self) -> str:
        lines = [self.what]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  found: {self.found}"] if self.found else []
        lines += ["  to do: " + self.todo.replace("\n", "\n         ")] if self.todo else []
        return "\n".join(lines)


_DISK = {
    errno.ENOSPC: ("The disk is full.", "Make room on the disk, then do it again."),
    errno.EDQUOT: ("The disk space allowed for this account is used up.", "Make room, then do it again."),
    errno.EROFS: ("The disk can be read but not written.", "Mount it so that it can be written to."),
    errno.EACCES: ("The program may not read or write a file.", "Give its account the right to it."),
    errno.EISDIR: ("That is a folder, not a file.", "Name a file in it."),
    errno.EPERM: ("The program may not read or write a file.", "Give its account the right to it."),
}


def disk_refusal(error: OSError) -> Refusal:
    """What a disk's error means to whoever must mend it."""
    known = _DISK.get(error.errno or 0)
    what, todo = known or (
        "The computer would not read or write a file.",
        "Check that the folder exists, can be written and has room.",
    )
    return Refusal(
        what,
        where=str(error.filename or ""),
        found=error.strerror or str(error),
        todo=f"{todo} Nothing half done is used.",
    )
