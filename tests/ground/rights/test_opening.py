"""What opens a record: cell, assignment, purpose, or a broken glass; the database and the rule agree."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast, html
from wardmote.doing.tasking.models import Task
from wardmote.ground.audit.models import Entry
from wardmote.ground.owed import owed_on
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Body, Person
from wardmote.ground.partners.viewing import Viewer, viewer_of
from wardmote.ground.rights.giving import (
    GivenTo,
    RecordKey,
    answer,
    begin_purpose,
    break_glass,
    end_purpose,
    give,
    renew,
    take_back,
)
from wardmote.ground.rights.models import Assignment, BrokenGlass, Purpose
from wardmote.ground.rights.opening import visible, why_not_open
from wardmote.ground.rights.rules import NO_PURPOSE, NOT_HERE, working_days_after
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
KEY = RecordKey("R7", "12")
WHY = "A child is alone in the house and the duty officer is not reached."


def body(cast: Cast, name: str, kind: str = "housing") -> Body:
    return joining.body_named(cast.holmbridge, name=name, kind=kind)


@pytest.fixture
def olu(cast: Cast) -> Person:
    """A housing officer: C of the ASB cases (R7), which the manager reads in full."""
    person = Person.objects.create_user("olu@example.org", "Olu")
    homes = body(cast, "Homes")
    joining.join(cast.holmbridge, person=person, body=homes, role="officer", by="the tests")
    cast.people["olu"] = person
    return person


def given_to(cast: Cast, person: Person, **more: Any) -> Assignment:
    said = {"person": person, "body": body(cast, "Homes"), "why": "Joint visit on Tuesday", **more}
    return give(KEY, GivenTo(**said), by=cast.viewer("brian"))


def later(viewer: Viewer, **by: int) -> Viewer:
    found = viewer_of(Person.objects.get(pk=viewer.person), viewer.partnership, viewer.at + timedelta(**by))
    assert found
    return found


# ---- the four things that "C" asks for ----


def test_a_record_opens_with_an_assignment_and_a_purpose_and_nothing_less(cast: Cast, olu: Person) -> None:
    viewer = cast.viewer("olu")
    assert why_not_open("R7", "12", viewer) == NOT_HERE
    with pytest.raises(Refusal, match="There is no such record here"):
        begin_purpose(KEY, "case", "Preparing the visit", by=viewer)
    given_to(cast, olu)
    assert why_not_open("R7", "12", viewer) == NO_PURPOSE
    assert why_not_open("R7", "13", viewer) == NOT_HERE, "another record"
    assert why_not_open("R3", "12", viewer) == NOT_HERE, "of another register"
    purpose = begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))
    assert why_not_open("R7", "12", cast.viewer("olu")) is None
    assert why_not_open("R7", "12", cast.viewer("elaine")) == NOT_HERE
    assert why_not_open("R7", "12", cast.viewer("brian")) is None, "F: the manager reads all of R7"
    end_purpose(purpose, by=cast.viewer("olu"))
    assert why_not_open("R7", "12", cast.viewer("olu")) == NO_PURPOSE


def test_a_purpose_runs_out_by_itself_and_is_renewed_with_its_reason_anew(cast: Cast, olu: Person) -> None:
    given_to(cast, olu)
    purpose = begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))  # 28 days
    viewer = cast.viewer("olu")
    assert why_not_open("R7", "12", later(viewer, days=27)) is None
    assert why_not_open("R7", "12", later(viewer, days=29)) == NO_PURPOSE
    with pytest.raises(Refusal, match="Say in a few words"):
        renew(purpose, " ", by=later(viewer, days=20))
    renew(purpose, "The visit was put off", by=later(viewer, days=20))
    assert why_not_open("R7", "12", later(viewer, days=47)) is None
    assert why_not_open("R7", "12", later(viewer, days=49)) == NO_PURPOSE


def test_what_is_taken_back_closes_with_its_purpose(cast: Cast, olu: Person) -> None:
    held = given_to(cast, olu)
    begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))
    take_back(held, by=cast.viewer("brian"))
    assert why_not_open("R7", "12", cast.viewer("olu")) == NOT_HERE
    given_to(cast, olu)
    assert why_not_open("R7", "12", cast.viewer("olu")) == NO_PURPOSE, "a purpose is said anew"
    with pytest.raises(Refusal, match="taken back already"):
        take_back(held, by=cast.viewer("brian"))


def test_an_assignment_ends_with_its_day_and_with_the_membership(cast: Cast, olu: Person) -> None:
    given_to(cast, olu, ends=timezone.localdate() + timedelta(days=3))
    begin_purpose(KEY, "case", "Preparing the visit", by=cast.viewer("olu"))
    viewer = cast.viewer("olu")
    assert why_not_open("R7", "12", later(viewer, days=3)) is None
    assert why_not_open("R7", "12", later(viewer, days=4)) == NOT_HERE


@pytest.mark.parametrize(
    ("by", "to", "why", "words"),
    [
        ("elaine", "olu", "Joint visit", "Only who reads all of this register, or the manager"),
        ("adam", "olu", "Joint visit", "Only who reads all of this register, or the manager"),
        ("brian", "brian", "My own", "Nobody gives a record to themselves"),
        ("brian", "amira", "Joint visit", "They read no single record of this register"),
        ("brian", "olu", " ", "Say why they are given it"),
    ],
)
def test_who_gives_what_to_whom(cast: Cast, olu: Person, by: str, to: str, why: str, words: str) -> None:
    home = "Homes" if to == "olu" else "Borough council"
    with pytest.raises(Refusal, match=words):
        give(KEY, GivenTo(cast.people[to], body(cast, home), why), by=cast.viewer(by))
    assert not Assignment.objects.exists()


def test_the_log_names_the_record_the_hat_and_the_purpose_and_no_words(cast: Cast, olu: Person) -> None:
    given_to(cast, olu)
    begin_purpose(KEY, "case", "Preparing the visit at Rose Cottage", by=cast.viewer("olu"))
    said = Entry.objects.get(what="rights.purpose_begun")
    assert (said.by, said.subject) == ("Olu (Homes)", "record:R7/12")
    assert '"purpose":"case"' in said.detail.replace(" ", "")
    assert "Rose Cottage" not in said.detail


# ---- in an emergency ----


def test_ig_03_a_broken_glass_opens_one_record_until_the_next_working_day_and_is_owed(
    cast: Cast, olu: Person
) -> None:
    with pytest.raises(Refusal, match="Say why it cannot wait"):
        break_glass(KEY, "Urgent", by=cast.viewer("olu"))
    viewer = cast.viewer("olu")
    glass = break_glass(KEY, WHY, by=viewer)
    assert why_not_open("R7", "12", cast.viewer("olu")) is None
    assert why_not_open("R7", "13", cast.viewer("olu")) == NOT_HERE
    ends = working_days_after(viewer.today, 1)
    assert timezone.localdate(glass.ends_at) == ends + timedelta(days=1)
    (owed,) = [each for each in owed_on("holmbridge", viewer.today) if each.kind == "broken-glass"]
    assert (owed.due, "R7" in owed.words, "12" in owed.words.replace("R7", "")) == (ends, True, False)
    assert [letter.to for letter in mail.outbox] == [["brian@example.org"]]
    days = (ends - viewer.today).days
    assert why_not_open("R7", "12", later(viewer, days=days + 1)) == NOT_HERE


def test_ig_03_another_body_answers_on_the_page_and_a_refusal_closes_at_once(cast: Cast, olu: Person) -> None:
    glass = break_glass(KEY, WHY, by=cast.viewer("olu"))
    page = f"/holmbridge/rights/emergencies/{glass.pk}/"
    assert cast.client("adam").get(page).status_code == 404
    chair = html(cast.client("catherine").get(page))
    assert "was not given to them" in chair, "it is owed to her to see that somebody answers"
    assert WHY not in chair, "she reads counts only"
    assert cast.client("elaine").get(page).status_code == 404
    mine = cast.client("olu")
    assert "Somebody of another body answers for it" in html(mine.get(page))
    assert mine.post(page, {"answer": "confirm"}).status_code == 409
    brian = cast.client("brian")
    assert WHY in html(brian.get(page))
    assert brian.post(page, {"answer": "refuse"}).status_code == 302
    assert why_not_open("R7", "12", cast.viewer("olu")) == NOT_HERE
    assert not [each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "broken-glass"]
    with pytest.raises(Refusal, match="answered it before you"):
        answer(BrokenGlass.objects.get(), confirms=True, by=cast.viewer("brian"))


def test_no_glass_is_broken_by_who_could_never_be_given_it(cast: Cast) -> None:
    for name in ("adam", "amira", "catherine"):
        with pytest.raises(Refusal, match="There is no such record here"):
            break_glass(KEY, WHY, by=cast.viewer(name))


@pytest.mark.parametrize(
    ("day", "next_"),
    [  # Christmas 2025 fell on a Thursday; Good Friday 2026 on 3 April (gov.uk/bank-holidays)
        (date(2025, 12, 24), date(2025, 12, 29)),
        (date(2026, 4, 2), date(2026, 4, 7)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 12, 1)),
    ],
)
def test_a_working_day_is_no_weekend_and_no_bank_holiday_of_england(day: date, next_: date) -> None:
    assert working_days_after(day, 1) == next_


# ---- the database and the rule agree ----

MOMENT = timezone.make_aware(datetime(2026, 3, 30, 23, 30))
"""The evening before 31 March, in summer time."""
DAYS = st.integers(-2, 2)
PERSON, ROW = st.sampled_from(["olu", "elaine", "brian"]), st.sampled_from([0, 1])
GRANTS = st.lists(
    st.tuples(PERSON, ROW, DAYS, st.none() | DAYS, DAYS),
    max_size=6,
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    grants=GRANTS,
    register=st.sampled_from(["R1", "R2", "R3", "R7", "R8", "R9", "R16"]),
    hours=st.integers(0, 30),
    persons=st.booleans(),
)
def test_ig_01_the_rows_a_list_shows_are_the_records_that_open(
    cast: Cast,
    olu: Person,
    grants: list[tuple[str, int, int, int | None, int]],
    register: str,
    hours: int,
    persons: bool,
) -> None:
    """Over every person and row, with assignments, purposes and glasses at the edges of days."""
    for kind in (Assignment, Purpose, BrokenGlass):
        kind.objects.all().delete()
    Task.objects.all().delete()
    homes, fire = body(cast, "Homes"), body(cast, "Fire and rescue")
    rows = [
        Task.objects.create(
            partnership=town, words="A row", owner=homes, due=MOMENT.date(), origin_kind="a", origin_key="b",
            origin_label="c", origin_url="/", set_by="d", set_at=MOMENT,
        )
        for town in (cast.holmbridge, cast.holmbridge, cast.otherham)
    ]  # fmt: skip
    today = timezone.localdate(MOMENT)
    for name, at, begins, lasts, moved in grants:
        whose = {"olu": homes, "elaine": fire}.get(name, body(cast, "Borough council"))
        said = {
            "partnership": cast.holmbridge, "register": register, "record": str(rows[at].pk),
            "person": cast.people[name], "body": whose,
        }  # fmt: skip
        first = today + timedelta(days=begins)
        last = None if lasts is None else max(first, today + timedelta(days=lasts))
        Assignment.objects.create(**said, given_by=cast.brian, begins=first, ends=last, why="w")
        begun = MOMENT + timedelta(hours=12 * moved)
        if moved != 1:
            Purpose.objects.create(
                **said, kind="case", words="w", begins_at=begun, ends_at=begun + timedelta(hours=24)
            )
        else:
            BrokenGlass.objects.create(
                **said, why="w", broken_at=begun, ends_at=begun + timedelta(hours=9), refused=bool(begins % 2)
            )
    for name in ("amira", "brian", "catherine", "elaine", "adam", "olu"):
        person = cast.people[name]
        person.memberships.update(begins=date(2026, 1, 1))
        viewer = viewer_of(person, "holmbridge", MOMENT + timedelta(hours=hours))
        assert viewer
        shown = {row.pk for row in visible(Task.objects.all(), register, viewer, persons=persons)}
        opens = {
            row.pk
            for row in rows
            if row.partnership == cast.holmbridge
            and why_not_open(register, str(row.pk), viewer, persons=persons) is None
        }
        assert shown == opens, (name, register)
