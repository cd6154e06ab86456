"""Rows of the domain notes on the plan's pages: each acceptance sentence as a person meets it."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.deciding.plan.test_stevenage_2008_09 import REASONS
from tests.quick_documents import standing_in
from wardmote.deciding.plan.exchange.document import edition_document
from wardmote.deciding.plan.models import ActionUpdate, PlanEdition, PlanText, Priority
from wardmote.deciding.plan.records.dependents import depends
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import stands
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import keeping
from wardmote.knowing.assessment.first_drafts import FIRST
from wardmote.knowing.assessment.models import Version
from wardmote.measuring.documents.html import render_html

pytestmark = pytest.mark.django_db


def test_pb_12_pm_01_seven_of_seven_priorities_have_a_detailed_plan_with_a_lead_agency(edition, at):
    page = at("elaine").get(f"{edition.pk}/thread/")
    assert "7 of 7 priorities have a detailed action plan with a lead agency." in page


def test_pb_12_pm_01_a_priority_without_a_plan_or_without_a_lead_is_named(edition, at):
    robbery = Priority.objects.get(edition=edition, key="PR-2")
    Priority.objects.filter(pk=robbery.pk).update(lead=[])
    Priority.objects.bulk_create(
        [Priority(edition=edition, at=8, key="PR-8", title="Fraud", lead=["police"])]
    )
    page = at("elaine").get(f"{edition.pk}/thread/")
    assert "6 of 8 priorities have a detailed action plan with a lead agency; missing: " in page
    told = page.split("missing: ", 1)[1].split(".", 1)[0]
    assert "Fraud" in told
    assert robbery.title in told.replace("&amp;", "&")


@pytest.mark.parametrize(("days", "stale"), [(61, False), (62, True)])
def test_pb_13_pm_03_an_action_without_an_update_for_one_cycle_of_two_months_is_listed_stale(
    edition, at, days, stale
):
    action = edition.actions.get(key="A1.1.2")
    told = date(2008, 5, 1)
    ActionUpdate.objects.create(
        partnership=edition.partnership, action=action, state="under-way", words="Begun.", on=told,
        at=timezone.now(), by="the tests",
    )  # fmt: skip
    on = told + timedelta(days=days)
    (now,) = stands(edition, on=on, only=["A1.1.2"])
    assert now.standing.stale is stale
    page = at("elaine").get(f"{edition.pk}/actions/?late=stale&on={on}")
    assert ("/actions/A1.1.2/" in page) is stale


@pytest.mark.parametrize("number", range(1, 8))
def test_pr_1_to_pr_7_every_reason_on_its_page_has_period_source_and_counts_or_published_only(
    edition, at, number
):
    key = f"PR-{number}"
    file = read_edition(edition)
    page = at("elaine").get(f"{edition.pk}/priorities/{key}/")
    reasons = [each for each in page.split("<li") if 'id="fact-' in each]
    shown = unescape(" ".join(reasons))
    assert [words for words in REASONS[key] if words not in shown] == [], "as the printed plan gives them"
    for fact in file.facts_about(key):
        (item,) = [each for each in reasons if f'id="fact-{fact.key}"' in each]
        assert fact.period.label in item
        assert fact.source.replace("'", "&#x27;") in item
        if fact.kind == "percentage" and fact.count is None:
            assert "published percentage only" in item.lower()
        if fact.count is not None and fact.base is not None:
            assert f"{fact.count:,}" in item and f"{fact.base:,}" in item


def test_id_09_the_plan_prints_the_visions_in_force_on_the_day_it_was_approved(edition):
    rows = [("From 2007", date(2007, 1, 1)), ("From June 2008", date(2008, 6, 1))]
    PlanText.objects.bulk_create(
        PlanText(
            edition=edition, part="vision", key="partnership", owner="Us", words=words, since=since, at=at
        )
        for at, (words, since) in enumerate(rows, 50)
    )
    for approved, shown, hidden in (
        (date(2008, 4, 1), "From 2007", "From June 2008"),
        (date(2008, 7, 1), "From June 2008", "From 2007"),
    ):
        PlanEdition.objects.filter(pk=edition.pk).update(approved_on=approved)
        file = read_edition(PlanEdition.objects.get(pk=edition.pk))
        printed = render_html(edition_document(file, date="1 July 2026"))
        assert shown in printed
        assert hidden not in printed


@pytest.fixture
def version(syn, edition, monkeypatch):
    """The first assessment of SYN-2007, which tests burglary against households: no hotspot."""
    monkeypatch.setattr(keeping, "RENDER", standing_in(keeping.RENDER, keeping.RENDER["html"]))
    work.enqueue(FIRST, partnership="holmbridge", by="the tests", about="First draft", key="first")
    work.run_all()
    return Version.objects.get()


def test_a2_2_3_with_no_hotspot_in_force_the_action_has_no_qualifying_area_now(version, edition, at):
    page = at("elaine").get(f"{edition.pk}/actions/A2.2.3/")
    (finding,) = [each for each in version.paper["findings"] if each["question"] == "hotspot"]
    assert "Rests on hotspot of burglary. No qualifying area now." in page
    assert f"/holmbridge/figures/{finding['figure']}/" in page


def test_a2_2_3_a_hotspot_in_force_is_counted_and_what_no_assessment_tested_is_not_said(edition, at):
    page = at("elaine").get(f"{edition.pk}/actions/A2.2.3/")
    assert "The newest assessment does not say whether there is one now." in page
    said = {"question": "hotspot", "subject": "Burglary", "value": 2.0, "words": "Two.", "figure": "f"}
    two = depends("hotspot of burglary", [said])
    assert (two.areas, two.words) == (2, "2 qualifying areas now.")
    assert depends("seasonal peak of robbery", [said]) is None
    assert depends("hotspot of arson", [said]).areas is None
