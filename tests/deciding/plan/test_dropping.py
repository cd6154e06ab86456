"""A priority that the review drops leaves with what belongs to it, and nothing that is left dies of it."""

import json

import pytest
from django.utils import timezone

from tests.deciding.plan.test_next_edition_pages import approve, decide, decide_all, write
from wardmote.deciding.performance.api import measures_now
from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import plain_of_row
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
TABLES = ("priorities", "sub_priorities", "actions", "indicators", "targets", "facts", "strategies")
BURGLARY = "domestic-burglary"


def rows(draft):
    """What the draft says now, by table and as values."""
    file = read_edition(PlanEdition.objects.get(pk=draft.pk))
    return {table: getattr(file, table) for table in TABLES}


def keys(found):
    return {getattr(row, "key", "") or row.measure for row in found}


def drop(reader, draft, key="PR-2"):
    assert decide(reader, draft, key, decision="drop").status_code == 302


def taken():
    """What the log says the last drop took."""
    said = [json.loads(row.detail) for row in Entry.objects.filter(what="plan.reviewed").order_by("pk")]
    return next(row["taken"] for row in reversed(said) if "taken" in row)


def walk(reader, edition):
    """Every page that shows what the edition watches."""
    pages = ["thread/", "coverage/", "strategies/", "", "actions/", "difference/"]
    for page in pages:
        reader.get(f"{edition.pk}/{page}")
    assert {one.key for one in measures_now(edition.partnership)} == set(read_edition(edition).measures)


def test_what_belongs_to_a_dropped_priority_leaves_with_it_and_the_log_has_it(draft, at):
    brian = at("brian")
    before = rows(draft)
    draft.strategies.filter(key=before["strategies"][0].key).update(priorities=["PR-1", "PR-2"])
    draft.facts.filter(key=before["facts"][0].key).update(about=["area", "robbery"])
    draft.targets.create(at=1, measure=BURGLARY, value=9.0, unit="per 1,000 residents", by="2010-03-31")
    drop(brian, draft)
    now = rows(draft)
    assert keys(before["indicators"]) - keys(now["indicators"]) == {"I-03", "I-04", "I-05", "I-06"}
    assert len(before["facts"]) - len(now["facts"]) == 12
    assert not now["targets"]
    assert now["strategies"][0].priorities == ("PR-1",)
    assert now["facts"][0].about == ("area",)
    told = taken()
    assert {table: len(found) for table, found in told.items()} == {
        "priorities": 1, "sub_priorities": 3, "actions": 9, "indicators": 4, "targets": 1, "facts": 12,
    }  # fmt: skip
    assert told["indicators"][0]["words"] == "Serious acquisitive crimes per 1,000 residents"
    decide(brian, draft, "PR-2")
    again = rows(draft)
    assert again["facts"][0].about == ("area",)  # as the edition before has it
    assert {t: keys(again[t]) for t in TABLES if t != "targets"} == {
        t: keys(before[t]) for t in TABLES if t != "targets"
    }
    for table in ("facts", "indicators", "sub_priorities"):
        back = {row.key: plain_of_row(row) for row in again[table]}
        first = {row.key: plain_of_row(row) for row in before[table][1:]}
        assert first.items() <= back.items()


def test_a_row_that_names_a_priority_among_others_names_it_again_when_it_is_kept(draft, edition, at):
    brian = at("brian")
    known = edition.strategies.first().key
    for each in (edition, draft):
        each.strategies.filter(key=known).update(priorities=["PR-1", "PR-2", "PR-3"])
    drop(brian, draft)
    assert draft.strategies.get(key=known).priorities == ("PR-1", "PR-3")
    decide(brian, draft, "PR-2")
    assert draft.strategies.get(key=known).priorities == ("PR-1", "PR-2", "PR-3")


