"""A write: the change, its row in the log and its letters stand or fall together; two writers meet."""

import json
import threading

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from tests.deciding.conftest import edition, quick
from wardmote.deciding.plan.models import PlanEdition
from wardmote.doing.tasking.models import Task
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import EditConflict, hold, note, write
from wardmote.ground.partners.models import Body, Partnership
from wardmote.measuring.catalogue.refusals import Refusal

__all__ = ("edition", "quick")

pytestmark = pytest.mark.django_db


def rows():
    return [(each.partnership, each.by, each.what, each.subject, json.loads(each.detail)) for each in of()]


def of():
    return Entry.objects.filter(what__startswith="test.").order_by("id")


def body(cast, name):
    return Body.objects.create(partnership=cast.holmbridge, name=name, kind="integrated-care-board")


def join(cast, trouble=None):
    """The Health board joins and is written to; then the trouble, where there is one."""
    with write("test.added", "body:1", by=cast.viewer("brian")) as act:
        body(cast, "Health board")
        act.letter("Health board", "It takes part now.", to=["brian@example.org"])
        if trouble:
            raise trouble


def test_a_change_its_row_and_its_letter_are_one(cast):
    brian, day = cast.viewer("brian"), timezone.localdate()
    with write("test.added", by=brian) as act:
        act.subject = f"body:{body(cast, 'Health board').pk}"
        act.detail["since"] = day
        act.letter("Health board", "It takes part now.", to=["brian@example.org"])
        assert not mail.outbox
    new = Body.objects.get(name="Health board")
    told = ("holmbridge", "Brian (Borough council)", "test.added", f"body:{new.pk}")
    hat = brian.hat
    assert rows() == [(*told, {"since": str(day), "account": cast.brian.pk, "hat": hat})]
    assert [(each.subject, each.to) for each in mail.outbox] == [("Health board", ["brian@example.org"])]


@pytest.mark.parametrize("trouble", [Refusal("No."), EditConflict(None), ZeroDivisionError()])
def test_what_is_raised_inside_undoes_all_of_it(cast, trouble):
    with pytest.raises(type(trouble)):
        join(cast, trouble)
    assert not Body.objects.filter(name="Health board").exists()
    assert (rows(), mail.outbox) == ([], [])


def test_a_letter_that_cannot_be_sent_undoes_what_it_tells_of(cast, monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, letters: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        join(cast)
    assert not Body.objects.filter(name="Health board").exists()
    assert rows() == []


def test_a_write_that_does_not_say_of_what_or_where_is_none(cast):
    with pytest.raises(TypeError, match="of what"), write("test.added", by=cast.viewer("brian")):
        body(cast, "Health board")
    with pytest.raises(TypeError, match="in which partnership"):
        note("test.read", "file:1", by="a command")
    assert not Body.objects.filter(name="Health board").exists()
    assert rows() == []


def test_a_command_names_the_partnership(cast):
    note("test.read", "file:1", by="a command", partnership="otherham", detail={"rows": 3})
    assert rows() == [("otherham", "a command", "test.read", "file:1", {"rows": 3})]


def test_the_second_of_two_writers_meets_the_first(edition):
    draft = PlanEdition.objects.filter(pk=edition.pk)
    read_by_both = edition.revision
    assert hold(draft, read=read_by_both).revision == read_by_both + 1
    with pytest.raises(EditConflict) as conflict:
        hold(draft, read=read_by_both)
    assert conflict.value.now.revision == read_by_both + 1
    assert hold(draft).revision == read_by_both + 2  # who takes it as it is meets nobody
    with pytest.raises(EditConflict) as gone:
        hold(draft.none(), read=1)
    assert gone.value.now is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_on_a_row_reached_through_another_table_one_is_told():
    """PostgreSQL looks once more at the row that it waited for, and not at what stands in a query within."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks the file: a second writer begins when the first is done")
    town = Partnership.objects.create(slug="holmbridge", name="Holmbridge")
    body = Body.objects.create(partnership=town, name="Health board", kind="integrated-care-board")
    about = {"words": "Mark tools.", "due": timezone.localdate(), "set_at": timezone.now()}
    made = Task.objects.create(partnership=town, owner=body, **about)
    reached = Task.objects.filter(partnership__slug="holmbridge", pk=made.pk)
    told: list[object] = []

    def second() -> None:
        try:
            with transaction.atomic():
                told.append(hold(reached, read=made.revision))
        except EditConflict as conflict:
            told.append(conflict)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        first = hold(reached, read=made.revision)
        other.start()
        with connection.cursor() as cursor:
            waits = 0
            while other.is_alive() and not waits:
                waits = cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone()
    other.join(timeout=30)
    assert isinstance(told[0], EditConflict)
    assert told[0].now.revision == first.revision
