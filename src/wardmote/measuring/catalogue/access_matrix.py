"""Who may see what of each register (``access_matrix.toml``), and what a record may be opened for.

In: the hats of a person on a day, as kinds of body and roles; a register. Out: the cells that are theirs. A
hat that no line names reads what is public. Source: the partnership's domain notes 5.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Final

from wardmote.measuring.catalogue.strict_toml import FieldFault, OneOf, read_toml, shipped

ALL, CASE, DEPERSONALISED, COUNTS, PUBLIC, NOTHING = "F", "C", "D", "A", "P", "-"
CASE_OWN, ALL_OWN = "C own", "F own"
CELLS: Final = (ALL, ALL_OWN, CASE, CASE_OWN, DEPERSONALISED, COUNTS, PUBLIC, NOTHING)
WAYS: Final = ("read", "list", "search", "export")
Cell = Annotated[str, OneOf(CELLS)]
BANS, PROLIFIC = "R6", "R3"
BUSINESS, PARK, ADMINISTRATOR = "business", "park", "administrator"
"""A kind of body, its people's line without a part in PubWatch, and the line of who runs the installation."""


@dataclass(frozen=True)
class Register:
    """One register; ``sealed``: no search goes over it."""

    key: str
    title: str
    sealed: bool = False


@dataclass(frozen=True)
class MatrixRow:
    """Whose line it is: a hat of one of these kinds of body in one of these roles; none named: any."""

    key: str
    title: str
    cells: tuple[Cell, ...]
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def names(self, kind: str, role: str) -> bool:
        """Whether a hat has this line."""
        return (not self.kinds or kind in self.kinds) and (not self.roles or role in self.roles)


@dataclass(frozen=True)
class Matrix:
    """Everything in ``access_matrix.toml``."""

    registers: tuple[Register, ...] = ()
    rows: tuple[MatrixRow, ...] = field(default=())

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.registers):
                what = f"It has {len(row.cells)} cells for {len(self.registers)} registers."
                raise FieldFault(f"rows {row.key}, cells", what)


@cache
def matrix() -> Matrix:
    """The matrix the catalogue holds."""
    return read_toml(shipped("access_matrix.toml"), Matrix)


@cache
def register(key: str) -> Register:
    return next(each for each in matrix().registers if each.key == key)


def row_of(kind: str, role: str) -> MatrixRow:
    """The line of one hat: the first that names it by kind or role; the public's where none does."""
    return next(row for row in matrix().rows if row.names(kind, role))


def cells(hats: Iterable[tuple[str, str]], key: str) -> frozenset[str]:
    """What a person may see of a register in any hat (kind of body, role); never ``NOTHING``.

    Hats that duties forbid together open neither of the two registers by name. Who runs the installation
    reads nothing, whatever else they are.

    >>> sorted(cells([("police", "officer"), ("district-council", "councillor")], "R1"))
    ['A', 'F']
    >>> sorted(cells([("business", "lead"), ("police", "officer")], "R3"))
    []
    >>> sorted(cells([("police", "administrator"), ("police", "officer")], "R1"))
    []
    """
    held = list(hats)
    if any(row_of(*hat).key == ADMINISTRATOR for hat in held):
        return frozenset()
    found = _cells(held, key)
    return found - NAMED if key in (BANS, PROLIFIC) and separate(held) else found


def separate(hats: Iterable[tuple[str, str]]) -> bool:
    """Whether one person may not have these hats together: one of PubWatch, and one that reads of prolific
    offenders by name (domain notes 5.1, rules). A hat of a business is of PubWatch, whatever the role, unless
    it is on the line of those who have no part in it: a line by role alone takes nobody out of PubWatch.

    >>> separate([("business", "lead"), ("police", "officer")]), separate([("police", "officer")])
    (True, False)
    """
    held = list(hats)
    pubwatch = any(kind == BUSINESS and row_of(kind, role).key != PARK for kind, role in held)
    return pubwatch and named(_cells(held, PROLIFIC))


NAMED: Final = frozenset({ALL, ALL_OWN, CASE, CASE_OWN})


def named(found: Iterable[str]) -> bool:
    """Whether persons are read by name."""
    return bool(NAMED & set(found))


def _cells(hats: Iterable[tuple[str, str]], key: str) -> frozenset[str]:
    at = [each.key for each in matrix().registers].index(key)
    return frozenset(row_of(kind, role).cells[at] for kind, role in hats) - {NOTHING}


def ways(found: Iterable[str], key: str) -> frozenset[str]:
    """What may be done with the records of a register by these cells, apart from assignment and purpose.

    Records given one by one are read and listed, never searched or exported; no search goes over a sealed
    register; counts and what is public are read and exported as such, and hold no record to list or find.

    >>> sorted(ways({"C"}, "R7")), sorted(ways({"F"}, "R7")), sorted(ways({"A"}, "R7"))
    (['list', 'read'], ['export', 'list', 'read'], ['export', 'read'])
    """
    held = set(found)
    able: set[str] = set()
    if held & {ALL, ALL_OWN, DEPERSONALISED}:
        able |= set(WAYS) - ({"search"} if register(key).sealed else set())
    if held & {CASE, CASE_OWN}:
        able |= {"read", "list"}
    if held & {COUNTS, PUBLIC}:
        able |= {"read", "export"}
    return frozenset(able)
