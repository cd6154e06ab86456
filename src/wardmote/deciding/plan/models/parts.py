"""What an edition says, row by row in the plan's order (``at``): the one description of each kind of row.

Written while the edition is a draft and never after. A row that is read from a file stands alone, with
neither an edition nor a number, until it is written down; the rows it refers to stand beside it in the
``EditionFile``. An action printed under several sub-priorities is several rows with ``same_as``: counted each
time in coverage, once as a deliverable.
"""

from typing import Any, ClassVar

from django.db import models

from wardmote.deciding.plan.models.described import KeysColumn, PeriodColumn
from wardmote.deciding.plan.models.editions import PlanEdition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Body, Partnership

VISION = "vision"
"""The part of a statement that is a vision."""


def _words(*words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, word.capitalize()) for word in words)


LEVELS = _words("national", "county", "local")
ACTION_TYPES = _words(
    "enforcement", "prevention", "situational", "engagement", "communications", "support", "data",
    "partnership",
)  # fmt: skip
FACT_KINDS = _words("percentage", "count", "rank", "statement", "intelligence", "external")
FACT_SHAPES = (("share", "A part of a whole"), ("change", "A change from a period before"))
PATHS = _words("linear", "compound")
BODY_PARTS = (
    ("responsible", "Responsible authority"), ("attending", "Attends"), ("lead", "Leads work"),
    ("parent", "The partnership answers to it"), ("linked", "Linked, no member"),
)  # fmt: skip
"""What a body is to the partnership."""
TEXT_PARTS = (
    ("foreword", "Foreword"), ("introduction", "The area"), ("consultation", "What people told us"),
    ("performance", "How we will know"), ("engagement", "How people are heard"),
)  # fmt: skip
"""The parts of the plan that are prose."""


class EditionRow(models.Model):
    """A row of an edition, in the plan's order; written in a draft only."""

    at = models.PositiveIntegerField()

    BESIDE: ClassVar = ("id", "at", "edition", "partnership", "body", "revision")
    """Fields that say nothing of the plan."""

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An approved edition is never written in."""
        edition: PlanEdition = self.edition  # type: ignore[attr-defined]
        if reason := rules.why_not_edit(edition.status):
            raise TypeError(reason)
        super().save(*args, **kwargs)


class PlanText(EditionRow):
    """A paragraph of a part of the plan, or a vision: what somebody wants to reach, in force from a day or
    from the edition's first. Numbers are links to facts (``exchange.quoted``)."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="statements")
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    since = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(EditionRow.Meta):
        db_table = "plan_statement"

    def __str__(self) -> str:
        return f"{self.part}: {self.words[:60]}"


class Fact(EditionRow):
    """A reason or a number of the plan, with its period, its source and what stands behind it.

    ``shape`` share: ``count`` of ``base``; change: ``count`` now, ``base`` in ``against`` before.
    ``assumed_period``: the plan prints none and the assessment's is taken. What a text rests on says whether
    two counts stand behind it or only a published percentage (``backing``).
    """

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=80)
    about = KeysColumn()
    words = models.TextField()
    kind = models.CharField(max_length=20, choices=FACT_KINDS)
    source = models.CharField(max_length=300)
    period = PeriodColumn()
    row = models.CharField(max_length=20, blank=True)
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    qualifier = models.CharField(max_length=40, blank=True)
    shape = models.CharField(max_length=10, choices=FACT_SHAPES, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    base = models.BigIntegerField(null=True, blank=True)
    against = PeriodColumn(blank=True)
    assumed_period = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"

    @property
    def backing(self) -> str:
        """What stands behind it, in the words printed beside it."""
        if self.kind == "external":
            return "external claim, source missing"
        if self.kind == "intelligence":
            return f"{self.source}, not counted"
        if self.count is not None and self.base is not None:
            return self._two_counts(self.count, self.base)
        plain = {"percentage": "published percentage only", "rank": "published rank only"}
        return plain.get(
            self.kind, "published count only" if self.kind == "count" else "stated without a figure"
        )

    def _two_counts(self, count: int, base: int) -> str:
        if self.shape == "change" and self.against:
            return f"{count:,} in {self.period.short_label}, {base:,} in {self.against.short_label}"
        return f"{count:,} of {base:,}"


class LinkedStrategy(EditionRow):
    """A document the plan is linked with, by level."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="strategies")
    key = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=LEVELS)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=200, blank=True)
    period = PeriodColumn(blank=True)
    priorities = KeysColumn(default=tuple)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class PlanBody(EditionRow):
    """A body as the edition names it, and which of ours it is; ``part``: what it is to the partnership."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    part = models.CharField(max_length=20, choices=BODY_PARTS)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class PlanGroup(EditionRow):
    """A group of the partnership, in force from a day and perhaps to one; ``chair``: a body or an office."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    meets = models.CharField(max_length=100)
    starts = models.DateField()
    members = KeysColumn(default=tuple)
    reports_to = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True)
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Priority(EditionRow):
    """What comes first, with the keys of the bodies that lead it."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="priorities")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    lead = KeysColumn()

    class Meta(EditionRow.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="priority_named_once"),)

    def __str__(self) -> str:
        return self.title


