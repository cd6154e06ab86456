"""Who is meant by the names in the log: one person wherever they are named, one choice each.

In: names as rows have them: with a body, without, an e-mail address, an account of the command line. Out:
each with what the person is called. People of one name are kept apart where their body is named.
"""

from collections import defaultdict
from collections.abc import Iterable

from wardmote.ground.partners.models import Membership


def people_in(names: Iterable[str], slug: str) -> dict[str, str]:
    """What each name in the log stands for."""
    called: dict[str, str] = {}
    numbers: dict[str, set[int]] = defaultdict(set)
    for held in Membership.objects.filter(partnership__slug=slug).select_related("person", "body"):
        person = held.person
        numbers[person.name].add(person.pk)
        for name in (person.name, person.email, f"{person.name} ({held.body.name})"):
            called[name] = person.name
    shared = {name for name, people in numbers.items() if len(people) > 1}
    found = {}
    for name in names:
        short = name.partition(" (")[0]
        one = called.get(name) or called.get(short) or short or name
        found[name] = name if one in shared else one
    return found
