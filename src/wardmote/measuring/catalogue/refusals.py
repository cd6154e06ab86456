"""The one way the program says no: what, where, what was found, what to do.

Raised for anything a person must change before the program can go on; the
command line prints it on standard error and ends with status 2. Never raised
for data that are merely thin: methods answer ``insufficient`` instead.
"""

from dataclasses import dataclass


@dataclass(unsafe_hash=True)
class Refusal(Exception):
    """What is wrong (one sentence), where (file, row, column), what was found, what to do.

    Not frozen: ``contextlib`` sets the traceback of what passes through a ``with`` block.
    """

    what: str
    where: str = ""
    found: str = ""
    todo: str = ""

    def __str__(self) -> str:
        lines = [self.what]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  found: {self.found}"] if self.found else []
        lines += [f"  to do: {self.todo}"] if self.todo else []
        return "\n".join(lines)
