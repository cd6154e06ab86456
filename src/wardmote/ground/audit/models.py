"""One row for each thing somebody did: text only, chained by hashes, never changed.

``before`` is the hash of the row before it, ``hash`` that of this row's own
content with it; a row taken out or changed breaks the chain (``log.verify``).
No foreign keys: the row outlives what it speaks of.
"""

from django.db import models


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
        indexes = (models.Index(fields=("partnership", "-id")),)

    def __str__(self) -> str:
        return f"{self.at} {self.by}: {self.what} {self.subject}"
