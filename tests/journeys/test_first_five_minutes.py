"""From nothing to a signed assessment without a terminal: the first five minutes of a newcomer, in a browser.

The only words typed outside the browser are the start itself. On SQLite, and on PostgreSQL
with ``WARDMOTE_POSTGRESQL=all``, as in ``.ci/run``. The town's files are made here; see ``holmbridge``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import holmbridge
from tests.journeys.serving import Served
from tests.looking import LISTEN, refused_by_policy, wrong_at
from tests.postgresql import server, why_not_everything

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOON = 60_000  # milliseconds a job may take on a busy machine


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """An installation that was never used, in a clean folder."""
    if request.param == "sqlite":
        with Served(tmp_path / "first") as running:
            yield running
        return
    if reason := why_not_everything():
        pytest.skip(reason)
    with server() as address, Served(tmp_path / "first", extra={"WARDMOTE_DATABASE": address}) as running:
        yield running


def test_a_newcomer_gets_from_nothing_to_a_signed_assessment(
    served: Served, browser_page: Any, tmp_path: Path
) -> None:
    page = browser_page
    page.add_init_script(LISTEN)
    begin(page, served)
    assert "Nothing is held here yet" in page.inner_text("main")
    press(page, "Add a file")
    drop(page, holmbridge.write_archive(tmp_path / "police-2021.zip"))
    assert "January 2020 to December 2021" in page.inner_text("main")
    assert page.get_by_label(re.compile("district", re.IGNORECASE)).first.input_value()
    assert "boundar" in page.inner_text("main").lower(), "what else is needed is named"
    assert wrong_at(page, 1280) == []
    load(page)
    for write, name in (
        (holmbridge.write_boundaries, "lsoa.geojson"),
        (holmbridge.write_residents, "population_mid2020_lsoa11.csv"),
    ):
        press(page, "Add another file")
        drop(page, write(tmp_path / name))
        load(page)
    read_and_sign(page, served)
    assert refused_by_policy(page) == []


def begin(page: Any, served: Served) -> None:
    """By the link the start printed."""
    page.goto(served.link(r"http://\S+/account/begin/\S+"))
    page.get_by_label("Town or district").fill("Holmbridge")
    page.get_by_label("Body you work for", exact=True).fill("Holmbridge Borough Council")
    page.get_by_label("Your name").fill("Brian Cole")
    page.get_by_label("Your e-mail address").fill("brian@example.org")
    page.get_by_label("Choose a password").fill("lantern gravel tuesday")
    page.get_by_role("button", name="Begin").click()


def press(page: Any, words: str) -> None:
    """A link or a button, whichever it is."""
    page.locator("main").locator("a, button").filter(has_text=words).first.click()


def drop(page: Any, path: Path) -> None:
    page.locator('input[type="file"]').set_input_files(path)
    page.get_by_role("button", name="Add these files").click()
    page.get_by_role("heading", name=path.name).wait_for(timeout=SOON)


def load(page: Any) -> None:
    """Say yes and wait, as a person does who watches the page."""
    page.get_by_role("button", name="Load this file").click()
    try:
        page.get_by_role("button", name="Read the assessment").wait_for(timeout=SOON)
    except Exception:
        raise AssertionError(page.inner_text("main")) from None


def read_and_sign(page: Any, served: Served) -> None:
    """Map, first sentence, its rows, a correction, print, sign-off."""
    page.get_by_role("link", name="Map", exact=True).click()
    assert "for every 1,000 residents" in page.inner_text("main")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Assessment").click()
    page.get_by_role("link", name="Strategic assessment 2021").first.click()
    for _ in range(60):
        if "1,000 residents" in page.inner_text("main"):
            break
        page.wait_for_timeout(1000)
        page.reload()
    main = page.inner_text("main")
    assert "Vehicle crime has about doubled" in main, "20 a month, then 40"
    page.get_by_role("link", name="480", exact=True).first.click()
    assert "/figures/" in page.url
    assert "240" in page.inner_text("main")
    page.go_back()
    page.get_by_role("link", name=re.compile("^Correct")).nth(1).click()
    page.get_by_label(re.compile("words", re.IGNORECASE)).first.fill(
        "Vehicle crime doubled, as every officer knows."
    )
    page.get_by_role("button", name=re.compile("Keep|Save")).first.click()
    page.get_by_text("as every officer knows").first.wait_for(timeout=SOON)
    sign(page)
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")


def sign(page: Any) -> None:
    """The draft with the correction in it; a reason for each part that is missing."""
    said = ""
    for _ in range(90):
        if page.locator("a", has_text="Sign off").count():
            press(page, "Sign off")
            for field in page.locator("main").get_by_role("textbox").all():
                if not field.input_value():
                    field.fill("The first assessment of this partnership.")
            if page.locator("main button", has_text="Sign off").count():
                page.get_by_label("I have read this version").set_checked(True, force=True)
                page.locator("main button", has_text="Sign off").click()
            said = page.inner_text("main")
            if "Signed off by" in said:
                return
        page.wait_for_timeout(1000)
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Assessment").click()
        page.get_by_role("link", name="Strategic assessment 2021").first.click()
    raise AssertionError(said)
