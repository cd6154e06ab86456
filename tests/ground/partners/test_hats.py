"""People in several bodies and roles: reading follows all, each act is done in one hat; coming and going."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.deciding.plan.models import PlanEdition
from wardmote.doing.tasking.models import Task
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners import joining, leaving
from wardmote.ground.partners.groups import GroupDetails, SeatDetails, Ward, add_group, add_seat
from wardmote.ground.partners.models import Body, GroupSeat, Invitation, Membership, Person
from wardmote.ground.partners.reminding import remind
from wardmote.ground.partners.viewing import viewer_of
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
PEOPLE = "/holmbridge/people/"


def body(cast: Cast, name: str) -> Body:
    return Body.objects.get(partnership=cast.holmbridge, name=name)


def joins(cast: Cast, name: str, at: str, role: str) -> None:
    joining.join(cast.holmbridge, person=cast.people[name], body=body(cast, at), role=role, by="the tests")


def wears(client: Client, hat: Body) -> None:
    assert client.post(f"{PEOPLE}hat/", {"hat": str(hat.pk)}).status_code == 302


def task(cast: Cast, owner: Body, person: str = "") -> Task:
    due = timezone.localdate() + timedelta(days=9)
    asking, origin = (
        Asking("Look at the car park", owner.pk, due, person=person),
        Origin("plan", "A1", "A1", "/"),
    )
    return set_task(cast.holmbridge, asking, origin, by=cast.viewer("brian"))


# ---- one person with two hats ----


def test_reading_follows_every_hat_and_an_act_is_done_in_the_one_worn(cast: Cast) -> None:
    """Elaine is an officer of the fire service, and the council's analyst in the other half of her week."""
    joins(cast, "elaine", "Borough council", "analyst")
    elaine, fire, council = (
        cast.client("elaine"),
        body(cast, "Fire and rescue"),
        body(cast, "Borough council"),
    )
    assert "Act for another body" in html(elaine.get("/holmbridge/"))
    assert elaine.get("/holmbridge/tasks/").status_code == 200
    mine, theirs = task(cast, fire), task(cast, council)
    done = {"evidence": "Two lamps were put up.", "done_on": timezone.localdate().isoformat()}
    wears(elaine, fire)
    assert elaine.post(f"/holmbridge/tasks/{theirs.pk}/", done).status_code != 302, "not in this hat"
    assert elaine.post(f"/holmbridge/tasks/{mine.pk}/", done).status_code == 302
    wears(elaine, council)
    assert elaine.post(f"/holmbridge/tasks/{theirs.pk}/", done).status_code == 302
    said = list(Entry.objects.filter(what="tasking.done").order_by("pk"))
    assert [each.by for each in said] == ["Elaine (Fire and rescue)", "Elaine (Borough council)"]
    assert [json.loads(row.detail)["hat"] for row in said] == [fire.pk, council.pk]


def test_a_page_that_the_worn_hat_does_not_open_opens_in_the_one_that_does(cast: Cast) -> None:
    joins(cast, "elaine", "Borough council", "manager")
    elaine, fire = cast.client("elaine"), body(cast, "Fire and rescue")
    wears(elaine, fire)
    page = elaine.get(f"{PEOPLE}bodies/add/")
    assert page.status_code == 200
    assert "Elaine</strong>, community safety manager, Borough council" in html(page)
    assert "Elaine</strong>, partner officer, Fire and rescue" in html(elaine.get("/holmbridge/tasks/"))
    said = {"name": "Street pastors", "kind": "voluntary", "revision": "0"}
    assert elaine.post(f"{PEOPLE}bodies/add/", said).status_code == 302
    assert Entry.objects.get(what="partners.body_added").by == "Elaine (Borough council)"


def test_nobody_acts_for_a_body_that_is_not_theirs(cast: Cast) -> None:
    elaine, council = cast.client("elaine"), body(cast, "Borough council")
    assert elaine.post(f"{PEOPLE}hat/", {"hat": str(council.pk)}).status_code == 400
    session = elaine.session
    session["hats"] = {"holmbridge": council.pk}
    session.save()
    assert "Fire and rescue" in html(elaine.get("/holmbridge/tasks/"))


