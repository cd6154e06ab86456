"""Which row of the domain notes is held by which test (``coverage.toml``).

In: the file. Out: one ``CoverageRow`` for each id, in the notes' order: what it is, the room it belongs to,
its tests as ``file::name``, and what is still missing. That the tests exist is checked by a house test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from wardmote.measuring.catalogue.strict_toml import read_by_key, shipped


@dataclass(frozen=True)
class CoverageRow:
    """One row of the notes."""

    key: str
    what: str
    room: str
    tests: tuple[str, ...] = ()
    waits: str = ""

    @property
    def state(self) -> str:
        """``held``, ``in part`` or ``not yet``."""
        if not self.tests:
            return "not yet"
        return "in part" if self.waits else "held"

    @property
    def waiting_for(self) -> str:
        """What is missing, or the room the whole row waits for; "" where it is held."""
        return self.waits or ("" if self.tests else self.room)


@cache
def coverage() -> Mapping[str, CoverageRow]:
    """Every row by its id."""
    return read_coverage(shipped("coverage.toml"))


def read_coverage(path: Path | Traversable) -> Mapping[str, CoverageRow]:
    """The file's rows; ``Refusal`` names the row and the key that is wrong."""
    return read_by_key(path, CoverageRow)
