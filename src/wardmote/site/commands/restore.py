"""``wardmote restore FILE``: a backup back in place, whole or not at all.

The file is checked to its last byte before anything is touched. Everything is
made ready beside the data folder and then takes its name in one step. A data
folder or database that holds something is refused; with ``--replace`` it is
kept beside, under a name that says so. A refused one leaves nothing behind; one
that was killed is run again, which says what that had left and takes it away,
or finishes it (``restore_staging``).
An encrypted one is opened with the recovery key, asked for or read from a file.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import flush, try_lock
from wardmote.site.commands.backup import tell_log
from wardmote.site.commands.restore_staging import (
    HARMLESS,
    MADE_OF,
    READY,
    moment,
    note_filled,
    settle_left_over,
    staging_folder,
    take_name,
)
from wardmote.site.commands.starting import SERVING, as_owner, set_up

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

    from wardmote.site.backup.archive import Manifest

EXAMPLE = "wardmote restore /mnt/safe/wardmote-monday.zip.age"

RECORDS_FILE = "records.sqlite3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file_arguments(parser)
    parser.add_argument(
        "--replace", action="store_true", help="keep what is there beside, and put the backup in its place"
    )


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the key that opens it and the keys it may be signed with."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that wardmote backup wrote")
    parser.add_argument(
        "--recovery-key",
        type=Path,
        metavar="FILE",
        help="a file that holds the recovery key; left out, it is asked for",
    )
    parser.add_argument(
        "--signed-by",
        type=Path,
        metavar="FILE",
        help="public keys of the log, kept elsewhere (data.log.pub): refuse what none of them signed",
    )


def run(args: argparse.Namespace) -> int:
    """0 when it stands; 1 when it stands and a person must look (a key is missing, nobody known signed)."""
    data: Path = args.data.resolve()
    found_key = _begin(data)
    from wardmote.site.backup.archive import unpack
    from wardmote.site.backup.recovery import decrypted
    from wardmote.site.backup.safekeeping import Saying

    tell = Saying(_say, "Restoring")
    with _nobody_serves(data):
        _refuse_beside_a_worker(data)
        finished = settle_left_over(data, _say)
    identity = identity_for(args.file, args.recovery_key)
    near = next(folder for folder in data.parents if folder.is_dir())
    with decrypted(args.file, identity, near) as stream:
        read = partial(unpack, args.file, tell=tell, stream=stream)
        manifest = read(None)
        look = signer_words(manifest, args.signed_by)
        with _nobody_serves(data), as_owner():
            kept = []
            if manifest.as_text() not in finished:
                kept = restore(args.file, data, manifest, replace=args.replace, read=read)
            _let_go()
            tell_log("installation.restored", manifest.made_at)
    look += _key_words(manifest, found_key, data)
    if identity is None and "files" in manifest.holds:
        look.append("The backup was not encrypted: whoever had the file could read all of it.")
    rows = sum(manifest.rows.values())
    if args.json:
        print(json.dumps({"rows": rows, "holds": manifest.holds, "kept": kept, "look": look}))
    else:
        told = f"Restored: {rows:,} records, as they were at {manifest.made_at}."
        print("\n".join([told, *(f"What was there before: {each}" for each in kept), *look]))
    return 1 if look else 0


def identity_for(file: Path, key_file: Path | None) -> "Identity | None":
    """The recovery key, read from its file or asked for; None where the backup is not encrypted."""
    from wardmote.site.backup.recovery import identity_in, is_encrypted

    if not is_encrypted(file):
        return None
    if key_file:
        try:
            return identity_in(key_file.read_text("utf-8"))
        except (FileNotFoundError, UnicodeDecodeError):
            raise Refusal("There is no recovery key in that file.", where=str(key_file)) from None
    if not _somebody_there():
        todo = "Give --recovery-key FILE, or run it at a terminal: then it is asked for."
        raise Refusal("The backup is encrypted.", where=str(file), todo=todo)
    return identity_in(getpass.getpass("The recovery key (it is not shown): "))


def _somebody_there() -> bool:
    """Whether a question would be read: at a terminal, and not in its background or without being its own."""
    try:
        terminal = sys.stdin.fileno()
        if os.name == "nt":
            return os.isatty(terminal)
        return os.isatty(terminal) and os.tcgetpgrp(terminal) == os.getpgrp()
    except (AttributeError, OSError, ValueError):  # no input at all, or another's terminal
        return False


def signer_words(manifest: "Manifest", known: Path | None) -> list[str]:
    """What to look at about who made it; refused where keys were named and none of them signed it."""
    from wardmote.ground.audit.heads import public_keys

    try:
        keys = set(known.read_text("ascii").split()) if known else public_keys()
    except (FileNotFoundError, UnicodeDecodeError):
        raise Refusal("There is no public key in that file.", where=str(known)) from None
    if manifest.signer in keys:
        return []
    if known:
        found = f"signed by {manifest.signer}" if manifest.signer else "not signed"
        todo = "Nothing was changed. Find out who made this file."
        raise Refusal("None of these keys signed the backup.", where=str(known), found=found, todo=todo)
    if not manifest.signer:
        return ["It is not signed: nothing shows who made it, or that it was not made up."]
    return [
        "It was not changed since it was signed, and nothing here tells by whom: compare this public key "
        f"with the data.log.pub kept elsewhere, or give that to --signed-by:\n{manifest.signer}"
    ]


def _begin(data: Path) -> str:
    """Django without a data folder of its own making; the fingerprint of the key that lies here."""
    os.environ["WARDMOTE_DATA"] = str(data)
    set_up(over_records=True)
    from wardmote.site.backup.safekeeping import key_fingerprint

    return key_fingerprint(data)


def _let_go() -> None:
    """Of the records there were: what is written from now on goes into those that were restored."""
    from django.db import connection

    connection.close()


@contextmanager
def _nobody_serves(data: Path) -> Iterator[None]:
    """Refuses while ``wardmote serve`` runs on this folder."""
    if not data.is_dir():
        yield
        return
    new = not (data / SERVING).exists()
    with open(data / SERVING, "ab") as handle:
        if not try_lock(handle):
            raise Refusal("wardmote serve runs on this data folder.", where=str(data), todo="Stop it first.")
        try:
            yield
        finally:
            if new:
                (data / SERVING).unlink(missing_ok=True)


def _refuse_beside_a_worker(data: Path) -> None:
    """Refuses while a worker that was started by itself does jobs of these records."""
    from django.db import DatabaseError, connection

    from wardmote.ground.jobs.tending import is_worker_alive

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return  # to ask would make the file
    try:
        if is_worker_alive():
            raise Refusal("wardmote worker runs on these records.", where=str(data), todo="Stop it first.")
    except DatabaseError:
        return  # no tables, or none that can be read: nobody works on them
    finally:
        connection.close()


def restore(
    file: Path, data: Path, manifest: "Manifest", *, replace: bool, read: "Callable[[Path], Manifest]"
) -> list[str]:
    """Put it in place; says under which names what was there before is kept."""
    whole = "files" in manifest.holds
    if not whole and not replace:
        raise Refusal(
            "This backup holds the records alone, as they were before an upgrade.",
            where=str(file),
            todo="Give --replace to put them in the place of the records there are.",
        )
    _check_empty(data, whole=whole, replace=replace)
    with staging_folder(data) as staging:
        read(staging)
        return _put(data, staging, manifest, moment())


def _check_empty(data: Path, *, whole: bool, replace: bool) -> None:
    from django.db import connection

    if replace:
        return
    todo = "Name an empty one with --data, or give --replace: what is there is then kept beside."
    if whole and data.is_dir() and any(path.name not in HARMLESS for path in data.iterdir()):
        raise Refusal("The data folder is not empty.", where=str(data), todo=todo)
    if connection.vendor != "sqlite" and connection.introspection.table_names():
        todo = "Name an empty one in WARDMOTE_DATABASE, or give --replace: its tables are then kept beside."
        where = str(connection.settings_dict["NAME"])
        raise Refusal("The database is not empty.", where=where, todo=todo)


def _put(data: Path, staging: Path, manifest: "Manifest", stamp: str) -> list[str]:
    from django.db import connection

    whole, kept = "files" in manifest.holds, []
    if whole:
        (staging / READY).mkdir(exist_ok=True)
        (staging / MADE_OF).write_text(manifest.as_text(), "utf-8")
    if connection.vendor == "sqlite":
        filled = (staging / READY if whole else staging) / RECORDS_FILE
        _fill_file(filled, staging, manifest)
        kept += [] if whole else _take_records(filled, data, stamp)
    else:
        kept += _fill_server(staging, data, manifest, stamp)
    return kept + take_name(staging, data)


def _fill_file(path: Path, staging: Path, manifest: "Manifest") -> None:
    from wardmote.site.backup import records
    from wardmote.site.backup.safekeeping import records_in

    with records.sqlite_at(path) as using:
        records.fill(using, manifest.nodes, manifest.columns, records_in(staging))
        records.bring_up_to_date(using)
    flush([path])


def _fill_server(staging: Path, data: Path, manifest: "Manifest", stamp: str) -> list[str]:
    """All of it in one transaction; tables that are there move to a schema of their own."""
    from django.db import connection, transaction

    from wardmote.ground.row_security import policies
    from wardmote.site.backup import records
    from wardmote.site.backup.safekeeping import records_in

    beside = f"before_{stamp.lower()}"
    with transaction.atomic():
        held = bool(connection.introspection.table_names())
        with connection.cursor() as cursor:
            if held:
                cursor.execute(f'ALTER SCHEMA public RENAME TO "{beside}"')
                cursor.execute("CREATE SCHEMA public")
        records.fill("default", manifest.nodes, manifest.columns, records_in(staging))
        records.bring_up_to_date("default")
        policies.put()
        note_filled(staging, data)
    connection.close()
    return [f"schema {beside} of the database"] if held else []


def _take_records(ready: Path, data: Path, stamp: str) -> list[str]:
    """The same for the records' file alone; its log of unfinished writes goes with the old one."""
    data.mkdir(exist_ok=True)
    there, kept = data / RECORDS_FILE, []
    if there.exists():
        beside = data / "backups" / f"before-{stamp}-{RECORDS_FILE}"
        beside.parent.mkdir(exist_ok=True)
        for ending in ("-wal", "-shm"):
            aside = there.with_name(there.name + ending)
            if aside.exists():
                os.rename(aside, beside.with_name(beside.name + ending))
        os.rename(there, beside)
        kept.append(str(beside))
    os.rename(ready, there)
    flush([data])
    return kept


def _key_words(manifest: "Manifest", found: str, data: Path) -> list[str]:
    if not manifest.key or manifest.key == found:
        return []
    state = "another key lies there" if found else "it is not there"
    return [
        f"The key file {data.name}.key is not in a backup and {state}. Put the one that belongs to this "
        "backup back beside the data folder before partners' files are loaded."
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
