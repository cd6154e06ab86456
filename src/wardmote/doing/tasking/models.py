"""Tasks: owner, due day, done with evidence. What caused a task is kept as values, whatever room it is in."""

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When

from wardmote.doing.tasking import rules
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.viewing import Viewer


class Tasks(models.QuerySet["Task"]):
    """The tasks people ask for."""

    def visible_to(self, viewer: Viewer) -> "Tasks":
        return self.filter(partnership__slug=viewer.partnership)

    def of(self, kind: str, key: str) -> "Tasks":
        """Those that one record caused."""
        return self.filter(origin_kind=kind, origin_key=key).select_related("owner__successor")

    def open(self) -> "Tasks":
        return self.filter(done_on=None).select_related("owner__successor")

    def overdue_on(self, day: date) -> "Tasks":
        """Those that are late on a day, as ``rules.overdue`` says of each."""
        return self.open().filter(due__lt=day)

    def with_state_on(self, day: date) -> "Tasks":
        """Each with the word of its ``mark_on`` a day, by which the database sorts."""
        done, late = When(done_on__isnull=False, then=Value("Done")), When(due__lt=day, then=Value("Late"))
        return self.annotate(state=Case(done, late, default=Value("Open")))


class Task(models.Model):
    """Something one body does by a day; ``origin_*``: kind, key, words and address of what caused it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    words = models.TextField()
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=200, blank=True)
    due = models.DateField()
    origin_kind = models.CharField(max_length=40)
    origin_key = models.CharField(max_length=120)
    origin_label = models.CharField(max_length=300)
    origin_url = models.CharField(max_length=300)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    evidence = models.TextField(blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    done_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = Tasks.as_manager()

    class Meta:
        ordering = ("due", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(evidence=""), name="task_done_with_evidence"
            ),
        )
        indexes = (models.Index(fields=("partnership", "origin_kind", "origin_key"), name="task_origin"),)

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def origin(self) -> str:
        """Kind and key of what caused it."""
        return f"{self.origin_kind} {self.origin_key}"

    @property
    def done(self) -> bool:
        return self.done_on is not None

    def overdue_on(self, day: date) -> bool:
        """Whether it is late on a day."""
        return rules.overdue(due=self.due, done=self.done, on=day)

    def mark_on(self, day: date) -> tuple[str, str]:
        """The sign and word of a status mark."""
        if self.done:
            return "on-track", "Done"
        return ("off-track", "Late") if self.overdue_on(day) else ("not-set", "Open")
