"""The look in a real browser: every component and every page of the front door, wide, narrow, enlarged,
on paper, in other people's colours, by keyboard, and under the strict policy."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.looking import (
    LISTEN,
    POLICY,
    broken_rules,
    first_load,
    focus_path,
    refused_by_policy,
    sideways,
    wrong_at,
)
from wardmote.measuring.drawing import palette

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CSS = Path(__file__).parents[2] / "src/wardmote/site/static/site/wardmote.css"
PARTS = "/account/parts/"
FIRST_LOAD = 150_000


@pytest.fixture
def door(browser: Any, live_server: Any, data: Path, settings: Any) -> str:
    """The address of the demonstration's front door."""
    settings.WARDMOTE_DEMO = True
    return str(live_server.url)


@pytest.fixture
def parts_page(door: str, browser_page: Any) -> Any:
    browser_page.add_init_script(LISTEN)
    browser_page.goto(door + PARTS)
    return browser_page


@pytest.fixture
def signed_in(door: str, cast: Cast, browser_page: Any) -> Any:
    """A page of Amira's browser, signed in with her password."""
    sign_in(browser_page, door, "amira")
    return browser_page


def wrong(page: Any) -> list[Any]:
    """What is wrong with a page at a desk and on a telephone."""
    return [*wrong_at(page, 1280), *wrong_at(page, 320, 640)]


def sign_in(page: Any, door: str, name: str) -> None:
    page.goto(f"{door}/account/login/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in").click()


# ---- components ----
def test_every_component_breaks_no_rule_and_fits(parts_page: Any) -> None:
    assert wrong(parts_page) == []


def test_a_form_full_of_errors_breaks_no_rule(parts_page: Any) -> None:
    parts_page.get_by_role("button", name="Save").click()
    expect(parts_page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert wrong(parts_page) == []
    focused = parts_page.evaluate("document.activeElement.className")
    assert "govuk-error-summary" in focused, "the summary is read out first"


def test_an_error_leads_to_its_field(parts_page: Any) -> None:
    parts_page.get_by_role("button", name="Save").click()
    summary = parts_page.locator(".govuk-error-summary a")
    for number in range(summary.count()):
        summary.nth(number).click()
        focused = parts_page.evaluate("'#' + document.activeElement.id")
        assert focused == summary.nth(number).get_attribute("href")


def test_pages_fit_when_enlarged_to_twice_the_size(browser: Any, door: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    page.goto(door + PARTS)
    assert sideways(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # and the letters alone, besides
    assert sideways(page) == []
    context.close()


def test_other_peoples_colours_keep_every_sign(browser: Any, door: str) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(door + PARTS)
    assert broken_rules(page) == []
    expect(page.locator(".wm-status svg").first).to_be_visible()
    stops = focus_path(page)
    assert [stop["html"] for stop in stops if not stop["shown"]] == []
    context.close()


def test_nothing_moves_for_who_asked_for_stillness(browser: Any, door: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(door + PARTS)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e))"
        ".filter(s => parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none').length"
    )
    assert moving == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def test_the_keyboard_reaches_all_in_reading_order_and_shows_where_it_is(parts_page: Any) -> None:
    stops = focus_path(parts_page)
    assert len(stops) > 40
    assert "Skip to the page" in stops[0]["html"]
    assert [stop["html"] for stop in stops if not stop["shown"]] == []
    assert [stop["html"] for stop in stops if not stop["inside"]] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)


def test_cards_on_a_telephone_are_sorted_above_them_and_no_hidden_head_takes_a_stop(parts_page: Any) -> None:
    sorting = parts_page.get_by_role("navigation", name="Sort the list: Wards by rate")
    expect(sorting, "beside a table its heads sort").not_to_be_visible()
    parts_page.set_viewport_size({"width": 360, "height": 640})
    expect(parts_page.locator("#wards thead")).not_to_be_visible()
    sorting.get_by_role("link", name="Crimes").click()
    assert "wards-sort=-1" in parts_page.url
    expect(sorting.get_by_role("link", name="Crimes (descending)")).to_be_visible()
    assert wrong(parts_page) == []


def test_the_skip_link_leads_past_the_head_of_the_page(parts_page: Any) -> None:
    parts_page.keyboard.press("Tab")
    parts_page.keyboard.press("Enter")
    assert parts_page.evaluate("document.activeElement.id") == "main"


# ---- paper ----
def test_paper_has_the_words_and_not_the_controls(parts_page: Any) -> None:
    parts_page.emulate_media(media="print")
    for hidden in (
        ".govuk-breadcrumbs",
        ".govuk-button",
        ".govuk-skip-link",
        ".wm-table__tools",
        ".wm-picture__links",
    ):
        expect(parts_page.locator(hidden).first, hidden).not_to_be_visible()
    for shown in ("h1", ".wm-head__product", ".wm-banner", "#wards", ".wm-picture svg", ".wm-foot p"):
        expect(parts_page.locator(shown).first, shown).to_be_visible()


