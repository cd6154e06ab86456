"""``wardmote backup FILE``: records and evidence in one file, checked by restoring it.

The program may run meanwhile. FILE may be a folder: the file is then named
after the moment, and ``--keep 14`` removes the oldest beyond fourteen. The keys
are not in it: keep ``<data>.key`` (and ``<data>.secret``) elsewhere.
"""

import argparse
import getpass
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal

EXAMPLE = "wardmote backup /mnt/safe/wardmote-monday.zip"
PREFIX = "wardmote-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write, or a folder for it")
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="in a folder: keep the last N only")


def run(args: argparse.Namespace) -> int:
    """0 when it was written and gave back what it holds; 1 when the log in it is not whole."""
    from wardmote.site.commands.starting import start

    start(args.data)
    from wardmote.site.backup.safekeeping import Saying, keep

    file, folder = _named(args.file, args.data)
    checked = keep(args.data, file, tell=Saying(_say, "Backing up"))
    _note(args.data, checked.manifest.made_at)
    tell_log("installation.backed_up", checked.manifest.made_at)
    gone = _thin_out(folder, args.keep) if folder and args.keep > 0 else []
    found = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "rows": sum(checked.manifest.rows.values()),
        "files": sum(name.startswith("files/") for name in checked.manifest.members),
        "log_whole": checked.log.whole,
        "log_last": checked.log.last,
        "removed": [path.name for path in gone],
    }
    print(json.dumps(found) if args.json else "\n".join(_words(found, checked.manifest.key)))
    return 0 if checked.log.whole else 1


def _named(asked: Path, data: Path) -> tuple[Path, Path | None]:
    """The file to write, and the folder to thin out when a folder was named."""
    folder = asked if asked.is_dir() else None
    file = asked / f"{PREFIX}{datetime.now():%Y-%m-%dT%H%M%S}.zip" if folder else asked
    inside = file.resolve()
    if inside.is_relative_to(data.resolve()) and not inside.is_relative_to(data.resolve() / "backups"):
        raise Refusal(
            "A backup inside the data folder is lost together with it.",
            where=str(file),
            todo="Name a file on another disk.",
        )
    return file, folder


def _note(data: Path, made_at: str) -> None:
    """For the health page."""
    last = data / "backups" / "last.json"
    last.parent.mkdir(exist_ok=True)
    draft = last.with_name("last.json.part")
    draft.write_text(json.dumps({"at": made_at}) + "\n", "utf-8")
    os.replace(draft, last)


def tell_log(what: str, made_at: str) -> None:
    """Who made or put back the backup of which moment."""
    from wardmote.ground.audit.pending import chain_pending, put_down

    put_down(what, f"backup:{made_at}", by=f"{getpass.getuser()} (command line)")
    chain_pending()


def _thin_out(folder: Path, count: int) -> list[Path]:
    gone = sorted(folder.glob(f"{PREFIX}????-??-??T??????.zip"))[:-count]
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
    if not found["log_whole"]:
        lines.append("The log in it does not fit its own chain: run wardmote audit verify and find out why.")
    lines += [f"Removed: {name}" for name in found["removed"]]  # type: ignore[attr-defined]
    return lines


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
