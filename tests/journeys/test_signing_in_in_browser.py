"""Signing in as people do: by passkey, with a recovery code, by single sign-on; and out in mid-session; a
second step that is lost, given back by two people.

One installation in a process of its own that obliges managers to a second step, and one provider in another.
The passkeys lie in Chromium's virtual authenticator.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.identity_provider import PASSWORD as PASSWORD_THERE
from tests.identity_provider import Provider
from tests.installation import Installation
from tests.journeys.serving import Served, free_port
from tests.looking import LISTEN, refused_by_policy, wrong_at

PASSWORD = "lantern gravel tuesday"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("signing-in"), free_port()
    back = f"http://localhost:{port}/account/single-sign-on/council/login/callback/"
    with Provider(folder / "provider", back) as provider:
        extra = {"WARDMOTE_SINGLE_SIGN_ON": str(provider.file), "WARDMOTE_TWO_STEPS": "manager"}
        words = ("serve", "--data", str(folder / "data"), "--no-worker")
        with Served(folder, *words, extra=extra, port=port) as running:
            yield running


@pytest.fixture
def bea(browser_page: Any, served: Served) -> Any:
    """The browser of the first manager, with a place for passkeys."""
    browser_page.add_init_script(LISTEN)
    cdp = browser_page.context.new_cdp_session(browser_page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return browser_page


@pytest.fixture
def elsewhere(browser: Any) -> Iterator[Any]:
    """A page of another browser, without passkeys."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


