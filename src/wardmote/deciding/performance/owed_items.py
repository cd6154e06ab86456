"""What is owed of exceptions on a day, from stored rows alone: ``ground.owed`` asks for it.

Replies are owed by the lead agency, decisions by the strategy group; with or without an edition in force. How
an exception stands is asked of ``exceptions.answers``, as by pages.
"""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from wardmote.deciding.performance.exceptions.answers import standing_at
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.ground.owed import PARTNERSHIP, STRATEGY_GROUP, Owed

REPLY, DECISION = "reply", "decision"


def owed_by_exceptions(partnership: str, on: date) -> Iterator[Owed]:
    """Replies and decisions that open exceptions wait for."""
    for each in standing_at(partnership, on=on):
        row = each.row
        url = reverse("plan:exception", args=[partnership, row.pk])
        if row.state == life.OPEN:
            yield Owed(
                kind=REPLY, words=f"Reply to: {row.title}", by=row.leads or (PARTNERSHIP,), record=each,
                since=row.opened_on, due=row.reply_due, url=url, on=on, about=f"reply:{row.pk}",
            )  # fmt: skip
        if each.waits:
            yield Owed(
                kind=DECISION, words=f"Decide on: {row.title}", by=(STRATEGY_GROUP,), since=each.since,
                due=each.decision_due, url=url, on=on, about=f"decision:{row.pk}:{each.since}", record=each,
            )  # fmt: skip
