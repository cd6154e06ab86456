"""What would the database's own copy cost in a backup, beside the rows that cross from one to the other?

Run: PYTHONPATH=src python benchmarks/backup_forms.py [--rows 100000]

Makes an installation in a temporary folder (SQLite, or the empty database that WARDMOTE_DATABASE names) with
so many rows in its log, and writes both: the rows as lines in a zip, as a backup has them, and the database's
own copy (`sqlite3.backup`, zipped, or `pg_dump --format=custom`). Prints seconds of the clock and megabytes
for writing each, and for putting the rows into an empty SQLite database and comparing them, with tables
copied and made anew.
"""

import argparse
import os
import sqlite3
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

MEGA = 1024**2


def main() -> None:
    """Prepare, write both, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        start(place / "data", rows)
        print(f"{rows:,} rows of the log")
        timed("rows as lines", lambda: lines(place / "data", place / "lines.zip"), place / "lines.zip")
        own = dump if os.environ.get("WARDMOTE_DATABASE") else sqlite_copy
        timed("the database's own copy", lambda: own(place), place / "own")
        for how, anew in (("copied", False), ("made anew", True)):
            put = partial(put_in, place / "lines.zip", place, anew=anew)
            timed(f"rows put into tables that are {how}, and compared", put, place / "lines.zip")


def start(data: Path, rows: int) -> None:
    """Django over an installation of its own, with that many rows in its log."""
    data.mkdir()
    os.environ.update(WARDMOTE_DATA=str(data), DJANGO_SETTINGS_MODULE="wardmote.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from wardmote.ground.audit.pending import chain_pending, put_down

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for number in range(rows):
            put_down("reading.opened", f"task:{number % 997}", by=f"Person {number % 20}")
    chain_pending()


def timed(what: str, run: Callable[[], None], file: Path) -> None:
    """Run it and print how long it took and how large its file is."""
    began, busy = time.perf_counter(), time.process_time()
    run()
    seconds = f"{time.perf_counter() - began:.1f} s ({time.process_time() - busy:.1f} s of this processor)"
    print(f"{what}: {seconds}, {file.stat().st_size / MEGA:.1f} MB")


def lines(data: Path, file: Path) -> None:
    """As a backup writes them."""
    from wardmote.site.backup import safekeeping

    with open(file, "w+b") as stream:
        safekeeping._write(data, stream, files=False, tell=lambda *_: None)


def sqlite_copy(place: Path) -> None:
    """An online copy, zipped."""
    copy = place / "copy.sqlite3"
    running = place / "data" / "records.sqlite3"
    with closing(sqlite3.connect(running)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with zipfile.ZipFile(place / "own", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.write(copy, "records.sqlite3")


def dump(place: Path) -> None:
    """The custom format of pg_dump, which is compressed."""
    asked = ["pg_dump", "--format=custom", f"--file={place / 'own'}", os.environ["WARDMOTE_DATABASE"]]
    subprocess.run(asked, check=True)


def put_in(file: Path, place: Path, *, anew: bool) -> None:
    """As a backup is checked."""
    from wardmote.site.backup import safekeeping

    safekeeping.check_by_restoring(file, place, lambda *_: None, stream=None, anew=anew)


if __name__ == "__main__":
    main()
