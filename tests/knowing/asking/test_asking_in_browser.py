"""The asking pages in a real browser: wide, narrow, on paper, under the strict policy, by keyboard."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.knowing.asking.conftest import CHANGES, MAP, VEHICLE
from tests.knowing.asking.test_changes_page import address
from tests.looking import LISTEN, focus_path, refused_by_policy, wrong_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser_page: Any, live_server: Any, town: Cast) -> Any:
    """Amira's browser, signed in, over Holmbridge's evidence."""
    browser_page.add_init_script(LISTEN)
    browser_page.goto(f"{live_server.url}/account/login/")
    browser_page.get_by_label("E-mail address").fill("amira@example.org")
    browser_page.get_by_label("Password", exact=True).fill("a long password")
    browser_page.get_by_role("button", name="Sign in").click()
    return browser_page


@pytest.mark.parametrize(
    "path", [CHANGES, address(measure=VEHICLE), address(MAP, measure=VEHICLE), address(period="nonsense")]
)
def test_a_page_breaks_no_rule_and_fits(page: Any, live_server: Any, path: str) -> None:
    page.goto(live_server.url + path)
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    assert refused_by_policy(page) == []
    assert [stop["html"] for stop in focus_path(page) if not stop["shown"]] == []


def test_from_the_table_to_a_measure_to_the_figure_and_its_load(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + CHANGES)
    page.get_by_role("link", name="Vehicle crime", exact=True).first.click()
    page.get_by_role("heading", name="Vehicle crime in Holmbridge").wait_for()
    page.get_by_role("link", name="480", exact=True).first.click()
    page.get_by_role("heading", name="240 before, 480 now: 2.00 times").wait_for()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.get_by_role("link", name="2021-12-hertfordshire-street.csv").click()
    page.get_by_role("heading", name="2021-12-hertfordshire-street.csv").wait_for()


def test_a_click_on_the_map_leads_to_the_area(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + address(MAP, measure=VEHICLE))
    page.locator(".wm-drawing svg a").first.click()
    page.get_by_role("heading", name="Vehicle crime in Holmbridge 00").wait_for()


def test_the_form_asks_another_question(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + CHANGES)
    page.get_by_label("What", exact=True).select_option(label="Burglary")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="Burglary in Holmbridge").wait_for()
    assert "measure=police-uk%2Fburglary" in page.url