class SubPriority(EditionRow):
    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="sub_priorities")
    key = models.CharField(max_length=80)
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField(max_length=200)

    class Meta(EditionRow.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="sub_priority_named_once"),)

    def __str__(self) -> str:
        return self.title


class Action(EditionRow):
    """What will be done; ``same_as``: the deliverable it is printed again from, counted once. ``continues``:
    it carries on or enhances something, so a starting level is owed."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="actions")
    key = models.CharField(max_length=40)
    sub_priority = models.ForeignKey(SubPriority, on_delete=models.CASCADE, related_name="actions")
    words = models.TextField()
    type = models.CharField(max_length=20, choices=ACTION_TYPES)
    recurring = models.BooleanField()
    continues = models.BooleanField(default=False)
    starting_level = models.TextField(blank=True)
    lead = KeysColumn(default=tuple)
    contributing = KeysColumn(default=tuple)
    person = models.CharField(max_length=200, blank=True)
    places = KeysColumn(default=tuple)
    same_as = models.CharField(max_length=40, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    series_of = models.PositiveIntegerField(default=0)
    in_different_places = models.BooleanField(default=False)
    depends_on = models.CharField(max_length=200, blank=True)
    milestones = KeysColumn(default=tuple)
    outputs = KeysColumn(default=tuple)
    funds = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    evidence = KeysColumn(default=tuple)
    evaluation = models.TextField(blank=True)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(EditionRow.Meta):
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="action_named_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.words[:60]}"


class MeasureUse(EditionRow):
    """An indicator of the edition: the catalogue's measures that watch these sub-priorities."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=40)
    priority = models.CharField(max_length=80)
    words = models.TextField()
    measures = KeysColumn()
    sub_priorities = KeysColumn(default=tuple)
    national = models.BooleanField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"


class Target(EditionRow):
    """A value to reach in the unit of its measure; a measure without one has "not set"."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=80)
    value = models.FloatField()
    unit = models.CharField(max_length=80)
    by = models.DateField()
    path = models.CharField(max_length=10, choices=PATHS, default="linear")
    tolerance = models.FloatField(default=5.0)
    baseline = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.measure}: {self.value} {self.unit} by {self.by}"


class QualityNote(EditionRow):
    """A fault or open question of the printed plan, shown beside what it is about."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(max_length=20)
    words = models.TextField()
    todo = models.TextField()
    about = KeysColumn(default=tuple)

    def __str__(self) -> str:
        return f"{self.key}: {self.words[:60]}"


class PublicContact(EditionRow):
    """How the public reaches somebody, whose it is and when it was last checked."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.CASCADE, related_name="contacts")
    key = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    value = models.CharField(max_length=300)
    owner = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.what}: {self.value}"
