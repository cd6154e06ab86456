"""The counts of similar partnerships, as somebody pastes or uploads them.

In: a CSV or XLSX with the columns name, count, denominator, and our own name in it. Out: ``PeersRead``: our
row, where it is there, and every other. ``Refusal`` names row and column of the first cell that is wrong;
nothing of a faulty file is used.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from wardmote.measuring.analysis.peers import FEWEST, Peer
from wardmote.measuring.catalogue.counted import some
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.tables import SourceTable

COLUMNS = ("name", "count", "denominator")
KINDS = (".csv", ".xlsx")
LARGEST = 2_000_000
PASTED = "pasted.csv"


@dataclass(frozen=True)
class PeersRead:
    """``own`` is None where our name is in no row."""

    own: Peer | None
    peers: tuple[Peer, ...]


def read_peers(content: bytes, *, name: str, own: str) -> PeersRead:
    """The rows of a file called ``name``; ``own`` is our partnership as the file names it."""
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise Refusal("Bring a CSV or an XLSX.", where=name, found=suffix or "no ending")
    if len(content) > LARGEST:
        raise Refusal("It is too large for one group's counts.", where=name, found=f"{len(content):,} bytes")
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / f"peers{suffix}"
        path.write_bytes(content)
        found = _rows(_headed(read_partner_table(path), name), name)
    wanted = " ".join(own.split()).casefold()
    mine = next((peer for peer in found if peer.name.casefold() == wanted), None)
    others = tuple(peer for peer in found if peer is not mine)
    if len(others) < FEWEST:
        raise Refusal(
            f"A group needs at least {FEWEST} other partnerships.", where=name, found=f"{len(others)} rows"
        )
    return PeersRead(mine, others)


def _headed(table: SourceTable, name: str) -> SourceTable:
    heads = tuple(head.strip().casefold() for head in table.header)
    missing = [column for column in COLUMNS if heads.count(column) != 1]
    if missing:
        raise Refusal(
            "A column is missing or there twice.",
            where=f"{name}, row 1",
            found=some(table.header),
            todo=f"The columns are {', '.join(COLUMNS)}.",
        )
    if table.ragged:
        raise Refusal(
            "A row has more cells than there are columns.",
            where=f"{name}, row {table.ragged[0]}",
            found="too many cells",
            todo="Write numbers without commas, or put them in quotation marks.",
        )
    return SourceTable(table.name, heads, table.rows, table.numbers)


def _rows(table: SourceTable, name: str) -> list[Peer]:
    found: list[Peer] = []
    for number, row in table.records():
        called = " ".join(row["name"].split())
        if not called:
            raise _wrong("A row has no name.", name, number, "name", "nothing")
        if called.casefold() in (peer.name.casefold() for peer in found):
            raise _wrong("A partnership is there twice.", name, number, "name", called)
        count = _number(row["count"], name, number, "count")
        base = _number(row["denominator"], name, number, "denominator")
        if not count.is_integer():
            raise _wrong("A count is a whole number.", name, number, "count", row["count"])
        if not base:
            raise _wrong("A denominator is above zero.", name, number, "denominator", row["denominator"])
        found.append(Peer(called, int(count), base))
    return found


def _number(written: str, name: str, row: int, column: str) -> float:
    try:
        number = float(written.replace(",", ""))
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e12:
        raise _wrong("A cell is not a number from nought up.", name, row, column, written or "nothing")
    return number


def _wrong(what: str, name: str, row: int, column: str, found: str) -> Refusal:
    return Refusal(what, where=f"{name}, row {row}, column {column}", found=found, todo="Mend the cell.")
