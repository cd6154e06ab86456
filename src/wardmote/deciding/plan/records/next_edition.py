"""Rolling the plan: the next edition opened from the one in force, and what the yearly review decides.

In: the published edition. Out: a draft for the next year that carries its texts, facts, bodies, measures,
priorities and open actions, with one review a priority still to be decided. A decision shows at once in
the draft: what is dropped leaves it with what belongs to it (``dropped``), what is kept again comes back as
the edition before has it. Each write takes ``by``, runs in one transaction and leaves an audit row.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import Action, ActionUpdate, PlanEdition, Review
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records.drafts import lock_draft
from wardmote.deciding.plan.records.dropped import bring_back, next_years, take_out, without_notes
from wardmote.deciding.plan.records.edition_rows import CARRIED, prefetch_tables, read_edition, save_edition
from wardmote.deciding.plan.records.progress import stands
from wardmote.deciding.plan.records.structure import follow
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import hold, refuse, write
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import profile_on


@dataclass(frozen=True)
class Decided:
    """What the review says of one priority; ``title`` as it reads from now on, ``lead`` of an added one."""

    decision: str
    reason: str
    evidence: str
    title: str = ""
    lead: tuple[str, ...] = ()


def next_year(period: Period) -> Period:
    """The twelve months after."""
    start = period.end + timedelta(days=1)
    return Period(start, date(start.year + 1, start.month, 1) - timedelta(days=1))


def open_next(edition: PlanEdition, *, by: str, on: date) -> PlanEdition:
    """The draft that follows; ``on``: the day on which actions count as open or closed."""
    drafts = PlanEdition.objects.filter(partnership=edition.partnership, status=rules.DRAFT).count()
    refuse(rules.why_not_open_next(status=edition.status, drafts=drafts))
    year = next_year(edition.year)
    last = edition.period
    span = last if year.end <= last.end else Period(year.start, _three_years(year))
    named = f"{edition.key.rstrip('0123456789-')}-{year.start.year}-{year.end.year % 100:02d}"
    file = carried(edition, on=on)
    detail = {"follows": edition.key, "actions": len(file.actions)}
    slug = edition.partnership.slug
    with write("plan.opened", f"plan:{named}", by=by, partnership=slug, detail=detail):
        new = PlanEdition.objects.create(
            partnership=edition.partnership,
            key=named,
            period=span,
            year=year,
            regime=profile_on(year.start).key,
            follows=edition,
            made_by=by,
            **{name: getattr(edition, name) for name in CARRIED}
            | {"title": edition.title.replace(_years(last), _years(span))},
        )
        save_edition(new, file)
        follow(new, on)
        for priority in file.priorities:
            Review.objects.create(edition=new, priority=priority.key, was=priority.title)
    return new


def _years(span: Period) -> str:
    """A plan's period as its title has it: 2008-2011."""
    return f"{span.start.year}-{span.end.year}"


def _three_years(year: Period) -> date:
    return date(year.start.year + 3, year.start.month, 1) - timedelta(days=1)


def carried(edition: PlanEdition, *, on: date) -> EditionFile:
    """What the next edition begins with: everything but closed actions and notes on the printed plan, which
    nothing in it names any more."""
    now = {each.action.key: each for each in stands(edition, on=on)}
    file = read_edition(edition)
    kept = [action for action in file.actions if now[action.key].state not in rules.CLOSED]
    there = {action.key for action in kept}
    year = next_year(edition.year)
    actions = tuple(
        copied(next_years(action, year.start), same_as=action.same_as if action.same_as in there else "")
        for action in kept
    )
    targets = tuple(target for target in file.targets if target.by >= year.start)
    return without_notes(replace(file, actions=actions, targets=targets))


