"""Who opened what stands in the log: pages and lists of records, files, the API, refusals, signing in."""

import hashlib
import os
import signal
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.installation import until
from wardmote.ground.audit.models import Entry, PendingEntry
from wardmote.ground.audit.pending import chain_pending
from wardmote.ground.audit.verifying import verify
from wardmote.ground.pages.addresses import addresses, reads_of
from wardmote.ground.partners import tokens
from wardmote.ground.partners.models import Membership

TOWN = "/holmbridge"


def told(**wanted):
    """What, subject, who, times: of all that waits."""
    rows = PendingEntry.objects.filter(**wanted).exclude(what="accounts.signed_in").order_by("id")
    return [(row.what, row.subject, row.by, row.times) for row in rows]


@pytest.mark.django_db
def test_reading_a_list_a_file_and_the_api_leaves_who_what_and_which_records(cast):
    """One row a request, by number: never what was looked for."""
    brian, who = cast.client("brian"), "Brian (Borough council)"
    brian.get(f"{TOWN}/people/?find=amira")
    listed = PendingEntry.objects.get(what="read.shown")
    people = Membership.objects.filter(partnership=cast.holmbridge, person__name="Amira")
    assert set(listed.detail["records"]) >= {f"person:{each.person_id}" for each in people}
    assert (listed.subject, listed.by, listed.detail["narrowed_by"]) == ("list:person", who, ["find"])
    assert "amira" not in str(listed.detail)
    brian.get(f"{TOWN}/search/?q=amira")
    brian.get(f"{TOWN}/search/")  # nothing was looked for
    brian.get(f"{TOWN}/plan/template.xlsx")  # a file, of a page that shows no record
    brian.get(f"{TOWN}/help/")
    _, token = tokens.make(cast.holmbridge, name="tool", whom=cast.brian, by=cast.viewer("brian"))
    Client().get("/api/holmbridge/exceptions", headers={"Authorization": f"Bearer {token}"})
    assert told() == [
        ("read.shown", "list:person", who, 1),
        ("read.searched", "search", who, 1),
        ("read.taken", "page:plan:template", who, 1),
        ("read.by_program", "list:api:exceptions", who, 1),
    ]
    chain_pending()
    assert told() == []
    entry = Entry.objects.get(what="read.shown")
    assert (entry.partnership, entry.subject, entry.at) == ("holmbridge", "list:person", listed.at)
    assert verify().whole


@pytest.mark.django_db
def test_refusals_are_one_row_in_five_minutes_with_how_often_and_only_for_who_is_signed_in(cast, monkeypatch):
    amira, stella = cast.client("amira"), cast.client("stella")
    for number in (1, 2, 3):
        assert amira.get(f"{TOWN}/tasks/{number}/").status_code == 404
    assert amira.get(f"{TOWN}/log/").status_code == 404
    assert stella.get(f"{TOWN}/tasks/").status_code == 404
    assert stella.get("/jane-doe-of-7-high-street/tasks/").status_code == 404
    assert stella.get(f"{TOWN}/no-such-page/").status_code == 404
    assert cast.client().get(f"{TOWN}/tasks/").status_code == 302
    rows = PendingEntry.objects.filter(what="read.refused").order_by("id")
    assert [(row.subject, row.by, row.times, row.partnership) for row in rows] == [
        ("list:task", "Amira (Borough council)", 3, "holmbridge"),
        ("list:log", "Amira", 1, "holmbridge"),
        ("list:task", "Stella", 1, "holmbridge"),
        ("list:task", "Stella", 1, "otherham"),  # of nowhere: to her own town, others need not know her
    ]
    chain_pending()
    assert PendingEntry.objects.count() == 4, "tries wait for their five minutes"
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    chain_pending()
    assert not PendingEntry.objects.exists()
    assert '"times":3' in Entry.objects.filter(what="read.refused").first().detail


