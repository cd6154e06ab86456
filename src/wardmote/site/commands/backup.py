"""``wardmote backup FILE``: records and evidence in one file, signed and encrypted, checked by restoring it.

The program may run meanwhile. FILE may be a folder: the file is then named
after the moment, and ``--keep 14`` removes the oldest beyond fourteen. The keys
are not in it: keep ``<data>.key`` (and ``<data>.secret``) elsewhere.
``--new-recovery-key`` makes the key that opens the backups and shows it once. Without one the backup is
written as it is, and the exit status 1 says so.
"""

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import write_whole
from wardmote.site.commands.starting import who_runs

EXAMPLE = "wardmote backup /mnt/safe/wardmote-monday.zip.age"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="the file to write, or a folder for it"
    )
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="in a folder: keep the last N only")
    parser.add_argument(
        "--new-recovery-key",
        action="store_true",
        help="make the key that opens backups from now on, and show it once",
    )


def run(args: argparse.Namespace) -> int:
    """0 when it was written and gave back what it holds; 1 when it did and a person must look."""
    from wardmote.site.commands.starting import start

    if args.file is None and not args.new_recovery_key:
        raise Refusal("No file was named.", todo="Name a file, or a folder on another disk.")
    start(args.data)
    if args.new_recovery_key:
        _show_new_key(args.data)
    return _back_up(args) if args.file else 0


def _show_new_key(data: Path) -> None:
    """Shown before it counts: a key that nobody saw would lock every backup for good."""
    from wardmote.site.backup import recovery

    out = os.fstat(sys.stdout.fileno())
    if os.environ.get("JOURNAL_STREAM") == f"{out.st_dev}:{out.st_ino}":
        todo = "Run it at a terminal: what it shows must be in no log."
        raise Refusal("The recovery key would be written into the journal.", todo=todo)
    before = recovery.recipients(data) if (data / recovery.PUBLIC).exists() else []
    made = recovery.new_identity()
    print("\n".join(_key_words(str(made), another=bool(before))), flush=True)
    recovery.keep_public(data, made)
    (data / "backups" / "drill.json").unlink(missing_ok=True)  # no drill has tried this key
    tell_log("installation.recovery_key_made", str(made.to_public()))


def _key_words(key: str, *, another: bool) -> list[str]:
    lines = [
        "The recovery key. It is shown this once and kept nowhere: write it down, keep it where secrets are "
        "kept, not on this machine and not beside the backups. Without it no backup can be read.",
        f"\n{key}\n",
        "Try it: wardmote drill FILE asks for it.",
    ]
    if another:
        lines.append("Backups made so far open with the earlier key alone: keep that one as long as them.")
    return lines


def _back_up(args: argparse.Namespace) -> int:
    from wardmote.site.backup.recovery import is_encrypted
    from wardmote.site.backup.safekeeping import Saying, keep, links_in

    file, folder = _named(args.file, args.data)
    checked = keep(args.data, file, tell=Saying(_say, "Backing up"))
    encrypted = is_encrypted(file)
    _note(args.data, checked.manifest.made_at, encrypted=encrypted)
    tell_log("installation.backed_up", checked.manifest.made_at)
    gone = _thin_out(folder, args.keep) if folder and args.keep > 0 else []
    found = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "rows": sum(checked.manifest.rows.values()),
        "files": sum(name.startswith("files/") for name in checked.manifest.members),
        "log_whole": checked.log.whole,
        "log_last": checked.log.last,
        "encrypted": encrypted,
        "signed": checked.manifest.signer,
        "links": links_in(args.data),
        "removed": [path.name for path in gone],
    }
    print(json.dumps(found) if args.json else "\n".join(_words(found, checked.manifest.key)))
    good = checked.log.whole and encrypted and checked.manifest.signer and not found["links"]
    return 0 if good else 1


def _named(asked: Path, data: Path) -> tuple[Path, Path | None]:
    """The file to write, and the folder to thin out when a folder was named."""
    from wardmote.site.backup.recovery import PUBLIC
    from wardmote.site.backup.safekeeping import PREFIX

    folder = asked if asked.is_dir() else None
    ending = ".zip.age" if (data / PUBLIC).exists() else ".zip"
    file = asked / f"{PREFIX}{datetime.now():%Y-%m-%dT%H%M%S}{ending}" if folder else asked
    inside = file.resolve()
    if inside.is_relative_to(data.resolve()) and not inside.is_relative_to(data.resolve() / "backups"):
        raise Refusal(
            "A backup inside the data folder is lost together with it.",
            where=str(file),
            todo="Name a file on another disk.",
        )
    return file, folder


def _note(data: Path, made_at: str, *, encrypted: bool) -> None:
    """For the health page."""
    last = data / "backups" / "last.json"
    last.parent.mkdir(exist_ok=True)
    write_whole(last, json.dumps({"at": made_at, "encrypted": encrypted}) + "\n")


def tell_log(what: str, about: str) -> None:
    """Who made, tried or put back the backup of which moment, or made which key."""
    from wardmote.ground.audit.pending import chain_pending, put_down

    put_down(what, f"backup:{about}", by=who_runs())
    chain_pending()


def _thin_out(folder: Path, count: int) -> list[Path]:
    """The oldest beyond that many, encrypted or not."""
    from wardmote.site.backup.safekeeping import PREFIX

    named = f"{PREFIX}????-??-??T??????.zip"
    gone = sorted([*folder.glob(named), *folder.glob(f"{named}.age")])[:-count]
    for path in gone:
        path.unlink()
    return gone


def _words(found: dict[str, object], key: str) -> list[str]:
    lines = [
        f"{found['file']}: {found['rows']:,} records and {found['files']:,} files, "
        f"{int(str(found['bytes'])) / 1e6:,.1f} MB. It was restored to a trial place and gave all back.",
    ]
    if key:
        lines.append("The key file of partners' identifiers is not in it: keep that file elsewhere, safely.")
    if not found["encrypted"]:
        lines.append(
            "It is NOT encrypted: whoever has the file reads all of it. Make the key that opens backups, at "
            "a terminal: wardmote backup --new-recovery-key"
        )
    if not found["signed"]:
        lines.append("It is not signed: the key that signs the log could not be read or made.")
    if not found["log_whole"]:
        lines.append("The log in it does not fit its own chain: run wardmote audit verify and find out why.")
    if found["links"]:
        lines.append(
            f"Links are not followed: what {', '.join(found['links'])} leads to is NOT in it. "  # type: ignore[arg-type]
            "Put the folder itself there, as a mount."
        )
    lines += [f"Removed: {name}" for name in found["removed"]]  # type: ignore[attr-defined]
    return lines


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
