"""What may be done with the partnership's money. Pure: values in, a reason or ``None`` out.

Amounts are ``Decimal`` pounds. ``shared`` says how much of what an action spent is whose: spending is
reported by action, so that of an action with several funds it is shared in proportion to what each gives.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from wardmote.deciding.plan.rules.plan import SUPERSEDED
from wardmote.measuring.catalogue.counted import pounds

PENNY = Decimal("0.01")
NOTHING = Decimal(0)
MOST = Decimal(10) ** 12


def why_not_state_funds(amount: Decimal) -> str | None:
    """Why a plan cannot state that much money for an action, or None."""
    if not amount.is_finite() or amount >= MOST:
        return f"Write an amount below {pounds(MOST)}."
    if amount < 0:
        return "Money is not less than nothing."
    return "Write pounds and whole pennies." if amount != amount.quantize(PENNY) else None


def why_not_spend_in(status: str) -> str | None:
    """Why no money is written down for an edition in this state, or None."""
    if status == SUPERSEDED:
        return "Another edition has taken its place: its money stays as it was."
    return None


def why_not_allocate(*, amount: Decimal, fund: Decimal, others: Decimal, reason: str) -> str | None:
    """Why a fund cannot give an action that much, or None; ``others``: what its other actions have."""
    if amount < 0:
        return "Money is not less than nothing."
    if amount != amount.quantize(PENNY):
        return "Write pounds and whole pennies."
    if not reason.strip():
        return "Give the reason: the auditor will ask."
    if others + amount > fund:
        return f"The fund has {pounds(fund - others)} left for this action, {pounds(amount)} was asked for."
    return None


def why_not_amount(*, amount: Decimal, allocated: Decimal) -> str | None:
    """Why a fund cannot be that large, or None."""
    if amount <= 0:
        return "A fund holds more than nothing."
    if amount != amount.quantize(PENNY):
        return "Write pounds and whole pennies."
    if amount < allocated:
        return f"{pounds(allocated)} of it is allocated already; take some of that back first."
    return None


def shared(spent: Decimal, given: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What an action spent, by fund, in proportion to what each gives; pennies left over go to the last.

    >>> shared(Decimal(10), {1: Decimal(100), 2: Decimal(200)})
    {1: Decimal('3.33'), 2: Decimal('6.67')}
    """
    whole = sum(given.values(), NOTHING)
    paying = [fund for fund, amount in given.items() if amount > 0]
    found: dict[int, Decimal] = {}
    for fund in paying[:-1]:
        found[fund] = (spent * given[fund] / whole).quantize(PENNY, ROUND_HALF_UP)
    if paying:
        found[paying[-1]] = spent - sum(found.values(), NOTHING)
    return found