@pytest.mark.django_db
def test_signing_in_failing_and_what_is_changed_of_it_is_logged_without_an_address(cast):
    client, person = cast.client(), f"person:{cast.amira.pk}"
    sign_in = {"login": "amira@example.org", "password": "wrong"}
    client.post("/account/login/", sign_in)
    client.post("/account/login/", sign_in)
    client.post("/account/login/", {"login": "nobody@example.org", "password": "wrong"})
    client.post("/account/login/", {**sign_in, "password": "a long password"})
    client.post(
        "/account/password/change/",
        {"oldpassword": "a long password", "password1": "another long one", "password2": "another long one"},
    )
    client.post("/account/logout/")
    rows = [(row.what, row.subject, row.times) for row in PendingEntry.objects.order_by("id")]
    (unknown,) = [subject for what, subject, _ in rows if subject.startswith("address:")]
    assert rows == [
        ("accounts.sign_in_failed", person, 2),
        ("accounts.sign_in_failed", unknown, 1),
        ("accounts.signed_in", person, 1),
        ("accounts.password_changed", person, 1),
        ("accounts.signed_out", person, 1),
    ]
    everything = str(list(PendingEntry.objects.values()))
    assert "example.org" not in everything
    assert hashlib.sha256(b"nobody@example.org").hexdigest()[:16] not in everything, "keyed, not guessed"


def test_killed_between_reading_and_chaining_nothing_is_lost_and_nothing_chained_twice(installed):
    reading = """
        import time
        from wardmote.ground.audit import pending
        for n in range(300):
            pending.put_down("read.shown", f"task:{n}", by="Ann", partnership="stevenage")
        print("read", flush=True)
        pending.AT_ONCE = 10
        pending.append = lambda rows, append=pending.append: (append(rows), time.sleep(0.01))
        pending.chain_pending()
        """
    process = installed.python(reading)
    until(lambda: installed.rows("SELECT count(*) FROM audit_entry")[0][0] >= 20)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    tables = ("audit_entry", "audit_pendingentry")
    chained, waiting = (installed.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)
    assert chained + waiting == 300
    assert waiting > 0, "it was killed in between"
    asked = """
        from wardmote.ground.audit.models import Entry
        from wardmote.ground.audit.pending import chain_pending
        from wardmote.ground.audit.verifying import verify
        chain_pending()
        print(Entry.objects.values("subject").distinct().count(), verify().rows, verify().whole)
        """
    assert installed.answer(asked) == "300 300 True"


NOT_LOGGED = {
    "monday": "what waits, a line each, from records that are logged where they are opened",
    "owed": "as the first page",
    "owed_csv": "a file: always logged",
    "help": "the program's own words",
    "partners:": "forms that change a membership, logged as writes",
    "locks:": "a button that lifts a lock, logged as a write",
    "mail:": "a button that sends a letter again, logged as a write",
    "jobs:": "work in hand: who asked for what, no record",
    "evidence:": "months and counts of loads; a load and a file brought are logged",
    "asking:": "rates of areas; a figure is logged",
    "assessment:": "counts above the threshold, in words; its files are logged",
    "plan:": "the plan, which is printed for everybody; exceptions and contacts are logged",
    "attachments:": "a button that adds, logged as a write",
    "mail:again": "a button, logged as a write",
    "locks:lift": "a button, logged as a write",
}
"""Pages of a partnership of which nobody is told who opened them, and why; a new room says it of its own."""


def test_every_page_of_a_partnership_is_logged_or_says_why_not():
    inside = {name for name, _, roles in addresses() if isinstance(roles, frozenset)}
    rest = inside - set(reads_of())
    unsaid = {name for name in rest if not name.startswith(tuple(NOT_LOGGED))}
    assert unsaid == set(), "write reads= beside the path, or say here why it is not logged"
    assert [said for said in NOT_LOGGED if not any(name.startswith(said) for name in rest)] == []


@pytest.mark.django_db
def test_bad_tokens_reset_letters_and_ended_sessions_are_logged_with_where_from(cast):
    cast.client().get(f"/api{TOWN}/exceptions", headers={"Authorization": "Bearer wrong"})
    cast.client().post("/account/password/reset/", {"email": "amira@example.org"})
    cast.client("amira").post("/account/sessions/", {"others": "1"})
    rows = PendingEntry.objects.exclude(what="accounts.signed_in").order_by("id")
    assert [row.what for row in rows] == [
        "accounts.token_refused", "accounts.reset_asked", "accounts.sessions_ended",
    ]  # fmt: skip
    assert rows[1].subject == f"person:{cast.amira.pk}"
    assert len(rows[0].detail["from"]) == 16


@pytest.mark.django_db
def test_being_told_to_wait_is_logged(cast):
    client = cast.client()
    for _ in range(12):
        answer = client.post("/account/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert answer.status_code == 429
    assert PendingEntry.objects.get(what="accounts.locked_out").subject == "page:account_login"
