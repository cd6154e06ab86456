"""The people of the demonstration: made once, marked as such, signed in by one click.

Two partnerships: the synthetic town with everything in it, and an empty one to
try files of one's own. No password is set, so that outside the demonstration
nobody can sign in as them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from wardmote.deciding.performance.demonstration import compare, enter
from wardmote.deciding.performance.exceptions.answers import advise, reply
from wardmote.deciding.performance.exceptions.month_review import review_now
from wardmote.deciding.performance.models import ExceptionStep, PlanException
from wardmote.deciding.plan.demonstration import roll, score_together
from wardmote.ground.partners.demonstration import begin_committees
from wardmote.ground.partners.joining import begin_partnership, body_named, join, settle_place
from wardmote.ground.partners.models import Partnership, Person
from wardmote.ground.partners.reminding import remind
from wardmote.ground.partners.rules import ADMINISTRATOR, ANALYST, CHAIR, MANAGER, OFFICER
from wardmote.ground.partners.viewing import Viewer, viewer_of
from wardmote.knowing.assessment.correcting import NewStatement, state
from wardmote.knowing.assessment.making import DraftRequest, begin, suggested_period
from wardmote.knowing.assessment.models import Assessment

TOWN, EMPTY = "stevenage", "your-town"
_scored: list[str] = []
BY = "the demonstration"
COUNCIL = "Stevenage Borough Council"
REPLY = (
    "Most of the thefts are from cars left in the evening. Three people are known to have done many of them; "
    "two are now managed as prolific offenders. Patrols of the car parks go on until the end of January."
)
ADVICE = (
    "Keep the patrols until the end of January, and put signs and light into the three car parks where most "
    "was stolen. The council's parking service can do it within its budget."
)


@dataclass(frozen=True)
class CastMember:
    """A person of the demonstration; ``.example`` addresses reach nobody."""

    name: str
    email: str
    body: str
    kind: str
    roles: tuple[str, ...]
    towns: tuple[str, ...] = (TOWN,)


CAST = (
    CastMember(
        "Brian Cole", "brian@wardmote.example", COUNCIL, "district-council", (MANAGER,), (TOWN, EMPTY)
    ),
    CastMember(
        "Amira Khan", "amira@wardmote.example", COUNCIL, "district-council", (ANALYST,), (TOWN, EMPTY)
    ),
    CastMember("Catherine Osei", "catherine@wardmote.example", "Stevenage Police", "police", (CHAIR,)),
    CastMember(
        "Elaine Marsh",
        "elaine@wardmote.example",
        "Hertfordshire Fire and Rescue Service",
        "fire-and-rescue",
        (OFFICER,),
    ),
    CastMember("Adam Birch", "adam@wardmote.example", COUNCIL, "district-council", (ADMINISTRATOR,)),
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
            name = member.body if slug == TOWN else "Borough council"
            body = body_named(towns[slug], name=name, kind=member.kind)
            for role in member.roles:
                join(towns[slug], person=person, body=body, role=role, by=BY)


@transaction.atomic
def begin_assessment(reported: Iterable[Mapping[str, str]]) -> None:
    """The town's first assessment, with what partners report and nobody counted; once."""
    town = Partnership.objects.select_related("place").get(slug=TOWN)
    period = suggested_period(town)
    if town.place is None or period is None or Assessment.objects.filter(partnership=town).exists():
        return
    assessment = begin(town, DraftRequest(period.code), by=BY)
    analyst = _viewer(CAST[1])
    for statement in reported:
        state(assessment, "intelligence", NewStatement(statement["words"], statement["source"]), by=analyst)


def begin_plan() -> None:
    """The town's plan of 2008/09, rolled on for two years with invented updates; its measures are read.

    What is there stays.
    """
    town = Partnership.objects.select_related("place").get(slug=TOWN)
    roll(town, by=BY)
    enter(town, by=BY)
    review_now(town, by=BY, on=timezone.localdate())
    compare(town, _viewer(CAST[1]))
    begin_committees(town, by=_viewer(CAST[0]))
    _begin_exchange(town)
    remind(town, on=timezone.localdate(), by=BY)


def score_when_drafted() -> None:
    """The invented scoring round, as soon as the worker has written the first draft; once."""
    town = Partnership.objects.filter(slug=TOWN).first()
    if town is not None and not _scored:
        people = {member.name: _viewer(member) for member in CAST if TOWN in member.towns}
        _scored.extend([TOWN] if score_together(town, people) else [])


def _begin_exchange(town: Partnership) -> None:
    """An invented reply and advice on the first exception, so that the chair has a decision to make; once."""
    found = PlanException.objects.filter(partnership=town, steps=None).first()
    if found is None or found.lead is None or ExceptionStep.objects.filter(exception__partnership=town):
        return
    police, analyst = (_viewer(member) for member in (CAST[2], CAST[1]))
    reply(found, words=REPLY, by=police)
    advise(PlanException.objects.get(pk=found.pk), words=ADVICE, by=analyst)
    ExceptionStep.objects.filter(exception=found).update(invented=True)


def _viewer(member: CastMember) -> Viewer:
    found = viewer_of(Person.objects.get(email=member.email), TOWN, timezone.now())
    assert found is not None
    return found


def _partnership(slug: str, name: str) -> Partnership:
    found = Partnership.objects.filter(slug=slug).first()
    return found or begin_partnership(slug=slug, name=name, by=BY)
