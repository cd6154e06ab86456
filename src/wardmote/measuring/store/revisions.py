"""What changed between two releases of a force and month, and when a person must look.

In: the receipts of a command and those already there, parts readable through
the staging. Out: the new receipts with ``revisions``: for each force and month
crimes added, removed, changed (class or place) and with another outcome, from
the older to the newer, by Crime ID; rows without ID are compared by number.
A person must look at two different versions of one release, and at a later
release much smaller than the earlier (it is probably a part of the month).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.store.commit import Staging
from wardmote.measuring.store.engine import connect, parquet
from wardmote.measuring.store.receipts import LOOK, Receipt
from wardmote.measuring.store.releases import MUCH_SMALLER, Key, LoadedMonth, versions


def compared(receipts: Sequence[Receipt], known: Sequence[Receipt], staging: Staging) -> list[Receipt]:
    """The new receipts with what changed against their neighbours in release order."""
    new = {receipt.sha256: receipt for receipt in receipts}
    revisions: dict[str, dict[str, Any]] = {sha: {} for sha in new}
    notes: dict[str, list[str]] = {sha: [] for sha in new}
    connection = connect()
    for key, held in versions([*known, *receipts]).items():
        for older, newer in pairwise(held):
            home = newer if newer.receipt.sha256 in new else older
            if home.receipt.sha256 not in new:
                continue
            found = difference(connection, older, newer, staging.readable)
            revisions[home.receipt.sha256]["/".join([key[0], key[1], month_code(key[2])])] = found
            notes[home.receipt.sha256] += _look_notes(key, older, newer, found)
    connection.close()
    return [
        replace(
            receipt,
            revisions=revisions[sha],
            notes=(*receipt.notes, *notes[sha]),
            status=LOOK if notes[sha] else receipt.status,
        )
        for sha, receipt in new.items()
    ]


def difference(
    connection: duckdb.DuckDBPyConnection,
    older: LoadedMonth,
    newer: LoadedMonth,
    readable: Callable[[str], Path],
) -> dict[str, Any]:
    """Crimes added, removed and changed by ID from the older to the newer; rows without ID by number.

    ``readable`` says where a part named in a receipt lies now.
    """
    old, new = (parquet([readable(version.part.path)]) for version in (older, newer))
    columns = "word, lon, lat, lsoa_code"
    rows = f"SELECT DISTINCT ON (crime_id) crime_id, ({columns}) AS what, outcome FROM"
    sides = (
        f"({rows} {old} WHERE crime_id IS NOT NULL) o FULL JOIN ({rows} {new} WHERE crime_id IS NOT NULL) n"
    )
    row = connection.execute(
        f"""SELECT count(*) FILTER (o.crime_id IS NULL), count(*) FILTER (n.crime_id IS NULL),
        count(*) FILTER (o.what IS DISTINCT FROM n.what AND o.crime_id = n.crime_id),
        count(*) FILTER (o.outcome IS DISTINCT FROM n.outcome AND o.crime_id = n.crime_id)
        FROM {sides} ON o.crime_id = n.crime_id"""
    ).fetchone()
    both = f"(FROM {old} EXCEPT ALL FROM {new})"
    other = f"(FROM {new} EXCEPT ALL FROM {old})"
    differing = connection.execute(
        f"SELECT (SELECT count(*) FROM {both}) + (SELECT count(*) FROM {other})"
    ).fetchone()
    assert row is not None  # an aggregate always has its row
    assert differing is not None
    return {
        "older": older.receipt.sha256,
        "newer": newer.receipt.sha256,
        "older_rows": older.part.rows,
        "newer_rows": newer.part.rows,
        "added": row[0],
        "removed": row[1],
        "changed": row[2],
        "outcomes": row[3],
        "differing_rows": differing[0],
    }


def _look_notes(key: Key, older: LoadedMonth, newer: LoadedMonth, found: Mapping[str, Any]) -> list[str]:
    what = f"{key[1]} {month_code(key[2])} ({key[0]})"
    if not found["differing_rows"]:
        return []
    if older.part.facts.get("extract") and not newer.part.facts.get("extract"):
        return [
            f"{what}: {older.receipt.name} is by its name a part of the month; the whole file"
            f" {newer.receipt.name} is held too, and only that one counts."
        ]
    if older.released == newer.released:
        release = f"release {newer.released}" if newer.released else "no release named"
        return [
            f"{what} is held twice with different rows and {release}: {newer.receipt.name}"
            f" ({newer.part.rows:,} rows, counted) and {older.receipt.name} ({older.part.rows:,} rows, not"
            " counted). Say which download is later with --released."
        ]
    if newer.part.rows < MUCH_SMALLER * older.part.rows:
        return [
            f"{what}: the later release {newer.receipt.name} has {newer.part.rows:,} rows, the earlier"
            f" {older.receipt.name} {older.part.rows:,}. The later one"
            " counts; is it only a part of the month?"
        ]
    return []
