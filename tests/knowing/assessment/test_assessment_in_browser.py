"""The assessment's pages in a real browser: wide, narrow, on paper, by keyboard, under the strict policy."""

from typing import Any

import pytest

from tests.knowing.assessment.conftest import MINE, done
from tests.looking import LISTEN, first_load, focus_path, refused_by_policy, wrong_at, wrong_on_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LARGEST_FIRST_LOAD = 150_000
PAGES = ("", "order/", "statements/", "statements/harm/", "compare/", "sign-off/", f"findings/?key={MINE}")


@pytest.fixture
def base(browser_page: Any, live_server: Any, assessment: Any) -> str:
    """Amira is signed in; the address of the assessment."""
    browser_page.add_init_script(LISTEN)
    browser_page.goto(f"{live_server.url}/account/login/")
    browser_page.get_by_label("E-mail address").fill("amira@example.org")
    browser_page.get_by_label("Password", exact=True).fill("a long password")
    browser_page.get_by_role("button", name="Sign in").click()
    return f"{live_server.url}/holmbridge/assessment/{assessment.pk}/"


def test_every_page_breaks_no_rule_and_fits_wide_narrow_and_on_paper(browser_page: Any, base: str) -> None:
    for page in PAGES:
        browser_page.goto(base + page)
        assert [*wrong_at(browser_page, 1280), *wrong_at(browser_page, 320, 640)] == [], page
        assert refused_by_policy(browser_page) == [], page
        assert wrong_on_paper(browser_page) == [], page
        stops = focus_path(browser_page, 60)
        assert [stop["html"] for stop in stops if not stop["shown"]] == [], page
    fresh = browser_page.context.new_page()
    assert sum(first_load(fresh, base).values()) < LARGEST_FIRST_LOAD


def test_a_sentence_is_corrected_with_the_keyboard_alone(browser_page: Any, base: str) -> None:
    browser_page.goto(base)
    link = browser_page.get_by_role("link", name="Correct (Theft from vehicles: Has it changed?)").first
    link.focus()
    browser_page.keyboard.press("Enter")
    box = browser_page.get_by_label("In your words")
    box.wait_for()
    box.focus()
    browser_page.keyboard.press("Control+a")
    browser_page.keyboard.type("Thefts from vehicles rose from 600 to 730.")
    browser_page.get_by_role("button", name="Save").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("The sentence stands in your words").wait_for()
    assert browser_page.get_by_text("Thefts from vehicles rose from 600 to 730").count() >= 1
    assert browser_page.get_by_text("being made again with the latest words").count() == 1
    done()
    browser_page.goto(base)
    assert browser_page.get_by_text("being made again").count() == 0


def test_a_number_leads_to_its_figure(browser_page: Any, base: str) -> None:
    browser_page.goto(base)
    browser_page.get_by_role("link", name="6,960", exact=True).first.click()
    browser_page.get_by_text("6,960").first.wait_for()
    assert "/holmbridge/figures/" in browser_page.url


def test_a_story_is_moved_up_and_the_page_stays_where_it_was(browser_page: Any, base: str) -> None:
    browser_page.goto(base + "order/")
    second = browser_page.locator("#story-2 p").inner_text()[3:]
    browser_page.locator("#story-2").get_by_role("button", name="Up").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("This order is by Amira").wait_for()
    assert second in browser_page.locator("#story-1").inner_text()
