"""The evidence pages in a real browser: wide, narrow, under the strict policy; withdrawing by hand."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.knowing.evidence.test_evidence_page import police
from tests.knowing.evidence.test_load_page import bad_rows, page_of
from tests.looking import LISTEN, focus_path, refused_by_policy, wrong_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser_page: Any, live_server: Any, cast: Cast) -> Any:
    """Amira's browser, signed in."""
    browser_page.add_init_script(LISTEN)
    browser_page.goto(f"{live_server.url}/account/login/")
    browser_page.get_by_label("E-mail address").fill("amira@example.org")
    browser_page.get_by_label("Password", exact=True).fill("a long password")
    browser_page.get_by_role("button", name="Sign in").click()
    return browser_page


def held(data: Path) -> str:
    """Police files with gaps and a restated month, and a partner's file with rejected rows; the latter."""
    police(data, {"2019-11": 4, "2020-01": 1200, "2020-02": 9}, released="2020-03")
    police(data, {"2020-02": 11}, name="b", released="2020-06")
    return bad_rows(data)


def test_the_evidence_page_breaks_no_rule_and_fits(
    page: Any, live_server: Any, data: Path, tmp_path: Path
) -> None:
    page.goto(f"{live_server.url}/holmbridge/evidence/")
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    held(data)
    page.goto(f"{live_server.url}/holmbridge/evidence/")
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    assert refused_by_policy(page) == []
    assert [stop["html"] for stop in focus_path(page) if not stop["shown"]] == []


def test_a_loads_page_breaks_no_rule_and_withdrawing_needs_no_more_than_a_reason(
    page: Any, live_server: Any, data: Path
) -> None:
    address = live_server.url + page_of(held(data))
    page.goto(address)
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.get_by_role("button", name="Withdraw this load").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert wrong_at(page, 1280) == []
    page.get_by_label("Why must this load not count?").fill("It names the wrong town.")
    page.get_by_role("button", name="Withdraw this load").click()
    expect(page.get_by_text("This load is withdrawn and does not count.")).to_be_visible()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.get_by_role("button", name="Bring this load back").click()
    expect(page.get_by_text("This load counts again.")).to_be_visible()
    assert refused_by_policy(page) == []
