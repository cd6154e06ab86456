"""What is watched: readings of the plan's measures, their baselines and targets, and exceptions.

A measure is named by its key in the catalogue, a part of one that is judged by itself by ``measure/class``.
Months are held as their code (2007-12).
"""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from wardmote.deciding.performance.rules import exceptions as rules
from wardmote.deciding.performance.rules.exceptions import whole_of
from wardmote.deciding.plan.models.described import PeriodColumn
from wardmote.deciding.plan.models.editions import AuthoredRow, OfPartnership, PlanEdition
from wardmote.ground.partners.models import Body, Partnership
from wardmote.measuring.catalogue.counted import listed


class EnteredReadings(OfPartnership):
    """The values people ask for."""

    def current(self) -> "EnteredReadings":
        """Those that no later one corrects."""
        return self.filter(corrected_by=None)


class ExceptionQuerySet(OfPartnership):
    """The exceptions people ask for."""

    def with_leads(self) -> "ExceptionQuerySet":
        """With the body that leads and who carries on its work; others that lead with it, which are rare,
        are asked for one by one."""
        jointly = PlanException.joint.through.objects.filter(planexception=OuterRef("pk"))
        rows: ExceptionQuerySet = self.select_related("lead__successor").annotate(led_jointly=Exists(jointly))
        return rows

    def open(self) -> "ExceptionQuerySet":
        return self.exclude(state=rules.CLOSED)

    def open_first(self) -> "list[PlanException]":
        """The open ones, then the closed, the newest first: of several the first that covers counts."""
        return sorted(self.order_by("-pk"), key=lambda row: not row.is_open)


class MeasureFeed(AuthoredRow):
    """Which source a measure is read from, where several could feed it; somebody chose it."""

    measure = models.CharField(max_length=80)
    feed = models.CharField(max_length=120)

    class Meta:
        db_table = "plan_measurefeed"
        constraints = (models.UniqueConstraint(fields=("partnership", "measure"), name="feed_chosen_once"),)

    def __str__(self) -> str:
        return f"{self.measure} from {self.feed}"


class MeasureReading(models.Model):
    """A measure as the evidence reads it now: its months, and how they were judged; one a measure.

    ``figure``: the month-by-month figure, ``year_figure`` its rate over the latest twelve months, whose
    ``value``, ``low``, ``high``, ``count`` and ``base`` stand here. ``series`` and ``judged``: see
    ``measures.reading``.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    measure = models.CharField(max_length=80)
    feed = models.CharField(max_length=120, blank=True)
    feed_title = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)
    status = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    figure = models.CharField(max_length=64, blank=True)
    year_figure = models.CharField(max_length=64, blank=True)
    month = models.CharField(max_length=7, blank=True)
    value = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    base = models.FloatField(null=True, blank=True)
    series = models.JSONField(default=dict)
    judged = models.JSONField(default=dict)
    evidence = models.CharField(max_length=64, blank=True)
    landed_at = models.DateTimeField()

    objects = OfPartnership.as_manager()

    class Meta:
        db_table = "plan_measurereading"
        constraints = (models.UniqueConstraint(fields=("partnership", "measure"), name="reading_now_once"),)

    def __str__(self) -> str:
        return f"{self.measure}, {self.month}"


class EnteredReading(AuthoredRow):
    """A value no evidence holds: with its two counts, or as published; only added, a later one corrects.

    ``area``: whose value it is in words, as "Hertfordshire (county)"; ``definition``: how it was counted or
    asked where that is not the measure's own; ``about``: what else must be said with it, as the day a cohort
    was frozen. ``expected``: what was predicted for such a caseload. ``people``: of
    how many people the count is, where it counts their offences.
    """

    measure = models.CharField(max_length=80)
    period = PeriodColumn()
    area_kind = models.CharField(max_length=20)
    area = models.CharField(max_length=200)
    count = models.FloatField(null=True, blank=True)
    base = models.FloatField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    expected = models.FloatField(null=True, blank=True)
    people = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=300)
    definition = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    invented = models.BooleanField(default=False)

    objects = EnteredReadings.as_manager()

    class Meta:
        db_table = "plan_enteredreading"
        ordering = ("period", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(count__isnull=False, base__isnull=False),
                name="entered_with_counts_or_value",
            ),
        )

    @property
    def otherwise(self) -> str:
        """A sentence where it was not counted as the measure says."""
        return f"Counted otherwise: {self.definition.rstrip('.')}." if self.definition else ""

    def __str__(self) -> str:
        return f"{self.measure}, {self.period.code}: {self.value if self.value is not None else self.count}"


class MeasureBaseline(AuthoredRow):
    """The months that set a measure's limits; the program took the first, each later one has a reason."""

    measure = models.CharField(max_length=80)
    first = models.CharField(max_length=7)
    months = models.PositiveIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "plan_measurebaseline"
        ordering = ("first", "pk")
        constraints = (
            models.UniqueConstraint(fields=("partnership", "measure", "first"), name="baseline_begins_once"),
        )

    def __str__(self) -> str:
        return f"{self.measure} from {self.first}, {self.months} months"


