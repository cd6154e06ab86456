"""A body ends, others carry on its work: what is owed goes over, what was printed stays (L-07, notes 2.4)."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from wardmote.deciding.performance.exceptions import answers
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.plan.records.action_updates import why_not_report
from wardmote.deciding.plan.records.progress import stands
from wardmote.doing.tasking.tasks import Asking, Origin, set_task, why_not_say
from wardmote.ground.owed import owed_on
from wardmote.ground.partners import joining
from wardmote.ground.partners.bodies import BodyDetails, BodyEnd, add_body, end_body
from wardmote.ground.partners.models import Body, Membership, Person, Reminder
from wardmote.ground.partners.reminding import remind
from wardmote.ground.partners.viewing import viewer_of
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db

HEALTH = (
    ("East and North Hertfordshire Primary Care Trust", date(2013, 3, 31)),
    ("East and North Hertfordshire Clinical Commissioning Group", date(2022, 6, 30)),
    ("Hertfordshire and West Essex Integrated Care Board", None),
)
KINDS = ("primary-care-trust", "clinical-commissioning-group", "integrated-care-board")
BEGAN = (None, date(2013, 4, 1), date(2022, 7, 1))
POLICING = ("Hertfordshire Police Authority", "Hertfordshire Police and Crime Commissioner")


def an_exception(town, edition, lead):
    return PlanException.objects.create(
        partnership=town, edition=edition, measure="robbery", measures=["robbery"], title="Robbery",
        words="Up.", p=0.001, opened_month="2008-03", reviewed_month="2008-03", opened_on=date(2008, 4, 7),
        reply_due=date(2008, 4, 21), lead=lead,
    )  # fmt: skip


@pytest.fixture
def lived(cast, edition):
    """The trust owes a task and a reply, and leads; then it and the police authority are lived through."""
    town, brian = cast.holmbridge, cast.viewer("brian")
    trust = Body.objects.get(partnership=town, name=HEALTH[0][0])
    origin = Origin("exception", "1", "Exception: drugs", "/x/")
    set_task(town, Asking("Count the places in treatment.", trust.pk, brian.today), origin, by=brian)
    police = Body.objects.get(partnership=town, name="Stevenage Police")
    exception = an_exception(town, edition, trust)
    exception.joint.add(police)
    authority = Body.objects.get(partnership=town, name=POLICING[0])
    origin = Origin("exception", "1", "Exception: robbery", "/x/")
    set_task(town, Asking("Hold the force to account.", authority.pk, brian.today), origin, by=brian)
    bodies = [trust]
    for (name, _), kind, began in list(zip(HEALTH, KINDS, BEGAN, strict=True))[1:]:
        bodies.append(add_body(town, BodyDetails(name, kind, began), by=brian))
    bodies += [authority]
    kind = "police-and-crime-commissioner"
    bodies.append(add_body(town, BodyDetails(POLICING[1], kind, date(2012, 11, 22)), by=brian))
    people = ("petra", "cora", "ida", "pauline", "colin")
    for body, name in zip(bodies, people, strict=True):
        cast.people[name] = Person.objects.create_user(
            f"{name}@example.org", name.capitalize(), "a long password"
        )
        began = body.begins or date(2007, 1, 1)
        Membership.objects.create(
            partnership=town, person=cast.people[name], body=body, role="officer", begins=began
        )
    for body, last, heir in (
        (bodies[0], date(2013, 3, 31), bodies[1]),
        (bodies[1], date(2022, 6, 30), bodies[2]),
        (bodies[3], date(2012, 11, 21), bodies[4]),
    ):
        body.refresh_from_db()
        end_body(body, BodyEnd(last, heir, "By Act of Parliament"), read=body.revision, by=brian)
    return cast, edition, PlanException.objects.get(pk=exception.pk), people


def who_owes(on, words):
    return [each.who for each in owed_on("holmbridge", on) if words in each.words]


def viewer_on(cast, name, day):
    return viewer_of(cast.people[name], "holmbridge", datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "health", "policing"),
    [
        (date(2008, 4, 20), 0, 0), (date(2012, 11, 21), 0, 0), (date(2012, 11, 22), 0, 1),
        (date(2013, 3, 31), 0, 1), (date(2013, 4, 1), 1, 1), (date(2022, 6, 30), 1, 1),
        (date(2022, 7, 1), 2, 1), (date(2026, 4, 1), 2, 1),
    ],
)  # fmt: skip
def test_l_07_nothing_owed_is_lost_from_trust_to_group_to_board(lived, day, health, policing):
    cast, _, exception, people = lived
    name = HEALTH[health][0]
    assert who_owes(day, "Reply to: Robbery") == [f"{name} and Stevenage Police"]
    assert who_owes(day, "Count the places in treatment.") == [name]
    assert who_owes(day, "Hold the force to account.") == [POLICING[policing]]
    answering = {people[health], people[3 + policing]}
    for each in people:
        viewer = viewer_on(cast, each, day)
        if each not in answering:
            over = viewer is None or not viewer.bodies & {body.pk for body in exception.leads_on(day)}
            assert over, f"{each} sees nothing of it on {day}"
            continue
        assert viewer is not None
        (task,) = [task for task in tasks() if why_not_say(task, by=viewer) is None]
        assert task.owner.name == (HEALTH[0][0] if each == people[health] else POLICING[0])
        replies = answers.why_not_reply(exception, viewer) is None
        assert replies is (each == people[health])


def tasks():
    from wardmote.doing.tasking.models import Task

    return list(Task.objects.select_related("owner__successor"))


def test_l_07_the_successor_gets_the_letter_and_the_body_before_it_no_more(lived, mailoutbox):
    cast = lived[0]
    remind(cast.holmbridge, on=date(2026, 12, 1), by="the tests")
    to = {address for mail in mailoutbox for address in mail.to}
    assert {"ida@example.org", "colin@example.org"} <= to
    assert not to & {"petra@example.org", "cora@example.org", "pauline@example.org"}
    assert any(mail.body.startswith(f"Owed by {HEALTH[2][0]}:") for mail in mailoutbox)


def test_l_07_what_was_printed_stays_and_says_who_answers_now(lived, at):
    _, edition, exception, _ = lived
    structure = at("brian").get(f"{edition.pk}/structure/")
    assert HEALTH[0][0] in structure and HEALTH[2][0] not in structure
    assert HEALTH[2][0] in at("ida").get(f"exceptions/{exception.pk}/")


def test_l_07_who_carries_on_a_lead_reports_on_its_actions(cast, edition):
    """Stevenage Police leads A1.1.1; a successor's officer reports, the old one's does not."""
    old, brian = Body.objects.get(partnership=cast.holmbridge, name="Stevenage Police"), cast.viewer("brian")
    heir = add_body(cast.holmbridge, BodyDetails("Eastern Police", "police"), by=brian)
    joining.join(cast.holmbridge, person=cast.stella, body=heir, role="officer", by="the tests")
    joining.join(cast.holmbridge, person=cast.elaine, body=old, role="analyst", by="the tests")
    stella, elaine = cast.viewer("stella"), cast.viewer("elaine")
    elaine = elaine.wearing(elaine.hats[1])  # she is of the fire service too
    (where,) = stands(edition, on=brian.today, only=["A1.1.1"])
    reasons = [why_not_report(viewer, where) is None for viewer in (stella, elaine)]
    assert reasons == [False, True]
    end_body(old, BodyEnd(brian.today - timedelta(days=1), heir, "merged"), read=old.revision, by=brian)
    (where,) = stands(type(edition).objects.get(), on=brian.today, only=["A1.1.1"])
    assert [body.name for body in where.leads] == ["Eastern Police"]
    assert where.printed == ("Stevenage Police",)
    reasons = [
        why_not_report(viewer, where) is None for viewer in (cast.viewer("stella"), cast.viewer("elaine"))
    ]
    assert reasons == [True, False]


def test_of_two_bodies_that_merge_the_one_after_them_answers_once(lived):
    cast, _, exception, _ = lived
    police = Body.objects.get(partnership=cast.holmbridge, name="Stevenage Police")
    board = Body.objects.get(name=HEALTH[2][0])
    last = date(2026, 11, 30)
    end_body(police, BodyEnd(last, board, "One body for all"), read=police.revision, by=cast.viewer("brian"))
    exception = PlanException.objects.get(pk=exception.pk)
    assert [body.name for body in exception.leads_on(date(2026, 12, 1))] == [HEALTH[2][0]]
    with pytest.raises(Refusal, match="Primary Care Trust or Stevenage Police replies"):
        answers.reply(exception, words="x", by=viewer_on(cast, "colin", date(2013, 1, 1)))


# ---- installations of before ----


def _joint_names_become_bodies(cast, edition, editor):
    """By the name a body has, else by the one an edition printed; the lead itself is none of the others."""
    found = import_module("wardmote.deciding.performance.migrations.0005_joint_leads_found")
    town = cast.holmbridge
    lead = Body.objects.get(partnership=town, name="Stevenage Police")
    other = Body.objects.get(partnership=town, name=HEALTH[0][0])
    row = an_exception(town, edition, lead)
    row.joint_names = [HEALTH[0][0], "Stevenage Police", "Nobody knows"]
    Body.objects.filter(pk=other.pk).update(name="Another name since")

    class Old:
        """Of exceptions the row with the names it had; of all else what there is."""

        objects = property(lambda self: self)

        def get_model(self, app, name):
            return self if name == "PlanException" else apps.get_model(app, name)

        def using(self, alias):
            return self

        def exclude(self, **names):
            return [row]

    found.bodies_of_names(Old(), editor)
    assert list(row.joint.all()) == [other]


def test_the_upgrade_turns_names_into_bodies_and_kinds_into_those_of_the_law(cast, edition):
    kinds = import_module("wardmote.ground.partners.migrations.0009_kinds_and_reminders")
    plan = import_module("wardmote.deciding.plan.migrations.0017_kinds_of_bodies")

    class Editor:
        pass

    Editor.connection = connection
    police = Body.objects.get(partnership=cast.holmbridge, name="Stevenage Police")
    trust = Body.objects.get(partnership=cast.holmbridge, name=HEALTH[0][0])
    elsewhere = Body.objects.create(partnership=cast.otherham, name="Stevenage Police", kind="police")
    Body.objects.filter(pk=trust.pk).update(kind="health")
    Body.objects.filter(partnership=cast.otherham, name="Otherham council").update(kind="council")
    for about, body in (("a", "Stevenage Police"), ("b", "The strategy group"), ("c", ""), ("d", "Gone")):
        Reminder.objects.create(
            partnership=cast.holmbridge,
            about=about,
            moment="at",
            body=body,
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    kinds.kinds_of_the_law(apps, Editor)
    kinds.reminders_by_number(apps, Editor)
    assert Body.objects.get(pk=trust.pk).kind == "integrated-care-board", "all that is known without a plan"
    plan.kinds_as_the_plan_has_them(apps, Editor)
    assert Body.objects.get(pk=trust.pk).kind == "primary-care-trust"
    assert Body.objects.get(name="Otherham council").kind == "district-council"
    told = dict(Reminder.objects.values_list("about", "body"))
    assert told == {"a": str(police.pk), "b": "The strategy group", "c": "", "d": "Gone"}
    assert str(elsewhere.pk) not in told.values()
    _joint_names_become_bodies(cast, edition, Editor)
    kinds.reminders_by_name(apps, Editor)
    assert Reminder.objects.get(about="a").body == "Stevenage Police"
