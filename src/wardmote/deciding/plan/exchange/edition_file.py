"""A plan edition as frozen values: what a data folder or a workbook says, before anything is stored.

In and out: records only; no file is opened here and no clock is asked. Periods are dates, both ends
inside. A ``Fact`` is what a text rests on: its ``backing`` says whether two counts stand behind it or
only a published percentage, and a claim without a source never enters a chart. An action printed under
several sub-priorities is several rows with ``same_as``: counted each time in coverage, once as a deliverable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wardmote.measuring.catalogue.periods import Period

STATUSES: Mapping[str, str] = {
    "draft": "Draft", "approved": "Approved", "published": "Published", "superseded": "Superseded",
}  # fmt: skip
LEVELS = ("national", "county", "local")
ACTION_TYPES = (
    "enforcement", "prevention", "situational", "engagement", "communications", "support", "data",
    "partnership",
)  # fmt: skip
FACT_KINDS = ("percentage", "count", "rank", "statement", "intelligence", "external")
FACT_SHAPES = ("", "share", "change")
PATHS = ("linear", "compound")
PARTS = ("responsible", "attending", "lead", "parent", "linked")


@dataclass(frozen=True)
class Head:
    """The edition itself: three years, the year it is for, and the law it was made under."""

    key: str
    title: str
    partnership: str
    place: str
    period: Period
    year: Period
    status: str
    regime: str
    two_tier: bool
    signed_role: str
    signed_person: str = ""
    marking: str = ""
    invented: bool = False
    approved_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Vision:
    """What somebody wants to reach, in force from a day or from the edition's first."""

    key: str
    owner: str
    words: str
    since: date | None = None


@dataclass(frozen=True)
class Passage:
    """A paragraph of a part of the plan; statistics in it are links to facts (``quoted.py``)."""

    part: str
    words: str


@dataclass(frozen=True)
class Fact:
    """A reason or a number of the plan, with its period, its source and what stands behind it.

    ``shape`` share: ``count`` of ``base``; change: ``count`` now, ``base`` in ``against`` before.
    ``assumed_period``: the plan prints none and the assessment's is taken.
    """

    key: str
    about: tuple[str, ...]
    words: str
    kind: str
    source: str
    period: Period
    row: str = ""
    value: float | None = None
    unit: str = ""
    qualifier: str = ""
    shape: str = ""
    count: int | None = None
    base: int | None = None
    against: Period | None = None
    assumed_period: bool = False
    note: str = ""

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

    @property
    def may_be_drawn(self) -> bool:
        """Whether it may enter a chart: a claim without a source or without a number never does."""
        return self.kind in ("percentage", "count", "rank") and self.value is not None


@dataclass(frozen=True)
class Strategy:
    """A document the plan is linked with, by level."""

    key: str
    level: str
    title: str
    owner: str = ""
    period: Period | None = None
    priorities: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Body:
    """An organisation as the plan names it; ``part``: what it is to the partnership."""

    key: str
    name: str
    kind: str
    part: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A group of the partnership, in force from a day and perhaps to one; ``chair``: a body or an office."""

    key: str
    name: str
    meets: str
    starts: date
    members: tuple[str, ...] = ()
    reports_to: str = ""
    note: str = ""
    chair: str = ""
    ends: date | None = None


@dataclass(frozen=True)
class Priority:
    """A priority with the bodies that lead it, as printed and in the plan's order."""

    key: str
    title: str
    lead: tuple[str, ...]


@dataclass(frozen=True)
class SubPriority:
    key: str
    priority: str
    title: str


@dataclass(frozen=True)
class Action:
    """What will be done. ``continues``: carries on or enhances something, so a starting level is owed."""

    key: str
    sub_priority: str
    words: str
    type: str
    recurring: bool
    continues: bool = False
    starting_level: str = ""
    lead: tuple[str, ...] = ()
    contributing: tuple[str, ...] = ()
    person: str = ""
    places: tuple[str, ...] = ()
    same_as: str = ""
    starts: date | None = None
    ends: date | None = None
    series_of: int = 0
    in_different_places: bool = False
    depends_on: str = ""
    milestones: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    funds: Decimal | None = None
    evidence: tuple[str, ...] = ()
    evaluation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Indicator:
    """What the plan says it will watch, and the catalogue's measures that do."""

    key: str
    priority: str
    words: str
    measures: tuple[str, ...]
    sub_priorities: tuple[str, ...]
    national: bool
    note: str = ""


