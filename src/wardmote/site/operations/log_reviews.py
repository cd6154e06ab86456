"""The monthly review of the log: what there is to look at, who may sign it off, and that it is owed.

In: a partnership and a month that is over. Out: what happened in it by person, what asks for a look
(``log_alerts``), and the record of who reviewed it and what they found. Whoever runs the system is in the log
more than anybody: where somebody else keeps the partnership, somebody else reviews.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import IntegrityError
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from wardmote.ground.audit.log import moment
from wardmote.ground.audit.models import Entry, LogReview
from wardmote.ground.casework import refuse, write
from wardmote.ground.owed import PARTNERSHIP, Owed, SharedQuery
from wardmote.ground.partners.models import Membership, Partnership
from wardmote.ground.partners.rules import ADMINISTRATOR, MANAGER
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.operations.log_alerts import AlertRules, LogAlert, alerts_in
from wardmote.site.operations.log_pages import entries_of
from wardmote.site.operations.log_people import people_in
from wardmote.site.operations.log_sentences import local_moment

USUAL_FROM: Final = timedelta(days=90)
DAYS: Final = 14  # after the month's end
READING: Final = "read."
Told = TypeVar("Told")


def why_not_review(
    *, month: date, today: date, reviewed: bool, left_to_others: bool, begins: date | None
) -> str | None:
    """Why somebody cannot sign off a month of the log, or None; ``begins``: the first month it has."""
    if begins is None or month < begins:
        return "The log had not begun in this month: there is nothing to review."
    if reviewed:
        return "This month is reviewed already."
    if next_month(month) > today:
        return "This month is not over yet."
    if left_to_others:
        return "You run the system: a manager who does not reviews its log."
    return None


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True)
class LogMonth:
    """A month of a partnership's log: how often each person read and wrote, and what asks for a look."""

    month: date
    people: tuple[tuple[str, int, int], ...]
    alerts: tuple[LogAlert, ...]

    @property
    def label(self) -> str:
        return f"{self.month:%B %Y}"


def month_of(slug: str, month: date) -> LogMonth:
    """Read the month, and the time before it for what is usual."""
    begins, ends = _at(month), _at(next_month(month))
    rows = entries_of(slug).filter(at__gte=_at(month - USUAL_FROM), at__lt=ends).order_by("id")
    found = list(rows.only("at", "by", "what", "subject", "detail"))
    meant = people_in({row.by for row in found}, slug)
    for row in found:
        row.by = meant[row.by]
    reads, writes = Counter[str](), Counter[str]()
    for row in found:
        if row.at >= begins:
            (reads if row.what.startswith(READING) else writes)[row.by] += 1
    rules = AlertRules.parse(settings.WARDMOTE_LOG_ALERTS)
    alerts = alerts_in(found, _people(slug), rules=rules, since=month)
    people = sorted({*reads, *writes})
    return LogMonth(month, tuple((by, reads[by], writes[by]) for by in people), tuple(alerts))


def _at(day: date) -> str:
    return moment(datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()))


def _people(slug: str) -> dict[str, int]:
    """The number of everybody who is named in the log, with their body and without."""
    held = Membership.objects.filter(partnership__slug=slug).select_related("person", "body")
    return {
        named: each.person_id
        for each in held
        for named in (each.person.name, f"{each.person.name} ({each.body.name})")
    }


def left_to_others(viewer: Viewer) -> bool:
    """Whether this person runs the system and a manager who does not is here to review."""
    held = Membership.objects.filter(partnership__slug=viewer.partnership).select_related("body")
    held = held.exclude(person_id=viewer.person)
    roles: dict[int, set[str]] = {}
    for each in held:
        if each.in_force(viewer.today):
            roles.setdefault(each.person_id, set()).add(each.role)
    others = any(MANAGER in each and ADMINISTRATOR not in each for each in roles.values())
    return ADMINISTRATOR in viewer.roles and others


def reviews_of(slug: str) -> "QuerySet[LogReview]":
    """Every month that was reviewed, the newest first."""
    return LogReview.objects.filter(partnership=slug)


def why_not(month: date, viewer: Viewer, *, reviewed: bool) -> str | None:
    """Why this person cannot sign off a month here, or None."""
    return why_not_review(
        month=month,
        today=viewer.today,
        reviewed=reviewed,
        left_to_others=left_to_others(viewer),
        begins=begins_in(viewer.partnership),
    )


def sign_off(seen: LogMonth, found: str, *, by: Viewer) -> LogReview:
    """Somebody read the month and says what they found; their words stand in the record, not in the log."""
    reviewed = reviews_of(by.partnership).filter(month=seen.month).exists()
    refuse(why_not(seen.month, by, reviewed=reviewed))
    try:
        with write("audit.reviewed", by=by, detail={"month": f"{seen.month:%Y-%m}"}) as act:
            made = LogReview.objects.create(
                partnership=by.partnership, month=seen.month, found=found.strip(), alerts=len(seen.alerts),
                by=str(by), person=by.person, at=by.at,
            )  # fmt: skip
            act.subject = f"log-review:{made.pk}"
    except IntegrityError:
        raise Refusal("Somebody else signed off this month just now.") from None
    return made


def begins_in(slug: str) -> date | None:
    """The month of the partnership's first row; None where it has none."""
    first = Entry.objects.filter(partnership=slug).order_by("at").first()
    return local_moment(first).date().replace(day=1) if first else None


# ---- owed ----


def owed_reviews(partnership: str, on: date) -> SharedQuery[Owed]:
    """The review of the oldest month that is over and was not reviewed."""

    def owed(town: Any) -> Owed | None:
        month = _unreviewed(town)
        if month is None or next_month(month) > on:
            return None
        after = (on.year - month.year) * 12 + on.month - month.month - 1
        more = f" and {counted(after, 'later month', 'later months')}" if after else ""
        return Owed(
            kind="log_review",
            words=f"Review the log of {month:%B %Y}{more}",
            by=(PARTNERSHIP,),
            since=next_month(month),
            due=next_month(month) + timedelta(days=DAYS),
            url=f"{reverse('audit:review', args=[partnership])}?month={month:%Y-%m}",
            on=on,
            about=f"log_review:{month:%Y-%m}",
        )

    return _reviewed(partnership, owed)


def first_unreviewed(slug: str) -> date | None:
    """The month from which on nobody reviewed the log; None where it has no row."""
    return next(iter(_reviewed(slug, _unreviewed)), None)


def _reviewed(slug: str, tell: Callable[[Any], Told | None]) -> SharedQuery[Told]:
    """What is told of when the log of a partnership begins and which month of it was reviewed last."""
    rows = Entry.objects.filter(partnership=OuterRef("slug")).order_by("at").values("at")[:1]
    last = LogReview.objects.filter(partnership=OuterRef("slug")).order_by("-month").values("month")[:1]
    towns = Partnership.objects.filter(slug=slug)
    return SharedQuery(towns, {"first": Subquery(rows), "reviewed": Subquery(last)}, tell)


def _unreviewed(town: Any) -> date | None:
    if town.reviewed is not None:
        return next_month(town.reviewed)
    return local_moment(Entry(at=town.first)).date().replace(day=1) if town.first else None
