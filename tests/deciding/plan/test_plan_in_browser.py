"""The plan's pages in a real browser: wide, narrow, on paper, by keyboard, under the strict policy."""

from typing import Any

import pytest

from tests.looking import LISTEN, refused_by_policy, wrong_at, wrong_on_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "", "priorities/PR-2/", "actions/", "actions/A3.2.4/", "actions/A1.1.1/task/", "thread/", "review/",
)  # fmt: skip
DRAFTED = ("", "review/", "review/PR-1/", "review/add/", "approve/", "difference/", "actions/add/")


@pytest.fixture
def base(browser_page: Any, live_server: Any, edition: Any) -> str:
    """Brian is signed in; the address of the plan."""
    browser_page.add_init_script(LISTEN)
    browser_page.goto(f"{live_server.url}/account/login/")
    browser_page.get_by_label("E-mail address").fill("brian@example.org")
    browser_page.get_by_label("Password", exact=True).fill("a long password")
    browser_page.get_by_role("button", name="Sign in").click()
    return f"{live_server.url}/holmbridge/plan/"


def looked_at(page: Any, url: str) -> None:
    page.goto(url)
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == [], url
    assert refused_by_policy(page) == [], url
    assert wrong_on_paper(page) == [], url


def test_every_page_breaks_no_rule_and_fits_wide_narrow_and_on_paper(
    browser_page: Any, base: str, edition: Any
) -> None:
    for page in PAGES:
        looked_at(browser_page, f"{base}{edition.pk}/{page}")
    for page in ("?all=1", "add/"):
        looked_at(browser_page, base + page)
    browser_page.goto(f"{base}{edition.pk}/")
    browser_page.get_by_role("button", name="Open the next edition").click()
    browser_page.get_by_text("7 priorities to decide on").wait_for()
    draft = browser_page.url.removesuffix("review/")
    for page in DRAFTED:
        looked_at(browser_page, draft + page)


def test_an_update_is_made_on_a_phone_with_the_keyboard_alone(
    browser_page: Any, base: str, edition: Any
) -> None:
    browser_page.set_viewport_size({"width": 360, "height": 640})
    browser_page.goto(f"{base}{edition.pk}/actions/A1.1.1/")
    browser_page.get_by_label("Under way").focus()
    browser_page.keyboard.press("Space")
    browser_page.get_by_label("What happened?").focus()
    browser_page.keyboard.type("Twelve premises have joined.")
    browser_page.get_by_role("button", name="Report").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Reported. Thank you.").wait_for()
    assert browser_page.get_by_text("Twelve premises have joined.").count() == 1
