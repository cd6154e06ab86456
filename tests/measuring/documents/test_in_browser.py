"""The page in a real browser: no accessibility rule broken, nothing cut off on a phone, no request."""

import pytest

from tests.looking import broken_rules
from tests.measuring.documents.example import document
from wardmote.measuring.documents.html import render_html

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser_page, tmp_path):
    (tmp_path / "assessment.html").write_text(render_html(document()), encoding="utf-8")
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto((tmp_path / "assessment.html").as_uri())
    return browser_page, asked


def test_no_accessibility_rule_is_broken_wide_or_narrow(opened):
    page, _ = opened
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert broken_rules(page) == [], width


def test_a_phone_needs_no_sideways_scrolling(opened):
    page, _ = opened
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_asks_no_other_machine(opened):
    _, asked = opened
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_the_house_type_is_in_use(opened):
    page, _ = opened
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check(\"16px 'Source Sans 3'\"))")


def test_the_skip_link_comes_first_and_leads_to_the_assessment(opened):
    page, _ = opened
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
