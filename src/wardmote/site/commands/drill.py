"""``wardmote drill FILE``: a backup restored beside the running records and compared with them.

Nothing that runs is changed. It needs what a restore needs, the recovery key above all: so it shows that the
key is found, opens the file, and that the file gives back what it holds. ``wardmote health`` tells when the
last one was.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from wardmote.site.commands.backup import tell_log
from wardmote.site.commands.restore import add_file_arguments, identity_for, signer_words

if TYPE_CHECKING:
    from wardmote.site.backup.drill import Drill

EXAMPLE = "wardmote drill /mnt/safe/wardmote-monday.zip.age"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """0 when all was well; 1 when a person must look; 2 when it cannot be restored."""
    from wardmote.site.commands.starting import start

    start(args.data)
    from wardmote.site.backup import drill
    from wardmote.site.backup.recovery import decrypted
    from wardmote.site.backup.safekeeping import Saying

    identity = identity_for(args.file, args.recovery_key)
    with decrypted(args.file, identity, args.data) as stream:
        found = drill.drill(args.data, args.file, Saying(_say, "Restoring"), stream=stream)
    faults = found.faults + signer_words(found.manifest, args.signed_by)
    drill.note(args.data, good=not faults)
    tell_log("installation.drilled", found.manifest.made_at)
    if args.json:
        told = {"made_at": found.manifest.made_at, "encrypted": identity is not None, "faults": faults}
        files = {"same": found.same, "changed": found.changed, "gone": found.gone}
        print(json.dumps({**told, "rows": found.rows, "files": files}))
    else:
        print("\n".join(_words(found, faults)))
    return 1 if faults else 0


def _words(found: "Drill", faults: list[str]) -> list[str]:
    rows = sum(then for then, _ in found.rows.values())
    now = sum(now for _, now in found.rows.values())
    return [
        f"The backup of {found.manifest.made_at} was restored beside the running records and gave back all "
        f"{rows:,} records and {found.same + len(found.changed) + len(found.gone):,} files.",
        f"Now there are {now:,} records. Files as they were then: {found.same:,}; changed since: "
        f"{len(found.changed):,}; no longer there: {len(found.gone):,}.",
        *(f"Fewer now: {name}, {then:,} then and {now:,} now." for name, (then, now) in found.fewer.items()),
        f"The log in it: {found.log.rows:,} rows, " + ("whole." if found.log.whole else "NOT whole."),
        *(f"LOOK: {fault}" for fault in faults),
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
