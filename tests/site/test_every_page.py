"""Every page that links lead to, for each role: it opens, asks little of the database, and breaks no rule.

Walked from Monday over the demonstration town: a few addresses of each kind
(by the URL's name). What a browser shows is looked at once for each kind.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from tests.cast import Cast, html
from tests.looking import LISTEN, first_load, refused_by_policy, wrong_at, wrong_on_paper
from tests.quick_documents import standing_in
from tests.starting_points import prepare
from wardmote.ground.jobs import work
from wardmote.ground.owed import registered
from wardmote.ground.partners.joining import NewInvitation, invite
from wardmote.ground.partners.models import Body, Partnership, Person
from wardmote.knowing.assessment import first_drafts, keeping
from wardmote.knowing.assessment.correcting import NewStatement, Written, correct, state
from wardmote.knowing.assessment.models import Assessment
from wardmote.measuring.drafting.paper import paper_of

MOST_QUERIES = 15
OF_A_KIND = 1 if os.environ.get("WARDMOTE_DATABASE") else 3
"""Pages of a kind that are walked to: of what SQLite was asked three times, PostgreSQL is asked once."""
ASK_EVERY_ROOM = {"monday", "owed", "audit:log"}
"""Pages that may ask one question more for each room that came after the first two."""
CHAINS = {"audit:log": 6}
"""Questions of the page that takes what waits into the log's chain before it is drawn."""
FIRST_LOAD = 150_000  # bytes as sent; the map may weigh more
HREF = re.compile(r'<a[^>]*\shref="([^"#]+)')
POLICY = "default-src 'none'"
CHANGES = re.compile(
    r'(INSERT|UPDATE|DELETE|REPLACE)\b(?!.*?"(audit_|django_session|account_e|usersess))', re.S
)
"""What opening a page leaves undone: beside the log, the session and what allauth keeps of both."""
VERBATIM = re.compile(r"<(textarea|script|style|option|svg)\b.*?</\1>", re.DOTALL)
PARTED = re.compile(r">[^<>]*\d (?:%|km|kB|KB|MB|GB)(?![A-Za-z])|\d</a> %")
"""Words of a page in which a number is parted from its unit by a space at which a line may end."""


