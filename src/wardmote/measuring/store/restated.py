"""What a partner's new file says again that another file of its feed also holds.

In: a load being made, its parts staged, and the receipts there are. Out: for the
receipt, how many of its rows (or cells of a counted series) an earlier file holds too,
each once, however many files do, and how many of these it says otherwise than the file that counted
before; of a counted series also the cells that only the new or only the earlier files have in months both
hold. And a note for every file where nothing says which of the two is later: then a person must look,
because the number of rows would decide.
"""

from collections.abc import Iterable, Mapping, Sequence

from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS
from wardmote.measuring.store.commit import Staging
from wardmote.measuring.store.engine import connect, parquet
from wardmote.measuring.store.partner_rows import counts_first, main_part, rank
from wardmote.measuring.store.receipts import Receipt

LATER = (
    "If one replaces the other, load the later one with --released YYYY-MM; if not, they need two mappings."
)
_ROWS = """
SELECT count(*), count(*) FILTER (WHERE
    (mine.cls, mine.start, mine."end", mine.x, mine.y)
    IS DISTINCT FROM (theirs.cls, theirs.start, theirs."end", theirs.x, theirs.y)), 0, 0
FROM {mine} AS mine JOIN (
    SELECT DISTINCT ON (reference) * FROM ({theirs}) ORDER BY reference, place
) AS theirs USING (reference) WHERE reference <> ''
"""
_CELLS = """
SELECT
    count(*) FILTER (WHERE mine.count > 0 AND theirs.count > 0),
    count(*) FILTER (WHERE mine.count <> theirs.count),
    count(*) FILTER (WHERE theirs.count IS NULL),
    count(*) FILTER (WHERE mine.count IS NULL)
FROM (SELECT * FROM {mine} WHERE month IN {months} AND count > 0) AS mine
FULL JOIN ({theirs}) AS theirs USING (month, area, cls)
"""
COUNTED = ("restated", "changed", "added", "removed")


def restated(
    staging: Staging, new: Receipt, loaded: Iterable[Receipt]
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """(counts for the receipt, notes); files read under another mapping of the same name are no others."""
    others = [each for each in loaded if is_same_feed(new, each) and each.file_sha256 != new.file_sha256]
    others.sort(key=counts_first, reverse=True)
    notes = (_note(new, each, sum(_shared(staging, new, [each])[1:])) for each in others)
    found = dict(zip(COUNTED, _shared(staging, new, others), strict=True))
    told = {key: number for key, number in found.items() if number or key in COUNTED[:2]}
    return (told if any(found.values()) else {}), tuple(filter(None, notes))


def is_same_feed(new: Receipt, other: Receipt) -> bool:
    """Files of one partnership that are read under a mapping of the same name."""
    if (other.source, other.feed) != (new.source, new.feed):
        return False
    return bool(main_part(other).facts["partnership"] == main_part(new).facts["partnership"])


def _shared(staging: Staging, new: Receipt, others: Sequence[Receipt]) -> tuple[int, int, int, int]:
    """``COUNTED`` against what others say, of which the first counts where they differ."""
    mine = parquet([staging.readable(main_part(new).path)])
    if new.source == INCIDENTS:
        theirs = [
            f"SELECT {place} AS place, * FROM {parquet([staging.readable(main_part(each).path)])}"
            for place, each in enumerate(others)
        ]
        sql = _ROWS.format(mine=mine, theirs=" UNION ALL BY NAME ".join(theirs))
    elif new.source == COUNTS:
        theirs, months = _cells_before(staging, new, others)
        sql = _CELLS.format(mine=mine, theirs=" UNION ALL ".join(theirs), months=_in(months))
    else:
        theirs = []
    if not theirs:
        return 0, 0, 0, 0
    connection = connect()
    try:
        found = connection.execute(sql).fetchone() or (0, 0, 0, 0)
    finally:
        connection.close()
    both, changed, added, removed = map(int, found)
    return both, changed, added, removed


def _cells_before(staging: Staging, new: Receipt, others: Sequence[Receipt]) -> tuple[list[str], set[int]]:
    """Each month of the new file that others hold, from the one that counts for it; and those months."""
    wanted, taken, found = set(main_part(new).facts["months_held"]), set[int](), []
    for each in others:
        months = wanted & set(main_part(each).facts["months_held"]) - taken
        if months:
            rows = parquet([staging.readable(main_part(each).path)])
            found.append(
                f"SELECT month, area, cls, count FROM {rows} WHERE month IN {_in(months)} AND count > 0"
            )
        taken |= months
    return found, taken


def _in(months: Iterable[int]) -> str:
    return f"({', '.join(map(str, sorted(months)))})"


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
