"""Owed to us, owed by us: replies, decisions, tasks, actions, the yearly review; from stored rows alone."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.cast import html
from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.exceptions.answers import reply
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.performance.owed_items import DECISION, REPLY
from wardmote.deciding.plan import owed_items
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records import next_edition
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.progress import stands
from wardmote.doing.tasking.tasks import Asking, Origin, finish, set_task
from wardmote.ground.owed import PARTNERSHIP, STRATEGY_GROUP, listing, owed_on, summary
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.reminding import remind
from wardmote.site.today.owed_page import STANDS

pytestmark = pytest.mark.django_db
OPENED = date(2008, 4, 7)


def of_kind(kind, *, on):
    return [each for each in owed_on("holmbridge", on) if each.kind == kind]


def seen_by(viewer, found):
    return listing.seen_by(found, bodies=viewer.bodies, runs=viewer.has({"manager", "chair"}))


@pytest.fixture
def exception(syn, edition, prepared):
    prepared(month_review.review_now, syn.holmbridge, by="the tests", on=OPENED)
    return PlanException.objects.get()


def test_pm_05_a_reply_is_owed_by_the_lead_agency_and_late_after_fourteen_days(syn, edition, exception):
    (found,) = of_kind(REPLY, on=date(2008, 4, 21))
    assert (found.who, found.late, found.due) == ("Stevenage Police", 0, date(2008, 4, 21))
    (found,) = of_kind(REPLY, on=date(2008, 5, 3))
    assert (found.late, found.mark) == (12, ("off-track", "12 days late"))


def test_pm_05_a_reply_given_is_owed_no_more_and_a_decision_is(syn, edition, exception):
    reply(exception, words="Two men were charged in March.", by=syn.viewer("brian"))
    today = timezone.localdate()
    assert of_kind(REPLY, on=today) == []
    (found,) = of_kind(DECISION, on=today)
    assert found.by == (STRATEGY_GROUP,)
    assert found.due == OPENED + timedelta(days=92)


def test_pb_13_pm_03_an_action_is_owed_when_stale_or_due_and_not_when_done(cast, edition):
    # 52 deliverables without an update: on the 61st day none is stale, on the 62nd all but the arson week,
    # which begins in June
    first = date(2008, 4, 1)
    assert of_kind(owed_items.ACTION, on=first + timedelta(days=61)) == []
    stale = of_kind(owed_items.ACTION, on=first + timedelta(days=62))
    assert len(stale) == 51
    assert {STANDS.cell(each).note for each in stale} == {"No update since 1 April 2008."}
    (where,) = stands(edition, on=date(2009, 3, 20), only=["A1.1.1"])
    add_update(where, Said("done", "Done.", evidence="The register"), on=date(2009, 3, 20), by="the tests")
    last = of_kind(owed_items.ACTION, on=date(2009, 3, 31))
    assert len(last) == 51
    assert "A1.1.1" not in {each.words.partition(":")[0] for each in last}
    late = {each.words.partition(":")[0]: each.late for each in last if each.late}
    assert late == {"A3.2.2": 274}  # due on 30 June 2008; all others today


def test_pb_13_an_action_that_went_stale_is_written_of_once(cast, edition, mailoutbox):
    day = date(2008, 6, 2)  # the 62nd after 1 April
    remind(cast.holmbridge, on=day, by="the tests")
    told = "\n".join(each.body for each in mailoutbox)
    assert "nothing heard since 1 April 2008" in told
    assert told.count("A1.1.1:") == 1
    assert remind(cast.holmbridge, on=day + timedelta(days=1), by="the tests") == []


def test_a_source_that_brings_no_newer_months_is_owed_while_the_year_runs(syn, edition, exception, at):
    """SYN-2007 ends with December 2007: late from 123 days after, 2 May 2008."""
    assert of_kind("data", on=date(2008, 5, 1)) == []
    late = of_kind("data", on=date(2008, 5, 2))
    assert len({each.words for each in late}) == len(late) > 0
    assert all(each.words.startswith("Nothing newer than December 2007 came from ") for each in late)
    assert {(each.since, each.due) for each in late} == {(date(2007, 12, 31), date(2008, 5, 2))}
    assert of_kind("data", on=date(2009, 4, 1)) == [], "that year is over"
    assert "late: nothing newer" not in at("brian").get("watched/")


def test_one_deliverable_under_three_sub_priorities_is_owed_once(cast, edition):
    late = of_kind(owed_items.ACTION, on=date(2009, 3, 31))
    keys = [each.words.partition(":")[0] for each in late]
    assert "A1.1.4" in keys
    assert not {"A2.1.3", "A3.1.2"} & set(keys)


def test_once_its_year_is_over_the_next_edition_is_owed_and_no_single_action(cast, edition):
    # the year ends on 31 March 2009; 20 June is 81 days later
    assert len(of_kind(owed_items.ACTION, on=date(2009, 3, 31))) == 52
    for on, late in ((date(2009, 4, 1), 1), (date(2009, 6, 20), 81)):
        (found,) = owed_on("holmbridge", on)
        assert (found.kind, found.by, found.late) == (owed_items.NEXT, (PARTNERSHIP,), late)
        assert "is over with 52 actions left open: carry them over or close them" in found.words


def test_after_its_year_the_page_says_to_everybody_where_what_was_left_open_stands(edition, at):
    for name in ("brian", "elaine"):
        page = at(name).get("/holmbridge/owed/")
        assert "This plan&#x27;s year ended on 31 March 2009. What was left open goes on" in page
        assert f'href="/holmbridge/plan/{edition.pk}/actions/?late=overdue"' in page


def test_a_task_is_owed_until_it_is_done(cast, edition):
    brian = cast.viewer("brian")
    today = timezone.localdate()
    fire = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")
    origin = Origin("exception", "1", "Exception: fires", "/holmbridge/plan/exceptions/1/")
    task = set_task(cast.holmbridge, Asking("Visit five schools.", fire.pk, today), origin, by=brian)
    (found,) = of_kind("task", on=today + timedelta(days=3))
    assert (found.who, found.late) == ("Fire and rescue", 3)
    assert found.url == f"/holmbridge/tasks/{task.pk}/"
    finish(task, evidence="The list of visits", by=brian)
    assert of_kind("task", on=today + timedelta(days=3)) == []


def test_the_yearly_review_of_a_draft_is_owed_by_us(cast, edition):
    published = PlanEdition.objects.get(pk=edition.pk)
    next_edition.open_next(published, by="the tests", on=date(2009, 2, 1))
    (found,) = of_kind(owed_items.REVIEW, on=date(2009, 2, 2))
    assert "7 priorities of 2009/10" in found.words
    to_us, by_us = seen_by(cast.viewer("brian"), [found])
    assert (to_us, by_us) == ([], [found])


def test_an_officer_sees_what_their_body_owes_and_nothing_else(syn, edition, exception):
    every = owed_on("holmbridge", date(2008, 5, 3))
    assert seen_by(syn.viewer("elaine"), every) == ([], [])
    to_us, _ = seen_by(syn.viewer("brian"), every)
    assert [each.who for each in to_us] == ["Stevenage Police"]


def test_what_is_latest_comes_first_and_the_summary_names_it(syn, edition, exception):
    found = owed_on("holmbridge", date(2009, 4, 1))
    lates = [each.late for each in found]
    assert lates == sorted(lates, reverse=True)
    # the reply was due on 21 April 2008: 345 days; the arson week ended in June
    assert summary(found[:1], to_us=True) == ("1 reply is owed to us, 345 days late (Stevenage Police).")


def test_the_page_shows_who_may_what_is_theirs(syn, edition, exception, at, queries):
    for name, says in (("brian", "Owed to us, owed by us"), ("elaine", "What Fire and rescue owes")):
        reader = at(name)
        with queries(at_most=16):
            page = reader.get("/holmbridge/owed/")
        assert says in page
    manager = at("brian").get("/holmbridge/owed/")
    assert "Reply to: Theft from vehicles (part of vehicle crime)" in manager
    assert "Reply to:" not in at("elaine").get("/holmbridge/owed/")
    at("adam").get("/holmbridge/owed/", status=404)
    at("stella").get("/holmbridge/owed/", status=404)
    fire = Body.objects.get(partnership=syn.holmbridge, name="Fire and rescue")
    asked = Asking("Visit five schools.", fire.pk, timezone.localdate())
    set_task(syn.holmbridge, asked, Origin("exception", "1", "Fires", "/x/"), by=syn.viewer("brian"))
    only = at("brian").get("/holmbridge/owed/?body=Fire%20and%20rescue").partition("Owed by us</h2>")[0]
    assert "Visit five schools." in only
    assert "Reply to: Vehicle" not in only
    for page in ("/holmbridge/owed/", f"/holmbridge/plan/{edition.pk}/actions/"):
        assert "Nobody" in at("brian").get(f"{page}?body=Nobody", status=400)


def test_the_list_can_be_taken_away_for_a_spreadsheet(syn, edition, exception, at):
    rows = list(csv.DictReader(io.StringIO(at("brian").bytes("/holmbridge/owed.csv").decode("utf-8-sig"))))
    assert ("Reply to: Theft from vehicles (part of vehicle crime)", "Stevenage Police") in {
        (row["What"], row["Owed by"]) for row in rows
    }


def test_links_from_before_lead_to_where_the_list_is_now(cast):
    for old in ("owed/?body=Police&late=late", "owed/", "owed.csv"):
        assert cast.client("brian").get(f"/holmbridge/plan/{old}")["Location"] == f"/holmbridge/{old}"


def test_without_a_plan_in_force_what_other_rooms_owe_is_listed_taken_away_and_reminded_of(cast, mailoutbox):
    fire, today = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue"), timezone.localdate()
    asked = Asking("Visit five schools.", fire.pk, today)
    set_task(cast.holmbridge, asked, Origin("exception", "1", "Fires", "/x/"), by=cast.viewer("brian"))
    elaine = cast.client("elaine")
    assert "Visit five schools." in html(elaine.get("/holmbridge/owed/"))
    assert "Visit five schools." in elaine.get("/holmbridge/owed.csv").content.decode("utf-8-sig")
    assert "Visit five schools." in html(cast.client("brian").get("/holmbridge/owed/"))
    (letter,) = remind(cast.holmbridge, on=today, by="the tests")
    assert letter.to == ("elaine@example.org",)
    assert "Visit five schools." in mailoutbox[-1].body
