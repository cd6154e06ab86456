"""Files that people brought over the web, from arriving to the load that came of them.

What counts is in the data folder, not here: an upload is only the way there.
Its bytes lie under ``uploads/`` of the data folder until it is loaded or set
aside; ``loads`` then names the receipts.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from wardmote.ground.partners.models import Partnership, Person
from wardmote.knowing.evidence import rules
from wardmote.measuring.store.recognised import Recognised, kept_recognised


class Uploads(models.QuerySet["Upload"]):
    """The uploads people ask for."""

    def of(self, partnership: Partnership) -> "Uploads":
        return self.filter(partnership=partnership)

    def open(self) -> "Uploads":
        """Those with which something is still to be done."""
        return self.filter(state__in=rules.OPEN_UPLOADS)


class Upload(models.Model):
    """A file somebody dropped: what it was recognised as, what they said of it, what became of it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=400)
    recognised = models.JSONField()
    said = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=rules.UploadState)
    by = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()
    job = models.BigIntegerField(null=True, blank=True)
    loads = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)

    objects = Uploads.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("partnership", "state", "-id")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=rules.UploadState.values), name="upload_state_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def known(self) -> Recognised:
        """What the file was recognised as."""
        return kept_recognised(self.recognised)

    @property
    def is_partners(self) -> bool:
        """Whether it is read by a mapping: a partner's own file, recognised as one or said to be one."""
        return bool(self.said.get("mapping")) or self.known.kind in ("partner", "unknown")

    def told(self) -> dict[str, Any]:
        """What a person said and what was recognised, for the load: their word counts."""
        return {**self.known.options, **self.said}
