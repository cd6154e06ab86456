"""How a measure stood in a group of similar partnerships, as loaded; only added, the newest counts.

In: what a partner was given, often restricted to police and partners. Out: rows for ``analysis.peers``.
A restricted comparison is shown to people signed in to the partnership and never reaches a public output.
"""

from django.db import models

from wardmote.deciding.plan.models.described import PeriodColumn
from wardmote.deciding.plan.models.editions import AuthoredRow, OfPartnership


class PeerComparison(AuthoredRow):
    """A measure's counts in every other partnership of a group, the group's version pinned.

    ``peers``: [{"name", "count", "denominator"}]; ``count`` and ``denominator`` are our own, where the file
    gave them. A month is its code (2007-12), any other period its own.
    """

    measure = models.CharField(max_length=80)
    period = PeriodColumn()
    group = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    restricted = models.BooleanField(default=True)
    count = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    peers = models.JSONField(default=list)
    invented = models.BooleanField(default=False)

    objects = OfPartnership.as_manager()

    class Meta:
        db_table = "plan_peercomparison"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(count__isnull=True, denominator__isnull=True)
                | models.Q(count__isnull=False, denominator__gt=0),
                name="own_count_with_denominator",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} in {self.group}, {self.period}"
