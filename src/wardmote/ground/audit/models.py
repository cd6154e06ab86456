"""Who did what: text only, chained by hashes, never changed; what waits to be chained; heads and reviews.

``before`` is the hash of the row before it, ``hash`` that of this row's own content with it; a row taken out
or changed breaks the chain (``verifying``). No foreign keys: a row outlives what it speaks of.
"""

from django.db import models
from django.db.models import TextChoices


class Entry(models.Model):
    """Who did what to what, when, and why it was allowed. ``detail`` is canonical JSON."""

    at = models.CharField(max_length=32)
    partnership = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=80)
    subject = models.CharField(max_length=300, blank=True)
    detail = models.TextField(default="{}")
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("partnership", "-id")),
            models.Index(fields=("partnership", "at"), name="audit_entry_day"),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.by}: {self.what} {self.subject}"


class PendingEntry(models.Model):
    """What somebody read, tried or signed in to, put down at once and chained with others soon after.

    ``gather``: equal ones become one row with ``times``, instead of a row each.
    """

    at = models.CharField(max_length=32)
    partnership = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=80)
    subject = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    gather = models.CharField(max_length=300, blank=True, db_index=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "pending entries"

    def __str__(self) -> str:
        return f"{self.at} {self.by}: {self.what} {self.subject}"


class HeadKind(TextChoices):
    """When a head was signed"""

    DAY = "day", "once a day"
    STOP = "stop", "when the worker ended"
    YEAR = "year", "at the end of a year"
    RETIRED = "retired", "when a year was taken away"


class SignedHead(models.Model):
    """The hash of one row of the log, signed with a key that the database does not hold.

    ``row`` is the entry's number, ``key`` the public key, ``detail`` what a year's certificate says.
    """

    at = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=HeadKind)
    row = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at}: row {self.row}"


class LogReview(models.Model):
    """That somebody read a month of a partnership's log, when, and what they found."""

    partnership = models.CharField(max_length=60)
    month = models.DateField()
    found = models.TextField()
    alerts = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-month",)
        constraints = (models.UniqueConstraint(fields=("partnership", "month"), name="month_reviewed_once"),)

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"