def test_the_second_step_is_owed_by_any_hat(cast: Cast, settings: Any) -> None:
    settings.WARDMOTE_TWO_STEPS = frozenset({"manager"})
    joins(cast, "elaine", "Borough council", "manager")
    assert "second-step" in cast.client("elaine").get("/holmbridge/tasks/")["Location"]


def test_separation_of_duties_forbids_pubwatch_beside_who_reads_of_prolific_offenders(cast: Cast) -> None:
    pubs = Body.objects.create(partnership=cast.holmbridge, name="PubWatch", kind="business")
    assert Membership.objects.get(person=cast.elaine).body.kind == "fire-and-rescue"
    with pytest.raises(Refusal, match="does not belong to PubWatch and"):
        joining.join(cast.holmbridge, person=cast.elaine, body=pubs, role="lead", by="the tests")
    assert not Membership.objects.filter(body=pubs).exists()


# ---- coming ----


def invited(cast: Cast, at: str, *roles: str, begins: date | None = None) -> str:
    asked = joining.NewInvitation("olu@example.org", roles, body(cast, at), begins)
    _, token = joining.invite(cast.holmbridge, asked, by=cast.viewer("brian"))
    return f"/account/invitation/{token}/"


ACCOUNT = {"name": "Olu Ade", "password": "lantern gravel tuesday"}


def test_invitations_for_two_bodies_are_taken_up_by_one_link(cast: Cast) -> None:
    invited(cast, "Fire and rescue", "officer")
    link = invited(cast, "Borough council", "clerk", "reader")
    assert Client().post(link, ACCOUNT).status_code == 302
    held = Membership.objects.filter(person__email="olu@example.org")
    assert {(each.body.name, each.role) for each in held} == {
        ("Fire and rescue", "officer"), ("Borough council", "clerk"), ("Borough council", "reader"),
    }  # fmt: skip


def test_a_join_date_in_the_future_opens_nothing_before(cast: Cast) -> None:
    first, client = timezone.localdate() + timedelta(days=30), Client()
    answer = client.post(invited(cast, "Fire and rescue", "officer", begins=first), ACCOUNT)
    assert answer.status_code == 302
    assert client.get("/holmbridge/tasks/").status_code in (302, 404)
    olu = Person.objects.get(email="olu@example.org")
    days = [timezone.now() + timedelta(days=each) for each in (29, 30)]
    assert [viewer_of(olu, "holmbridge", day) is not None for day in days] == [False, True]


FILE = "email,body,roles,from\nolu@example.org,Fire and rescue,partner officer,2030-04-01\n"


def brings(cast: Cast, text: str) -> Any:
    file = SimpleUploadedFile("people.csv", text.encode())
    return cast.client("brian").post(f"{PEOPLE}invite/many/", {"file": file})


def test_many_are_invited_by_a_file_with_the_checks_of_one(cast: Cast) -> None:
    page = brings(cast, FILE + "sam@example.org,borough council,clerk of a group;reader,\n")
    assert page.status_code == 200
    made = {each.email: each for each in Invitation.objects.all()}
    assert (made["olu@example.org"].begins, made["sam@example.org"].roles) == (
        date(2030, 4, 1), ["clerk", "reader"],
    )  # fmt: skip
    assert len(re.findall(r"/account/invitation/[\w-]+/", html(page))) == 2
    assert {address for letter in mail.outbox for address in letter.to} >= {
        "olu@example.org",
        "sam@example.org",
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("sam,Borough council,reader,", "line 3: sam is no e-mail address"),
        ("sam@example.org,Nobody,reader,", "line 3: Nobody is no body here"),
        ("sam@example.org,Borough council,king,", "line 3: there is no role called king"),
        ("sam@example.org,Borough council,,", "line 3: Choose at least one role"),
        ("sam@example.org,Borough council,administrator,", "line 3: Only an administrator"),
        ("sam@example.org,Borough council,reader,soon", "line 3: soon is no day"),
        ("olu@example.org,fire and rescue,reader,", "line 3: the same person and body as line 2"),
    ],
)
def test_a_file_that_is_half_wrong_invites_nobody_and_names_the_row(cast: Cast, row: str, words: str) -> None:
    page = brings(cast, FILE + row + "\n")
    assert page.status_code == 400
    assert words in html(page)
    assert not Invitation.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize("text", ["", "name\nOlu\n", "email,body,roles\n\0\n", 'email,body,roles\n"a\n'])
