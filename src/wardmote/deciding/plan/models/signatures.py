"""What somebody vouches for beside an edition: a public contact that was tried, a foreword signed.

Both are only added. An approved edition is never written in, so that a check of its contact stands here; it
holds for every edition that prints the same contact with the same value.
"""

from django.db import models

from wardmote.deciding.plan.models.editions import AuthoredRow, PlanEdition


class ContactCheck(AuthoredRow):
    """That a contact was tried on a day and led where it should."""

    key = models.CharField(max_length=80)
    value = models.CharField(max_length=300)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.key}, {self.on}"


class ForewordSignature(AuthoredRow):
    """Who signed the foreword of a draft, as what, and for which words: other words are not signed.

    ``account``: the number of the person's record; ``None`` of an invented signature and of old ones.
    """

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=200)
    person = models.CharField(max_length=200)
    words = models.CharField(max_length=64)
    account = models.PositiveBigIntegerField(null=True, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.person}, {self.role}, {self.on}"