@pytest.fixture
def drafted(syn: Cast, data: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The town with its first draft written; for PDF and Word, which take seconds, the HTML stands in."""
    monkeypatch.setattr(keeping, "RENDER", standing_in(keeping.RENDER, keeping.RENDER["html"]))
    prepare(data, draft_first)
    return syn


def draft_first() -> None:
    first_drafts.schedule_first_drafts()
    work.run_all()


def walk(client: Client, begin: str) -> Iterator[tuple[str, str, Any, list[str]]]:
    """Kind, address, answer and queries of a few pages of each kind, by links from ``begin``."""
    waiting, seen, kinds = [begin], {begin}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        kind = resolve(urlsplit(address).path).view_name
        yield kind, address, answer, [query["sql"] for query in asked.captured_queries]
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for found in HREF.findall(html(answer)):
            link = unescape(found)
            if link.startswith("?"):
                link = urlsplit(address).path + link
            if link in seen or not link.startswith("/") or link.startswith("/static/"):
                continue
            seen.add(link)
            kind = kind_of(link)
            kinds[kind] += 1
            if kinds[kind] <= OF_A_KIND:
                waiting.append(link)


def kind_of(link: str) -> str:
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return f"leads nowhere: {link}"


def test_every_link_opens_and_asks_at_most_fifteen_questions(drafted: Cast) -> None:
    for person in ("amira", "brian", "catherine", "elaine", "adam"):
        wrong, kinds = [], set()
        for kind, address, answer, asked in walk(drafted.client(person), "/holmbridge/"):
            kinds.add(kind)
            most = MOST_QUERIES + (len(registered()) - 2 if kind in ASK_EVERY_ROOM else 0)
            most += CHAINS.get(kind, 0)
            wrong += [f"{address}: {fault}" for fault in faults(answer, asked, most)]
        assert wrong == [], person
        readers = {"evidence:home", "asking:map", "asking:changes", "asking:figure", "assessment:read"}
        assert (readers <= kinds) if person != "adam" else not (readers & kinds), person


def faults(answer: Any, asked: list[str], most: int) -> Iterator[str]:
    if answer.status_code not in (200, 302):
        yield str(answer.status_code)
    if POLICY not in answer.get("Content-Security-Policy", ""):
        yield "no policy"
    if len(asked) > most:
        yield f"{len(asked)} queries\n  " + "\n  ".join(sql[:160] for sql in asked)
    yield from (f"it changes something: {sql[:80]}" for sql in asked if CHANGES.match(sql))
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    if is_page and len(re.findall(r"<h1\b", html(answer))) != 1:
        yield "not one first heading"
    if is_page and (parted := PARTED.findall(VERBATIM.sub("", answer.content.decode()))):
        yield f"a line may end between a number and its unit: {parted[:3]}"


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_what_people_write_is_never_a_part_of_the_page(drafted: Cast) -> None:
    """HTML in every text a person can give: names, bodies, places, corrections, statements, file names."""
    town, assessment = drafted.holmbridge, Assessment.objects.get()
    finding = paper_of(assessment.versions.get().paper).findings[0].id
    Partnership.objects.filter(pk=town.pk).update(name=HOSTILE)
    Person.objects.update(name=HOSTILE)
    for body in Body.objects.all():
        Body.objects.filter(pk=body.pk).update(name=f"{HOSTILE} {body.pk}")
    drafted.holmbridge.place.name = HOSTILE
    drafted.holmbridge.place.save()
    analyst = drafted.viewer("amira")
    correct(assessment, finding, Written(words=HOSTILE, hidden="", comment=HOSTILE), revision=0, by=analyst)
    for kind in ("added", "intelligence"):
        state(assessment, kind, NewStatement(HOSTILE, HOSTILE), by=analyst)
    invite(town, NewInvitation("x@example.org", ["officer"], Body.objects.first()), by=HOSTILE)
    work.run_all()
    found = 0
    for _, address, answer, _ in walk(drafted.client("brian"), "/holmbridge/"):
        if answer.get("Content-Type", "").startswith("text/html"):
            assert "<script>alert" not in html(answer), address
            assert "<img src=x" not in html(answer), address
            found += "&lt;script&gt;alert" in html(answer)
    assert found > 10, "it was there to be seen"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_page_of_each_kind_breaks_no_rule_wide_or_narrow(
    drafted: Cast, browser_page: Any, live_server: Any
) -> None:
    client = drafted.client("brian")
    addresses: dict[str, str] = {}
    for kind, address, answer, _ in walk(client, "/holmbridge/"):
        shown = answer.get("Content-Type", "").startswith("text/html") and not answer.get(
            "Content-Disposition"
        )
        if answer.status_code == 200 and shown:
            addresses.setdefault(kind, address)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    browser_page.context.add_cookies([session])
    browser_page.add_init_script(LISTEN)
    wrong = {}
    for kind, address in addresses.items():
        browser_page.goto(live_server.url + address)
        found = [*wrong_at(browser_page, 1280), *wrong_at(browser_page, 320, 640)]
        found += [*wrong_on_paper(browser_page), *refused_by_policy(browser_page)]
        if found:
            wrong[f"{kind} {address}"] = found
    assert wrong == {}, "\n".join(f"{page}: {found}" for page, found in wrong.items())


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_first_visit_is_light(drafted: Cast, browser: Any, live_server: Any) -> None:
    """Each time in a browser that has kept nothing."""
    session = {"name": "sessionid", "value": drafted.client("brian").cookies["sessionid"].value}
    for path in ("", "assessment/", "changes/", "evidence/", "search/", "help/"):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.add_cookies([{**session, "url": live_server.url}])
        sent = first_load(context.new_page(), f"{live_server.url}/holmbridge/{path}")
        context.close()
        assert sum(sent.values()) < FIRST_LOAD, sent
