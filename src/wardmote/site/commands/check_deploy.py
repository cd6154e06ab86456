"""``wardmote check-deploy``: is this installation fit for other people's records, and what is to change?

Run it with the settings and the account that ``serve`` has. Status 0: nothing is wrong; 1: a person must
look; 2: unsafe. Nothing is changed; the mail server is asked whether it lets the program in.
"""

import argparse
import json
import os
from dataclasses import asdict

from wardmote.measuring.catalogue.refusals import Refusal

EXAMPLE = "wardmote check-deploy"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Every check, the unsafe first."""
    from wardmote.site import deployment
    from wardmote.site.commands.starting import begin, check_there, waiting

    check_there(args.data)
    place = deployment.Deployment(os.environ, args.data)
    found = deployment.faults(place, deployment.OF_PLACE)
    try:
        begin(args.data)
        if waiting():
            todo = "Run wardmote serve once: it brings them up to date. Then check again."
            found.append(
                deployment.DeployFault("tables", deployment.REFUSE, "The tables are not ready.", todo)
            )
        else:
            found += deployment.faults(place, deployment.OF_RECORDS) + deployment.faults_of_rooms()
    except Refusal as refusal:
        what = f"{refusal.what} The records were not looked at."
        todo = f"{refusal.todo} Then check again.".strip()
        found.append(deployment.DeployFault("records", deployment.REFUSE, what, todo))
    found.sort(key=lambda each: each.level != deployment.REFUSE)
    levels = {each.level for each in found}
    if args.json:
        print(json.dumps([asdict(each) for each in found]))
    else:
        signs = {deployment.REFUSE: "UNSAFE", deployment.LOOK: "look"}
        lines = [f"{signs[each.level]:7} {each.what}\n        to do: {each.todo}" for each in found]
        print("\n".join(lines) or "Nothing is wrong with how this installation is run.")
    return 2 if deployment.REFUSE in levels else 1 if levels else 0
