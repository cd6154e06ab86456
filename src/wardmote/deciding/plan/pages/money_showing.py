"""How the money of an edition stands: funds, what each gives and has left, and what actions spent of it.

In: an edition and its actions as they stand on a day. Out: frozen values in two queries. Spending comes from
the updates of the actions; of an action with several funds it is shared as ``rules.money.shared`` says. An
action printed under several sub-priorities is one deliverable and has its money once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardmote.deciding.plan.models import Action, Allocation, Fund, PlanEdition
from wardmote.deciding.plan.records.progress import ActionView
from wardmote.deciding.plan.rules.money import NOTHING, shared
from wardmote.measuring.catalogue.counted import pounds
from wardmote.measuring.documents.model import Sheet

Last = dict[tuple[int, int], Allocation]


@dataclass(frozen=True)
class ActionMoney:
    """An action with what each fund gives it and what it spent; ``parts``: fund, given, spent of it."""

    action: Action
    parts: tuple[tuple[Fund, Decimal, Decimal], ...]
    spent: Decimal

    @property
    def allocated(self) -> Decimal:
        return sum((given for _, given, _ in self.parts), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.allocated - self.spent

    @property
    def words(self) -> str:
        """Where it stands in one sentence."""
        if not self.parts:
            return f"{pounds(self.spent)} spent, none allocated" if self.spent else "no money allocated"
        told = f"{pounds(self.allocated)} allocated, {pounds(self.spent)} spent"
        return f"{told}, {pounds(self.left)} left" if self.left >= 0 else f"{told}, {pounds(-self.left)} over"

    @property
    def mark(self) -> tuple[str, str]:
        """The sign and word of a status mark: overspent is never hidden."""
        if self.spent > self.allocated:
            return ("off-track", "Overspent") if self.parts else ("off-track", "Spent without money")
        return ("on-track", "Within its money") if self.parts else ("not-set", "No money")


@dataclass(frozen=True)
class FundView:
    """A fund with what it gave and what was spent of that; ``overspent``: by how many of its actions."""

    fund: Fund
    allocated: Decimal
    spent: Decimal
    overspent: int = 0

    @property
    def free(self) -> Decimal:
        """What can still be allocated."""
        return self.fund.amount - self.allocated

    @property
    def left(self) -> Decimal:
        """What is not spent; less than nothing where its actions spent more than there is."""
        return self.fund.amount - self.spent

    @property
    def words(self) -> str:
        """Where it stands in one sentence."""
        told = f"{pounds(self.allocated)} allocated, {pounds(self.free)} free, {pounds(self.spent)} spent"
        return told if self.left >= 0 else f"{told}: {pounds(-self.left)} more than there is"

    @property
    def mark(self) -> tuple[str, str]:
        if self.spent > self.fund.amount:
            return "off-track", "Overspent"
        if self.overspent:
            return "near", f"{self.overspent} of its actions overspent"
        return "on-track", "Within the fund"


@dataclass(frozen=True)
class Money:
    """All of an edition's money."""

    funds: tuple[FundView, ...]
    actions: tuple[ActionMoney, ...]

    @property
    def without(self) -> tuple[ActionMoney, ...]:
        """Actions that nothing is allocated to."""
        return tuple(each for each in self.actions if not each.parts)

    @property
    def over(self) -> tuple[ActionMoney, ...]:
        """Actions that spent more than they have."""
        return tuple(each for each in self.actions if each.spent > each.allocated)


def money_of(edition: PlanEdition, now: Sequence[ActionView]) -> Money:
    """How all the money stands, with the actions in ``now``; funds count only what those spent."""
    funds = {fund.pk: fund for fund in edition.money.all()}
    last = _last(edition, funds) if funds else {}
    actions = _of_actions(now, last)
    return Money(
        funds=tuple(
            FundView(
                fund,
                allocated=sum((row.amount for row in last.values() if row.fund_id == fund.pk), NOTHING),
                spent=sum((part[2] for each in actions for part in each.parts if part[0] is fund), NOTHING),
                overspent=sum(
                    part[2] > part[1] for each in actions for part in each.parts if part[0] is fund
                ),
            )
            for fund in funds.values()
        ),
        actions=actions,
    )


def actions_money(edition: PlanEdition, now: Sequence[ActionView]) -> tuple[ActionMoney, ...]:
    """The money of some actions, each deliverable once; one query."""
    return _of_actions(now, _last(edition))


def _last(edition: PlanEdition, funds: Mapping[int, Fund] | None = None) -> Last:
    """The allocation that counts, by action and fund."""
    rows = Allocation.objects.filter(fund__edition=edition)
    if funds is None:
        return rows.select_related("fund").now()
    last = rows.now()
    for row in last.values():
        row.fund = funds[row.fund_id]
    return last


def _of_actions(now: Sequence[ActionView], last: Last) -> tuple[ActionMoney, ...]:
    once = {each.deliverable.pk: each for each in now}
    return tuple(_of_action(each, last) for each in once.values())


def _of_action(each: ActionView, last: Last) -> ActionMoney:
    action = each.deliverable
    given = {row.fund_id: row for (of, _), row in last.items() if of == action.pk and row.amount}
    spent = shared(each.spent, {fund: row.amount for fund, row in given.items()})
    parts = tuple((row.fund, row.amount, spent[fund]) for fund, row in given.items())
    return ActionMoney(action, parts, each.spent)


HEADS = ("Fund", "Source", "Period", "No.", "Action", "Allocated", "Spent", "Left")


def money_table(edition: PlanEdition, money: Money) -> Sheet:
    """Every fund with every action it pays for; what is not allocated, and what was spent without a fund."""
    rows: list[tuple[str | Decimal, ...]] = []
    for each in money.funds:
        fund = each.fund
        head = (fund.name, fund.source, fund.period.label)
        for item in money.actions:
            for of, given, spent in item.parts:
                if of is fund:
                    rows.append((*head, item.action.key, item.action.words, *_cells(given, spent)))
        rows.append((*head, "", "not allocated", *_cells(each.free, NOTHING)))
    for item in money.without:
        rows.append(("", "", "", item.action.key, item.action.words, *_cells(NOTHING, item.spent)))
    return Sheet(f"Money of {edition.year.short_label}", HEADS, rows)


def _cells(given: Decimal, spent: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    return given, spent, given - spent
