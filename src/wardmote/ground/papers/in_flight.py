"""Folders of files whose row may not stand yet, or no more: marked, so that a start after a kill can tell.

Files and rows are no one transaction. In: a folder of one record's files, marked before its row is written or
taken away and unmarked once it stands. Out: what a killed program left marked is kept where a row names it,
else removed. A folder without a mark is never touched: records of another installation delete nothing.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

MARK: Final = ".in-flight"


def mark(place: Path) -> None:
    """What lies here is named by no row yet, or soon by none; makes the folder."""
    place.mkdir(parents=True, exist_ok=True)
    (place / MARK).touch()


def unmark(place: Path) -> None:
    """A row names it."""
    (place / MARK).unlink(missing_ok=True)


def settle(home: Path, named: Callable[[Iterable[Path]], set[Path]]) -> None:
    """Unmark what is named and remove what is not, of ``home/<partnership>/<folder>``; only while nobody else
    writes there. ``named``: those of some folders that a row names."""
    found = [each.parent for each in home.glob(f"*/*/{MARK}")]
    kept = named(found) if found else set()
    for place in found:
        if place in kept:
            unmark(place)
        else:
            shutil.rmtree(place, ignore_errors=True)
