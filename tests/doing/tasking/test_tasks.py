"""A task set for an action, and done only with what shows it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wardmote.doing.tasking.models import Task
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(edition):
    return f"{edition.pk}/actions/A1.1.1/"


def owner(edition, key="stevenage-police"):
    return edition.bodies.get(key=key).body


def test_a_task_has_an_owner_a_day_and_knows_what_caused_it(edition, page, at):
    due = timezone.localdate() + timedelta(days=14)
    brian = at("brian")
    fields = {"words": "Write to the last three premises", "owner": owner(edition).pk, "due": due.isoformat()}
    assert brian.post(f"{page}task/", **fields).status_code == 302
    task = Task.objects.get()
    assert (task.origin_kind, task.origin_key) == ("plan action", "stevenage-2008-09/A1.1.1")
    assert task.origin_url == brian.base + page
    assert "Write to the last three premises" in at("elaine").get(page)
    done = f"/holmbridge/tasks/{task.pk}/"
    assert brian.client.post(done, {"evidence": " "}).status_code == 400
    assert at("elaine").client.post(done, {"evidence": "Seen"}).status_code == 404
    assert at("elaine").client.get(f"{at('elaine').base}{page}tasks/{task.pk}/")["Location"] == done
    assert brian.client.post(done, {"evidence": "Their answers"}).status_code == 302
    task.refresh_from_db()
    assert task.done_on == timezone.localdate()
    assert "shown by Their answers" in brian.get(page)
    told = Entry.objects.filter(what__startswith="tasking.").order_by("id").values_list("what", flat=True)
    assert list(told) == ["tasking.set", "tasking.done"]


def test_a_task_is_not_due_in_the_past_nor_owned_elsewhere(edition, page, at, cast):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    late = at("brian").post(f"{page}task/", words="Do it", owner=owner(edition).pk, due=yesterday)
    assert late.status_code == 400
    assert "is over already" in late.content.decode()
    other = cast.otherham.memberships.first().body
    strange = at("brian").post(f"{page}task/", words="Do it", owner=other.pk, due="2090-01-01")
    assert strange.status_code == 400
    assert at("elaine").post(f"{page}task/", words="Do it").status_code == 404
    assert not Task.objects.exists()


def test_a_task_is_overdue_from_the_day_after(edition):
    task = Task(due=timezone.localdate())
    assert not task.overdue_on(task.due)
    assert task.overdue_on(task.due + timedelta(days=1))
