"""Who grants a role that reads records: who holds one, or the administrator with a second person."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from tests.journeys.telling import wardmote
from wardmote.ground.audit.models import Entry
from wardmote.ground.owed import owed_on
from wardmote.ground.partners import joining, rules
from wardmote.ground.partners.models import Invitation, Membership, Person
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
SURE = {"sure": "yes"}
WAITS = "waits to be confirmed"


def invite(client: Client, email: str, *roles: str, town: str = "holmbridge") -> str:
    """Invite on the page; the link that is shown."""
    asked = {"email": email, "new_body": "Borough council", "new_kind": "district-council", "roles": roles}
    answer = client.post(f"/{town}/people/invite/", asked)
    assert answer.status_code == 200, html(answer)
    link = re.search(r"/account/invitation/[\w-]+/", html(answer))
    assert link
    return link[0]


def confirm(client: Client, answer: str = "confirm") -> Any:
    number = Invitation.objects.latest("pk").pk
    return client.post(f"/holmbridge/people/invitations/{number}/confirm/", {"answer": answer})


def test_the_administrator_does_not_make_himself_a_reader(cast: Cast) -> None:
    adam = cast.client("adam")
    for role in sorted(rules.READERS):
        link = invite(adam, "adam@example.org", role)
        assert adam.get(link).status_code == adam.post(link).status_code == 410
        assert "still to confirm" in html(adam.post(link))
        assert confirm(adam).status_code == 404, "he opens no page on which it is confirmed"
    assert adam.get("/holmbridge/owed/").status_code == 404
    assert set(Membership.objects.filter(person=cast.adam).values_list("role", flat=True)) == {
        "administrator"
    }


@pytest.mark.parametrize("second", ["brian", "catherine"])
def test_a_second_person_confirms_and_then_the_link_opens(cast: Cast, second: str) -> None:
    link, stranger = invite(cast.client("adam"), "olu@example.org", "officer", "administrator"), Client()
    account = {"name": "Olu", "password": "lantern gravel tuesday"}
    assert stranger.post(link, account).status_code == 410
    assert not Person.objects.filter(email="olu@example.org").exists()
    told = [letter for letter in mail.outbox if letter.subject.startswith("Confirm")]
    assert {letter.to[0] for letter in told} == {"brian@example.org", "catherine@example.org"}
    assert "http://testserver/holmbridge/people/invitations/" in told[0].body

    client = cast.client(second)
    for page in ("/holmbridge/owed/", "/holmbridge/"):
        assert "Confirm or refuse an invitation as" in html(client.get(page))
    people = html(cast.client("brian").get("/holmbridge/people/"))
    assert f'/confirm/">{WAITS}</a>' in people, "from the list to the page on which it is confirmed"
    asked = html(cast.client("adam").get("/holmbridge/people/"))
    assert WAITS in asked and "/confirm/" not in asked
    invited = [letter for letter in mail.outbox if letter.to == ["olu@example.org"]]
    assert "once the manager or the chair there has confirmed" in " ".join(invited[0].body.split())
    for other in ("amira", "elaine", "stella"):
        assert confirm(cast.client(other)).status_code == 404
    assert "Who sent it runs the system" in html(client.get(told[0].body.split("testserver")[1].split()[0]))
    assert confirm(client).status_code == 302
    assert confirm(client).status_code == 409, "once"
    late = client.get(told[0].body.split("testserver")[1].split()[0], follow=True)
    assert "This invitation was answered already" in html(late), "by the letter, after the other one answered"
    assert stranger.post(link, account).status_code == 302
    assert stranger.get("/holmbridge/evidence/").status_code == 200
    assert Entry.objects.filter(what="partners.invitation_confirmed").count() == 1
    assert not [each for each in owed_on("holmbridge", timezone.localdate()) if each.kind == "confirmation"]


def test_nobody_confirms_what_is_to_them_and_what_is_refused_opens_nothing(cast: Cast) -> None:
    link = invite(cast.client("adam"), "catherine@example.org", "manager")
    answer = confirm(cast.client("catherine"))
    assert answer.status_code == 409 and "This invitation is to you" in html(answer)
    assert confirm(cast.client("brian"), "refuse").status_code == 302
    assert "withdrawn" in html(cast.client("catherine").get(link))


def test_nobody_confirms_what_they_sent_though_they_came_to_lead_since(cast: Cast) -> None:
    invite(cast.client("adam"), "olu@example.org", "officer")
    body = Membership.objects.get(person=cast.adam).body
    joining.join(cast.holmbridge, person=cast.adam, body=body, role="chair", by="the tests")
    answer = confirm(cast.client("adam"))
    assert answer.status_code == 409 and "You sent this invitation yourself" in html(answer)


def test_who_reads_grants_alone_and_an_administrator_who_is_analyst_too(cast: Cast) -> None:
    link = invite(cast.client("brian"), "elaine@example.org", "analyst")
    assert cast.client("elaine").post(link).status_code == 302
    body = Membership.objects.get(person=cast.adam).body
    joining.join(cast.holmbridge, person=cast.adam, body=body, role="analyst", by="the tests")
    link = invite(cast.client("adam"), "catherine@example.org", "officer")
    assert cast.client("catherine").post(link).status_code == 302


def test_who_reads_in_another_town_is_an_administrator_here_all_the_same(cast: Cast) -> None:
    body = Membership.objects.get(person=cast.stella).body
    here = joining.body_named(cast.holmbridge, name=body.name, kind=body.kind)
    joining.join(cast.holmbridge, person=cast.stella, body=here, role="administrator", by="the tests")
    link = invite(cast.client("stella"), "stella@example.org", "manager")
    assert cast.client("stella").post(link).status_code == 410
    there = invite(cast.client("stella"), "olu@example.org", "officer", town="otherham")
    assert Client().get(there).status_code == 200


def test_ending_the_manager_s_membership_opens_no_other_way(cast: Cast) -> None:
    adam, brian = cast.client("adam"), Membership.objects.get(person=cast.brian)
    before = invite(adam, "adam@example.org", "manager")
    assert adam.post(f"/holmbridge/people/{brian.pk}/leave/", SURE).status_code == 302
    for link in (before, invite(adam, "adam@example.org", "manager")):
        assert adam.post(link).status_code == 410
    assert confirm(cast.client("catherine")).status_code == 302, "the chair still can"


def test_of_who_takes_an_invitation_up_and_who_withdraws_it_the_first_is_right(cast: Cast) -> None:
    """Each has it before them as it was; the other is faster. One who was withdrawn came in all the same."""
    brian, now = cast.viewer("brian"), timezone.now()
    for name in ("withdrawn", "taken"):
        invite(cast.client("brian"), f"{name}@example.org", "officer")
    withdrawn, taken = (
        Invitation.objects.get(email=f"{name}@example.org") for name in ("withdrawn", "taken")
    )
    joining.withdraw_invitation(Invitation.objects.get(pk=withdrawn.pk), by=brian)
    with pytest.raises(Refusal, match="was withdrawn"):
        joining.take_up_invitation(withdrawn, person=cast.stella, now=now)
    joining.take_up_invitation(Invitation.objects.get(pk=taken.pk), person=cast.stella, now=now)
    with pytest.raises(Refusal, match="taken up or withdrawn already"):
        joining.withdraw_invitation(taken, by=brian)
    assert Membership.objects.filter(person=cast.stella, partnership=cast.holmbridge).count() == 1


def test_a_membership_is_ended_once_however_many_tabs_end_it(cast: Cast) -> None:
    first, second = (Membership.objects.get(person=cast.elaine) for _ in range(2))
    joining.leave(first, by=cast.viewer("brian"))
    with pytest.raises(Refusal, match="ended already"):
        joining.leave(second, by=cast.viewer("brian"))
    assert Entry.objects.filter(what="partners.left").count() == 1


def test_an_administrator_begins_a_partnership_that_never_had_a_manager(cast: Cast) -> None:
    town = joining.begin_partnership(slug="newtown", name="Newtown", by="the tests")
    body = joining.body_named(town, name="Council", kind="district-council")
    joining.join(town, person=cast.adam, body=body, role="administrator", by="the tests")
    adam = cast.client("adam")
    kept = invite(adam, "adam@example.org", "analyst", town="newtown")
    assert (
        cast.client("brian").post(invite(adam, "brian@example.org", "manager", town="newtown")).status_code
        == 302
    )
    assert adam.post(kept).status_code == 410, "what he kept back waits now"


def test_whoever_runs_the_server_makes_a_manager_where_there_is_none(
    cast: Cast, data: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "Brian")  # the log names the account, not what the environment says
    whom = ("holmbridge", "olu@example.org", "--body", "Borough council")
    words = ("partnership", "invite", *whom, "--data", data)
    told = wardmote(*words)
    assert told.status == 2 and "The partnership has a manager, who invites people: Brian" in told.err
    joining.leave(Membership.objects.get(person=cast.brian), by=cast.viewer("brian"))
    told = wardmote(*words)
    assert told.status == 0, told.err
    link = re.search(r"/account/invitation/[\w-]+/", told.out)
    assert link and Client().get(link[0]).status_code == 200
    entry = Entry.objects.get(what="partners.recovered")
    assert entry.by.endswith("(command line)") and "olu@example.org" not in entry.detail
    assert "Brian" not in entry.by
    assert entry.subject == f"invitation:{Invitation.objects.get(email='olu@example.org').pk}"
    (letter,) = mail.outbox
    assert set(letter.to) >= {"amira@example.org", "catherine@example.org", "adam@example.org"}
    assert "brian@example.org" not in letter.to
    assert wardmote("partnership", "invite", "nowhere", "x@example.org", "--data", data).status == 2


def test_an_invitation_that_ran_out_is_owed_no_more(cast: Cast) -> None:
    invite(cast.client("adam"), "olu@example.org", "officer")
    later = timezone.localdate() + timedelta(days=joining.DAYS_OPEN)
    last, after = (owed_on("holmbridge", day) for day in (later, later + timedelta(days=1)))
    assert "confirmation" in {each.kind for each in last}
    assert "confirmation" not in {each.kind for each in after}


def test_no_link_that_somebody_kept_leads_back_in_after_they_were_removed(cast: Cast) -> None:
    """Another invitation of theirs to the same role, one they sent to an address of their own; no other."""
    adam, catherine = cast.client("adam"), cast.client("catherine")
    again = invite(cast.client("brian"), "elaine@example.org", "officer")
    other = invite(cast.client("brian"), "elaine@example.org", "analyst")
    own = invite(cast.client("brian"), "brian.at.home@example.org", "manager")
    for name in ("elaine", "brian"):
        held = Membership.objects.get(person=cast.people[name], partnership=cast.holmbridge)
        if name == "elaine":
            assert cast.client("elaine").get(again).status_code == 200
        asked = adam.post(f"/holmbridge/people/{held.pk}/leave/")
        assert "Open invitations that would lead back" in html(asked)
        if name == "elaine":
            adam.post(f"/holmbridge/people/{held.pk}/leave/", SURE)
            assert cast.client("elaine").post(again).status_code == 410
            assert cast.client("elaine").get(other).status_code == 200, "another role"
            assert Client().get(own).status_code == 200
    adam.post(f"/holmbridge/people/{held.pk}/leave/", SURE)
    assert Client().get(own).status_code == Client().get(other).status_code == 410
    assert catherine.get("/holmbridge/").status_code == 200
    assert Entry.objects.filter(what="partners.invitation_withdrawn", by__startswith="Adam").count() == 3


def test_nobody_passes_for_another_by_the_name_they_choose(cast: Cast) -> None:
    """An officer of the manager's body calls himself what the manager is called, and acts."""
    link = invite(cast.client("brian"), "mallory@example.org", "officer")
    stranger, password = Client(), "lantern gravel tuesday"
    alike = ("Brian", " BRIAN ", "Bri an", "Br\u200bian", "Ｂｒíａｎ", "Bri\u0430n", "\u0412rian")
    for name in (*alike, "Brian (Borough council)", "-"):
        answer = stranger.post(link, {"name": name, "password": password})
        assert answer.status_code == 400, name
    assert not Person.objects.filter(email="mallory@example.org").exists()
    assert joining.join_invited("mallory@example.org", name="Brian", now=timezone.now())
    made = Person.objects.get(email="mallory@example.org")
    assert made.name == "mallory@example.org", "nor by what a provider of single sign-on calls them"
    invite(cast.client("brian"), "olu@example.org", "officer")
    row = Entry.objects.filter(what="partners.invited").latest("id")
    assert json.loads(row.detail)["account"] == cast.brian.pk, "the log has the account's number"
