"""The Monday page's lines of the plan: new exceptions, what is owed, what waits for the chair.

In: the ``DashboardContext``. Out: lines. An exception is told as what changed until it is decided on, with
its two numbers and its months as a curve; what is owed is one line for all, so that nothing else is pushed
off the page. Where no plan is in force there is nothing to tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from wardmote.deciding.performance.exceptions.answers import ExceptionStatus
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.performance.owed_items import DECISION
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.performance.rules.exceptions import part_of
from wardmote.ground.owed import Owed, owed_on, seen_by, summary
from wardmote.ground.partners.rules import LEADERS, MANAGER
from wardmote.measuring.catalogue.periods import Period, parse_month
from wardmote.site.today.monday_lines import CHANGED, WAITING, DashboardContext, MondayLine
from wardmote.site.today.sentences import say


@dataclass
class PlanNow:
    """What is owed today, asked for once."""

    context: DashboardContext

    @property
    def told(self) -> frozenset[str]:
        """Classes that an exception tells of already: a part judged by itself, by its class."""
        return frozenset(part for row in self.undecided if (part := part_of(row.measure)))

    @cached_property
    def owed(self) -> list[Owed]:
        return owed_on(self.context.partnership.slug, self.context.today)

    @property
    def undecided(self) -> list[PlanException]:
        """Exceptions that nobody has decided on, gravest first; each owes a reply or a decision."""
        found = {
            each.record.row.pk: each.record.row
            for each in self.owed
            if isinstance(each.record, ExceptionStatus)
        }
        rows = [row for row in found.values() if row.state in life.UNDECIDED]
        return sorted(rows, key=lambda row: (-row.harm, row.p, row.pk))


def exceptions(now: PlanNow) -> Iterator[MondayLine]:
    """Exceptions that nobody has decided on, gravest first."""
    for row in now.undecided:
        url = reverse("plan:exception", args=[now.context.partnership.slug, row.pk])
        months, label = _curve(row)
        words = say("exception", title=row.title, words=row.words)
        yield MondayLine(CHANGED, words, url, months=months, months_label=label)


def _curve(row: PlanException) -> tuple[tuple[int, ...], str]:
    """The months that opened it, where all of them are held."""
    latest = row.tests[0].get("curve", []) if row.tests else []
    if not latest or None in latest:
        return (), ""
    last = parse_month(row.opened_month)
    span = Period.of_months(last - len(latest) + 1, last).label
    return tuple(latest), say("months", what=row.title, span=span)


def owing(now: PlanNow) -> Iterator[MondayLine]:
    """Decisions that wait for the chair; what is owed to the manager; what an officer's body owes."""
    context, viewer = now.context, now.context.viewer
    slug = context.partnership.slug
    to_us, by_us = seen_by(now.owed, bodies=viewer.bodies, runs=viewer.may_read(LEADERS))
    decisions = [each for each in by_us if each.kind == DECISION]
    if decisions:
        words = say("decisions-wait", count=len(decisions))
        yield MondayLine(WAITING, words, reverse("plan:decisions", args=[slug]))
    url = reverse("owed", args=[slug])
    if to_us and context.viewer.has({MANAGER}):
        yield MondayLine(WAITING, summary(to_us, to_us=True), url)
    rest = [each for each in by_us if each.kind != DECISION]
    if rest:
        yield MondayLine(WAITING, _ours(rest), url)


def _ours(rest: list[Owed]) -> str:
    """One thing by its words, several by their number."""
    if len(rest) == 1:
        if not rest[0].counted:
            return rest[0].words
        return say("owed-by-us", words=rest[0].words.rstrip("."), late=_late(rest[0]))
    return summary(rest, to_us=False)


def _late(each: Owed) -> str:
    return f", {each.days_late} late" if each.late else ""
