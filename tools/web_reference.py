"""The reference pages that speak of the web: which address opens for whom, and the lives of things.

In: the root addresses and the access table, with Django set up over a folder
that is thrown away. Out: Markdown text; ``reference_pages.py`` writes it.
"""

import os
import tempfile

import django

os.environ["WARDMOTE_DATA"] = os.path.join(tempfile.mkdtemp(prefix="wardmote-reference-"), "data")
os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.site.settings"
django.setup()

from tools.markdown import table  # noqa: E402 - after the set-up
from wardmote.deciding.plan.rules import exceptions, plan  # noqa: E402
from wardmote.ground.jobs import rules as jobs  # noqa: E402
from wardmote.ground.pages.addresses import PUBLIC, TOKEN, Opens, addresses  # noqa: E402
from wardmote.ground.partners.rules import EVERYONE, ROLES, role_name  # noqa: E402
from wardmote.knowing.evidence import rules as evidence  # noqa: E402
from wardmote.site import access  # noqa: E402

INTRODUCTION = """\
Whom a page opens for stands beside its path in the `urls.py` of its room; a page without it opens for nobody.
In a partnership a person needs one of the roles named, by a membership in force today. Whoever may not open
a page gets the answer of a page that does not exist.
"""


def access_page() -> str:
    """Address by address, in their order in the rooms' ``urls.py``."""
    opens_for = access.table()
    lines = ["# Who may open which page", "", INTRODUCTION, "## Roles", ""]
    lines += [f"- **{name}** (`{key}`)" for key, name in ROLES]
    lines += ["", "## Pages", "", "| address | opens for |", "| --- | --- |"]
    for name, address, _ in addresses():
        if name in opens_for:
            lines.append(f"| `{address}` | {_whom(opens_for[name])} |")
    return "\n".join(lines)


LIVES = (
    ("A job", "src/wardmote/ground/jobs/rules.py", jobs.STATES, jobs.MOVES),
    (
        "A file that was brought",
        "src/wardmote/knowing/evidence/rules.py",
        evidence.UPLOAD_STATES,
        evidence.UPLOAD_MOVES,
    ),
    ("A plan edition", "src/wardmote/deciding/plan/rules/plan.py", plan.STATUSES, plan.MOVES),
    (
        "An exception",
        "src/wardmote/deciding/plan/rules/exceptions.py",
        exceptions.STATES,
        {state: tuple(dict.fromkeys(steps.values())) for state, steps in exceptions.MOVES.items()},
    ),
)


def lives_page() -> str:
    """Each thing's states and what may follow which, from the tables the writes are held to."""
    parts = ["# The lives of things", "What is in one state comes to another only as its table says."]
    for title, where, states, moves in LIVES:
        names = dict(states)
        rows = [[names[key], ", ".join(names[to] for to in moves[key]) or "nothing more"] for key in names]
        parts += [f"## {title}", f"`{where}`", table(["is", "may become"], rows)]
    return "\n\n".join(parts)


def _whom(row: Opens) -> str:
    if isinstance(row, frozenset):
        if row == EVERYONE:
            return "every member"
        return ", ".join(role_name(key) for key, _ in ROLES if key in row)
    if row == TOKEN:
        return "a token of the partnership"
    return "anybody" if row == PUBLIC else "anybody with an account"
