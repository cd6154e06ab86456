"""What a partner's new file says again that another file of its feed also holds.

In: a load being made, its parts staged, and the receipts there are. Out: how many
rows (or cells of a counted series) both hold and how many of them differ, for the
receipt, and a note for every file where nothing says which of the two is later:
then a person must look, because the number of rows would decide.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS
from wardmote.measuring.store.commit import Staging
from wardmote.measuring.store.engine import connect, parquet
from wardmote.measuring.store.partner_rows import main_part, rank
from wardmote.measuring.store.receipts import Receipt

LATER = (
    "If one replaces the other, load the later one with --released YYYY-MM; if not, they need two mappings."
)
_ROWS = """
SELECT count(*), count(*) FILTER (WHERE
    (mine.cls, mine.start, mine."end", mine.x, mine.y)
    IS DISTINCT FROM (theirs.cls, theirs.start, theirs."end", theirs.x, theirs.y))
FROM {mine} AS mine JOIN {theirs} AS theirs USING (reference) WHERE reference <> ''
"""
_CELLS = """
SELECT count(*), count(*) FILTER (WHERE mine.count IS DISTINCT FROM theirs.count)
FROM (SELECT * FROM {mine} WHERE month IN {months} AND count > 0) AS mine
FULL JOIN (SELECT * FROM {theirs} WHERE month IN {months} AND count > 0) AS theirs USING (month, area, cls)
"""


def restated(
    staging: Staging, new: Receipt, loaded: Iterable[Receipt]
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """(counts for the receipt, notes); files read under another mapping of the same name are no others."""
    both, changed, notes = 0, 0, []
    for other in loaded:
        if not is_same_feed(new, other) or other.file_sha256 == new.file_sha256:
            continue
        shared, differing = _shared(staging, new, other)
        both, changed = both + shared, changed + differing
        note = _note(new, other, differing)
        notes += [note] if note else []
    return ({"restated": both, "changed": changed} if both else {}), tuple(notes)


def is_same_feed(new: Receipt, other: Receipt) -> bool:
    """Files of one partnership that are read under a mapping of the same name."""
    if (other.source, other.feed) != (new.source, new.feed):
        return False
    return bool(main_part(other).facts["partnership"] == main_part(new).facts["partnership"])


def _shared(staging: Staging, new: Receipt, other: Receipt) -> tuple[int, int]:
    """Rows or cells that both hold, and those of them that differ."""
    paths: list[Path] = [staging.readable(main_part(receipt).path) for receipt in (new, other)]
    mine, theirs = (parquet([path]) for path in paths)
    if new.source == INCIDENTS:
        sql = _ROWS.format(mine=mine, theirs=theirs)
    elif new.source == COUNTS:
        held = [set(main_part(receipt).facts["months_held"]) for receipt in (new, other)]
        months = sorted(held[0] & held[1])
        if not months:
            return 0, 0
        sql = _CELLS.format(mine=mine, theirs=theirs, months=f"({', '.join(map(str, months))})")
    else:
        return 0, 0
    connection = connect()
    try:
        found = connection.execute(sql).fetchone() or (0, 0)
    finally:
        connection.close()
    return int(found[0]), int(found[1])


def _note(new: Receipt, other: Receipt, differing: int) -> str:
    if new.source == INCIDENTS and _bare_days_meet(new, other) and not _said(new, other):
        return (
            f"Rows without a reference lie on days that {other.name} also holds; of such days only the file "
            f"that reaches further counts. {LATER}"
        )
    what = "references" if new.source == INCIDENTS else "counts"
    if differing and other.released and not new.released:
        return (
            f"{differing:,} {what} are not what {other.name} says of the same; it was released in "
            f"{other.released}, this file names no release, so it counts. {LATER}"
        )
    if rank(new) != rank(other):
        return ""
    if differing:
        return (
            f"{differing:,} {what} are not what {other.name} says of the same, and nothing says which file "
            f"is later: the one with more rows counts. {LATER}"
        )
    if new.source not in (INCIDENTS, COUNTS):
        return f"{other.name} is loaded under the same mapping: only the file with more rows counts. {LATER}"
    return ""


def _said(new: Receipt, other: Receipt) -> bool:
    return (new.released or "") != (other.released or "")


def _bare_days_meet(new: Receipt, other: Receipt) -> bool:
    """Do both have rows without a reference, on days (first to last) that overlap?"""
    mine, theirs = main_part(new).facts, main_part(other).facts
    if not (mine.get("unreferenced") and theirs.get("unreferenced")):
        return False
    return bool(theirs["days"][0] <= mine["days"][1] and mine["days"][0] <= theirs["days"][1])