def closed_since(draft: PlanEdition) -> list[Action]:
    """Actions a draft still carries though they were done or stopped since it was opened; each as the edition
    before has it, with its ``state`` and the day that was ``said``."""
    if draft.follows_id is None:
        return []
    prefetch_tables(draft, "actions")
    there = {(row.key, row.words) for row in draft.actions.all()}
    last = ActionUpdate.objects.filter(action=OuterRef("pk")).order_by("-on", "-pk")
    before = Action.objects.filter(edition=draft.follows_id).annotate(
        state=Subquery(last.values("state")[:1]), said=Subquery(last.values("on")[:1])
    )
    return [row for row in before.filter(state__in=rules.CLOSED) if (row.key, row.words) in there]


def decide(review: Review, decided: Decided, *, revision: int, by: str, on: date) -> None:
    """Write down what was decided on a priority and let the draft show it."""
    edition = review.edition
    refuse(
        rules.why_not_edit(edition.status)
        or rules.why_not_decide(
            decided.decision, reason=decided.reason, evidence=decided.evidence, title=decided.title
        )
    )
    if (decided.decision == rules.ADD) != (not review.was):
        raise Refusal("A priority that was there is kept, changed or dropped; a new one is added.")
    title = decided.title if decided.decision in (rules.CHANGE, rules.ADD) else review.was
    detail = {"priority": review.priority, "decision": decided.decision, "reason": decided.reason}
    slug = edition.partnership.slug
    with write("plan.reviewed", f"plan:{edition.key}", by=by, partnership=slug, detail=detail) as act:
        now = hold(Review.objects.filter(pk=review.pk), read=revision)
        now.decision, now.title, now.reason = decided.decision, title, decided.reason
        now.evidence, now.by, now.on = decided.evidence, by, on
        now.save()
        draft = lock_draft(edition)
        fits = None if decided.decision == rules.DROP else title
        if taken := _fit(draft, review.priority, fits, on=on):
            act.detail["taken"] = taken


def add(edition: PlanEdition, decided: Decided, *, by: str, on: date) -> Review:
    """Add a priority to the draft, with the reason and the evidence for it."""
    refuse(
        rules.why_not_edit(edition.status)
        or rules.why_not_decide(
            rules.ADD, reason=decided.reason, evidence=decided.evidence, title=decided.title
        )
    )
    known = set(edition.bodies.values_list("key", flat=True))
    if not decided.lead or not set(decided.lead) <= known:
        raise Refusal("Choose the bodies that lead it from those of the plan.")
    key = slug(decided.title)[:80]
    if edition.reviews.filter(priority=key).exists():
        raise Refusal("There is a priority of that name.", found=decided.title)
    slug_of_town, detail = edition.partnership.slug, {"priority": key, "decision": rules.ADD}
    detail["reason"] = decided.reason
    with write("plan.reviewed", f"plan:{edition.key}", by=by, partnership=slug_of_town, detail=detail):
        draft = lock_draft(edition)
        at = draft.priorities.count() + 1
        draft.priorities.create(at=at, key=key, title=decided.title, lead=decided.lead)
        return Review.objects.create(
            edition=draft, priority=key, title=decided.title, decision=rules.ADD, reason=decided.reason,
            evidence=decided.evidence, by=by, on=on,
        )  # fmt: skip


def _fit(edition: PlanEdition, key: str, title: str | None, *, on: date) -> dict[str, Any]:
    """Let the draft hold a priority under a title, or not at all; what was taken out of it, for the log."""
    if title is None:
        return take_out(edition, key)
    there = edition.priorities.filter(key=key)
    if not there.exists():
        if edition.follows is None:
            raise Refusal("There is no edition before this one to carry it from.")
        bring_back(edition, carried(edition.follows, on=on), key)
    there.update(title=title)
    return {}


def reword(edition: PlanEdition, statement: int, words: str, *, revision: int, by: Viewer) -> None:
    """Write a paragraph of a draft anew; ``EditConflict`` where somebody else did first."""
    refuse(rules.why_not_edit(edition.status))
    if not words.strip():
        raise Refusal("Write what it says.")
    with write("plan.reworded", f"plan:{edition.key}", by=by) as act:
        row = hold(edition.statements.filter(pk=statement), read=revision)
        was, row.words = row.words, words.strip()
        row.edition = lock_draft(edition)
        row.save()
        act.detail = {"part": row.part, "was": was, "now": row.words}
