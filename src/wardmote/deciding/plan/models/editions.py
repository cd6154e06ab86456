"""The plan as the partnership holds it: editions and what they say, actions and how they went, reviews.

The parts of an edition mirror the rows of ``exchange.edition_file``, in the plan's order (``at``). What it
says is written while it is a draft and never after; updates of its actions stand apart and are only added.
Periods are held as their code (2008-04:2009-03), lists of keys as JSON.
"""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.periods import Period, parse_period

CODE = 30


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
        return self.filter(partnership__slug=viewer.partnership)

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
    period = models.CharField(max_length=CODE)
    year = models.CharField(max_length=CODE)
    status = models.CharField(max_length=12, choices=rules.EditionStatus, default=rules.DRAFT)
    regime = models.CharField(max_length=60)
    two_tier = models.BooleanField(default=False)
    signed_role = models.CharField(max_length=200)
    signed_person = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=100, blank=True)
    invented = models.BooleanField(default=False)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
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
        return f"{self.title}, {self.in_year.short_label}"

    @property
    def span(self) -> Period:
        return parse_period(self.period)

    @property
    def in_year(self) -> Period:
        return parse_period(self.year)

    @property
    def in_force(self) -> bool:
        """Whether it counts now, or will once it is published."""
        return self.status in rules.IN_FORCE

    def is_over(self, on: date) -> bool:
        """Whether its year is over on a day."""
        return rules.year_over(self.in_year.end, on=on)


class Part(models.Model):
    """A row of an edition, in the plan's order; written in a draft only."""

    at = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An approved edition is never written in."""
        edition: PlanEdition = self.edition  # type: ignore[attr-defined]
        if reason := rules.why_not_edit(edition.status):
            raise TypeError(reason)
        super().save(*args, **kwargs)


class Statement(Part):
    """A vision, or a paragraph of a part of the plan; numbers are links to facts (``exchange.quoted``)."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="statements")
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    since = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.part}: {self.words[:60]}"


class Fact(Part):
    """A reason or number of the plan: its period, its source, and two counts or "published only"."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=80)
    about = models.JSONField(default=list)
    words = models.TextField()
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=300)
    period = models.CharField(max_length=CODE)
    row = models.CharField(max_length=20, blank=True)
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    qualifier = models.CharField(max_length=40, blank=True)
    shape = models.CharField(max_length=10, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    base = models.BigIntegerField(null=True, blank=True)
    against = models.CharField(max_length=CODE, blank=True)
    assumed_period = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"


class LinkedStrategy(Part):
    """A document the plan is linked with, by level."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="strategies")
    key = models.CharField(max_length=80)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=CODE, blank=True)
    priorities = models.JSONField(default=list)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class PlanBody(Part):
    """A body as the edition names it, the key it is named by there, and which body of ours it is."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    part = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class PlanGroup(Part):
    """A group of the partnership as the edition describes it."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    meets = models.CharField(max_length=100)
    starts = models.DateField()
    members = models.JSONField(default=list)
    reports_to = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True)
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Priority(Part):
    """What comes first, with the keys of the bodies that lead it."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="priorities")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    lead = models.JSONField(default=list)

    class Meta(Part.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="priority_named_once"),)

    def __str__(self) -> str:
        return self.title


class SubPriority(Part):
    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="sub_priorities")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)

    class Meta(Part.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="sub_priority_named_once"),)

    def __str__(self) -> str:
        return self.title


class Action(Part):
    """What will be done; ``same_as``: the deliverable it is printed again from, counted once."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="actions")
    sub_priority = models.ForeignKey(SubPriority, on_delete=models.CASCADE, related_name="actions")
    key = models.CharField(max_length=40)
    words = models.TextField()
    type = models.CharField(max_length=20)
    recurring = models.BooleanField(default=False)
    continues = models.BooleanField(default=False)
    starting_level = models.TextField(blank=True)
    lead = models.JSONField(default=list)
    contributing = models.JSONField(default=list)
    person = models.CharField(max_length=200, blank=True)
    places = models.JSONField(default=list)
    same_as = models.CharField(max_length=40, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    series_of = models.PositiveIntegerField(default=0)
    in_different_places = models.BooleanField(default=False)
    depends_on = models.CharField(max_length=200, blank=True)
    milestones = models.JSONField(default=list)
    outputs = models.JSONField(default=list)
    funds = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    evidence = models.JSONField(default=list)
    evaluation = models.TextField(blank=True)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Part.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="action_named_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.words[:60]}"


class ActionUpdate(AuthoredRow):
    """How an action went, said by somebody on a day; only added. ``made``: outputs since the last update."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
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


class MeasureUse(Part):
    """An indicator of the edition: the catalogue's measures that watch these sub-priorities."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=40)
    priority = models.CharField(max_length=80)
    words = models.TextField()
    measures = models.JSONField(default=list)
    sub_priorities = models.JSONField(default=list)
    national = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"


class Target(Part):
    """A value to reach in the unit of its measure; a measure without one has "not set"."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=80)
    value = models.FloatField()
    unit = models.CharField(max_length=80)
    by = models.DateField()
    path = models.CharField(max_length=10, default="linear")
    tolerance = models.FloatField(default=5.0)
    baseline = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.measure}: {self.value} {self.unit} by {self.by}"


class QualityNote(Part):
    """A fault or open question of the printed plan, shown beside what it is about."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(max_length=20)
    words = models.TextField()
    todo = models.TextField()
    about = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"


class PublicContact(Part):
    """How the public reaches somebody, whose it is and when it was last checked."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="contacts")
    key = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    value = models.CharField(max_length=300)
    owner = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.what}: {self.value}"


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
