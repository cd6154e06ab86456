"""The measures' pages in a real browser: wide, narrow, on paper, under the strict policy."""

from datetime import date
from typing import Any

import pytest

from tests.deciding.plan.test_plan_in_browser import base, looked_at
from tests.looking import wrong_at
from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.measures import settings as measure_settings
from wardmote.deciding.performance.rules import measures as measure_rules
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import parse_period

__all__ = ("base",)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "", "vehicle-crime/", "domestic-burglary/", "criminal-damage/", "youth-reoffending/",
    "anti-social-behaviour/",
    "assault-less-serious-injury/", "robbery/target/", "robbery/baseline/", "robbery/feed/", "robbery/peers/",
    "youth-reoffending/enter/",
)  # fmt: skip


@pytest.fixture
def filled(syn: Any, edition: Any) -> Any:
    """Evidence read, a value entered, a group loaded, a baseline drawn anew."""
    town, brian = syn.holmbridge, syn.viewer("brian")
    month_review.review_now(town, by="the tests", on=date(2008, 4, 7))
    given = measure_rules.Given(
        period=parse_period("2007-01:2007-12"), area_kind="county", area="Hertfordshire", count=112, base=140,
        people=56, source="Youth offending team", about="January to March cohort",
    )  # fmt: skip
    measure_settings.enter_reading(town, measure("youth-reoffending"), given, by=brian)
    group = measure_settings.PeerGroup(
        period=parse_period("2007-01:2007-12"), name="Most similar group", version="2007", source="A file",
        restricted=True, own="Holmbridge",
    )  # fmt: skip
    rows = "\n".join(["name,count,denominator", *(f"Place {n},300,80000" for n in range(15))])
    burglary = measure("domestic-burglary")
    measure_settings.load_peers(town, burglary, group, file=("g.csv", rows.encode()), by=brian)
    measure_settings.draw_baseline(
        town,
        measure("vehicle-crime"),
        measure_rules.BaselineWanted(first="2007-01", months=12, reason="A rule of recording changed"),
        by=brian,
    )
    month_review.review_now(town, by="the tests", on=date(2008, 4, 7))
    return syn


def test_every_page_of_the_measures_breaks_no_rule_and_fits(
    browser_page: Any, filled: Any, base: str
) -> None:
    for page in PAGES:
        looked_at(browser_page, f"{base}watched/{page}")
    browser_page.goto(f"{base}watched/robbery/target/")
    browser_page.get_by_role("textbox", name="What to reach").fill("0.9")
    browser_page.get_by_label("Why this target").fill("Agreed by the group")
    browser_page.get_by_role("button", name="See what the counts can show").click()
    browser_page.get_by_text("two years set against each other show a fall").wait_for()
    assert [*wrong_at(browser_page, 1280), *wrong_at(browser_page, 320, 640)] == []
    browser_page.get_by_role("button", name="Save this target").click()
    browser_page.get_by_text("The target is set.").wait_for()
