"""What the plan owes on a day: ``ground.owed`` asks for it.

Actions (overdue, stale, or due within two weeks) are owed by the bodies that lead them, the yearly review by
the partnership itself. Once the edition's year is over no single action is owed any more: what was left open
is carried over or closed in the next edition, which the partnership owes. A figure under a sentence of the
draft that newer evidence gives another number is owed a look; nothing else asks more than stored rows. How an
action stands is asked of ``records.progress``, as by pages.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from wardmote.deciding.plan.exchange.number_checks import figures_in
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.linked_figures import restated_in
from wardmote.deciding.plan.records.progress import Tally, stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.owed import PARTNERSHIP, Owed
from wardmote.ground.owed.moments import due_soon
from wardmote.ground.partners.bodies import owed_by
from wardmote.measuring.catalogue.counted import counted

ACTION, REVIEW, NEXT, FIGURE = "action", "review", "edition", "figure"


def owed_by_plan(partnership: str, on: date) -> Iterator[Owed]:
    """Everything owed of the plan in force."""
    undecided = Count("reviews", filter=Q(reviews__decision=""))
    editions = PlanEdition.objects.filter(partnership__slug=partnership).annotate(undecided=undecided)
    edition, draft = editions.current()
    if edition is not None:
        yield from _actions(edition, on)
        if draft is not None and (count := getattr(draft, "undecided", 0)):
            yield _review(draft, on, undecided=count)
    if draft is not None:
        yield from _restated(draft, on)


def _actions(edition: PlanEdition, on: date) -> Iterator[Owed]:
    """Deliverables that are not done and overdue, stale or due soon; after the year the next edition."""
    found = [each for each in stands(edition, on=on) if not each.action.same_as]
    if edition.is_over(on):
        yield _next_edition(edition, on, left_open=Tally.of(found).left_open)
        return
    for each in found:
        soon, stale = due_soon(due=each.due, on=on), each.standing.stale
        if each.state in rules.CLOSED or not (soon or stale):
            continue
        action = each.action
        url = reverse("plan:action", args=[edition.partnership.slug, edition.pk, action.key])
        yield Owed(
            kind=ACTION, words=f"{action.key}: {action.words}", since=each.since,
            by=tuple(owed_by(body, on) for body in each.leads), due=each.due if soon else None, url=url,
            on=on, stale=stale,
            about=f"action:{action.pk}" if soon else f"stale:{action.pk}:{each.since}",
            hint="To say how an action stands takes a minute.",
        )  # fmt: skip


def _restated(draft: PlanEdition, on: date) -> Iterator[Owed]:
    """Figures of the draft that newer evidence gives another number: its sentences are looked at anew."""
    figures = figures_in(read_edition(draft, only=("facts",)))
    if not figures:
        return
    again = restated_in(draft.partnership)
    if count := sum(bool(again(figure)) for figure in figures):
        told = counted(count, "figure was", "figures were")
        yield Owed(
            kind=FIGURE, words=f"{told} restated under sentences of {draft.year.short_label}.",
            by=(PARTNERSHIP,), since=on, due=draft.year.start, on=on, about=f"figures:{draft.pk}",
            url=reverse("plan:numbers", args=[draft.partnership.slug, draft.pk]),
        )  # fmt: skip


def _next_edition(edition: PlanEdition, on: date, *, left_open: int) -> Owed:
    """A plan is revised before its year ends (domain notes 2.5): that is due on the year's last day."""
    over = f"The plan's year {edition.year.short_label} is over"
    words = f"{over}: the next edition is due."
    if left_open:
        count, them = counted(left_open, "action", "actions"), ngettext("it", "them", left_open)
        words = f"{over} with {count} left open: carry {them} over or close {them} in the next edition."
    url, end = reverse("plan:edition", args=[edition.partnership.slug, edition.pk]), edition.year.end
    return Owed(
        kind=NEXT, words=words, by=(PARTNERSHIP,), since=edition.year.start, due=end, url=url, on=on,
        about=f"edition:{edition.pk}", counted=False,
    )  # fmt: skip


def _review(draft: PlanEdition, on: date, *, undecided: int) -> Owed:
    """Priorities of the draft on which the yearly review has not decided."""
    count = counted(undecided, "priority", "priorities")
    words = f"The yearly review has still to decide on {count} of {draft.year.short_label}."
    url = reverse("plan:review", args=[draft.partnership.slug, draft.pk])
    return Owed(
        kind=REVIEW, words=words, by=(PARTNERSHIP,), since=timezone.localdate(draft.made_at),
        due=draft.year.start, url=url, on=on, about=f"review:{draft.pk}",
    )  # fmt: skip