def looks_right(page: Any, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    assert [*wrong_at(page, 320, 640), *wrong_at(page, 1280)] == [], heading
    assert refused_by_policy(page) == [] if page.evaluate("'broken' in window") else True


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out").click()


def by_password(page: Any, served: Served, name: str = "bea") -> None:
    page.goto(f"{served.url}/account/login/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_first_passkey_to_a_removal_in_mid_session(served: Served, bea: Any, elsewhere: Any) -> None:
    codes = begins_with_a_passkey(served, bea)
    signs_in_by_passkey(served, bea)
    recovers_with_a_code(served, elsewhere, codes)
    ends_the_other_session(served, bea, elsewhere)
    joins_by_single_sign_on(served, bea, elsewhere)
    is_removed_in_mid_session(served, bea, elsewhere)


def begins_with_a_passkey(served: Served, page: Any) -> list[str]:
    """A manager is led to a second step, and from there to where she was going; her recovery codes."""
    page.goto(served.link(r"http://\S+/account/begin/\S+"))
    filled = {
        "Town or district": "Holmbridge",
        "Body you work for": "Borough council",
        "Your name": "Bea",
        "Your e-mail address": "bea@example.org",
        "Choose a password": PASSWORD,
    }
    for label, text in filled.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_role("main").get_by_role("button").last.click()
    looks_right(page, "Add a second step to your sign-in")
    page.goto(f"{served.url}/holmbridge/people/")
    page.get_by_role("button", name="Add a passkey").click()
    looks_right(page, "Add a passkey")
    page.get_by_label("What you call it").fill("My laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    looks_right(page, "Recovery codes")
    codes: list[str] = page.locator(".wm-codes code").all_inner_texts()
    page.get_by_role("link", name="Go on with what you were doing").click()
    assert page.url == f"{served.url}/holmbridge/people/"
    return codes


def signs_in_by_passkey(served: Served, page: Any) -> None:
    """By it alone, and by it after the password; then it is renamed."""
    sign_out(page)
    page.goto(f"{served.url}/account/login/?next=/holmbridge/help/")
    looks_right(page, "Sign in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/holmbridge/help/")
    sign_out(page)
    by_password(page, served)
    looks_right(page, "Your second step")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/holmbridge/")
    page.goto(f"{served.url}/account/2fa/webauthn/")
    looks_right(page, "Your passkeys")
    page.get_by_role("link", name="Rename").click()
    looks_right(page, "Rename a passkey")
    page.get_by_label("What you call it").fill("My own laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove My own laptop").click()
    looks_right(page, "Remove the passkey My own laptop?")
    page.goto(f"{served.url}/account/2fa/webauthn/reauthenticate/?next=/holmbridge/people/")
    looks_right(page, "Confirm that it is you")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/holmbridge/people/")
    page.goto(f"{served.url}/account/2fa/")
    looks_right(page, "Your account")


def recovers_with_a_code(served: Served, page: Any, codes: list[str]) -> None:
    """Her laptop is lost: a code lets her in, once."""
    for found in ("**/holmbridge/", "**/2fa/authenticate/"):
        by_password(page, served)
        page.get_by_label("Code").fill(codes[0])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(found)
        if found == "**/holmbridge/":
            sign_out(page)
    page.get_by_label("Code").fill(codes[1])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/holmbridge/")


def ends_the_other_session(served: Served, page: Any, other: Any) -> None:
    page.goto(f"{served.url}/account/sessions/")
    looks_right(page, "Where you are signed in")
    page.get_by_role("button", name="End it").click()
    other.reload()
    assert "/account/login/" in other.url


def joins_by_single_sign_on(served: Served, page: Any, other: Any) -> None:
    """Whom nobody invited gets words; once invited, the same sign-in lets them in."""
    by_provider(served, other, "olu")
    looks_right(other, "There is no account here for you yet")
    page.goto(f"{served.url}/holmbridge/people/invite/")
    page.get_by_label("E-mail address").fill("olu@example.org")
    page.get_by_label("Or a body that is not in the list").fill("Holmbridge Homes")
    page.get_by_label("partner officer").check()
    page.get_by_role("button", name="Invite").click()
    by_provider(served, other, "olu")
    other.wait_for_url("**/holmbridge/")
    assert "Olu" in other.inner_text("header")


def by_provider(served: Served, page: Any, name: str) -> None:
    page.goto(f"{served.url}/account/login/")
    page.get_by_role("button", name="Sign in with the council").click()
    page.wait_for_load_state()
    if "/sign-in/" in page.url:
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD_THERE)
        page.get_by_role("button", name="Sign in here").click()


def is_removed_in_mid_session(served: Served, page: Any, other: Any) -> None:
    page.goto(f"{served.url}/holmbridge/people/")
    page.get_by_role("row", name="Olu").get_by_role("button", name="End").click()
    page.get_by_role("button", name="End it").click()
    answer = other.reload()
    assert answer.status == 404


OTHERHAM = f"""
from allauth.mfa.totp.internal.auth import TOTP
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Person
town = joining.begin_partnership(slug="otherham", name="Otherham", by="the tests")
body = joining.body_named(town, name="Otherham council", kind="district-council")
for name, role in (("adam", "administrator"), ("cath", "chair"), ("mona", "manager")):
    person = Person.objects.create_user(name + "@example.org", name.capitalize(), {PASSWORD!r})
    joining.join(town, person=person, body=body, role=role, by="the tests")
TOTP.activate(person, "JBSWY3DPEHPK3PXP")
"""


def test_a_lost_second_step_is_given_back_by_two_people(served: Served, bea: Any) -> None:
    """The manager lost her telephone and its codes; the administrator asks, the chair confirms."""
    page, settings = bea, {"DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
    Installation(served.folder / "data", {**served.environment, **settings}).answer(OTHERHAM)
    by_password(page, served, "mona")
    looks_right(page, "Your second step")
    page.context.clear_cookies()
    by_password(page, served, "adam")
    page.wait_for_url("**/otherham/")
    page.goto(f"{served.url}/otherham/people/locks/")
    page.get_by_role("row", name="Mona").get_by_role("button", name="It is lost").click()
    looks_right(page, "Ask for the second step of Mona to be taken away?")
    page.get_by_role("button", name="Ask for it").click()
    said = page.get_by_text("within two days:").inner_text()
    (link,) = re.findall(r"http://\S+/people/second-step/\S+/", said)
    assert page.goto(link).status == 404, "who asked does not confirm"
    page.goto(f"{served.url}/otherham/help/")
    sign_out(page)
    by_password(page, served, "cath")
    page.wait_for_url("**/otherham/")
    page.goto(link)
    looks_right(page, "Take the second step of Mona away?")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The second step of Mona is taken away.")).to_be_visible()
    sign_out(page)
    by_password(page, served, "mona")
    looks_right(page, "Add a second step to your sign-in")
