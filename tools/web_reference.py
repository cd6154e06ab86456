"""The reference pages that speak of the web: which address opens for whom, and the lives of things.

In: the root addresses and the access table, with Django set up over a folder
that is thrown away. Out: Markdown text; ``reference_pages.py`` writes it.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import django

import wardmote

os.environ["WARDMOTE_DATA"] = os.path.join(tempfile.mkdtemp(prefix="wardmote-reference-"), "data")
os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.site.settings"
django.setup()

from django.apps import apps  # noqa: E402 - after the set-up
from django.db.models import TextChoices  # noqa: E402

from tools.markdown import table  # noqa: E402
from wardmote.ground.pages.addresses import PUBLIC, TOKEN, Opens, addresses, reads_of  # noqa: E402
from wardmote.ground.partners.rules import EVERYONE, ROLES, role_name  # noqa: E402
from wardmote.site import access  # noqa: E402
from wardmote.site.operations.log_sentences import SENTENCES  # noqa: E402

SOURCE = Path(wardmote.__file__).parent
TABLE = re.compile("^TRANSITIONS(:.*)? = ", re.MULTILINE)
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


def log_page() -> str:
    """Every kind of event with its sentence, and the pages whose opening is one."""
    parts = [
        "# What the log tells",
        "Who did it stands before each sentence; `{of}` is what it was done to.",
        table(["kind", "sentence"], [[f"`{kind}`", words] for kind, words in SENTENCES.items()]),
        "## What is logged when it is opened",
        "A record by its number, or a list with the records it showed; every file that is given away; every "
        "answer of the API; and whoever is refused, once in five minutes for each kind with how often.",
        table(["address", "record"], [[f"`{address}`", f"`{reads_of()[name]}`"]
              for name, address, _ in addresses() if name in reads_of()]),
    ]  # fmt: skip
    return "\n\n".join(parts)


def lives_page() -> str:
    """Each thing's states and what may follow which, from the tables the writes are held to."""
    parts = [
        "# The lives of things",
        "What is in one state comes to another only as its table says: each is a `TRANSITIONS` of its room.",
    ]
    for where, transitions in _lives():
        states = type(next(iter(transitions)))
        parts += [f"## {(states.__doc__ or '').rstrip('.')}", f"`{where}`"]
        after = [", ".join(str(to.label) for to in _after(transitions, state)) for state in states]
        rows = [[state.label, told or "nothing more"] for state, told in zip(states, after, strict=True)]
        parts += [_diagram(transitions), table(["is", "may become"], rows)]
    return "\n\n".join(parts)


def _diagram(transitions: Mapping[TextChoices, Any]) -> str:
    """A life as Mermaid draws it; a step that has a name stands on its arrow."""
    states = type(next(iter(transitions)))
    lines = [f"state {json.dumps(str(state.label))} as {state.name}" for state in states]
    for state in states:
        after = _after(transitions, state)
        for to, names in after.items():
            told = f" : {', '.join(names)}" if names else ""
            lines.append(f"{state.name} --> {to.name}{told}")
        lines += [] if after else [f"{state.name} --> [*]"]
    return "\n    ".join(["```mermaid\nstateDiagram-v2", *lines]) + "\n```"


def _lives() -> Iterator[tuple[str, Mapping[TextChoices, Any]]]:
    """Every table of transitions with the file it stands in, floor by floor from below, whatever the file."""
    rooms = (config.name.split(".") for config in apps.get_app_configs())
    for floor in dict.fromkeys(room[1] for room in rooms if room[0] == "wardmote"):
        for path in sorted((SOURCE / floor).rglob("*.py")):
            if TABLE.search(path.read_text("utf-8")):
                where = path.relative_to(SOURCE.parent).with_suffix("")
                yield f"src/{where.as_posix()}.py", import_module(".".join(where.parts)).TRANSITIONS


def _after(transitions: Mapping[TextChoices, Any], state: TextChoices) -> dict[TextChoices, list[str]]:
    """The states that may follow, each once, in the table's order, with the named steps that lead there."""
    after, found = transitions[state], dict[TextChoices, list[str]]()
    for step in after:
        to = after[step] if isinstance(after, Mapping) else step
        found.setdefault(to, []).extend([step.label] if isinstance(after, Mapping) else [])
    return found


def _whom(row: Opens) -> str:
    if isinstance(row, frozenset):
        if row == EVERYONE:
            return "every member"
        return ", ".join(role_name(key) for key, _ in ROLES if key in row)
    if row == TOKEN:
        return "a token of the partnership"
    return "anybody" if row == PUBLIC else "anybody with an account"
