"""A write: the change, its row in the log and its letters stand or fall together; two writers meet."""

import json

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from tests.deciding.conftest import edition, quick
from wardmote.deciding.plan.models import PlanEdition
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import EditConflict, hold, note, write
from wardmote.ground.partners.models import Body
from wardmote.measuring.catalogue.refusals import Refusal

__all__ = ("edition", "quick")

pytestmark = pytest.mark.django_db


def rows():
    return [(each.partnership, each.by, each.what, each.subject, json.loads(each.detail)) for each in of()]


def of():
    return Entry.objects.filter(what__startswith="test.").order_by("id")


def body(cast, name):
    return Body.objects.create(partnership=cast.holmbridge, name=name, kind="health")


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
    assert rows() == [(*told, {"since": str(day), "account": cast.brian.pk})]
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
