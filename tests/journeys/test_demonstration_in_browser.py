"""The demonstration as a newcomer meets it: one command, one click, and every number one click from its rows.

The pictures in the manual are taken on the way. They are written to
docs/pictures where WARDMOTE_PICTURES is set; otherwise it is only checked that
each page is there to be taken and that the manual shows no other picture.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.serving import ROOT, Served
from tests.looking import LISTEN, refused_by_policy, wrong_at

PICTURES = ROOT / "docs" / "pictures"
TAKEN = ("monday", "assessment", "map", "what-changed", "evidence", "figure")
MADE_OTHERWISE = {"first-page"}  # a page of the PDF
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``./wardmote demo`` in a clean folder, its first draft written."""
    with Served(tmp_path_factory.mktemp("demonstration"), "demo") as running:
        yield running


@pytest.fixture
def page(browser_page: Any, demonstration: Served) -> Any:
    """Amira's browser, by one click."""
    browser_page.add_init_script(LISTEN)
    browser_page.goto(demonstration.url)
    browser_page.get_by_role("button", name="Sign in as Amira Khan").click()
    browser_page.get_by_role("link", name="Stevenage (demonstration)").click()
    for _ in range(60):
        if " in 2006, " in browser_page.inner_text("main"):
            return browser_page
        browser_page.wait_for_timeout(1000)
        browser_page.reload()
    raise AssertionError(browser_page.inner_text("main"))


def take(page: Any, name: str) -> None:
    """The picture the manual shows: as much as fits a window of 1280 by 1000."""
    assert name in TAKEN
    page.set_viewport_size({"width": 1280, "height": 1000})
    if os.environ.get("WARDMOTE_PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.png")


def test_every_number_is_one_click_from_its_rows(page: Any) -> None:
    take(page, "monday")
    assert wrong_at(page, 1280) == []
    page.get_by_role("link", name=re.compile("^Theft from vehicles .* 730 .* up 21.7.% from 600")).click()
    page.get_by_role("link", name="730", exact=True).first.click()
    assert "/figures/" in page.url
    take(page, "figure")
    page.get_by_text("Worked out again today: the same").wait_for()
    page.get_by_role("link", name="crime.csv").click()
    assert "23,360" in page.inner_text("main"), "the receipt: the rows of the file"
    page.get_by_role("link", name="Map").click()
    take(page, "map")
    page.get_by_role("link", name="What changed").first.click()
    assert "730" in page.inner_text("main")
    take(page, "what-changed")
    page.get_by_role("link", name="Evidence").click()
    take(page, "evidence")
    assert refused_by_policy(page) == []


def test_three_people_have_scored_what_the_first_draft_leads_with(page: Any) -> None:
    """Invented, and said to be; the worker writes them down as soon as the draft is there."""
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="Scoring").click()
    for _ in range(30):
        if page.get_by_role("link", name="What comes first next year").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.get_by_role("link", name="What comes first next year").click()
    shown = page.inner_text("main")
    assert "Invented." in shown
    assert "Alcohol-related violence against the person rises" in shown
    assert wrong_at(page, 1280) == []


def test_a_corrected_sentence_is_on_the_page_and_in_the_printed_document(page: Any, tmp_path: Path) -> None:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Assessment").click()
    page.get_by_role("link", name="Strategic assessment 2007").first.click()
    take(page, "assessment")
    page.get_by_role("link", name=re.compile("^Correct")).nth(2).click()
    page.get_by_label(re.compile("words", re.IGNORECASE)).first.fill(
        "Theft from vehicles rose from 600 to 730, most of it by the station."
    )
    page.get_by_role("button", name=re.compile("Keep|Save")).first.click()
    expect(page.get_by_text("most of it by the station").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("most of it by the station").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Correct")).first).not_to_be_visible()
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    assert (tmp_path / "printed.pdf").stat().st_size > 20_000


def test_the_manual_shows_only_pictures_that_are_taken_here() -> None:
    there = {path.stem for path in PICTURES.glob("*.png")}
    assert there == {*TAKEN, *MADE_OTHERWISE}
