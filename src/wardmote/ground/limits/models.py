"""How often something was tried until when; accounts and addresses stand as keyed hashes."""

from django.db import models


class TryCount(models.Model):
    """Tries of one kind by an account, from an address, or by an account from an address ("" is every)."""

    action = models.CharField(max_length=20)
    account = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("action", "account", "address"), name="try_count_once"),
        )
        indexes = (models.Index(fields=("account",)), models.Index(fields=("ends_at",)))

    def __str__(self) -> str:
        return f"{self.action}: {self.count} until {self.ends_at}"
