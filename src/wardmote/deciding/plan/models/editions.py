"""The plan as the partnership holds it: editions and what they say, actions and how they went, reviews.

What an edition says is written while it is a draft and never after (``models.parts``); updates of its actions
stand apart and are only added.
"""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardmote.deciding.plan.models.described import PeriodColumn
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import PLAN_READERS, READER
from wardmote.ground.partners.viewing import Viewer


class OfPartnership(models.QuerySet[Any]):
    """Rows of the viewer's partnership."""

    def visible_to(self, viewer: Viewer) -> "OfPartnership":
        return self.filter(partnership__slug=viewer.partnership)


class AuthoredRow(models.Model):
    """A row that somebody wrote: of which partnership it is, by whom and when."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("pk",)


class EditionQuerySet(models.QuerySet["PlanEdition"]):
    """The editions people ask for."""

    def visible_to(self, viewer: Viewer) -> "EditionQuerySet":
        """Those of their partnership; a reader of the plan sees none that is still being written."""
        here = self.filter(partnership__slug=viewer.partnership)
        return here if viewer.may_read(PLAN_READERS - {READER}) else here.exclude(status=rules.DRAFT)

    def in_force(self) -> "PlanEdition | None":
        """Of one partnership's the edition in force: the published one, else the newest that is approved."""
        return self.filter(status__in=rules.IN_FORCE).current()[0]

    def draft(self) -> "PlanEdition | None":
        """The one that is written in, where there is one."""
        return self.filter(status=rules.DRAFT).current()[1]

    def after(self, edition: "PlanEdition") -> "PlanEdition | None":
        """The next year's of one partnership's that was published after one, where there is one."""
        known = self.filter(status__in=(rules.PUBLISHED, rules.SUPERSEDED), year__gt=edition.year)
        return known.order_by("year").first()

    def current(self) -> "tuple[PlanEdition | None, PlanEdition | None]":
        """The edition in force and the draft, asked for once."""
        held = list(self.filter(status__in=(*rules.IN_FORCE, rules.DRAFT)).select_related("partnership"))
        in_force = [each for each in held if each.in_force]
        return (
            min(in_force, key=lambda each: rules.IN_FORCE.index(each.status), default=None),
            next((each for each in held if each.status == rules.DRAFT), None),
        )


class PlanEdition(models.Model):
    """One year's edition of a three-year plan; ``documents``: name -> {"sha256", "bytes"} once approved."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    period = PeriodColumn()
    year = PeriodColumn()
    status = models.CharField(max_length=12, choices=rules.EditionStatus, default=rules.DRAFT)
    regime = models.CharField(max_length=60)
    two_tier = models.BooleanField()
    signed_role = models.CharField(max_length=200)
    signed_person = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=100, blank=True)
    invented = models.BooleanField(default=False)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_account = models.PositiveBigIntegerField(null=True, blank=True)
    one_person_why = models.TextField(blank=True)
    note = models.TextField(blank=True)
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    documents: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    seal = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    SAID: ClassVar = (
        "key", "title", "owner", "place", "period", "year", "status", "regime", "two_tier", "signed_role",
        "signed_person", "marking", "invented", "approved_on", "note",
    )  # fmt: skip
    """What a file says of the edition itself; the rest is this program's."""

    class Meta:
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("partnership", "key"), name="edition_named_once"),
            models.UniqueConstraint(fields=("partnership", "year"), name="edition_once_a_year"),
            models.UniqueConstraint(
                fields=("partnership",), condition=Q(status=rules.DRAFT), name="edition_one_draft"
            ),
            models.UniqueConstraint(
                fields=("partnership",), condition=Q(status=rules.PUBLISHED), name="edition_one_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.year.short_label}"

    @property
    def in_force(self) -> bool:
        """Whether it counts now, or will once it is published."""
        return self.status in rules.IN_FORCE

    def is_over(self, on: date) -> bool:
        """Whether its year is over on a day."""
        return rules.year_over(self.year.end, on=on)


class ActionUpdate(AuthoredRow):
    """How an action went, said by somebody on a day; only added. ``made``: outputs since the last update."""

    action = models.ForeignKey("plan.Action", on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=12, choices=rules.ActionState)
    words = models.TextField()
    evidence = models.TextField(blank=True)
    made = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=200, blank=True)
    spent = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    on = models.DateField()
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.action.key}, {self.on}: {self.words[:60]}"


class Reviews(models.QuerySet["Review"]):
    """What the yearly review is asked."""

    def undecided(self) -> "Reviews":
        return self.filter(decision="")


class Review(models.Model):
    """What the yearly review decided on one priority, why and on what evidence."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="reviews")
    priority = models.CharField(max_length=80)
    was = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=6, choices=rules.DECISIONS, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    by = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = Reviews.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "priority"), name="review_once_for_priority"),
        )

    def __str__(self) -> str:
        return f"{self.was or self.title}: {self.decision or 'not decided'}"
