"""What people add to a record: a file, or a few words. The record is held as its kind and key, in text.

Of a file's bytes the data folder has what ``cleaning`` left, under ``stored``, a name that says nothing. The
name it came with may name a person: it stands here, for its partnership, and not in the log.
"""

from typing import Self

from django.db import models

from wardmote.ground.attachments.records import Record


class OfRecord(models.QuerySet["Attachment | Comment"]):
    """What was added, by the record it was added to."""

    def of(self, record: Record) -> Self:
        return self.filter(partnership=record.partnership, kind=record.kind, key=record.key)


class Added(models.Model):
    """Something that somebody added to a record."""

    partnership = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    objects = OfRecord.as_manager()

    class Meta:
        abstract = True
        ordering = ("pk",)
        indexes = (models.Index(fields=("partnership", "kind", "key"), name="%(class)s_of_record"),)


class Attachment(Added):
    """A photograph or a PDF: its given name, what it is, and where and how its bytes are kept."""

    name = models.CharField(max_length=200)
    type = models.CharField(max_length=4)
    stored = models.CharField(max_length=32, unique=True)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Comment(Added):
    """A few words on a record."""

    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:80]
