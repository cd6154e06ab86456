"""``wardmote unlock EMAIL``: let somebody who tried too often to sign in try again at once."""

import argparse
import json

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.commands.starting import who_runs

EXAMPLE = "wardmote unlock amira@example.org"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the e-mail address the person signs in with")


def run(args: argparse.Namespace) -> int:
    """Lift every lock of an account; each of its partnerships has it in its log."""
    from wardmote.site.commands.starting import start

    start(args.data)
    from wardmote.ground.casework import note
    from wardmote.ground.limits.counting import lift
    from wardmote.ground.partners.models import Membership, Person

    person = Person.objects.filter(email=args.email.strip().lower()).first()
    if person is None:
        raise Refusal("Nobody signs in with that address.", found=args.email, todo="Correct the address.")
    lifted = lift(person.email)
    by = who_runs()
    held = Membership.objects.filter(person=person).order_by()
    for slug in held.values_list("partnership__slug", flat=True).distinct():
        note("partners.lock_lifted", f"person:{person.pk}", by=by, partnership=slug)
    words = "can try again now." if lifted else "was not locked out."
    print(json.dumps({"person": person.name, "lifted": lifted}) if args.json else f"{person.name} {words}")
    return 0
