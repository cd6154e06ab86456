"""The e-mail address one signs in with is changed only by who just confirmed it is them, and never lost."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast, html
from wardmote.ground.partners.models import Person

ADDRESS, NEW = "/account/email/", "new@example.org"
PASSWORD = {"password": "a long password"}


def ask(client: Client, address: str = NEW) -> Any:
    return client.post(ADDRESS, {"email": address, "action_add": ""})


def link_to(address: str, at: int = -1) -> str:
    written = [letter.body for letter in mail.outbox if letter.to == [address]]
    found = [link for body in written for link in re.findall(r"/account/confirm-email/\S+", body)]
    return str(found[at])


def signs_in(email: str) -> bool:
    answer = Client().post("/account/login/", {"login": email, **PASSWORD})
    return bool(answer.status_code == 302 and "sessionid" in answer.cookies)


def test_the_old_address_signs_in_until_the_new_one_is_confirmed_and_is_told(cast: Cast) -> None:
    brian = cast.client("brian")
    assert ask(brian).status_code == 302
    assert signs_in("brian@example.org") and not signs_in(NEW)
    told = [letter for letter in mail.outbox if letter.to == ["brian@example.org"]]
    assert len(told) == 1 and NEW in told[0].body, "the old address is told that it was asked for"
    link = link_to(NEW)
    assert signs_in("brian@example.org"), "the letter alone changes nothing"
    assert NEW in html(Client().get(link))
    Client().post(link)
    assert signs_in(NEW) and not signs_in("brian@example.org")
    told = [letter for letter in mail.outbox if letter.to == ["brian@example.org"]]
    assert len(told) == 2 and NEW in told[1].body, "and again when it was done"


def test_two_people_may_ask_for_the_same_address_and_neither_learns_of_the_other(cast: Cast) -> None:
    asked = (("brian", NEW), ("amira", NEW), ("elaine", "catherine@example.org"))
    clients = {name: cast.client(name) for name, _ in asked}
    assert [ask(clients[name], address).status_code for name, address in asked] == [302] * 3
    pages = [html(clients[name].get(ADDRESS)) for name, _ in asked]
    assert all("Open the link" in page and "already" not in page for page in pages)
    links = [link_to(NEW, at=0), link_to(NEW), link_to("catherine@example.org")]
    assert [Client().post(link).status_code for link in links] == [302] * 3, "never 500"
    emails = [Person.objects.get(pk=cast.people[name].pk).email for name in ("amira", "elaine", "catherine")]
    assert emails == [f"{name}@example.org" for name in ("amira", "elaine", "catherine")], "the first has it"
    assert signs_in(NEW) and signs_in("amira@example.org") and signs_in("catherine@example.org")


@pytest.mark.parametrize("button", ["action_primary", "action_remove"])
def test_no_button_takes_away_the_address_one_signs_in_with(cast: Cast, button: str) -> None:
    brian = cast.client("brian")
    ask(brian)
    for address in ("brian@example.org", NEW):
        assert brian.post(ADDRESS, {"email": address, button: ""}).status_code == 302
    assert signs_in("brian@example.org")


def test_somebody_elses_link_signs_nobody_out_and_a_dead_one_is_gone(cast: Cast) -> None:
    ask(cast.client("brian"))
    link, amira = link_to(NEW), cast.client("amira")
    assert NEW in html(amira.get(link))
    assert amira.get("/account/sessions/").status_code == 200, "opening a link changes nothing"
    assert Client().post(link).status_code == 302
    for dead in (link, "/account/confirm-email/made-up/"):
        answers = [amira.get(dead), amira.post(dead)]
        assert [answer.status_code for answer in answers] == [410, 410]
        assert all("This link does not open" in html(answer) for answer in answers)
