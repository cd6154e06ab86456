"""The assessments as a reader opens them: Stevenage's and the demonstration town's page in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.telling import quickly
from tests.looking import broken_rules

PLACES = {"stevenage": ("Stevenage", 2021), "town": ("Stevenage (SYN-2007)", 2007)}
ARRIVED = "id => (top => 0 <= top && top < 900)(document.querySelector(id).getBoundingClientRect().top)"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=list(PLACES))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """assessment.html of each place."""
    place, year = PLACES[request.param]
    out = tmp_path_factory.mktemp(request.param)
    told = quickly(request.getfixturevalue(request.param), out, place=place, year=year)
    assert told.status == 0, told.err
    return out / "assessment.html"


@pytest.fixture
def opened(browser_page: Any, written: Path) -> Any:
    browser_page.goto(written.as_uri())
    return browser_page


def test_no_accessibility_rule_is_broken_wide_or_narrow(opened: Any) -> None:
    for width in (1280, 320):
        opened.set_viewport_size({"width": width, "height": 900})
        assert broken_rules(opened) == [], width


def test_a_phone_needs_no_sideways_scrolling(opened: Any) -> None:
    opened.set_viewport_size({"width": 320, "height": 700})
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = opened.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321 && "
        "!e.closest('.wide')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320, wide


def test_a_number_leads_to_its_entry_in_the_annex_and_back(opened: Any) -> None:
    link = opened.locator("section.front a.figure").first
    target = link.get_attribute("href")
    link.click()
    assert opened.evaluate("location.hash") == target
    entry = opened.locator(target)
    expect(entry).to_be_visible()
    opened.wait_for_function(ARRIVED, arg=target, timeout=5000)
    assert link.get_attribute("id") in entry.evaluate("e => e.outerHTML")


def test_every_number_has_its_entry(opened: Any) -> None:
    lost = opened.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
        ".filter(h => !document.getElementById(h.slice(1)))"
    )
    assert lost == []
