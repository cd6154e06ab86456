"""Random requests by everybody agree with the access table as it is printed (docs/reference/access.md).

Who: nobody, a stranger, each role, an analyst of two towns, somebody whose membership ended. What: every page
in every method, with keys of what is there and of nothing, forged partnerships and added fields. Expected
from the printed table alone: let in, asked to sign in, or the 404 of what does not exist. Who is no member
of Otherham reads no word of it. The suite tries a fixed sample; ``./wardmote test requests`` 20,000.
"""

import os
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from tests.cast import MEMBERS, Cast
from tests.site.drawn_addresses import Links, asked_for, filled, known_keys
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.records import documents as plan_documents
from wardmote.deciding.plan.records import import_edition
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.jobs import work
from wardmote.ground.pages.addresses import addresses
from wardmote.ground.partners import joining, tokens
from wardmote.ground.partners.models import Body, Membership, Person
from wardmote.ground.partners.rules import ROLES
from wardmote.knowing.assessment import keeping, making

pytestmark = pytest.mark.django_db
SEED, COUNT = int(os.environ.get("WARDMOTE_SEED", "10")), int(os.environ.get("WARDMOTE_COUNT", "400"))
PRINTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"
SECRETS = {
    "holmbridge": ("Visit Fivewells", "Holmbridge Community"),
    "otherham": ("Visit Kestrelmere", "Otherham Community"),
}
"""A word of what people wrote in each town, and its name."""
PEOPLE = {name: roles for name, (_, _, roles) in MEMBERS.items()} | {"": {}, "olu": {}}
METHODS = (*["GET"] * 6, *["POST"] * 5, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
TAKEN = ("GET", "HEAD", "POST")
SLUGS = (*["holmbridge"] * 6, *["otherham"] * 3, "nowhere", "HOLMBRIDGE", "account")
FIELDS = {
    "partnership": "otherham", "slug": "otherham", "viewer": "brian", "body": "1", "person": "1",
    "role": "manager", "roles": "manager", "runs_installation": "on", "sure": "yes", "revision": "0",
    "email": "adam@example.org", "answer": "confirm", "words": "x", "name": "x", "version": "1",
}  # fmt: skip
SKIPPED = ("account_logout", "demonstration_sign_in")
"""They change who asks; what they do has tests of its own."""
ANYBODY, ACCOUNT, BY_TOKEN = "anybody", "anybody with an account", "a token of the partnership"


def printed() -> dict[str, frozenset[str] | str]:
    """Each address as it is printed: the roles it opens for, or whom else."""
    keys = {label: key for key, label in ROLES}
    found: dict[str, frozenset[str] | str] = {}
    for route, whom in re.findall(r"^\| `([^`]+)` \| (.+) \|$", PRINTED.read_text("utf-8"), re.MULTILINE):
        every = keys if whom == "every member" else whom.split(", ")
        roles = frozenset(keys[label] for label in every if label in keys)
        found[route] = roles or whom
    return found


@dataclass(frozen=True)
class Asked:
    """A request: who asks for what and how."""

    who: str
    method: str
    address: str
    fields: Mapping[str, str]
    bearer: str = ""

    def __str__(self) -> str:
        return f"{self.who or 'nobody'} {self.method} {self.address} {dict(self.fields) or ''} {self.bearer}"


class Askers:
    """Everybody at the door, and what they ask for; whatever they change is undone."""

    def __init__(self, towns: Cast, rng: random.Random) -> None:
        self.rng, self.links, self.known = rng, Links(), known_keys()
        self.clients = {who: towns.client(who or None) for who in PEOPLE}
        self.cookies = {who: client.cookies.copy() for who, client in self.clients.items()}
        self.routes = {name: route for name, route, _ in addresses() if name not in SKIPPED}
        people, viewer = towns.people, towns.viewer("brian")
        mine = tokens.make(towns.holmbridge, name="Tool", whom=people["brian"], by=viewer)
        theirs = tokens.make(
            towns.otherham, name="Tool", whom=people["stella"], by=towns.viewer("stella", "otherham")
        )
        self.bearers = {"": "", "holmbridge": mine[1], "otherham": theirs[1], "none": "x" * 43}

    def draw(self) -> Asked:
        rng, slug = self.rng, self.rng.choice(SLUGS)
        name, route = rng.choice(sorted(self.routes.items()))
        known = self.links.draw(rng, name, 1)
        if known and rng.random() < 0.7:
            address = re.sub(r"^/(holmbridge|otherham)/", f"/{slug}/", known[0])
        else:
            plain = re.sub(r"\(\?P<\w+>[^)]*\)", "x1", route).replace("<slug>", "<slug:slug>")
            address = filled(rng, plain, slug, self.known)
        fields = dict(rng.sample(sorted(FIELDS.items()), rng.randint(0, 5)))
        who, method = rng.choice(sorted(PEOPLE)), rng.choice(METHODS)
        bearer = rng.choice(sorted(self.bearers)) if address.startswith("/api/") else ""
        return Asked(who, method, asked_for(rng, address), fields, bearer)

    def answer(self, asked: Asked) -> Any:
        client = self.clients[asked.who]
        client.cookies = self.cookies[asked.who].copy()
        client.raise_request_exception = False
        head = {"HTTP_AUTHORIZATION": f"Bearer {self.bearers[asked.bearer]}"} if asked.bearer else {}
        with transaction.atomic():
            if asked.method == "POST":
                answer: Any = client.post(asked.address, asked.fields, **head)
            else:
                answer = client.generic(asked.method, asked.address, **head)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if asked.method == "GET" and not answer.streaming:
            self.links.read(answer)
        return answer, content


@pytest.fixture
def towns(syn: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Both towns with a plan, a task and an invitation; Holmbridge with a draft; Olu was removed there."""
    for render in (keeping.RENDER, plan_documents.RENDER):
        for name in render:
            monkeypatch.setitem(render, name, lambda *about, **more: b"a document")
    for town, who in ((syn.holmbridge, "brian"), (syn.otherham, "stella")):
        by, words = syn.viewer(who, town.slug), SECRETS[town.slug][0]
        import_edition.load(town, shipped_edition("aldersby-2026-27"), by="the tests")
        body = Body.objects.filter(partnership=town)[0]
        set_task(town, Asking(words, body.pk, by.today), Origin("plan action", "x/A1", words, "/x/"), by=by)
        joining.invite(town, joining.NewInvitation("x@example.org", ["officer"], body), by=by)
    making.begin(syn.holmbridge, making.DraftRequest("2007-01:2007-12"), by="the tests")
    work.run_all()
    olu = syn.people["olu"] = Person.objects.create_user("olu@example.org", "Olu", "a long password")
    held = Membership.objects.get(person=syn.brian)
    joined = joining.join(syn.holmbridge, person=olu, body=held.body, role="manager", by="the tests")
    joining.leave(joined, by=syn.viewer("brian"))
    return syn


def test_random_requests_agree_with_the_printed_table(towns: Cast) -> None:
    askers, opens = Askers(towns, random.Random(SEED)), printed()
    wrong, let_in = [], 0
    for _ in range(COUNT):
        asked = askers.draw()
        answer, content = askers.answer(asked)
        let_in += hasattr(answer.wsgi_request, "viewer")
        wrong += [f"{asked}: {fault}" for fault in faults(asked, answer, content, opens)]
    assert wrong == [], "\n".join([f"seed {SEED}, {len(wrong)} of {COUNT}", *wrong[:40]])
    assert let_in > COUNT / 20, "somebody was let in, or this test tests nothing"


def faults(
    asked: Asked, answer: Any, content: bytes, opens: Mapping[str, frozenset[str] | str]
) -> Iterator[str]:
    """What does not agree with the table."""
    if answer.status_code >= 500:
        yield f"{answer.status_code} {getattr(answer, 'exc_info', None)}"
    for town, words in SECRETS.items():
        if town not in PEOPLE[asked.who] and town != asked.bearer:
            yield from (f"a word of {town}: {word}" for word in words if word.encode() in content)
    wanted = expected(asked, opens)
    if urlsplit(asked.address).path == "/account/":
        return  # no address of ours: allauth sends on from it to its own pages
    if wanted and wanted != (found := kind_of(answer)) and "%00" not in asked.address:
        yield f"{found} ({answer.status_code}), not {wanted}"


def expected(asked: Asked, opens: Mapping[str, frozenset[str] | str]) -> str:
    """The kind of answer that the table means; "" where it says nothing more than that there is one."""
    path = unquote(urlsplit(asked.address).path)
    try:
        match = resolve(path)
    except Resolver404:
        return "404" if path.endswith("/") or not is_address(f"{path}/") else "its slash"
    closed: frozenset[str] = frozenset()  # an address of a package that the table does not name
    whom = opens.get("/" + re.sub(r"[$^]", "", match.route), closed)
    slug = str(match.kwargs.get("slug", ""))
    if whom == BY_TOKEN:
        return "" if asked.bearer == slug else "no token"
    if whom == ANYBODY or (whom == ACCOUNT and asked.who):
        return ""
    if not asked.who:
        return "sign in"
    if not PEOPLE[asked.who].get(slug) or not set(PEOPLE[asked.who][slug]) & set(whom):
        return "404"
    return "let in" if asked.method in TAKEN else "405"


def is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def kind_of(answer: Any) -> str:
    """What kind of answer it is."""
    if answer.status_code == 301 and answer["Location"].partition("?")[0].endswith("/"):
        return "its slash"
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "sign in"
    if hasattr(answer.wsgi_request, "viewer"):
        return "405" if answer.status_code == 405 and answer["Allow"] == ", ".join(TAKEN) else "let in"
    return "no token" if answer.status_code in (401, 405) else str(answer.status_code)
