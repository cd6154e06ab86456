"""The groups of a partnership: which there are on a day, who sits in them, whom they report to.

Everything has a first day and perhaps a last one, both inside, so that the structure of any day can be read.
What a plan says of its groups is copied from here while it is a draft; what is approved stays as it was.
"""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from wardmote.ground.partners.models.people import Body, Partnership, Person
from wardmote.ground.partners.rules import in_force

Row = TypeVar("Row", bound=models.Model)


class GroupKind(models.TextChoices):
    """What a group is to the partnership, whatever it is called."""

    STRATEGY = "strategy", "strategy group"
    FORUM = "forum", "public forum"
    JOINT_ACTION = "joint-action", "joint action group"
    TASKING = "tasking", "tasking group"
    THEME = "theme", "group for one theme"
    COMMITTEE = "area-committee", "area committee of the council"


class SeatPart(models.TextChoices):
    """What somebody does in a group."""

    CHAIR = "chair", "chair"
    MEMBER = "member", "member"
    SUBSTITUTE = "substitute", "substitute"
    ATTENDS = "attends", "attends, no member"


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with a first day and perhaps a last one."""

    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), begins__lte=day)

    def until(self, day: date) -> Self:
        """Those that would be in force after a day."""
        return self.filter(Q(ends=None) | Q(ends__gt=day))


def ends_after_begin(name: str) -> models.CheckConstraint:
    """That nothing ends before it begins."""
    return models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name=name)


class Group(models.Model):
    """A group of the partnership. ``chair``: the office that chairs it, as the borough commander; who sits in
    the chair is a seat. ``quorum``: how many bodies must be there to decide; ``key``: its name in a plan."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="groups")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GroupKind)
    meets = models.CharField(max_length=100, blank=True)
    purpose = models.TextField(blank=True)
    terms = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    skills = models.TextField(blank=True)
    begins = models.DateField()
    begun_why = models.CharField(max_length=300, blank=True)
    ends = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = DatedQuerySet["Group"].as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "key"), name="group_key_once_in_partnership"),
            ends_after_begin("group_ends_after_begin"),
        )

    def __str__(self) -> str:
        return self.name

    def in_force(self, day: date) -> bool:
        """Whether there is such a group on a day."""
        return in_force(self.begins, self.ends, day)


class GroupSeat(models.Model):
    """A body in a group, with the person who sits there for it where one is named."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    part = models.CharField(max_length=20, choices=SeatPart, default=SeatPart.MEMBER)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet["GroupSeat"].as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (ends_after_begin("seat_ends_after_begin"),)

    def __str__(self) -> str:
        return f"{self.body} in {self.group}"


class ReportingLine(models.Model):
    """Whom a group reports to: another group, or a body. ``assumed``: nobody wrote it down so."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="lines")
    to_group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assumed = models.BooleanField(default=False)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["ReportingLine"].as_manager()

    class Meta:
        ordering = ("begins",)
        constraints = (
            ends_after_begin("line_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(to_group__isnull=True) ^ Q(to_body__isnull=True), name="line_to_group_or_body"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group} to {self.above}"

    @property
    def above(self) -> Group | Body | None:
        return self.to_group or self.to_body


class CommitteeWard(models.Model):
    """A ward that an area committee is for. ``name``: the official one; ``plan_name``: as the plan calls it,
    where that is another."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="wards")
    name = models.CharField(max_length=200)
    plan_name = models.CharField(max_length=200, blank=True)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["CommitteeWard"].as_manager()

    class Meta:
        ordering = ("name", "begins")
        constraints = (ends_after_begin("ward_ends_after_begin"),)

    def __str__(self) -> str:
        return self.name