def test_paper_needs_no_sideways_room(parts_page: Any) -> None:
    parts_page.set_viewport_size({"width": 666, "height": 900})  # A4 less its margins, at 96 dots an inch
    parts_page.emulate_media(media="print")
    assert sideways(parts_page) == []


# ---- the policy ----
def test_pages_with_drawings_obey_the_strict_policy(door: str, parts_page: Any) -> None:
    answer = parts_page.request.get(door + PARTS)
    assert sorted(answer.headers["content-security-policy"].split("; ")) == sorted(POLICY.split("; "))
    parts_page.locator("#wards thead").get_by_role("link", name="Area").click()
    assert parts_page.locator(".wm-picture svg rect").count() > 20
    assert refused_by_policy(parts_page) == []


def test_the_policy_stops_what_is_written_into_a_page(parts_page: Any) -> None:
    parts_page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    parts_page.wait_for_timeout(100)
    assert refused_by_policy(parts_page) == ["style-src-attr"]


def test_the_first_load_is_small(door: str, browser_page: Any) -> None:
    sent = first_load(browser_page, door + PARTS)
    assert sum(sent.values()) < FIRST_LOAD, sent
    assert len([url for url in sent if url.endswith(".woff2")]) == 2, "two weights, one subset"
    assert all(url.startswith(door) for url in sent)


# ---- script and no script ----
def crimes(page: Any) -> list[int]:
    cells = page.locator("#wards tbody tr").evaluate_all("rows => rows.map(r => r.cells[1].textContent)")
    return [int(cell.replace(",", "")) for cell in cells]


def test_a_list_sorts_by_its_address(parts_page: Any) -> None:
    before = crimes(parts_page)
    parts_page.locator("#wards thead").get_by_role("link", name="Crimes").click()
    assert crimes(parts_page) == sorted(crimes(parts_page), reverse=True) != before
    assert parts_page.locator("#wards th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert "wards-sort=-1" in parts_page.url
    parts_page.locator("#wards thead").get_by_role("link", name="Crimes").click()
    assert crimes(parts_page) == sorted(crimes(parts_page))


def test_without_script_lists_sort_fields_show_and_the_menu_is_open(browser: Any, door: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(door + PARTS)
    page.locator("#wards thead").get_by_role("link", name="Crimes").click()
    assert crimes(page) == sorted(crimes(page), reverse=True)
    narrow = page.get_by_role("search", name="Narrow the list: Wards by rate")
    narrow.get_by_label("Find").fill("manor")
    narrow.get_by_role("button", name="Show").click()
    assert 0 < page.locator("#wards tbody tr").count() < 20
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    context.close()


def test_long_work_tells_how_far_it_is_and_leads_on_when_it_ends(door: str, browser_page: Any) -> None:
    told = iter(
        [
            '{"done": 7, "total": 24, "words": "Reading month 7 of 24"}',
            '{"ended": true, "url": "/account/login/"}',
        ]
    )
    browser_page.route(
        "**/state.json", lambda route: route.fulfill(body=next(told), content_type="application/json")
    )
    browser_page.goto(door + PARTS)
    bar = browser_page.locator("[data-wm-progress='state.json']")
    bar.get_by_text("Reading month 7 of 24").wait_for()
    assert bar.locator("progress").get_attribute("value") == "7"
    browser_page.wait_for_url("**/account/login/")


# ---- the front door's pages ----
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/account/login/",
        "/account/logout/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/no/page/",
    ],
)
def test_pages_before_signing_in(door: str, browser_page: Any, address: str) -> None:
    browser_page.goto(door + address)
    assert wrong(browser_page) == []


