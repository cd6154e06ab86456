"""Priority scoring: a round of matters, what several people scored, and what people decided on each.

``criteria``: [{"key", "name", "weight", "hint"}]; ``weighings``: every change of weights with its reason.
``findings`` of a matter: [{"id", "words", "figure"}], empty where a person added it. Decisions are only
added, the last one for a matter counts.
"""

from django.db import models
from django.db.models import Q

from wardmote.deciding.plan.models.editions import AuthoredRow, OfPartnership
from wardmote.ground.partners.models import Partnership, Person
from wardmote.knowing.assessment.models import Version


class ScoringRound(models.Model):
    """One time that people score what should come first; closed once every matter is decided on."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField(default=list)
    weighings = models.JSONField(default=list)
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    invented = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class ScoringMatter(models.Model):
    """Something that could come first, and the findings it rests on."""

    round = models.ForeignKey(ScoringRound, on_delete=models.PROTECT, related_name="matters")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    findings = models.JSONField(default=list)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("round", "key"), name="matter_named_once"),)

    def __str__(self) -> str:
        return self.title


class Score(AuthoredRow):
    """What one person gave a matter on one criterion, 1 to 4."""

    matter = models.ForeignKey(ScoringMatter, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta(AuthoredRow.Meta):
        constraints = (
            models.UniqueConstraint(fields=("matter", "criterion", "person"), name="scored_once_by_a_person"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=4), name="score_one_to_four"),
        )

    def __str__(self) -> str:
        return f"{self.matter}, {self.criterion}: {self.value}"


class ScoredDecisions(models.QuerySet["ScoredDecision"]):
    """What people decided."""

    def now(self) -> "dict[int, ScoredDecision]":
        """The decision that counts for each matter: the last one."""
        return {row.matter_id: row for row in self.order_by("pk").select_related("matter")}


class ScoredDecision(AuthoredRow):
    """What people decided on a matter, with their reason; ``place`` in the order where it was chosen."""

    matter = models.ForeignKey(ScoringMatter, on_delete=models.PROTECT, related_name="decisions")
    chosen = models.BooleanField()
    place = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField()
    invented = models.BooleanField(default=False)

    objects = ScoredDecisions.as_manager()

    class Meta(AuthoredRow.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(chosen=True, place__isnull=False) | Q(chosen=False, place__isnull=True),
                name="chosen_has_a_place",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.matter}: {'chosen' if self.chosen else 'not chosen'}"
