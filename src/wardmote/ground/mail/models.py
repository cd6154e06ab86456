"""Letters on their way out and what became of them; the words go once a letter has ended."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wardmote.ground.mail.rules import FAILED, MailState


class Mails(models.QuerySet["OutgoingMail"]):
    """The letters people ask for."""

    def waiting(self) -> "Mails":
        return self.filter(state=MailState.WAITING)

    def failed(self) -> "Mails":
        return self.filter(state__in=FAILED)

    def not_made_good(self) -> "Mails":
        """Those that failed and after which none arrived at the same address."""
        arrived = OutgoingMail.objects.filter(to=OuterRef("to"), pk__gt=OuterRef("pk"), state=MailState.SENT)
        return self.failed().filter(~Exists(arrived))


class OutgoingMail(models.Model):
    """One letter to one address. ``message`` is all of it as it is sent, "" once it is not needed.

    ``message_id`` stays the same through every try: where a worker was killed between handing a letter over
    and writing that down, most mail programs show the second one as the first.
    """

    partnership = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=80)
    to = models.EmailField(max_length=254)
    message = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    live_link = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    why = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Mails.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "next_at")),
            models.Index(fields=("partnership", "-id")),
            models.Index(fields=("to",)),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.to} ({self.state})"


def undelivered(addresses: Iterable[str]) -> dict[str, str]:
    """Those addresses at which the last letter that ended failed -> why."""
    rows = OutgoingMail.objects.filter(to__in=list(addresses)).not_made_good()
    return {row.to: row.why for row in rows.order_by("pk")}
