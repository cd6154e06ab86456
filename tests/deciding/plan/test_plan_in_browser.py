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


def signed_in(page: Any, live_server: Any, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def pressed(page: Any, button: str) -> None:
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def test_pm_05_gr_03_an_exception_goes_from_reply_to_decision_by_keyboard_on_a_phone_and_a_tablet(
    browser_page: Any, live_server: Any, exceptional: Any, dev: Any
) -> None:
    page, base = browser_page, f"{live_server.url}/holmbridge/plan/"
    own = f"{base}exceptions/{exceptional.pk}/"
    page.add_init_script(LISTEN)
    signed_in(page, live_server, "dev")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(own)
    page.get_by_label("What do you know of it").focus()
    page.keyboard.type("Three thieves; one was released in October.")
    pressed(page, "Send the reply")
    page.get_by_text("Recorded. Thank you.").wait_for()
    signed_in(page, live_server, "amira")
    page.goto(own)
    page.get_by_label("What is the strategy group advised to do?").focus()
    page.keyboard.type("Mark tools; visit the three.")
    pressed(page, "Give the advice")
    page.get_by_text("Recorded. Thank you.").wait_for()
    signed_in(page, live_server, "catherine")
    for each in ("exceptions/", f"exceptions/{exceptional.pk}/", "exceptions/review/", "decisions/"):
        looked_at(page, base + each)
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(f"{base}decisions/")
    page.get_by_label("Accept").focus()
    page.keyboard.press("Space")
    pressed(page, "Record the decision")
    page.get_by_text("There is a problem").wait_for()
    assert [*wrong_at(page, 820, 1180), *wrong_at(page, 320, 640)] == []
    page.get_by_label("Why").focus()
    page.keyboard.type("Worth forty hours.")
    page.get_by_label("Who owns it").select_option(label="Stevenage Police")
    page.get_by_label("By when").fill("2099-12-31")
    page.get_by_label("What is to be done").fill("Visit the three.")
    pressed(page, "Record the decision")
    page.get_by_text("Nothing is waiting for a decision.").wait_for()
    looked_at(page, own)
    page.get_by_role("link", name="Set a task").click()
    looked_at(page, page.url)
