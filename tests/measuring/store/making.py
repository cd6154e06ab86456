"""Small police.uk files made for a test, and a loader with a fixed day."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from wardmote.measuring.sources.police_uk import COLUMNS, STOP_AND_SEARCH, STREET
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.police_uk_load import load_police_uk

TODAY = date(2024, 6, 15)
HEADER, SEARCH_HEADER = (",".join(COLUMNS[kind]) for kind in (STREET, STOP_AND_SEARCH))


def row(
    number: int,
    *,
    month: str = "2021-03",
    force: str = "Barchester Police",
    point: str = "-0.2,51.9",
    lsoa: str = "E01000001,Barchester 001A",
    word: str = "Burglary",
    outcome: str = "Under investigation",
) -> str:
    """One street row; number 0 has no Crime ID."""
    crime_id = f"{number:064x}" if number else ""
    return f"{crime_id},{month},{force},{force},{point},On or near High Street,{lsoa},{word},{outcome},"


def search(
    searched_for: str = "Controlled drugs",
    outcome: str = "Arrest",
    *,
    point: str = "51.9,-0.2",
    groups: str = ",White",
    day: str = "2021-03-09",
) -> str:
    """One row of stop and search; ``groups``: the person's own answer, then the officer's."""
    moment = f"{day}T23:30:00+00:00"
    return f"Person search,{moment},False,,{point},Male,18-24,{groups},An Act,{searched_for},{outcome},,False"


def street(folder: Path, rows: Iterable[str], *, name: str = "2021-03-barchester-street.csv") -> Path:
    """A street file of these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def load(data: Path, files: Sequence[Path], *, released: str | None = None) -> tuple[LoadOutcome, ...]:
    """The ordinary load, on a fixed day."""
    return load_police_uk(Folder(data), files, released=released, today=TODAY, report=lambda line: None)
