"""What is owed of exceptions and of data on a day, from stored rows alone: ``ground.owed`` asks for it.

Replies are owed by the lead agency, decisions by the strategy group; with or without an edition in force. How
an exception stands is asked of ``exceptions.answers``, as by pages. While the year of an edition runs, a
source of its measures that brought no newer months for too long is owed by the partnership.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse

from wardmote.deciding.performance.exceptions.answers import waiting_at
from wardmote.deciding.performance.models import MeasureReading
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.performance.rules.measures import late_from
from wardmote.deciding.plan.rules.plan import EditionStatus
from wardmote.ground.owed import PARTNERSHIP, STRATEGY_GROUP, Owed, SharedQuery
from wardmote.ground.partners.bodies import owed_by
from wardmote.measuring.catalogue.periods import month_code, month_end, month_index, month_label, parse_month

REPLY, DECISION, DATA = "reply", "decision", "data"


def owed_by_exceptions(partnership: str, on: date) -> Iterator[Owed]:
    """Replies and decisions that open exceptions wait for."""
    for each in waiting_at(partnership, on=on):
        row = each.row
        url = reverse("plan:exception", args=[partnership, row.pk])
        if row.state == life.OPEN:
            leads = tuple(owed_by(body, on) for body in each.leads)
            yield Owed(
                kind=REPLY, words=f"Reply to: {row.title}", by=leads or (PARTNERSHIP,), record=each,
                since=row.opened_on, due=row.reply_due, url=url, on=on, about=f"reply:{row.pk}",
            )  # fmt: skip
        if each.waits:
            yield Owed(
                kind=DECISION, words=f"Decide on: {row.title}", by=(STRATEGY_GROUP,), since=each.since,
                due=each.decision_due, url=url, on=on, about=f"decision:{row.pk}:{each.since}", record=each,
            )  # fmt: skip


def owed_data(partnership: str, on: date) -> SharedQuery[Owed]:
    """Sources of measures that are late: one for each, by its newest month."""
    running = month_code(month_index(on.year, on.month) - 11)
    rows = MeasureReading.objects.filter(
        partnership__slug=partnership,
        partnership__planedition__status=EditionStatus.PUBLISHED,
        partnership__planedition__year__gte=running,
    ).exclude(month="")
    by_feed = rows.order_by().values("feed", "feed_title")

    def late(source: Any) -> Owed | None:
        due, last = late_from(source.newest), parse_month(source.newest)
        if on < due:
            return None
        return Owed(
            kind=DATA, by=(PARTNERSHIP,), since=month_end(last), due=due, on=on,
            words=f"Nothing newer than {month_label(last)} came from {source.title or source.feed}.",
            url=reverse("evidence:home", args=[partnership]), about=f"data:{source.feed}:{source.newest}",
        )  # fmt: skip

    return SharedQuery(by_feed, {"feed": "feed", "title": "feed_title", "newest": Max("month")}, late)
