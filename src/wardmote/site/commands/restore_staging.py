"""The folder in which a restore makes all ready beside the data folder, and what a killed one left of it.

In: the data folder. Out: a staging folder that its maker alone holds, and the data folder in its place. A
database server's tables and a folder are put in place one after the other: the tables name their staging
folder in a comment, written with them, so that a restore that was killed in between is known and finished.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import flush, try_lock
from wardmote.site.commands.starting import LOCK, SERVING, set_up

HARMLESS = (LOCK, SERVING)
READY, MADE_OF, HELD = "files", "made-of", ".held"
NOTED = "django_migrations"
"""The table whose comment names the staging folder: every version has it, and who fills it owns it."""


def _prefix(data: Path) -> str:
    return f".{data.name}.restoring-"


@contextmanager
def staging_folder(data: Path) -> Iterator[Path]:
    """A new one, held as long as the block lasts and gone afterwards."""
    new = [folder for folder in data.parents if not folder.exists()]
    data.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=_prefix(data), dir=data.parent))
    try:
        with open(staging / HELD, "ab") as handle:
            try_lock(handle)
            yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        for folder in new if not data.exists() else ():
            folder.rmdir()


def note_filled(staging: Path, data: Path) -> None:
    """In the transaction that fills a server's tables: which folder belongs to them."""
    from django.db import connection

    with connection.cursor() as cursor:  # what tempfile adds to the name has no quote in it
        cursor.execute(f"COMMENT ON TABLE {NOTED} IS '{staging.name.removeprefix(_prefix(data))}'")


def take_name(staging: Path, data: Path) -> list[str]:
    """The folder made ready gets the data folder's name; the name under which what had it is kept.

    The public keys that came with it go where ``audit verify`` finds them, apart from our own.
    """
    from wardmote.ground.audit.heads import keep_restored
    from wardmote.site.backup.safekeeping import LOG_KEYS

    kept: list[str] = []
    if (staging / MADE_OF).is_file() and (staging / READY).is_dir():
        if data.is_dir() and any(path.name not in HARMLESS for path in data.iterdir()):
            beside = data.with_name(f"{data.name}.before-{moment()}")
            os.rename(data, beside)
            kept.append(str(beside))
        elif data.is_dir():
            shutil.rmtree(data)
        os.rename(staging / READY, data)
        flush([data.parent])
    carried = staging / LOG_KEYS
    keep_restored(carried.read_text("ascii", "replace").split() if carried.is_file() else [])
    return kept


def moment() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def settle_left_over(data: Path, tell: Callable[[str], None], *, starts: bool = False) -> set[str]:
    """What a restore that was killed had put into the database is finished, anything else of it taken away.

    ``starts``: by a start of the program, which only finishes. Gives what those finished were made of (the
    text of the manifest). Refused while one still runs.
    """
    finished = set()
    for staging in data.parent.glob(f"{_prefix(data)}*"):
        with open(staging / HELD, "ab") as handle:
            if not try_lock(handle):
                todo = "Wait until it ends, then do it again."
                raise Refusal("Another restore of this data folder runs.", where=str(data), todo=todo)
            if _filled(staging, data):
                kept = "".join(f" What was there before: {each}" for each in take_name(staging, data))
                tell(f"A restore stopped half way; its records were in the database. It is finished.{kept}")
                finished.add((staging / MADE_OF).read_text("utf-8"))
            elif starts:
                continue
            else:
                tell(f"A restore that was stopped left {staging}: it is taken away.")
        shutil.rmtree(staging)
    return finished


def finish_before_start(data: Path, tell: Callable[[str], None]) -> None:
    """Where a server's tables are those of a restore that was killed, its folder belongs to them."""
    if os.environ.get("WARDMOTE_DATABASE") and any(data.parent.glob(f"{_prefix(data)}*")):
        os.environ["WARDMOTE_DATA"] = str(data.resolve())
        set_up()
        settle_left_over(data.resolve(), tell, starts=True)


def _filled(staging: Path, data: Path) -> bool:
    """Whether the tables of the database server are this folder's, and the folder is still to be named."""
    from django.db import connection

    if connection.vendor == "sqlite" or not (staging / MADE_OF).is_file():
        return False
    with connection.cursor() as cursor:
        cursor.execute(  # not by its name alone: a role that has no rights yet would not find it
            "SELECT obj_description(t.oid, 'pg_class') FROM pg_class t JOIN pg_namespace s"
            " ON s.oid = t.relnamespace WHERE s.nspname = 'public' AND t.relname = %s",
            [NOTED],
        )
        noted = cursor.fetchone()
    return noted is not None and staging.name == f"{_prefix(data)}{noted[0]}"
