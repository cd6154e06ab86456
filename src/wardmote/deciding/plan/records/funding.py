"""The writes of the partnership's money: a fund, what it gives to an action, whether it was worth it.

Each takes ``by=``, runs in one transaction and leaves an audit row with what stood there before. A fund's
row is written first and read after: on every database a second writer then waits, so that two people at once
can never give away more than there is.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wardmote.deciding.plan.models import Action, Allocation, Fund, PlanEdition, ValueReview
from wardmote.deciding.plan.rules import money as rules
from wardmote.ground.casework import Act, EditConflict, hold, refuse, write
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True)
class Means:
    """What is known of a fund."""

    name: str
    source: str
    amount: Decimal
    period: Period
    conditions: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """As the row has them."""
        told = {name: text.strip() for name, text in vars(self).items() if isinstance(text, str)}
        return {"amount": self.amount, "period": self.period, **told}


@dataclass(frozen=True)
class AllocationWanted:
    """How much an action gets of a fund in all, and why; ``read``: the number of the fund's last allocation
    when it was written, where somebody read them."""

    amount: Decimal
    reason: str
    read: int | None = None


def last_allocation(fund: Fund) -> int:
    """The number of the fund's last allocation; 0 where it gave nothing yet."""
    last = fund.allocations.order_by("pk").last()
    return last.pk if last else 0


def add(edition: PlanEdition, means: Means, *, by: Viewer | str, invented: bool = False) -> Fund:
    """Take up a fund for an edition; ``by`` is a name where no person writes, as in the demonstration."""
    _refuse(edition, means, allocated=rules.NOTHING)
    key = slug(means.name)[:80]
    if edition.money.filter(key=key).exists():
        raise Refusal("There is a fund of that name.", where="name", found=means.name)
    fund = Fund(
        partnership=edition.partnership,
        edition=edition,
        key=key,
        invented=invented,
        by=str(by),
        at=_moment(by),
        **means.values,
    )
    with _write("fund_added", fund, by=by) as act:
        fund.save(force_insert=True)
        act.detail = {"amount": f"{fund.amount:.2f}", "source": fund.source}
    return fund


def change(fund: Fund, means: Means, *, revision: int, by: Viewer) -> None:
    """Write a fund anew; never below what it has given already."""
    with _write("fund_changed", fund, by=by) as act:
        now = locked(fund, read=revision)
        _refuse(now.edition, means, allocated=sum(given(now).values(), rules.NOTHING))
        wanted = means.values
        old = {name: getattr(now, name) for name, value in wanted.items() if getattr(now, name) != value}
        was = {name: each.code if isinstance(each, Period) else str(each) for name, each in old.items()}
        for name, value in wanted.items():
            setattr(now, name, value)
        now.save(update_fields=list(wanted))
        act.detail = {"before": was, "amount": f"{now.amount:.2f}"}


def allocate(fund: Fund, action: Action, wanted: AllocationWanted, *, by: Viewer | str) -> Allocation:
    """Give an action something of a fund, in the place of what it had; ``EditConflict`` where that is newer
    than what was read."""
    amount, reason = wanted.amount, wanted.reason
    with _write("allocated", fund, by=by) as act:
        now = locked(fund)
        last = now.allocations.filter(action=action).order_by("pk").last()
        if wanted.read is not None and last and last.pk > wanted.read:
            raise EditConflict(last)
        if action.edition_id != now.edition_id:
            raise Refusal("That action is not of this edition.", where="action", found=action.key)
        if action.same_as:
            what = f"It is the same deliverable as {action.same_as}: give the money there, once."
            raise Refusal(what, where="action", found=action.key)
        refuse(rules.why_not_spend_in(now.edition.status))
        standing = given(now)
        before = standing.pop(action.pk, rules.NOTHING)
        others = sum(standing.values(), rules.NOTHING)
        why = rules.why_not_allocate(amount=amount, fund=now.amount, others=others, reason=reason)
        refuse(why, where="amount" if reason.strip() else "reason", found=str(amount))
        act.detail = {"action": action.key, "amount": f"{amount:.2f}", "before": f"{before:.2f}"}
        act.detail["reason"] = reason.strip()
        return Allocation.objects.create(
            partnership=now.partnership, fund=now, action=action, amount=amount, reason=reason.strip(),
            by=str(by), at=_moment(by),
        )  # fmt: skip


def weigh(fund: Fund, action: Action | None, words: str, *, by: Viewer) -> ValueReview:
    """Write down whether a fund, or an action it pays for, was worth its money."""
    if not words.strip():
        raise Refusal("Write what was found.", where="words")
    if action is not None and action.pk not in given(fund):
        raise Refusal("This fund gives that action nothing.", where="action", found=action.key)
    with _write("value_reviewed", fund, by=by) as act:
        act.detail = {"action": action.key if action else "", "words": words.strip()}
        return ValueReview.objects.create(
            partnership=fund.partnership, fund=fund, action=action, words=words.strip(), by=str(by), at=by.at
        )


def locked(fund: Fund, *, read: int | None = None) -> Fund:
    """The fund as it stands, nobody else's until the transaction ends."""
    rows = Fund.objects.select_related("edition", "partnership").filter(pk=fund.pk)
    now: Fund = hold(rows, read=read)
    return now


def given(fund: Fund) -> dict[int, Decimal]:
    """What each action has of a fund now."""
    return {action: row.amount for (action, _), row in fund.allocations.all().now().items()}


def _refuse(edition: PlanEdition, means: Means, *, allocated: Decimal) -> None:
    refuse(rules.why_not_spend_in(edition.status))
    for field in ("name", "source"):
        if not getattr(means, field).strip():
            raise Refusal("A fund has a name and a source.", where=field)
    why = rules.why_not_amount(amount=means.amount, allocated=allocated)
    refuse(why, where="amount", found=str(means.amount))
    span, of = edition.period, means.period
    if of.end < span.start or span.end < of.start:
        raise Refusal(
            "The fund's period lies outside the plan's.", where="ends", found=of.label,
            todo=f"The plan is for {span.label}.",
        )  # fmt: skip


def _moment(by: Viewer | str) -> datetime:
    return by.at if isinstance(by, Viewer) else timezone.now()


def _write(verb: str, fund: Fund, *, by: Viewer | str) -> AbstractContextManager[Act]:
    slug_of_town, subject = fund.partnership.slug, f"fund:{fund.edition.key}/{fund.key}"
    return write(f"plan.{verb}", subject, by=by, partnership=slug_of_town)
