"""Work that outlives a request, and the workers that do it.

A job belongs to a partnership by its slug as text (jobs lie below partners).
``lane`` keeps work apart that may not be done at the same time: the database
itself refuses a second running job of one lane. A job is held by the worker
named in it; the worker shows that it lives by counting ``beats`` up.
"""

from django.db import models
from django.db.models import Q

from wardmote.ground.jobs import rules


class Jobs(models.QuerySet["Job"]):
    """The jobs people ask for by state and partnership."""

    def of(self, partnership: str) -> "Jobs":
        return self.filter(partnership=partnership)

    def waiting(self) -> "Jobs":
        return self.filter(state=rules.WAITING)

    def running(self) -> "Jobs":
        return self.filter(state=rules.RUNNING)

    def unfinished(self) -> "Jobs":
        return self.filter(state__in=rules.OPEN)


class Job(models.Model):
    """One piece of work: what, for whom, how far, and what came of it."""

    kind = models.CharField(max_length=60)
    partnership = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    key = models.CharField(max_length=200, blank=True)
    lane = models.CharField(max_length=160)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=rules.JobState, default=rules.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    objects = Jobs.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "id")), models.Index(fields=("partnership", "-id")))
        constraints = (
            models.UniqueConstraint(
                fields=("lane",), condition=Q(state=rules.RUNNING), name="job_one_running_in_lane"
            ),
            models.CheckConstraint(condition=Q(state__in=rules.JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=rules.RUNNING) | ~Q(worker=""), name="job_running_has_worker"
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def percent(self) -> int | None:
        """How far, 0 to 100; None where the whole is not known."""
        return min(100, 100 * self.done // self.total) if self.total > 0 else None


class Worker(models.Model):
    """A process that does jobs. ``beats`` goes up while it lives; its last sight is for people to read."""

    name = models.CharField(max_length=120, unique=True)
    beats = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
