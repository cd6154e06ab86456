"""The people of the demonstration: made once, marked as such, signed in by one click.

Two partnerships: the synthetic town with everything in it, and an empty one to
try files of one's own. No password is set, so that outside the demonstration
nobody can sign in as them.
"""

from dataclasses import dataclass

from django.db import transaction

from wardmote.ground.partners.joining import begin_partnership, body_named, join, settle_place
from wardmote.ground.partners.models import Partnership, Person
from wardmote.ground.partners.rules import ADMINISTRATOR, ANALYST, CHAIR, MANAGER, OFFICER

TOWN, EMPTY = "stevenage", "your-town"
BY = "the demonstration"


@dataclass(frozen=True)
class Member:
    """A person of the demonstration; ``.example`` addresses reach nobody."""

    name: str
    email: str
    body: str
    kind: str
    roles: tuple[str, ...]
    towns: tuple[str, ...] = (TOWN,)


CAST = (
    Member("Brian Cole", "brian@wardmote.example", "Borough council", "council", (MANAGER,), (TOWN, EMPTY)),
    Member("Amira Khan", "amira@wardmote.example", "Borough council", "council", (ANALYST,), (TOWN, EMPTY)),
    Member("Catherine Osei", "catherine@wardmote.example", "Police", "police", (CHAIR,)),
    Member("Elaine Marsh", "elaine@wardmote.example", "Fire and rescue", "fire", (OFFICER,)),
    Member("Adam Birch", "adam@wardmote.example", "Borough council", "council", (ADMINISTRATOR,)),
)


@transaction.atomic
def make_cast(*, place_id: str, place_name: str) -> None:
    """Both partnerships and everybody in them; what is there already is left as it is."""
    towns = {
        TOWN: _partnership(TOWN, "Stevenage (demonstration)"),
        EMPTY: _partnership(EMPTY, "Your own town (empty)"),
    }
    if towns[TOWN].place is None:
        settle_place(towns[TOWN], area_id=place_id, name=place_name, by=BY)
    for member in CAST:
        person = Person.objects.filter(email=member.email).first()
        if person is None:
            person = Person.objects.create_user(member.email, member.name)
            Person.objects.filter(pk=person.pk).update(demonstration=True)
        for slug in member.towns:
            body = body_named(towns[slug], name=member.body, kind=member.kind)
            for role in member.roles:
                join(towns[slug], person=person, body=body, role=role, by=BY)


def _partnership(slug: str, name: str) -> Partnership:
    found = Partnership.objects.filter(slug=slug).first()
    return found or begin_partnership(slug=slug, name=name, by=BY)
