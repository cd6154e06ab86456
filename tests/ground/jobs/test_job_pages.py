"""The pages of work in hand: how far, what came of it, stopping and beginning again."""

import pytest
from django.utils import timezone

from wardmote.ground.jobs import rules, work
from wardmote.ground.jobs.models import Job, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(cast, monkeypatch):
    monkeypatch.setattr(work, "_handlers", {})
    work.register("load", lambda job: {"url": "/holmbridge/", "label": "See the receipt"})
    return ask()


def ask(about="Loading <b>crime</b>.csv", partnership="holmbridge"):
    return work.enqueue("load", partnership=partnership, by="Amira", about=about)


def page(cast, job, name="amira", rest=""):
    return cast.client(name).get(f"/holmbridge/jobs/{job.pk}/{rest}")


def test_waiting_work_is_told_with_a_way_to_stop_it_and_what_a_person_wrote_is_shown_as_text(
    cast, job, queries
):
    client = cast.client("amira")
    with queries(15):
        answer = client.get(f"/holmbridge/jobs/{job.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Loading &lt;b&gt;crime&lt;/b&gt;.csv" in text
    assert "<b>crime" not in text
    assert "Stop this work" in text
    assert "that does long work is not running" in text
    assert 'http-equiv="refresh"' in text


def test_the_head_says_how_far_it_came_and_what_can_be_done(cast, job):
    def head():
        found = page(cast, job).context["head"]
        return [step.place for step in found.steps], found.action and found.action.label

    assert head() == (["done", "now", "next"], None)
    work.take("w", timezone.now())
    assert head() == (["done", "done", "now"], None)
    Job.objects.update(state=rules.FAILED, worker="", ended_at=timezone.now())
    assert head() == (["done", "done", "done"], "Begin again")


def test_while_a_worker_is_seen_nothing_is_said_of_it(cast, job):
    Worker.objects.create(name="w", began_at=timezone.now(), seen_at=timezone.now())
    assert "that does long work is not running" not in page(cast, job).content.decode()


def test_progress_can_be_asked_for_by_a_script(cast, job):
    work.take("w", timezone.now()).progress(30, 120, "Reading rows")
    answer = page(cast, job, rest="state.json")
    assert answer.json() == {
        "state": "running",
        "done": 30,
        "total": 120,
        "words": "Reading rows",
        "ended": False,
        "url": f"/holmbridge/jobs/{job.pk}/",
    }
    assert answer["Cache-Control"] == "no-store"


def test_finished_work_leads_to_what_came_of_it(cast, job):
    work.run_all()
    assert "See the receipt" in page(cast, job).content.decode()
    assert page(cast, job, rest="state.json").json()["url"] == "/holmbridge/"


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_result_leads_nowhere_but_to_pages_of_this_site(cast, job, url):
    Job.objects.filter(pk=job.pk).update(state="done", result={"url": url})
    assert url not in page(cast, job).content.decode()


def test_failed_work_says_what_to_do_and_begins_again(cast, job):
    problem = {"what": "The disk is full.", "where": "x", "found": "no space", "todo": "Make room."}
    Job.objects.filter(pk=job.pk).update(state="failed", problem=problem)
    text = page(cast, job).content.decode()
    assert "The disk is full." in text
    assert "Make room." in text
    answer = cast.client("amira").post(f"/holmbridge/jobs/{job.pk}/again/", follow=True)
    assert "Waits for its turn" in answer.content.decode()


def test_stopping_is_done_by_a_post_and_told(cast, job):
    client = cast.client("brian")
    for button in ("cancel", "again"):  # as after signing in anew
        assert client.get(f"/holmbridge/jobs/{job.pk}/{button}/")["Location"] == f"/holmbridge/jobs/{job.pk}/"
    assert Job.objects.get(pk=job.pk).is_open
    answer = client.post(f"/holmbridge/jobs/{job.pk}/cancel/", follow=True)
    assert "Stopped." in answer.content.decode()
    assert Job.objects.get(pk=job.pk).state == rules.CANCELLED
    again = client.post(f"/holmbridge/jobs/{job.pk}/cancel/", follow=True)
    assert "nothing to stop" in again.content.decode()


def test_another_partnerships_work_does_not_exist_here(cast, job):
    other = ask(about="Otherham's", partnership="otherham")
    assert page(cast, other).status_code == 404
    assert page(cast, other, rest="state.json").status_code == 404
    assert cast.client("brian").post(f"/holmbridge/jobs/{other.pk}/cancel/").status_code == 404
    assert page(cast, job, name="stella").status_code == 404
    assert "Otherham's" not in cast.client("amira").get("/holmbridge/jobs/").content.decode()


def test_the_chair_sees_the_work_and_cannot_stop_it(cast, job):
    assert page(cast, job, name="catherine").status_code == 200
    assert cast.client("catherine").post(f"/holmbridge/jobs/{job.pk}/cancel/").status_code == 404


def test_the_list_names_the_work_and_says_how_to_begin_when_there_is_none(cast, job, queries):
    client = cast.client("amira")
    with queries(15):
        assert "crime" in client.get("/holmbridge/jobs/").content.decode()
    Job.objects.all().delete()
    assert "will appear here" in client.get("/holmbridge/jobs/").content.decode()