class ReplyAllowance(AuthoredRow):
    """How many replies a year chance may ask for over all measures; only added, the last one counts."""

    replies = models.FloatField()
    reason = models.TextField()

    objects = OfPartnership.as_manager()

    def __str__(self) -> str:
        return f"{self.replies:g} replies a year"

    @property
    def revision(self) -> int:
        """What tells it from every other decision, for whoever decides next."""
        return int(self.pk)


class AgreedTarget(AuthoredRow):
    """A target agreed while an edition is in force; only added, the last one counts. ``value`` None: not set.

    ``told``: what the counts can show, as it was told to whoever set it.
    """

    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="agreed_targets")
    measure = models.CharField(max_length=80)
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=200)
    start = models.FloatField(null=True, blank=True)
    until = models.DateField()
    path = models.CharField(max_length=10, default="linear")
    tolerance = models.FloatField(default=5.0)
    reason = models.TextField()
    told = models.TextField(blank=True)
    invented = models.BooleanField(default=False)

    class Meta(AuthoredRow.Meta):
        db_table = "plan_agreedtarget"

    def __str__(self) -> str:
        return f"{self.measure}: {self.value if self.value is not None else 'not set'} by {self.until}"


class MonthReview(models.Model):
    """What one landing of evidence said of every measure: ``lines`` name each with what it owes and why."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=64)
    looks = models.FloatField()
    lines = models.JSONField(default=list)
    on = models.DateField()
    at = models.DateTimeField()

    objects = OfPartnership.as_manager()

    class Meta:
        db_table = "plan_monthreview"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Review of {self.on}"


class PlanException(models.Model):
    """A measure that is worse beyond chance, or several with one cause: who owes what, until it is over.

    ``tests``: what opened it, each with its count, what was expected and the chance. ``explanation``: drafted
    lines {"about", "words", "figure"}. ``held_until``: the month up to which a decision stands for it.
    ``joint``: the bodies that led with ``lead`` when it opened; any of them may reply.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="exceptions")
    measure = models.CharField(max_length=160)
    measures = models.JSONField(default=list)
    basket = models.JSONField(default=list)
    title = models.CharField(max_length=300)
    words = models.TextField()
    tests = models.JSONField(default=list)
    figure = models.CharField(max_length=64, blank=True)
    explanation = models.JSONField(default=list)
    harm = models.PositiveIntegerField(default=2)
    p = models.FloatField()
    opened_month = models.CharField(max_length=7)
    reviewed_month = models.CharField(max_length=7)
    inside = models.PositiveIntegerField(default=0)
    opened_on = models.DateField()
    reply_due = models.DateField()
    lead = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    joint = models.ManyToManyField(Body, related_name="+")
    state = models.CharField(max_length=10, choices=rules.ExceptionState, default=rules.OPEN)
    comes_back = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    held_until = models.CharField(max_length=7, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        db_table = "plan_planexception"
        ordering = ("-harm", "p", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "measure"),
                condition=~Q(state=rules.CLOSED),
                name="exception_open_once_for_measure",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.CLOSED, closed_on__isnull=False)
                | (~Q(state=rules.CLOSED) & Q(closed_on__isnull=True)),
                name="exception_closed_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state != rules.CLOSED

    @property
    def wholes(self) -> frozenset[str]:
        """The measures it is about, each whole."""
        return frozenset(whole_of(key) for key in self.measures)

    def covers(self, key: str, month: str) -> bool:
        """Whether it answers for a measure or part in a month (2008-01)."""
        return key in self.measures and rules.stands_in(month, state=self.state, held_until=self.held_until)

    def leads_on(self, day: date) -> tuple[Body, ...]:
        """The bodies that owe the reply on a day: those it was opened with, or who carries on their work."""
        joint = self.joint.select_related("successor") if getattr(self, "led_jointly", True) else ()
        opened_with = (self.lead, *joint) if self.lead else ()
        return tuple(dict.fromkeys(body.answering(day) for body in opened_with))

    @property
    def leads(self) -> tuple[Body, ...]:
        """The bodies that owe the reply today, or owed it when it was closed."""
        return self.leads_on(self.closed_on or timezone.localdate())

    @property
    def led_by(self) -> str:
        return listed(body.name for body in self.leads)


class ExceptionStep(models.Model):
    """A step in an exception's life, in somebody's words; only added."""

    exception = models.ForeignKey(PlanException, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=rules.StepKind)
    words = models.TextField()
    owner = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "plan_exceptionstep"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words[:60]}"
