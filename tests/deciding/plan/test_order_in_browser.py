"""A sub-priority put in its place with the keyboard alone, in a browser that runs no script."""

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stood_on(page: Any) -> tuple[str, str]:
    """The button the keyboard stands on, and what is read out with it."""
    page.wait_for_load_state()
    page.wait_for_function("document.activeElement.tagName == 'BUTTON'")
    button = " ".join(page.evaluate("document.activeElement.textContent").split())
    return button, page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    )


def test_a_sub_priority_is_moved_with_enter_alone_and_the_keyboard_stays_with_it(
    browser: Any, live_server: Any, edition: Any
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("E-mail address").fill("brian@example.org")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/holmbridge/plan/{edition.pk}/")
    page.get_by_role("button", name="Open the next edition").click()
    page.get_by_text("7 priorities to decide on").wait_for()
    page.goto(page.url.removesuffix("review/") + "parts/")
    page.locator("button", has_text="Later: Violent crime").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Violent crime: moved later, now 2 of 3").wait_for()
    among = "under Reduce violent crime and serious violent crime."
    assert stood_on(page) == ("Later: Violent crime", f"Violent crime: moved later, now 2 of 3 {among}")
    page.keyboard.press("Enter")
    page.get_by_text("Violent crime: now last of 3").wait_for()
    page.keyboard.press("Enter")  # once too often: it stays where it is, and so does the keyboard
    page.get_by_text("Violent crime: now last of 3").wait_for()
    assert stood_on(page) == ("Later: Violent crime", f"Violent crime: now last of 3 {among}")
    listed = page.locator("#sub-priorities ~ ol").first.locator("li a").all_inner_texts()
    assert listed == ["Domestic violence", "Hate crime", "Violent crime"]
    context.close()
