"""Names come in the order people read them, in memory and in the database that is in use."""

import pytest
from django.db.models import F
from django.utils import timezone

from tests.cast import Cast
from wardmote.ground.jobs.models import Job
from wardmote.ground.jobs.rules import JobState
from wardmote.ground.pages.lists import ListColumn, Listing
from wardmote.ground.pages.reading_order import ReadingOrder, reading_key
from wardmote.ground.partners.models import Person

pytestmark = pytest.mark.django_db
READ = (
    "ask pubs", "de Souza", "Élodie", "E\u0301lodie again", "Good advice", "Łódź", "O'Brien", "O’Brien 2",
    "Österby", "Ōta", "Sweep", "zebra", "Ωmega",
)  # fmt: skip


def test_names_come_alike_from_memory_and_from_the_database() -> None:
    for number, name in enumerate(sorted(READ)):
        Person.objects.create(email=f"reader{number}@example.org", name=name)
    people = Person.objects.filter(email__startswith="reader")
    listing = Listing("people", "People", (ListColumn("Name", "name"), ListColumn("No.", "pk")), people)
    by_key = sorted(READ, key=reading_key)
    assert by_key == list(READ)
    assert [each.name for each in listing.sorted_by("0")] == by_key
    assert [each.name for each in listing.sorted_by("-0")] == by_key[::-1]
    in_memory = Listing("people", "People", listing.columns, list(people))
    assert [each.name for each in in_memory.sorted_by("0")] == by_key
    assert [each.name for each in listing.sorted_by("1")] == sorted(READ), "a number stays a number"


def test_a_state_is_sorted_by_its_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {JobState.WAITING: "an idle job", JobState.DONE: "ready", JobState.FAILED: "Broken"}
    monkeypatch.setattr(Job._meta.get_field("state"), "choices", list(words.items()))
    told = {"partnership": "holmbridge", "kind": "x", "by": "Ann", "made_at": timezone.now()}
    for number, state in enumerate(words):
        Job.objects.create(**told, key=str(number), state=state)
    jobs = Job.objects.filter(kind="x").order_by(ReadingOrder(F("state")))
    assert [job.state for job in jobs] == [JobState.WAITING, JobState.FAILED, JobState.DONE]


def test_the_members_of_a_partnership_stand_in_that_order_when_their_list_is_opened(cast: Cast) -> None:
    for name, new in (("brian", "Élodie"), ("amira", "de Souza"), ("elaine", "Zoë")):
        Person.objects.filter(email=f"{name}@example.org").update(name=new)
    opened = cast.client("brian").get("/holmbridge/people/").content.decode()
    sorted_by_name = cast.client("brian").get("/holmbridge/people/?sort=0").content.decode()
    for page in (opened, sorted_by_name):
        rows = page[page.index('id="members"') :]
        places = [rows.index(f">{name}<") for name in ("de Souza", "Élodie", "Zoë")]
        assert places == sorted(places)
