"""Money and what an edition says, in a real browser: wide, narrow, on paper, under the strict policy."""

from typing import Any

import pytest

from tests.looking import LISTEN, refused_by_policy, wrong_at, wrong_on_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOWN = (
    "strategies/", "contacts/", "area/?count=300", "structure/?on=2007-08-01", "structure/", "foreword/",
    "funds/", "funds/add/", "funds/safer-streets/", "funds/safer-streets/change/",
    "funds/safer-streets/allocate/", "actions/A1.1.1/", "priorities/PR-1/",
)  # fmt: skip
WRITTEN = (
    "parts/", "parts/facts/add/", "parts/facts/F-01/", "parts/sub-priorities/add/", "parts/indicators/I-03/",
    "parts/strategies/add/", "parts/contacts/telephone/", "texts/add/", "visions/add/", "foreword/",
    "parts/?table=sub_priorities&key=hate-crime&way=later", "parts/bodies/add/", "parts/bodies/sbc/",
    "parts/groups/jag/", "structure/",
)  # fmt: skip


def looked_at(page: Any, url: str) -> None:
    page.goto(url)
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == [], url
    assert refused_by_policy(page) == [], url
    assert wrong_on_paper(page) == [], url


def test_money_and_what_an_edition_says_break_no_rule_wide_narrow_and_on_paper(
    browser_page: Any, live_server: Any, edition: Any
) -> None:
    page = browser_page
    page.add_init_script(LISTEN)
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("E-mail address").fill("brian@example.org")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    base = f"{live_server.url}/holmbridge/plan/{edition.pk}/"
    page.goto(f"{base}funds/add/")
    page.get_by_label("Name").fill("Safer streets")
    page.get_by_label("Who gives it").fill("County council")
    page.get_by_label("How much, in pounds").fill("10000")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Give to an action").click()
    page.get_by_label("Which action?").select_option("A1.1.1")
    page.get_by_label("How much in all, in pounds").fill("2500")
    page.get_by_label("Why").fill("It was asked for.")
    page.get_by_role("button", name="Give it").click()
    page.get_by_text("£2,500 allocated, £7,500 free").wait_for()
    for each in SHOWN:
        looked_at(page, base + each)
    page.goto(base)
    page.get_by_role("button", name="Open the next edition").click()
    page.get_by_text("7 priorities to decide on").wait_for()
    draft = page.url.removesuffix("review/")
    for each in WRITTEN:
        looked_at(page, draft + each)