@dataclass(frozen=True)
class Target:
    """A value to reach; an edition without one for a measure has "not set", which is legal."""

    measure: str
    value: float
    unit: str
    by: date
    path: str = "linear"
    tolerance: float = 5.0
    baseline: float | None = None


@dataclass(frozen=True)
class Note:
    """A fault or ambiguity of the printed plan, kept visible beside what it is about."""

    key: str
    words: str
    todo: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contact:
    """How the public reaches somebody, whose it is and when it was last checked."""

    key: str
    what: str
    value: str
    owner: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class EditionFile:
    """A whole edition; the order of every table is the plan's."""

    head: Head
    visions: tuple[Vision, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    strategies: tuple[Strategy, ...]
    bodies: tuple[Body, ...]
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]
    sub_priorities: tuple[SubPriority, ...]
    actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    notes: tuple[Note, ...]
    contacts: tuple[Contact, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The catalogue's keys of every measure, once each, in the plan's order."""
        return tuple(dict.fromkeys(key for row in self.indicators for key in row.measures))

    @property
    def deliverables(self) -> tuple[Action, ...]:
        """The actions as things delivered once: those printed again elsewhere are left out."""
        return tuple(action for action in self.actions if not action.same_as)

    def facts_about(self, key: str) -> tuple[Fact, ...]:
        """The facts of the area, a priority or a sub-priority; of a priority with its sub-priorities'."""
        wanted = {key, *(sub.key for sub in self.sub_priorities if sub.priority == key)}
        return tuple(fact for fact in self.facts if wanted & set(fact.about))

    def notes_about(self, *keys: str) -> tuple[Note, ...]:
        """The faults of any of these: facts, actions, bodies, groups, measures, parts."""
        return tuple(note for note in self.notes if not set(keys).isdisjoint(note.about))

    def notes_under(self, priority: str) -> tuple[Note, ...]:
        """The faults of a priority, its reasons, its sub-priorities and their actions."""
        keys = [priority, *(fact.key for fact in self.facts_about(priority))]
        for sub, actions in self.actions_of(priority):
            keys += [sub.key, *(action.key for action in actions)]
        return self.notes_about(*keys)

    def actions_of(self, priority: str) -> Iterator[tuple[SubPriority, tuple[Action, ...]]]:
        """Each sub-priority of a priority with its actions."""
        for sub in self.sub_priorities:
            if sub.priority == priority:
                yield sub, tuple(action for action in self.actions if action.sub_priority == sub.key)

    def leads_of(self, action: Action) -> tuple[str, ...]:
        """Who leads an action: its own lead bodies, or those of its priority."""
        if action.lead:
            return action.lead
        priority = next(s.priority for s in self.sub_priorities if s.key == action.sub_priority)
        return next(p.lead for p in self.priorities if p.key == priority)

    def body_name(self, key: str) -> str:
        return next(body.name for body in self.bodies if body.key == key)

    def visions_on(self, day: date) -> tuple[Vision, ...]:
        """Of each owner the vision in force on a day, in the plan's order of owners (ID-09)."""
        begun = [vision for vision in self.visions if vision.since is None or vision.since <= day]
        latest = {v.owner: v for v in sorted(begun, key=lambda v: v.since or date.min)}
        return tuple(
            latest[owner] for owner in dict.fromkeys(v.owner for v in self.visions) if owner in latest
        )

    @property
    def visions_now(self) -> tuple[Vision, ...]:
        """The visions in force when it was approved; of a draft, on the first day of its year or later."""
        last = max((v.since for v in self.visions if v.since), default=date.min)
        return self.visions_on(self.head.approved_on or max(self.head.year.start, last))

    def text_of(self, part: str) -> tuple[str, ...]:
        """The paragraphs of one part of the plan."""
        return tuple(passage.words for passage in self.passages if passage.part == part)
