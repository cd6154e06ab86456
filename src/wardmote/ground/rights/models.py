"""Who is given which record, and what they opened it for.

A record is named by its register (R1 to R16) and its key there: the rooms of the registers lie above.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from wardmote.ground.partners.models import Body, Partnership, Person


class ForRecord(models.Model):
    """Something that holds for one person, in one hat, of one record."""

    register = models.CharField(max_length=4)
    record = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} of {self.body}, {self.register} {self.record}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """The assignments people ask for."""

    def on(self, day: date) -> Self:
        return self.filter(Q(ends=None) | Q(ends__gte=day), begins__lte=day, withdrawn_at=None)


class Assignment(ForRecord):
    """A record given to a person by another: they read it while a purpose is in force."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("register", "record", "person"), name="assignment_of_record"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="assignment_ends_after_begin"
            ),
        )


class PurposeQuerySet(models.QuerySet["Purpose"]):
    """The purposes people ask for."""

    def at(self, moment: datetime) -> Self:
        """Those in force at a moment."""
        return self.filter(begins_at__lte=moment, ends_at__gt=moment, ended_at=None)


class Purpose(ForRecord):
    """What somebody opens a record for. It runs out by itself; renewed, it is another row."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=300)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("register", "record", "person"), name="purpose_of_record"),)


class BrokenGlassQuerySet(models.QuerySet["BrokenGlass"]):
    """The broken glasses people ask for."""

    def at(self, moment: datetime) -> Self:
        """Those that open a record at a moment."""
        return self.filter(broken_at__lte=moment, ends_at__gt=moment, refused=False)


class BrokenGlass(ForRecord):
    """A record opened in an emergency by whom it was not given to; another body confirms it after."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    why = models.CharField(max_length=300)
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    refused = models.BooleanField(default=False)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "broken glasses"
