"""The monthly review of the log: what asks for a look, who signs it off, and that it is owed."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.cast import html
from wardmote.ground.audit import log
from wardmote.ground.audit.models import Entry, LogReview
from wardmote.ground.owed import owed_on
from wardmote.site.operations.log_alerts import AlertRules, alerts_in
from wardmote.site.operations.log_reviews import why_not_review

RULES = AlertRules(records=3, times=2, night=(22, 6))
PEOPLE = {"Ann (Council)": 7, "Ben (Police)": 8}


def row(at, by="Ann (Council)", what="read.shown", subject="task:1", records=()):
    """A row of the log at a moment in UTC."""
    detail = log.as_text({"records": list(records)})
    return Entry(at=f"{at}:00.000000Z", by=by, what=what, subject=subject, detail=detail)


def tasks(first, last):
    return [f"task:{n}" for n in range(first, last)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # twelve records in an hour; in her other hours two each: the middle of 2, 2, 12 is 2
        (
            [row("2026-09-02T10:00", records=tasks(0, 2)), row("2026-10-05T09:00", records=tasks(0, 2)),
             row("2026-10-06T09:00", records=tasks(0, 6)), row("2026-10-06T09:50", records=tasks(5, 12))],
            [("Many records", "2026-10-06", "12 records between 10:00 and 10:59; usually 2 records an hour")],
        ),
        # as many as always: no alert, though they are many
        ([row(f"2026-10-0{day}T09:00", records=tasks(0, 12)) for day in (5, 6, 7)], []),
        # 21:30 in October is 22:30 on the clock; a program at night is nobody
        (
            [row("2026-10-06T21:30"), row("2026-10-06T21:40"), row("2026-10-06T21:40", by="the program")],
            [("At night", "2026-10-06", "2 rows at night")],
        ),
        # about herself; signing in is about oneself by right
        (
            [row("2026-10-06T09:00", what="partners.left", subject="person:7"),
             row("2026-10-06T09:00", by="Ben (Police)", what="partners.left", subject="person:7"),
             row("2026-10-06T09:00", what="accounts.signed_in", subject="person:7")],
            [("Own record", "2026-10-06", "Ended the membership of somebody: themselves")],
        ),
        # before the month: only what is usual
        ([row("2026-09-06T23:30")], []),
    ],
)  # fmt: skip
def test_what_asks_for_a_look(rows, told):
    found = alerts_in(rows, PEOPLE, rules=RULES, since=date(2026, 10, 1))
    assert [(each.kind, str(each.on), each.words) for each in found] == told


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, None),
        ({"reviewed": True}, "reviewed already"),
        ({"today": date(2026, 10, 31)}, "not over yet"),
        ({"left_to_others": True}, "You run the system"),
        ({"begins": date(2026, 11, 1)}, "had not begun"),
        ({"begins": None}, "had not begun"),
    ],
)
def test_why_not_review(told, reason):
    usual = {"month": date(2026, 10, 1), "today": date(2026, 11, 1), "reviewed": False}
    usual["begins"] = date(2026, 10, 1)
    found = why_not_review(**{**usual, "left_to_others": False, **told})
    assert (found is None) if reason is None else reason in found


@pytest.fixture
def after_a_month(cast, monkeypatch):
    """The cast, who began in October, in November."""
    moments = list(Entry.objects.values_list("at", flat=True))
    later = max(datetime.strptime(at, log.FORMAT).replace(tzinfo=UTC) for at in moments)
    month = later.date().replace(day=1)
    then = date(month.year + month.month // 12, month.month % 12 + 1, 9)
    noon = datetime(then.year, then.month, then.day, 12, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return cast, month, then


@pytest.mark.django_db
def test_a_month_is_owed_reviewed_by_the_manager_and_then_no_longer(after_a_month):
    cast, month, then = after_a_month
    (owed,) = [each for each in owed_on("holmbridge", then) if each.kind == "log_review"]
    assert owed.words == f"Review the log of {month:%B %Y}"
    assert (owed.due - then).days == 6, "two weeks after the month's end"
    page = cast.client("adam").get(owed.url)
    assert "a manager who does not reviews its log" in html(page)
    assert cast.client("adam").post(owed.url, {"found": "Nothing."}).status_code == 400
    brian = cast.client("brian")
    assert "began" not in html(brian.get(owed.url))
    assert brian.post(owed.url, {"found": ""}).status_code == 400
    assert brian.post(owed.url, {"found": "Two alerts; both asked for."}).status_code == 302
    review = LogReview.objects.get()
    assert (review.month, review.by, review.partnership) == (month, "Brian (Borough council)", "holmbridge")
    entry = Entry.objects.get(what="audit.reviewed")
    assert "asked for" not in entry.detail
    assert not [each for each in owed_on("holmbridge", then) if each.kind == "log_review"]
    assert "Two alerts" in html(brian.get(owed.url))


@pytest.mark.django_db
def test_the_page_counts_its_alerts_and_leads_to_the_months_there_are(after_a_month):
    cast, month, then = after_a_month
    brian, before = cast.client("brian"), date(month.year - 1, month.month, 1)
    first = html(brian.get("/holmbridge/log/review/"))
    assert re.search(r"[0-9]+ alerts?\. An alert is a question", first)
    assert f"Review of the log, {month:%B %Y}" in first
    assert f'"?month={then:%Y-%m}"' in first, "the month after is there"
    assert first.count('"?month=') == 1, "none before the first"
    assert "<h2>What to look at</h2>" in first
    address = f"/holmbridge/log/review/?month={before:%Y-%m}"
    assert "had not begun" in html(brian.get(address))
    assert brian.post(address, {"found": "Nothing."}).status_code == 400
    assert not LogReview.objects.exists()


@pytest.mark.django_db
def test_where_no_month_is_over_the_page_opens_on_the_first(cast):
    found = html(cast.client("brian").get("/holmbridge/log/review/"))
    assert "This month is not over yet." in found


@pytest.mark.django_db
def test_a_month_that_is_none_is_not_there(cast):
    assert cast.client("brian").get("/holmbridge/log/review/?month=2026-13").status_code == 404
    assert cast.client("amira").get("/holmbridge/log/review/").status_code == 404