def test_the_next_edition_without_the_priority_is_published_read_and_reviewed(draft, syn, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    drop(brian, draft)
    page = catherine.get(f"{draft.pk}/approve/")
    for reason in catherine.client.get(f"{catherine.base}{draft.pk}/approve/").context["reasons"]:
        assert "not in the plan" not in reason, page
    assert approve(catherine, draft).status_code == 302
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    new = PlanEdition.objects.get(pk=draft.pk)
    assert new.status == rules.PUBLISHED
    walk(brian, new)
    assert BURGLARY not in brian.get("watched/").split("Not watched, but could be")[0]
    brian.get("watched/violent-crime/")
    brian.get(f"watched/{BURGLARY}/", status=404)
    assert month_review.review_now(syn.holmbridge, by="the tests", on=timezone.localdate()) is not None


def test_an_edition_published_with_measures_of_no_priority_is_shown_and_reviewed(draft, syn, at):
    """As editions were that dropped a priority before its measures left with it."""
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    assert approve(catherine, draft).status_code == 302
    draft.priorities.filter(key="PR-2").delete()
    draft.strategies.filter(key=draft.strategies.first().key).update(priorities=["PR-2"])
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    walk(brian, draft)
    assert "No priority of this edition" in brian.get("watched/")
    assert "Watched under no priority of this edition" in brian.get(f"watched/{BURGLARY}/")
    for page in ("target/", "enter/"):
        brian.get(f"watched/{BURGLARY}/{page}")
    assert month_review.review_now(syn.holmbridge, by="the tests", on=timezone.localdate()) is not None


def test_what_names_a_thing_that_left_is_named_before_approving(draft, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    action = draft.actions.get(key="A1.1.2")
    gone = draft.facts.filter(about=["PR-2"])[0].key
    draft.actions.filter(pk=action.pk).update(evidence=[gone])
    drop(brian, draft)
    said = f"Action A1.1.2 names what is not in the plan: {gone}."
    assert said in catherine.get(f"{draft.pk}/approve/")
    assert approve(catherine, draft).status_code == 409
    draft.actions.filter(pk=action.pk).update(evidence=[])
    assert approve(catherine, draft).status_code == 302


def test_who_decides_reads_first_what_dropping_takes_and_what_keeping_does_not_bring_back(draft, at):
    brian = at("brian")
    page = f"{draft.pk}/review/PR-2/"
    said = "Dropping it takes 3 sub-priorities, 9 actions, 4 indicators and 12 facts out of the draft."
    assert f"{said} Kept again, it comes back as in 2008/09." in brian.get(page)
    write(brian, f"{draft.pk}/actions/add/", words="Walk the estate", sub_priority="robbery", type="support")
    write(brian, f"{draft.pk}/actions/A2.1.1/change/", person="Jo Field", starting_level="Two walks")
    told = brian.get(page)
    assert "10 actions" in told
    assert "2008/09: 1 action added and 1 action changed in this draft would be lost." in told
    drop(brian, draft)
    assert "Dropping it takes" not in brian.get(page)
    words = [row["words"] for row in taken()["actions"]]
    people = [row["person"] for row in taken()["actions"]]
    assert "Walk the estate" in words
    assert "Jo Field" in people


def test_an_action_printed_again_from_one_that_left_is_a_deliverable_of_its_own(draft, at):
    brian = at("brian")
    again = draft.actions.filter(same_as="A1.1.4").exclude(sub_priority__priority__key="PR-1").first()
    assert again is not None
    drop(brian, draft, "PR-1")
    assert draft.actions.get(pk=again.pk).same_as == ""


def test_an_action_added_while_a_priority_is_dropped_takes_no_number_that_may_come_back(draft, edition, at):
    brian = at("brian")
    edition.actions.filter(key="A2.1.1").update(key="N1")
    draft.actions.filter(key="A2.1.1").update(key="N1")
    drop(brian, draft)
    new = {"words": "Walk the estate", "sub_priority": "violent-crime", "type": "support"}
    assert write(brian, f"{draft.pk}/actions/add/", **new).status_code == 302
    decide(brian, draft, "PR-2")
    back = draft.actions.get(key="N1")
    assert back.sub_priority.priority.key == "PR-2"
    assert draft.actions.get(words="Walk the estate").key == "N2"