def test_what_is_no_list_of_people_is_refused_in_words(cast: Cast, text: str) -> None:
    assert brings(cast, text).status_code == 400
    assert not Invitation.objects.exists()


# ---- leaving ----


def test_a_leaver_hands_over_and_is_out_the_day_after(cast: Cast) -> None:
    """Elaine leaves the fire service for good at the end of the month; Olu takes over."""
    brian, fire, today = cast.client("brian"), body(cast, "Fire and rescue"), timezone.localdate()
    olu = Person.objects.create_user("olu@example.org", "Olu Ade")
    joining.join(cast.holmbridge, person=olu, body=fire, role="officer", by="the tests")
    group = add_group(cast.holmbridge, GroupDetails("JAG", "theme", today), by=cast.viewer("brian"))
    add_seat(group, SeatDetails(fire, today, cast.elaine, why="Named."), by=cast.viewer("brian"))
    mine = task(cast, fire, person=cast.elaine.name)
    page = f"{PEOPLE}person/{cast.elaine.pk}/"
    shown = html(brian.get(page))
    assert "Member of JAG for Fire and rescue" in shown
    assert "Task: Look at the car park" in shown
    adam = html(cast.client("adam").get(page))
    assert "<li>Task: goes to whoever takes over</li>" in adam, "the administrator reads no record"
    assert "car park" not in adam
    last = today + timedelta(days=20)
    assert brian.post(page, {"last": last.isoformat(), "heir": str(olu.pk)}).status_code == 302
    mine.refresh_from_db()
    assert mine.person == "Olu Ade"
    seats = GroupSeat.objects.order_by("begins").values_list("person__name", "begins", "ends")
    assert list(seats) == [(cast.elaine.name, today, last), ("Olu Ade", last + timedelta(days=1), None)]
    days = [timezone.now() + timedelta(days=each) for each in (20, 21)]
    assert [viewer_of(cast.elaine, "holmbridge", day) is not None for day in days] == [True, False]


def test_whoever_left_yesterday_is_signed_out(cast: Cast) -> None:
    elaine, yesterday = cast.client("elaine"), timezone.localdate() - timedelta(days=1)
    assert elaine.get("/holmbridge/tasks/").status_code == 200
    said = leaving.Leaving(cast.elaine, yesterday)
    leaving.leave_all(cast.holmbridge, said, by=cast.viewer("brian"))
    assert elaine.get("/holmbridge/tasks/").status_code == 404
    answer = elaine.get("/account/sessions/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize(
    ("who", "by", "days", "words"),
    [
        ("brian", "brian", 0, "You cannot end your own membership"),
        ("brian", "adam", 0, "Nobody would run the partnership after that day"),
        ("elaine", "amira", 0, "Only the community safety manager or the administrator"),
        ("elaine", "brian", -2, "yesterday at the earliest"),
        ("stella", "brian", 0, "They are no member after that day already"),
    ],
)
def test_a_leaving_that_cannot_be_changes_nothing(
    cast: Cast, who: str, by: str, days: int, words: str
) -> None:
    before = list(Membership.objects.order_by("pk").values())
    said = leaving.Leaving(cast.people[who], timezone.localdate() + timedelta(days=days))
    with pytest.raises(Refusal, match=words):
        leaving.leave_all(cast.holmbridge, said, by=cast.viewer(by))
    assert list(Membership.objects.order_by("pk").values()) == before


# ---- first days ----


def newcomer(cast: Cast, role: str) -> Client:
    person = Person.objects.create_user(f"{role}@example.org", f"New {role}")
    council = body(cast, "Borough council")
    joining.join(cast.holmbridge, person=person, body=council, role=role, by="the tests")
    cast.people[role] = person
    return cast.client(role)


