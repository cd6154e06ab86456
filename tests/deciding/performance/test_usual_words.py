"""What is usual, on the page of a measure: drift, what months cannot tell, a new baseline; the allowance."""

import re

import pytest
from django.utils import timezone

from wardmote.deciding.performance.models import MeasureBaseline, PlanException, ReplyAllowance
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "watched/robbery/"
BEFORE = 63
"""Months from January 2003 to March 2008: the plan's year of 2008/09 begins after them."""


def words(page):
    main = re.sub(r"<svg.*?</svg>", "", page[page.index("<main") : page.index("</main")], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_a_drift_is_told_as_a_drift_and_is_no_exception(town, at):
    """120 robberies a month in January 2003, 5 % fewer each year."""
    town(robbery=[round(120 * 0.95 ** (i / 12)) for i in range(BEFORE + 9)])
    shown = words(at("elaine").get(PAGE))
    assert PlanException.objects.count() == 0
    assert re.search(r"What is usual falls [45]\.\d % a year, as its months did, and goes on so", shown)
    assert "A month on that line is no exception" in shown
    # nine months after March 2008: 120 x 0.95 ** 6 = 88 in January 2009, about 175 in two months
    assert re.search(r"In January 2009 and February 2009 together 2\d\d or more would ask for a reply", shown)
    assert "A smaller rise can hide in chance." in shown


def test_what_few_months_cannot_tell_is_said(town, at):
    town(robbery=[None] * (BEFORE - 15) + [20, 22, 18] * 5)
    assert "no baseline is drawn yet" in words(at("elaine").get(PAGE)).casefold()
    town(robbery=[None] * (BEFORE - 15) + [20, 22, 18] * 5 + [20])
    assert "15 months tell neither season nor drift: that takes 24." in words(at("elaine").get(PAGE))
    town(robbery=[None] * (BEFORE - 27) + [20, 22, 18] * 9 + [20])
    assert "15 months tell neither" in words(at("elaine").get(PAGE))  # a baseline never moves by itself


def test_a_level_that_moved_has_a_new_baseline_proposed_which_a_person_accepts(town, at):
    """30 a month, and 20 since April 2008: a third below, and no exception."""
    counts = [30, 31, 29] * 21 + [20, 21, 19] * 5
    town(robbery=counts)
    shown = words(at("elaine").get(PAGE))
    assert "The level has moved: the latest twelve months lie 33 % below that of" in shown
    assert "can be drawn from April 2008 to June 2009" in shown
    assert "Look at it and give the reason" not in shown  # who may not draw it reads it all the same
    form = at("amira").get(f"{PAGE}baseline/")
    assert 'value="2008-04"' in form and 'value="15"' in form
    assert MeasureBaseline.objects.count() == 1
    given = {"first": "2008-04", "months": "15", "reason": "Two gangs were jailed"}
    assert at("amira").post(f"{PAGE}baseline/", **given).status_code == 302
    town(robbery=counts)
    shown = words(at("elaine").get(PAGE))
    assert "Two gangs were jailed" in shown
    assert "The level has moved" not in shown


def test_nothing_is_proposed_while_an_exception_is_open(town, at):
    town(robbery=[30, 31, 29] * 21 + [60, 61, 59] * 5)
    assert PlanException.objects.get().is_open
    assert "The level has moved" not in words(at("elaine").get(PAGE))


def test_the_allowance_is_shown_decided_with_its_reason_and_used(town, at):
    """32 robberies where 20 are usual is worth a question to those who let chance ask more often."""
    quiet = {"domestic_burglary": [30] * 72, "criminal_damage": [140] * 72, "violent_crime": [90] * 72}
    today = timezone.localdate()
    page = "exceptions/allowance/"
    assert at("elaine").client.get(f"/holmbridge/plan/{page}").status_code in (403, 404)
    assert at("catherine").post(page, replies="0.1", reason="Less to answer").status_code == 400
    assert at("catherine").post(page, replies="0.5", reason=" ").status_code == 400
    assert at("catherine").post(page, replies="0.5", reason="Less to answer", revision="0").status_code == 302
    late = at("brian").post(page, replies="4", reason="As before", revision="0")
    assert late.status_code == 409
    assert "Less to answer" in late.content.decode()
    town(on=today, robbery=[*[20] * 71, 32], **quiet)
    assert PlanException.objects.count() == 0
    shown = words(at("elaine").get("exceptions/review/"))
    assert "chance alone would ask for about 0.5 replies a year" in shown
    assert "Less to answer" in shown and "0 exceptions opened" in shown
    read = {"revision": late.context["form"]["revision"].value()}  # sent again it goes over what was left
    assert at("catherine").post(page, replies="3", reason="To see more", **read).status_code == 302
    town(on=today, robbery=[*[20] * 71, 32], **quiet)
    assert PlanException.objects.get().measure == "robbery"
    assert "1 exception opened, whatever the cause" in words(at("elaine").get("exceptions/review/"))
    assert ReplyAllowance.objects.count() == 2
    assert Entry.objects.filter(what="plan.allowance_decided").count() == 2


def test_a_baseline_that_an_earlier_version_drew_stays_until_somebody_accepts_a_newer_one(town, at, cast):
    """The oldest sixty months, of 144 that fall 5 % a year: as versions before this one drew them."""
    MeasureBaseline.objects.create(
        partnership=cast.holmbridge,
        measure="robbery",
        first="2003-01",
        months=60,
        by="wardmote",
        at=timezone.now(),
    )
    town(robbery=[round(200 * 0.95 ** (i / 12)) for i in range(144)])
    assert (PlanException.objects.count(), MeasureBaseline.objects.count()) == (0, 1)
    shown = words(at("elaine").get(PAGE))
    assert "The level has moved: the latest twelve months lie" in shown
    assert "can be drawn from January 2010 to December 2014" in shown
