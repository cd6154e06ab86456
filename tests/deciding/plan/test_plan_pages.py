"""The plan, a priority, the list of actions and the thread, as people read them."""

import csv
import io
import re
from datetime import date

import pytest

from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.progress import stands
from wardmote.deciding.plan.rules import plan as rules

pytestmark = pytest.mark.django_db
PAGES = ("", "priorities/PR-2/", "actions/", "actions/?late=overdue", "actions/A3.2.4/", "thread/")


def test_the_plan_opens_at_the_edition_in_force_and_says_how_it_stands(edition, at):
    elaine = at("elaine")
    assert elaine.client.get("/holmbridge/plan/").url == f"/holmbridge/plan/{edition.pk}/"
    page = elaine.get(f"{edition.pk}/")
    assert "7 priorities, 52 things to deliver: 0 done" in page
    assert "54 actions are printed, 14 sub-priorities; 19 indicators by 20 measures" in page
    assert page.count("not set") >= 20


def test_a_11_pb_12_the_plan_says_who_leads_each_priority_and_of_the_fifth_both(edition, at):
    page = at("elaine").get(f"{edition.pk}/")
    assert page.count('<span class="wm-small wm-quiet">led by ') == 7
    assert "led by Probation Service and Youth Offending Team;" in page


def test_pr_2_each_reason_stands_with_period_source_and_what_is_behind_it(edition, at):
    page = at("elaine").get(f"{edition.pk}/priorities/PR-2/")
    assert page.count("Published percentage only.") >= 4
    assert "(assumed" in page or "January to December 2007" in page
    assert "not counted" in page  # PR-X4


def test_a_02_the_same_percentage_twice_is_pointed_at_beside_both(edition, at):
    for key in ("PR-1", "PR-2"):
        assert "identical figures, confirm at source" in at("elaine").get(f"{edition.pk}/priorities/{key}/")


def test_a_12_an_action_says_what_it_depends_on(edition, at):
    page = at("elaine").get(f"{edition.pk}/priorities/PR-2/")
    assert "Rests on: " in page


def test_id_05_the_page_of_the_area_gives_the_rank_as_the_plan_words_it(edition, at):
    page = at("elaine").get(f"{edition.pk}/area/")
    assert "191 of 354 English council areas for deprivation, where 1 is the most deprived." in page


def test_actions_are_filtered_by_the_address(edition, at):
    page = at("elaine").get(f"{edition.pk}/actions/?body=Probation+Service")
    assert "A5.1.6" in page
    assert "A1.1.1" not in page
    assert re.search(r'class="wm-lead">\d of \d+ rows\. Led by: Probation Service\.</p>', page)
    assert "Nothing in “Actions” fits" in at("elaine").get(f"{edition.pk}/actions/?state=done")


def test_pm_03_pb_13_no_action_is_late_on_the_first_day_and_what_is_open_at_the_end_was_left_open(
    edition, at
):
    """Derived, never typed. On 1 July the arson week of June (A3.2.2) is over, and begun 30 days ago."""
    assert "0 overdue, 0 without an update" in at("elaine").get(f"{edition.pk}/?on=2008-04-01")
    assert "1 overdue, 51 without an update" in at("elaine").get(f"{edition.pk}/?on=2008-07-01")
    assert "52 overdue" not in at("elaine").get(f"{edition.pk}/?on=2009-03-31")
    over = at("elaine").get(f"{edition.pk}/?on=2009-04-01")
    assert "52 left open" in over and "year ended on 31 March 2009" in over
    assert "Left open" in at("elaine").get(f"{edition.pk}/actions/A1.1.1/"), "in 2026 nobody is late for 2009"


def test_of_a_year_that_is_over_page_table_and_later_edition_say_the_same(edition, at):
    """52 deliverables; one is reported done two weeks after the year, which counts."""
    table = at("elaine").bytes(f"{edition.pk}/actions/now.csv?on=2009-04-20").decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(table))
    told = {(row["Overdue"], row["Stale"], row["Left open"]) for row in rows}
    assert told == {("no", "no", "yes")}
    (where,) = stands(edition, on=date(2009, 4, 14), only=["A1.1.1"])
    add_update(where, Said("done", "Done.", evidence="The register"), on=date(2009, 4, 14), by="the tests")
    PlanEdition.objects.filter(pk=edition.pk).update(status=rules.SUPERSEDED)
    page = at("elaine").get(f"{edition.pk}/?on=2010-06-01")
    assert "1 done, 51 left open" in page
    assert "What was left open went on in the next edition" in page


def test_actions_are_exported_with_where_they_stand(edition, at):
    rows = list(
        csv.DictReader(io.StringIO(at("elaine").bytes(f"{edition.pk}/actions/now.csv").decode("utf-8-sig")))
    )
    assert len(rows) == 54
    assert rows[0]["State"] == "Not begun"
    assert at("elaine").bytes(f"{edition.pk}/actions/now.xlsx")[:2] == b"PK"


def test_the_golden_thread_names_what_is_missing(edition, at):
    page = at("elaine").get(f"{edition.pk}/thread/")
    assert "Measures without a target (19 of 19)" in page  # the contextual one owes none
    assert "Actions without a named person (52 of 52)" in page
    for words in ("Domestic violence", "Hate crime", "Environmental"):
        assert words in page
    assert "domestic-violence: " not in page and "A1.1.1: " in page, "numbers of the plan, no keys of ours"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_more_than_fifteen_queries(edition, at, queries, page):
    elaine = at("elaine")
    elaine.get(f"{edition.pk}/{page}")
    with queries(at_most=15):
        elaine.get(f"{edition.pk}/{page}")


@pytest.mark.parametrize("name", ["stella", "adam"])
def test_for_others_there_is_no_plan(edition, at, name):
    for page in PAGES:
        at(name).get(f"{edition.pk}/{page}", status=404)


@pytest.mark.slow
def test_id_01_the_approved_documents_come_out_byte_for_byte(edition, at):
    first = {name: at("elaine").bytes(f"{edition.pk}/documents/{name}") for name in keeping.TYPES}
    assert {name: at("elaine").bytes(f"{edition.pk}/documents/{name}") for name in keeping.TYPES} == first
    assert first["plan.pdf"].startswith(b"%PDF")
    path = next(keeping.place_of(edition).glob("*.plan.pdf"))
    path.write_bytes(b"other")
    assert "missing or damaged" in at("elaine").get(f"{edition.pk}/documents/plan.pdf", status=500)


def test_a_priority_shows_its_measures_as_small_multiples_with_their_exception(syn, edition, at, queries):
    month_review.review_now(syn.holmbridge, by="the tests", on=date(2008, 4, 7))
    elaine = at("elaine")
    with queries(at_most=15):
        page = elaine.get(f"{edition.pk}/priorities/PR-2/")
    shown = page.partition("How we will know")[2].partition("Money")[0]
    for name in ("Serious acquisitive crime", "Burglary in a dwelling", "Robbery", "Vehicle crime"):
        assert name in shown
    assert shown.count("<svg") >= 4
    assert "1.06" in shown  # I-05: 85 robberies in 80,000
    assert "Theft from vehicles: clear rise: worse" in shown
    assert "730 in the twelve months to December 2007" in shown