def test_a_councillor_s_first_day_shows_their_own_wards(cast: Cast) -> None:
    councillor = newcomer(cast, "councillor")
    assert "Which wards are yours is not written down yet" in html(councillor.get("/holmbridge/"))
    said = GroupDetails("North Committee", "area-committee", timezone.localdate(), "each quarter")
    add_group(cast.holmbridge, said, wards=[Ward("Bedwell"), Ward("Pin Green")], by=cast.viewer("brian"))
    held, brian = Membership.objects.get(role="councillor"), cast.client("brian")
    page = f"{PEOPLE}{held.pk}/wards/"
    wrong = brian.post(page, {"wards": "Atlantis", "revision": "1"})
    assert "Atlantis is no ward of an area committee here" in html(wrong)
    assert brian.post(page, {"wards": "pin green", "revision": "1"}).status_code == 302
    assert brian.post(page, {"wards": "Bedwell", "revision": "1"}).status_code == 409, "somebody saved first"
    shown = html(councillor.get("/holmbridge/"))
    assert "pin green belongs to North Committee, which meets each quarter." in shown
    assert councillor.get("/holmbridge/plan/").status_code == 200
    for closed in ("tasks/", "map/", "evidence/", "people/", "owed/"):
        assert councillor.get(f"/holmbridge/{closed}").status_code == 404, closed


def test_a_clerk_s_first_day_shows_what_the_groups_lack(cast: Cast) -> None:
    clerk = newcomer(cast, "clerk")
    add_group(cast.holmbridge, GroupDetails("JAG", "theme", timezone.localdate()), by=cast.viewer("brian"))
    assert "JAG: 2 things are missing. Nobody chairs it." in html(clerk.get("/holmbridge/"))


@pytest.mark.parametrize("role", ["tasking", "lead", "licensing", "reader", "councillor", "clerk"])
def test_each_role_has_a_first_page_and_answers_for_a_body_or_does_not(cast: Cast, role: str) -> None:
    client = newcomer(cast, role)
    assert client.get("/holmbridge/").status_code == 200
    viewer = cast.viewer(role)
    assert viewer.speaks_for([body(cast, "Borough council")]) == (role in ("tasking", "lead", "licensing"))


# ---- how people are reached ----


def test_contact_details_are_read_only_while_their_person_agrees(cast: Cast) -> None:
    elaine, amira, fire = cast.client("elaine"), cast.client("amira"), body(cast, "Fire and rescue")
    page = f"{PEOPLE}bodies/{fire.pk}/"
    said = {"job": "Arson reduction officer", "telephone": "01438 000000"}
    assert elaine.post(f"{PEOPLE}contact/", said).status_code == 302
    assert "01438 000000" not in html(amira.get(page))
    assert elaine.post(f"{PEOPLE}contact/", {**said, "shown": "on"}).status_code == 302
    assert "Arson reduction officer, 01438 000000" in html(amira.get(page))
    assert elaine.post(f"{PEOPLE}contact/", said).status_code == 302
    assert "01438 000000" not in html(amira.get(page))


def test_a_reader_of_the_plan_sees_no_edition_that_is_still_written(cast: Cast) -> None:
    reader, councillor = newcomer(cast, "reader"), newcomer(cast, "councillor")
    period = parse_period("2026-04:2027-03")
    draft = PlanEdition.objects.create(
        partnership=cast.holmbridge,
        key="draft",
        title="A plan",
        period=period,
        year=period,
        regime="england-2022",
        two_tier=False,
    )
    assert reader.get(f"/holmbridge/plan/{draft.pk}/structure/").status_code == 404
    assert councillor.get(f"/holmbridge/plan/{draft.pk}/structure/").status_code == 200


def test_whoever_may_not_wear_a_hat_reads_why_and_stays_as_they_were(cast: Cast) -> None:
    pubs = Body.objects.create(partnership=cast.holmbridge, name="PubWatch", kind="business")
    asked = joining.NewInvitation("elaine@example.org", ("lead",), pubs)
    _, token = joining.invite(cast.holmbridge, asked, by=cast.viewer("brian"))
    answer = cast.client("elaine").post(f"/account/invitation/{token}/")
    assert answer.status_code in (400, 409, 410), answer.status_code
    assert "does not belong to PubWatch and to a body" in html(answer)
    assert not Membership.objects.filter(body=pubs).exists()


def test_a_linked_body_gets_no_letter_until_it_has_a_seat(cast: Cast) -> None:
    fire = body(cast, "Fire and rescue")
    Body.objects.filter(pk=fire.pk).update(kind="linked")
    Task.objects.filter(pk=task(cast, fire).pk).update(due=timezone.localdate() - timedelta(days=20))
    mail.outbox.clear()
    remind(cast.holmbridge, on=timezone.localdate(), by="the tests")
    assert {address for letter in mail.outbox for address in letter.to} == {"brian@example.org"}
