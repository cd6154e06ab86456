"""Records, emergencies and hats: what one hat, body, partnership or membership gives no other."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.cast import Cast
from wardmote.doing.tasking.models import Task
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Body, Membership, Person
from wardmote.ground.partners.viewing import Viewer, viewer_of
from wardmote.ground.rights.giving import (
    GivenTo,
    RecordKey,
    answer,
    begin_purpose,
    break_glass,
    give,
    take_back,
)
from wardmote.ground.rights.models import Assignment
from wardmote.ground.rights.opening import visible, why_not_open
from wardmote.ground.rights.rules import NOT_HERE
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
KEY = RecordKey("R7", "12")
WHY = "A child is alone in the house and the duty officer is not reached."
HOMES, POLICE = ("Homes", "housing", "officer"), ("Police", "police", "officer")
COUNCIL_ANALYST = ("Borough council", "district-council", "analyst")


def person(cast: Cast, name: str, *hats: tuple[str, str, str]) -> Person:
    """Somebody of these bodies (name, kind) in these roles."""
    made = Person.objects.create_user(f"{name}@example.org", name.capitalize())
    for body_name, kind, role in hats:
        body = joining.body_named(cast.holmbridge, name=body_name, kind=kind)
        joining.join(cast.holmbridge, person=made, body=body, role=role, by="the tests")
    cast.people[name] = made
    return made


def given_to(cast: Cast, to: Person, body: str = "Homes", key: RecordKey = KEY) -> Assignment:
    there = Body.objects.get(partnership=cast.holmbridge, name=body)
    return give(key, GivenTo(to, there, "Joint visit"), by=cast.viewer("brian"))


def in_hat(viewer: Viewer, name: str) -> Viewer:
    return viewer.wearing(next(hat for hat in viewer.hats if hat.name == name))


# ---- hats ----


def test_a_hat_that_reads_without_persons_opens_no_record_with_them(cast: Cast) -> None:
    """Analyst: D of the ASB cases. Police: C."""
    dan = person(cast, "dan", COUNCIL_ANALYST, POLICE)
    row = Task.objects.create(
        partnership=cast.holmbridge, words="A row", owner=Body.objects.get(name="Police"),
        due=timezone.localdate(), origin_kind="a", origin_key="b", origin_label="c", origin_url="/",
        set_by="d", set_at=timezone.now(),
    )  # fmt: skip
    key, viewer = RecordKey("R7", str(row.pk)), cast.viewer("dan")
    assert why_not_open("R7", key.record, viewer) == NOT_HERE
    assert not visible(Task.objects.all(), "R7", viewer)
    assert why_not_open("R7", key.record, viewer, persons=False) is None
    assert list(visible(Task.objects.all(), "R7", viewer, persons=False)) == [row]
    given_to(cast, dan, "Police", key)
    begin_purpose(key, "case", "Preparing the visit", by=in_hat(viewer, "Police"))
    assert why_not_open("R7", key.record, cast.viewer("dan")) is None
    assert list(visible(Task.objects.all(), "R7", cast.viewer("dan"))) == [row]


def test_a_record_is_given_in_the_hat_that_reads_the_register(cast: Cast) -> None:
    """Police: F of persons supplied for a case (R2). Housing: C."""
    olu = person(cast, "olu", HOMES)
    person(cast, "gil", HOMES, POLICE)
    said = GivenTo(olu, Body.objects.get(name="Homes"), "Joint visit")
    for hat, gives in (("Homes", False), ("Police", True)):
        by = in_hat(cast.viewer("gil"), hat)
        if gives:
            assert give(RecordKey("R2", "1"), said, by=by)
        else:
            with pytest.raises(Refusal, match="Only who reads all of this register"):
                give(RecordKey("R2", "1"), said, by=by)


def test_who_left_and_came_back_is_given_records_anew(cast: Cast) -> None:
    olu = person(cast, "olu", HOMES)
    given_to(cast, olu)
    begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))
    assert why_not_open("R7", "12", cast.viewer("olu")) is None
    joining.leave(Membership.objects.get(person=olu), by=cast.viewer("brian"))
    Membership.objects.create(
        partnership=cast.holmbridge, person=olu, body=Body.objects.get(name="Homes"), role="officer",
        begins=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    back = viewer_of(olu, "holmbridge", timezone.now() + timedelta(days=5))
    assert back
    assert why_not_open("R7", "12", back) == NOT_HERE
    with pytest.raises(Refusal, match="There is no such record here"):
        begin_purpose(KEY, "case", "Preparing the visit", by=back)


# ---- own body, own partnership ----


def test_c_own_is_what_their_own_body_brought(cast: Cast) -> None:
    vera = person(cast, "vera", ("Centre", "voluntary", "officer"))
    centre, key = Body.objects.get(name="Centre"), RecordKey("R5", "7")
    for brought_by in (None, Body.objects.get(partnership=cast.holmbridge, name="Police")):
        with pytest.raises(Refusal, match="only what their own body brought"):
            give(key, GivenTo(vera, centre, "Her report", brought_by=brought_by), by=cast.viewer("brian"))
    with pytest.raises(Refusal, match="There is no such record here"):
        break_glass(key, WHY, by=cast.viewer("vera"))
    assert give(key, GivenTo(vera, centre, "Her report", brought_by=centre), by=cast.viewer("brian"))


def test_nobody_takes_back_or_answers_for_what_is_another_partnerships(cast: Cast) -> None:
    olu = person(cast, "olu", HOMES)
    held, glass = given_to(cast, olu), break_glass(KEY, WHY, by=cast.viewer("olu"))
    stella = cast.viewer("stella", "otherham")
    with pytest.raises(Refusal, match="There is no such record here"):
        take_back(held, by=stella)
    with pytest.raises(Refusal, match="There is no such record here"):
        answer(glass, confirms=True, by=stella)


def test_what_two_people_gave_stays_open_when_one_takes_it_back(cast: Cast) -> None:
    olu = person(cast, "olu", HOMES)
    first, second = given_to(cast, olu), given_to(cast, olu)
    begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))
    take_back(first, by=cast.viewer("brian"))
    assert why_not_open("R7", "12", cast.viewer("olu")) is None
    take_back(second, by=cast.viewer("brian"))
    assert why_not_open("R7", "12", cast.viewer("olu")) == NOT_HERE


# ---- in an emergency ----


def test_a_colleague_in_any_body_of_who_broke_the_glass_does_not_answer(cast: Cast) -> None:
    person(cast, "bea", HOMES, POLICE)
    person(cast, "pol", POLICE)
    glass = break_glass(KEY, WHY, by=in_hat(cast.viewer("bea"), "Homes"))
    with pytest.raises(Refusal, match="Somebody of another body answers for it"):
        answer(glass, confirms=True, by=cast.viewer("pol"))
    answer(glass, confirms=True, by=cast.viewer("brian"))


def test_a_glass_that_was_refused_is_not_broken_again_while_it_would_be_open(cast: Cast) -> None:
    person(cast, "olu", HOMES)
    answer(break_glass(KEY, WHY, by=cast.viewer("olu")), confirms=False, by=cast.viewer("brian"))
    with pytest.raises(Refusal, match="Another body refused that"):
        break_glass(KEY, WHY, by=cast.viewer("olu"))
    assert break_glass(RecordKey("R7", "13"), WHY, by=cast.viewer("olu")), "another record"


def test_a_manager_who_breaks_a_glass_is_not_the_one_who_is_told(cast: Cast) -> None:
    break_glass(RecordKey("R4", "1"), WHY, by=cast.viewer("brian"))
    assert [letter.to for letter in mail.outbox] == [["catherine@example.org"]]


# ---- bad input ----


@pytest.mark.parametrize(
    ("register", "record"), [("R0", "1"), ("R17", "1"), ("", "1"), ("R7", ""), ("R7", "9" * 81)]
)
def test_there_is_no_record_without_a_register_and_a_key(register: str, record: str) -> None:
    with pytest.raises(Refusal, match="There is no such record here"):
        RecordKey(register, record)


def test_words_that_the_database_does_not_hold_are_refused(cast: Cast) -> None:
    olu = person(cast, "olu", HOMES)
    given_to(cast, olu)
    with pytest.raises(Refusal, match="300 characters or fewer"):
        begin_purpose(KEY, "case", "w" * 301, by=cast.viewer("olu"))
    with pytest.raises(Refusal, match="300 characters or fewer"):
        break_glass(KEY, "w" * 301, by=cast.viewer("olu"))
    assert begin_purpose(KEY, "case", "w" * 300, by=cast.viewer("olu"))
