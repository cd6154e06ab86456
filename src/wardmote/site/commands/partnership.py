"""``wardmote partnership add|invite|end|list``: begin a partnership, invite who runs it, say when it ends.

The invitation's link is printed once; it works once and for fourteen days. Its
address begins with ``--at``, else with the first name of WARDMOTE_HOSTS. ``invite`` makes a manager for a
partnership whose managers all left; it stands in the log, and everybody there is told.
"""

import argparse
import json
from datetime import date
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site import installation
from wardmote.site.commands.starting import who_runs

EXAMPLE = 'wardmote partnership add stevenage --name "SoSafe Stevenage" --invite manager@example.org'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|invite|end|list")
    add = verbs.add_parser("add", help="begin a partnership", allow_abbrev=False)
    add.add_argument("slug", help="its short name, the first part of its addresses: stevenage")
    add.add_argument("--name", help="its full name")
    add.add_argument("--invite", metavar="EMAIL", help="invite its first manager and administrator")
    recover = verbs.add_parser(
        "invite", help="invite a manager to a partnership that has none any more", allow_abbrev=False
    )
    recover.add_argument("slug", help="its short name")
    recover.add_argument("invite", metavar="EMAIL", help="who becomes its manager")
    for verb in (add, recover):
        verb.add_argument("--body", default="Council", help="the body they work for (default: Council)")
        verb.add_argument("--at", default="", metavar="URL", help="how people reach this installation")
    end = verbs.add_parser(
        "end", help="say when a partnership ends, as its district does", allow_abbrev=False
    )
    end.add_argument("slug", help="its short name")
    end.add_argument("--on", required=True, metavar="DAY", help="its last day, as 2027-03-31")
    end.add_argument("--into", metavar="SLUG", help="the partnership that goes on with its work")
    verbs.add_parser("list", help="the partnerships here", allow_abbrev=False)


def run(args: argparse.Namespace) -> int:
    """Begin one or list them."""
    from wardmote.site.commands.starting import prepare

    prepare(args.data, lambda text: None)
    found = {"add": _add, "invite": _invite, "end": _end, "list": _list}[args.verb](args)
    if args.json:
        print(json.dumps(found))
    else:
        print("\n".join(_words(args, found)))
    return 0


def _add(args: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from wardmote.ground.partners import joining
    from wardmote.ground.partners.rules import ADMINISTRATOR, MANAGER

    by = who_runs()
    with transaction.atomic():
        partnership = joining.begin_partnership(slug=args.slug, name=args.name or args.slug.title(), by=by)
        found: dict[str, Any] = {"partnership": args.slug, "name": partnership.name, "invitation": None}
        if args.invite:
            body = joining.body_named(partnership, name=args.body, kind="district-council")
            wanted = joining.NewInvitation(args.invite, (MANAGER, ADMINISTRATOR), body)
            _, token = joining.invite(partnership, wanted, by=by)
            found["invitation"] = f"{address(args.at)}/account/invitation/{token}/"
    return found


def _invite(args: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from wardmote.ground.partners import joining

    partnership = _found(args.slug)
    with transaction.atomic():
        body = joining.body_named(partnership, name=args.body, kind="district-council")
        by = who_runs()
        _, token = joining.recover(partnership, email=args.invite, body=body, by=by)
    link = f"{address(args.at)}/account/invitation/{token}/"
    return {"partnership": args.slug, "name": partnership.name, "invitation": link}


def _end(args: argparse.Namespace) -> dict[str, Any]:
    from wardmote.ground.partners import joining

    town = _found(args.slug)
    successor = _found(args.into) if args.into else None
    try:
        ends = date.fromisoformat(args.on)
    except ValueError:
        raise Refusal(
            "That is no day.", where="--on", found=args.on, todo="Write it as 2027-03-31."
        ) from None
    told = joining.end_partnership(town, ends=ends, successor=successor, by=who_runs())
    return {"partnership": town.slug, "name": town.name, "ends": args.on, "told": len(told)}


def _found(slug: str) -> Any:
    from wardmote.ground.partners.models import Partnership

    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        todo = "wardmote partnership list shows them."
        raise Refusal("There is no such partnership.", found=slug, todo=todo)
    return partnership


def _list(args: argparse.Namespace) -> list[dict[str, Any]]:
    from django.db.models import Count, Q

    from wardmote.ground.partners.models import Partnership

    people = Count("memberships__person", filter=Q(memberships__ends__isnull=True), distinct=True)
    rows = Partnership.objects.annotate(people=people).select_related("place")
    return [
        {
            "partnership": each.slug,
            "name": each.name,
            "people": each.people,
            "place": each.place.name if each.place else None,
        }
        for each in rows
    ]


def _words(args: argparse.Namespace, found: Any) -> list[str]:
    if args.verb == "list":
        lines = [
            f"{each['partnership']:20} {each['name']} ({each['people']} people; "
            f"place: {each['place'] or 'not settled yet'})"
            for each in found
        ]
        return lines or ["There is no partnership yet. Begin one with wardmote partnership add."]
    if args.verb == "end":
        return [f"{found['name']} ends on {found['ends']}. Its {found['told']} members are told."]
    done = "is begun" if args.verb == "add" else "gets a manager once the link is opened"
    lines = [f"{found['name']} {done}."]
    if found["invitation"]:
        return [*lines, f"Send this link to {args.invite}; it works once, for 14 days:", found["invitation"]]
    return [*lines, "Nobody belongs to it yet; give --invite EMAIL to make an invitation."]


def address(at: str) -> str:
    """How people reach this installation, without the last slash."""
    return at.rstrip("/") or installation.address() or "http://localhost:8000"
