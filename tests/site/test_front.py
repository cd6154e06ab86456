"""The front door: who comes in, by which link, and what is not there for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.cast import NO_NUMBERS, Cast, html
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners import tokens
from wardmote.ground.partners.forms import AccountForm
from wardmote.ground.partners.models import Body, Invitation, Membership, Partnership, Person
from wardmote.site.access import table
from wardmote.site.accounts.front import begin_token
from wardmote.site.accounts.outbox import Outbox

SURE = {"sure": "yes"}


def test_nobody_signed_in_is_asked_to_sign_in_and_no_cookie_is_set_before_it_is_needed(cast: Cast) -> None:
    assert Partnership.objects.filter(slug="holmbridge").exists()
    client = Client()
    front = client.get("/")
    assert front.status_code == 200 and "Sign in" in html(front)
    assert not front.cookies
    assert client.get("/sign-in/")["Location"] == "/account/login/", "short, to be told by telephone"
    town = client.get("/holmbridge/")
    assert town.status_code == 302 and town["Location"].endswith("?next=%2Fholmbridge%2F")
    assert client.get("/nowhere-at-all/").status_code == 302, "a town that is not there looks the same"


@pytest.mark.parametrize("slug", ["holmbridge", "otherham"])
def test_a_stranger_finds_nothing_in_a_town_and_the_same_nothing_elsewhere(cast: Cast, slug: str) -> None:
    name = "stella" if slug == "holmbridge" else "amira"
    client = cast.client(name)
    there, nowhere = client.get(f"/{slug}/"), client.get("/no-such-town/")
    assert there.status_code == nowhere.status_code == 404
    assert html(there) == html(nowhere)


def test_one_town_opens_by_itself_and_a_county_analyst_chooses(cast: Cast) -> None:
    assert cast.client("amira").get("/")["Location"] == "/holmbridge/"
    choice = html(cast.client("carol").get("/"))
    assert "Holmbridge Community" in choice and "Otherham Community" in choice


def test_the_administrator_reads_no_records(cast: Cast) -> None:
    client = cast.client("adam")
    assert client.get("/holmbridge/people/").status_code == 200
    for page in ("evidence/", "map/", "changes/", "assessment/"):
        assert client.get(f"/holmbridge/{page}").status_code == 404


def test_a_membership_that_ended_opens_nothing(cast: Cast) -> None:
    client, manager = cast.client("catherine"), cast.client("brian")
    assert client.get("/holmbridge/").status_code == 200
    held = Membership.objects.get(person=cast.catherine)
    Membership.objects.filter(pk=held.pk).update(begins="2020-01-01")
    asked = html(manager.post(f"/holmbridge/people/{held.pk}/leave/"))
    assert "End the membership of Catherine as chair of the strategy group?" in asked
    assert client.get("/holmbridge/").status_code == 200, "asked first"
    assert manager.post(f"/holmbridge/people/{held.pk}/leave/", SURE).status_code == 302
    assert client.get("/holmbridge/").status_code == 404


def test_a_new_officer_joins_by_invitation(cast: Cast) -> None:
    answer = cast.client("brian").post(
        "/holmbridge/people/invite/",
        {
            "email": "Olu@example.org",
            "new_body": "Holmbridge Homes",
            "new_kind": "housing",
            "roles": ["officer"],
        },
    )
    link = re.search(r"/account/invitation/[\w-]+/", html(answer))
    assert link and link[0] in mail.outbox[0].body
    client = Client()
    asked = client.get(link[0])
    assert "olu@example.org" in html(asked) and "partner officer" in html(asked)
    weak = client.post(link[0], {"name": "Olu", "password": "short"})
    assert weak.status_code == 400 and "12 characters" in html(weak)
    assert client.post(link[0], {"name": "Olu", "password": "lantern gravel tuesday"}).status_code == 302
    assert html(client.get("/holmbridge/")).count("Olu") >= 1
    assert client.get("/holmbridge/people/").status_code == 404, "an officer manages nobody"
    assert Client().get(link[0]).status_code == 410, "the link works once"
    assert {"partners.invited", "partners.joined"} <= set(Entry.objects.values_list("what", flat=True))


@pytest.mark.parametrize("written", ["borough  COUNCIL ", "BoroughCouncil", "Borough council"])
def test_a_body_written_otherwise_is_the_one_there_is(cast: Cast, written: str) -> None:
    before = Body.objects.count()
    asked = {"email": "x@example.org", "new_body": written, "new_kind": "police", "roles": ["chair"]}
    assert cast.client("brian").post("/holmbridge/people/invite/", asked).status_code == 200
    assert Body.objects.count() == before
    assert Invitation.objects.get().body.name == "Borough council"


def test_a_button_pressed_twice_at_an_invitation_is_told_in_words(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"email": "olu@example.org", "new_body": "Homes", "new_kind": "housing", "roles": ["officer"]}
    answer = cast.client("brian").post("/holmbridge/people/invite/", asked)
    link = re.search(r"/account/invitation/[\w-]+/", html(answer))
    assert link
    mine, first = {"name": "Olu", "password": "lantern gravel tuesday"}, Client()
    cleaned = AccountForm.full_clean

    def pressed_before(form: AccountForm) -> None:
        monkeypatch.setattr(AccountForm, "full_clean", cleaned)
        assert first.post(link[0], mine).status_code == 302
        cleaned(form)

    monkeypatch.setattr(AccountForm, "full_clean", pressed_before)
    second = Client().post(link[0], mine)
    assert second.status_code == 400 and "sign in with the password you chose" in html(second)
    assert Membership.objects.filter(person__email="olu@example.org").count() == 1


@pytest.mark.parametrize("server", [False, True])
def test_an_invitation_is_said_to_be_sent_only_where_mail_is(cast: Cast, settings: Any, server: bool) -> None:
    settings.WARDMOTE_SENDS_MAIL = server
    brian, told = cast.client("brian"), "No mail server is set"
    asked = {"email": "x@example.org", "new_body": "Police", "new_kind": "police", "roles": ["chair"]}
    answer = html(brian.post("/holmbridge/people/invite/", asked))
    assert ("The link is on its way by e-mail" in answer) == server
    assert (told in answer) == (told in html(brian.get("/holmbridge/people/"))) == (not server)


def test_only_an_administrator_makes_another(cast: Cast) -> None:
    asked = {"email": "x@example.org", "new_body": "Police", "new_kind": "police", "roles": ["administrator"]}
    refused = cast.client("brian").post("/holmbridge/people/invite/", asked)
    assert refused.status_code == 400 and "Only an administrator" in html(refused)
    assert cast.client("adam").post("/holmbridge/people/invite/", asked).status_code == 200


def test_a_withdrawn_invitation_opens_nothing(cast: Cast) -> None:
    asked = {"email": "x@example.org", "new_body": "Police", "new_kind": "police", "roles": ["chair"]}
    answer = cast.client("brian").post("/holmbridge/people/invite/", asked)
    link = re.search(r"/account/invitation/[\w-]+/", html(answer))
    assert link
    number = re.search(r"invitations/(\d+)/withdraw", html(cast.client("brian").get("/holmbridge/people/")))
    assert number
    address = f"/holmbridge/people/invitations/{number[1]}/withdraw/"
    assert cast.client("brian").get(address)["Location"] == "/holmbridge/people/"
    assert "Withdraw the invitation to x@example.org?" in html(cast.client("brian").post(address))
    assert Client().get(link[0]).status_code == 200, "asked first"
    cast.client("brian").post(address, SURE)
    assert Client().get(link[0]).status_code == 410


def test_the_button_of_a_token_leads_to_the_tokens_where_it_is_no_post(cast: Cast) -> None:
    by = cast.viewer("brian")
    token, _ = tokens.make(cast.holmbridge, name="Reports", whom=cast.brian, by=by)
    answer = cast.client("brian").get(f"/holmbridge/people/tokens/{token.pk}/withdraw/")
    assert answer["Location"] == "/holmbridge/people/tokens/"
    token.refresh_from_db()
    assert token.withdrawn_at is None


def test_the_first_person_begins_the_first_partnership_and_nobody_a_second_one_that_way(
    db: None, data: object
) -> None:
    link = f"/account/begin/{begin_token()}/"
    client = Client()
    filled = {
        "town": "Bishop’s Stortford",
        "body": "East Herts Council",
        "kind": "district-council",
        "name": "Bea",
        "email": "Bea@example.org",
        "password": "lantern gravel tuesday",
    }
    assert client.get("/account/begin/made-up/").status_code == 410
    assert client.post(link, {**filled, "password": "short"}).status_code == 400
    assert Partnership.objects.count() == 0 and Person.objects.count() == 0
    assert client.post(link, filled)["Location"] == "/bishops-stortford/"
    assert client.get("/bishops-stortford/").status_code == 200
    assert Client().get(link).status_code == 410


def test_the_demonstrations_doors_are_not_there_otherwise(cast: Cast) -> None:
    assert Client().post("/account/demonstration/", {"person": cast.amira.pk}).status_code == 404
    assert cast.client("amira").get("/account/outbox/").status_code == 404


def test_letters_that_are_kept_instead_of_sent_go_after_three_months(tmp_path: Any, settings: Any) -> None:
    settings.WARDMOTE_OUTBOX = tmp_path
    sent = Outbox()
    old, young = (timezone.now() - timedelta(days=days) for days in (91, 89))
    for at in (old, young):
        (tmp_path / f"{at:%Y%m%dT%H%M%S}-001.eml").write_text("Subject: x\n\nhttps://wardmote.example/live/")
    sent.send_messages([mail.EmailMessage("New", "Words", None, ["amira@example.org"])])
    kept = sorted(path.name[:8] for path in tmp_path.iterdir())
    assert kept == [f"{young:%Y%m%d}", f"{timezone.now():%Y%m%d}"]


def test_the_demonstration_knows_nobody_by_what_is_no_number(cast: Cast, settings: Any) -> None:
    settings.WARDMOTE_DEMO = True
    for number in NO_NUMBERS:
        assert Client().post("/account/demonstration/", {"person": number}).status_code == 404


def test_what_was_written_when_the_session_had_ended_is_kept_for_the_same_person(cast: Cast) -> None:
    client = cast.client("brian")
    page = html(client.get("/holmbridge/people/invite/"))
    writer = re.search(r'name="written_by" value="([^"]+)"', page)
    assert writer
    client.session.flush()
    client.cookies.clear()
    written = {
        "written_by": writer[1],
        "email": "long@example.org",
        "new_body": "Kept Body",
        "roles": ["chair", "analyst"],
        "password": "no",
    }
    assert client.post("/holmbridge/people/invite/", written).status_code == 302
    client.post("/account/login/", {"login": "brian@example.org", "password": "a long password"})
    again = html(client.get("/holmbridge/people/invite/"))
    assert "long@example.org" in again and "Kept Body" in again
    assert set(re.findall(r'value="(\w+)"[^>]*\schecked', again)) == {"chair", "analyst"}
    assert "Kept Body" not in html(client.get("/holmbridge/people/invite/")), "once"


def test_every_page_of_a_partnership_refuses_who_has_no_role_for_it(cast: Cast) -> None:
    """The access table itself, walked: each page without parameters, each person."""
    from django.urls import NoReverseMatch, reverse

    for name, roles in table().items():
        if not isinstance(roles, frozenset):
            continue
        try:
            url = reverse(name, args=["holmbridge"])
        except NoReverseMatch:
            continue
        for person in ("amira", "brian", "catherine", "elaine", "adam", "stella"):
            held = Membership.objects.filter(person=cast.people[person], partnership=cast.holmbridge)
            allowed = bool(roles & {each.role for each in held})
            if not allowed:
                assert cast.client(person).get(url).status_code == 404, f"{person} at {name}"


def test_signing_out_clears_what_the_browser_kept(cast: Cast) -> None:
    client = cast.client("amira")
    assert client.get("/holmbridge/")["Cache-Control"] == "private, no-store"
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache"'
    assert client.get("/holmbridge/").status_code == 302


def test_signing_out_ends_a_session_that_had_run_out(cast: Cast) -> None:
    """Were the clock set back, its cookie would open the town again."""
    client = cast.client("amira")
    sessions = Session.objects.filter(session_key=client.cookies["sessionid"].value)
    sessions.update(expire_date=timezone.now() - timedelta(hours=1))
    client.post("/account/logout/")
    assert not sessions.exists()


def test_no_page_that_is_a_persons_own_or_a_links_is_kept_by_a_shared_computer(cast: Cast) -> None:
    """The secret of an authenticator app, sessions, one's towns, a link that lets in, the API's answers."""
    client = cast.client("carol")
    own = ("second-step/", "sessions/", "email/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/")
    client.get("/account/second-step/")
    for page in ("/", *(f"/account/{name}" for name in own), "/account/password/change/", "/no-such-town/"):
        assert "no-store" in client.get(page).get("Cache-Control", ""), page
    for page in ("/account/invitation/nothing/", "/account/password/reset/", "/api/holmbridge/actions"):
        assert "no-store" in Client().get(page).get("Cache-Control", ""), page


def test_whoever_is_removed_is_out_at_once_also_on_the_day_they_joined(cast: Cast) -> None:
    client = cast.client("elaine")
    assert client.get("/holmbridge/").status_code == 200
    held = Membership.objects.get(person=cast.elaine, partnership=cast.holmbridge)
    Membership.objects.filter(pk=held.pk).update(begins=timezone.localdate())
    after_signing_in_anew = cast.client("brian").get(f"/holmbridge/people/{held.pk}/leave/")
    assert after_signing_in_anew["Location"] == "/holmbridge/people/"
    assert client.get("/holmbridge/").status_code == 200, "a button is a post"
    removed = cast.client("brian").post(f"/holmbridge/people/{held.pk}/leave/", SURE, follow=True)
    assert "is no longer" in html(removed)
    assert client.get("/holmbridge/").status_code == 404, "in the session that is open"
    held.refresh_from_db()
    assert held.ends == held.begins, "that they were here on that day stays written"
    people = html(cast.client("brian").get("/holmbridge/people/"))
    assert "Elaine" in people
