"""``wardmote mail bounces MAILBOX``: read the reports of letters that came back, and mark those letters.

MAILBOX is the Maildir or the file of the address in WARDMOTE_MAIL_FROM, or one message. It is only read; the
same report counts once. Status 1 where a report is of no letter of this installation.
"""

import argparse
import json
from pathlib import Path

EXAMPLE = "wardmote mail bounces /var/mail/wardmote"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="bounces")
    bounces = verbs.add_parser("bounces", help="read reports of letters that came back", allow_abbrev=False)
    bounces.add_argument("mailbox", type=Path, metavar="MAILBOX", help="a Maildir, an mbox file or a message")


def run(args: argparse.Namespace) -> int:
    """Mark what came back; 1 where a report fits no letter."""
    from wardmote.site.commands.starting import start

    start(args.data)
    from wardmote.ground.mail.bounces import bounces_in, record_bounces
    from wardmote.measuring.catalogue.counted import counted

    marked, unknown = record_bounces(bounces_in(args.mailbox))
    if args.json:
        print(json.dumps({"marked": marked, "unknown": unknown}))
    else:
        if marked:
            how_many = counted(marked, "letter", "letters")
            print(f"{how_many} came back; under Letters sent they are refused, with the reason.")
        else:
            print("Nothing new came back.")
        if unknown:
            reports = counted(unknown, "report", "reports")
            print(f"{reports} of letters that are not of this installation: told while they are in it.")
    return 1 if unknown else 0
