"""The partnership's money: funds of an edition, what each gives to an action, and whether it was worth it.

Amounts are pounds with pence. An allocation is only added; the last one for a fund and an action counts, and
nothing is allocated with 0. What was spent stands in the updates of the actions.
"""

from django.db import models
from django.db.models import Q

from wardmote.deciding.plan.models.described import PeriodColumn
from wardmote.deciding.plan.models.editions import AuthoredRow, OfPartnership, PlanEdition
from wardmote.deciding.plan.models.parts import Action


class Fund(AuthoredRow):
    """Money from one source for a period; ``revision`` rises with every change and every allocation."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="money")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    conditions = models.TextField(blank=True)
    period = PeriodColumn()
    invented = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = OfPartnership.as_manager()

    class Meta(AuthoredRow.Meta):
        constraints = (
            models.UniqueConstraint(fields=("edition", "key"), name="fund_named_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_holds_money"),
        )

    def __str__(self) -> str:
        return f"{self.name}, £{self.amount:,}"


class Allocations(models.QuerySet["Allocation"]):
    """What was given."""

    def now(self) -> "dict[tuple[int, int], Allocation]":
        """The allocation that counts, by action and fund: the last one."""
        return {(row.action_id, row.fund_id): row for row in self.order_by("pk")}


class Allocation(AuthoredRow):
    """What a fund gives to an action from now on, and why."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="allocations")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="allocations")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.TextField()

    objects = Allocations.as_manager()

    class Meta(AuthoredRow.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="allocation_not_below_nothing"),
        )

    def __str__(self) -> str:
        return f"{self.fund.name} to {self.action.key}: £{self.amount:,}"


class ValueReview(AuthoredRow):
    """What somebody found when asking whether money was well spent: of a fund, or of one action of it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="value_reviews")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.CASCADE, related_name="value_reviews"
    )
    words = models.TextField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.fund.name}: {self.words[:60]}"
