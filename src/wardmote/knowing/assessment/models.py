"""What people add to drafts: assessments, their versions, corrections, statements, order and sign-off.

A version holds the stored paper (``measuring.drafting.paper``); what people
write stands apart from it and outlives every new version. A sign-off is never
changed: it names its documents by the SHA-256 of their bytes.
"""

from typing import Any

from django.db import models
from django.utils import timezone

from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment.rules import AUDIENCES, STATEMENTS
from wardmote.measuring.catalogue.periods import Period, parse_period


class Assessments(models.QuerySet["Assessment"]):
    """The assessments people ask for."""

    def visible_to(self, viewer: Viewer) -> "Assessments":
        return self.filter(partnership__slug=viewer.partnership)

    def for_partners(self) -> "Assessments":
        """Those drafted for the partners, the newest period first; the plan rests on the first."""
        return self.filter(audience="partner", versions__number=1)


class Assessment(models.Model):
    """One place and period drafted for one audience. ``against`` is empty where the program chooses."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    place_id = models.CharField(max_length=120)
    place_name = models.CharField(max_length=200)
    period = models.CharField(max_length=30)
    against = models.CharField(max_length=30, blank=True)
    audience = models.CharField(max_length=10, choices=AUDIENCES, default="partner")
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=200)

    objects = Assessments.as_manager()

    class Meta:
        ordering = ("-period", "audience", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "place_id", "period", "against", "audience"),
                name="assessment_once_for_period",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def months(self) -> Period:
        return parse_period(self.period)


class Versions(models.QuerySet["Version"]):
    """The versions people ask for."""

    def for_partners(self) -> "Versions":
        """Those drafted for the partners: of the newest period first, of each the newest first."""
        found = self.filter(assessment__audience="partner")
        return found.order_by("-assessment__period", "assessment", "-number")


class Version(models.Model):
    """A draft as it was made. ``judgement`` tells which corrections are in it, ``evidence`` which loads.

    ``documents``: name -> {"sha256", "bytes"}; the bytes lie in the data folder under their hash.
    ``public_counts``: of one for the public, what it prints (``measuring.drafting.public_counts``).
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    paper: "models.JSONField[Any, Any]" = models.JSONField()
    headline = models.TextField()
    seal = models.CharField(max_length=64)
    judgement = models.CharField(max_length=64)
    evidence = models.CharField(max_length=64)
    loads: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    documents: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    public_counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    objects = Versions.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "number"), name="version_numbered_once"),
        )

    def __str__(self) -> str:
        return f"{self.assessment}, version {self.number}"

    @property
    def signed(self) -> "SignOff | None":
        """The sign-off, where it is signed off."""
        return getattr(self, "sign_off", None)


class Edit(models.Model):
    """A person's correction of one finding (or of the headline), with what they saw when they made it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="edits")
    finding = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    hidden = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    figure = models.CharField(max_length=64, blank=True)
    automatic = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("finding",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "finding"), name="edit_once_for_finding"),
        )

    def __str__(self) -> str:
        return f"{self.finding}: {self.said}"

    @property
    def said(self) -> str:
        """What the person wrote; "" where everything was taken back."""
        return self.words or self.hidden or self.comment


class Statement(models.Model):
    """Something a person said that the rows do not (``rules.STATEMENTS``). ``about``: class or part key."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=20, choices=STATEMENTS)
    about = models.CharField(max_length=80, blank=True)
    words = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "kind", "about"),
                condition=models.Q(kind__in=("delivery", "harm", "decision", "missing")),
                name="statement_once_about_it",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class Order(models.Model):
    """The stories to lead with, first to last, by their findings' ids."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="order")
    keys: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.assessment}: {len(self.keys)} in order"


class SignOff(models.Model):
    """A version signed off: who, as what, when, the reasons for missing parts, the documents' hashes."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="sign_off")
    by = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    seal = models.CharField(max_length=64)
    missing: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    documents: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.version}, signed off by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once; a sign-off is never changed."""
        if self.pk is not None:
            raise TypeError("a sign-off is never changed; sign a new version")
        super().save(*args, **kwargs)