def test_an_account_from_the_first_password_to_the_second_step(
    door: str, cast: Cast, signed_in: Any, settings: Any
) -> None:
    page, minutes = signed_in, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    for address in ("password/change/", "email/", "2fa/"):
        page.goto(f"{door}/account/{address}")
        assert wrong(page) == [], address
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # as if signing in were long ago
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Confirm that it is you").wait_for()
    assert wrong(page) == []
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = minutes
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Confirm").click()
    assert wrong(page) == []
    secret = page.locator("main code").text_content()
    page.get_by_label("2. Write the six digits").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    assert wrong(page) == [], "a wrong code"
    secret = page.locator("main code").text_content()
    page.get_by_label("2. Write the six digits").fill(code_now(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert wrong(page) == []
    for address in ("", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        page.goto(f"{door}/account/2fa/{address}")
        assert wrong(page) == [], address
    page.goto(f"{door}/account/reauthenticate/")
    assert wrong(page) == []
    page.goto(f"{door}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(page, door, "amira")
    expect(page.get_by_role("heading", name="Your second step")).to_be_visible()
    assert wrong(page) == []


def code_now(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return str(
        auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    )


@pytest.fixture
def link_by_mail(door: str, cast: Cast, browser_page: Any, mailoutbox: list[Any], settings: Any) -> str:
    settings.WARDMOTE_SENDS_MAIL = True
    browser_page.goto(f"{door}/account/password/reset/")
    browser_page.get_by_label("E-mail address").fill("amira@example.org")
    browser_page.get_by_role("button", name="Send me a link").click()
    expect(browser_page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    found = re.search(r"https?://\S+", mailoutbox[0].body)
    assert found
    return re.sub(r"^https?://[^/]+", door, found[0])


def test_a_forgotten_password_is_set_anew_by_mail(link_by_mail: str, browser_page: Any) -> None:
    browser_page.goto(link_by_mail)
    assert wrong_at(browser_page, 320) == []
    browser_page.get_by_label("New Password", exact=True).fill("a new long password")
    browser_page.get_by_label("New Password (again)").fill("another")
    browser_page.get_by_role("button", name="Set password").click()
    assert wrong_at(browser_page, 320) == []
    browser_page.get_by_label("New Password", exact=True).fill("a new long password")
    browser_page.get_by_label("New Password (again)").fill("a new long password")
    browser_page.get_by_role("button", name="Set password").click()
    expect(browser_page.get_by_role("heading", name="Your new password is set")).to_be_visible()
    assert wrong_at(browser_page, 320) == []
    browser_page.goto(link_by_mail)
    expect(
        browser_page.get_by_role("heading", name="This link was used already, or is too old")
    ).to_be_visible()
    assert wrong_at(browser_page, 320) == []


@pytest.mark.parametrize("page_name", ["400", "403", "403_csrf", "404", "409", "413", "500", "507"])
def test_pages_that_tell_of_trouble(door: str, browser_page: Any, page_name: str) -> None:
    from django.template.loader import render_to_string

    from wardmote.site.errors import disk_trouble

    refusal = disk_trouble(OSError(28, "No space left on device")) if page_name == "507" else None
    name = page_name.replace("507", "500")
    html = render_to_string(f"{name}.html", {"refusal": refusal, "kept": True, "limit": 1024**3, "back": "/"})
    browser_page.route(
        "**/trouble", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    browser_page.goto(f"{door}/trouble")
    assert browser_page.locator("h1").count() == 1
    assert browser_page.get_by_role("main").get_by_role("button").count() == 1, "one thing to do"
    assert wrong(browser_page) == []


# ---- inside a partnership ----
@pytest.fixture
def monday(signed_in: Any) -> Iterator[Any]:
    assert signed_in.url.endswith("/holmbridge/")
    return signed_in


def test_the_head_says_where_one_is_and_as_whom(monday: Any) -> None:
    assert wrong(monday) == []
    head = monday.get_by_role("banner").text_content()
    for said in (
        "Holmbridge Community Safety Partnership",
        "Amira",
        "partnership analyst",
        "Borough council",
    ):
        assert said in head, said
    here = monday.get_by_role("navigation", name="Pages").locator("[aria-current=page]")
    assert here.text_content() == "Monday"


def test_on_a_telephone_the_pages_fold_into_a_menu(monday: Any) -> None:
    monday.set_viewport_size({"width": 320, "height": 640})
    monday.reload()
    evidence = monday.get_by_role("navigation", name="Pages").get_by_role("link", name="Evidence")
    expect(evidence).not_to_be_visible()
    monday.get_by_role("button", name="Menu").click()
    expect(evidence).to_be_visible()


# ---- colours ----
@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("ink", palette.INK),
        ("quiet", palette.QUIET),
        ("accent", palette.ACCENT),
        ("hair", palette.GRID),
        ("paper", palette.PAPER),
    ],
)
def test_pages_and_drawings_have_the_same_colours(name: str, colour: str) -> None:
    assert colours()[name] == colour


@pytest.mark.parametrize(
    "name", ["ink", "quiet", "accent", "accent-dark", "context", "on-track", "near", "off-track"]
)
@pytest.mark.parametrize("ground", ["paper", "wash", "accent-wash", "look-wash", "refused-wash"])
def test_text_stands_out_from_its_ground(name: str, ground: str) -> None:
    assert palette.contrast(colours()[name], colours()[ground]) >= 4.5 or (
        name == "context" and ground != "paper"
    )


def colours() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", CSS.read_text("utf-8")))
