"""What somebody writes on what was taken out, closed or approved meanwhile is shown, with the reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import html
from tests.deciding.performance.test_exception_pages import says
from tests.deciding.plan.test_next_edition_pages import approve, decide, decide_all

MINE = "Words that took an hour to write."
APPROVED = "This edition was approved: it is final. Nothing was saved."


def kept(answer, why, words=MINE):
    assert answer.status_code == 409
    told = html(answer)
    assert why in told
    assert f"<dd>{words}</dd>" in told
    assert "csrf" not in told.lower() and "<dt>Revision" not in told


def test_a_paragraph_that_was_taken_out_while_it_was_reworded(draft, at):
    brian, statement = at("brian"), draft.statements.first()
    assert brian.post(f"{draft.pk}/texts/{statement.pk}/remove/").status_code == 302
    answer = brian.post(f"{draft.pk}/texts/{statement.pk}/", words=MINE, revision=1)
    kept(answer, "Somebody took this paragraph out of the draft. Nothing was saved.")
    brian.get(f"{draft.pk}/texts/{statement.pk}/", status=404)


@pytest.mark.parametrize("page", ["change/", "task/", ""])
def test_an_action_whose_priority_was_dropped_while_it_was_written(draft, at, page):
    brian = at("brian")
    assert decide(brian, draft, "PR-2", decision="drop").status_code == 302
    answer = brian.post(f"{draft.pk}/actions/A2.1.1/{page}", words=MINE, revision=1)
    kept(answer, "This action was taken out of the plan. Nothing was saved.")
    brian.get(f"{draft.pk}/actions/A2.1.1/{page}", status=404)


def test_an_exception_that_was_closed_while_a_task_for_it_was_written(exceptional, at):
    page = f"exceptions/{exceptional.pk}/"
    chosen = says(exceptional, "decision", step="reject", reason="Over.")
    assert at("catherine").post(page, **chosen).status_code == 302
    due = timezone.localdate() + timedelta(days=3)
    answer = at("brian").post(f"{page}task/", words=MINE, owner=exceptional.lead.pk, due=due)
    kept(answer, "This exception was closed: no task is set for it any more. Nothing was saved.")


@pytest.mark.parametrize(
    "page",
    [
        "parts/bodies/add/",
        "parts/contacts/add/",
        "parts/bodies/sbc/",
        "texts/add/",
        "visions/add/",
        "foreword/",
    ],
)
def test_an_edition_that_was_approved_while_a_part_of_it_was_written(edition, at, page):
    field = "person" if page == "foreword/" else "words"
    kept(at("brian").post(f"{edition.pk}/{page}", **{field: MINE, "revision": 1, "read": "x"}), APPROVED)
    answer = at("elaine").post(f"{edition.pk}/{page}", **{field: MINE})
    assert answer.status_code == 404
    assert MINE not in html(answer), "who does not plan has no such page"


def test_an_edition_that_was_superseded_while_an_update_was_written(edition, draft, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    assert approve(catherine, draft).status_code == 302
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    page = f"{edition.pk}/actions/A1.1.2/"
    assert "How is it going?" not in brian.get(page)
    answer = brian.post(page, state="under-way", words=MINE)
    assert answer.status_code == 400
    assert "Actions are reported on while their edition is in force." in html(answer)
    assert MINE in html(answer)
