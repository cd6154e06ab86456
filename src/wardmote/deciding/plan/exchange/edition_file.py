"""A whole plan edition in memory: what a data folder or a workbook says, or what the partnership holds.

In and out: rows of the models, written down or not; no file is opened here and no clock is asked. Nothing in
it is changed in place: what says something else is a copy (``models.described.copied``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model

from wardmote.deciding.plan.models import (
    Action,
    Fact,
    LinkedStrategy,
    MeasureUse,
    PlanBody,
    PlanEdition,
    PlanGroup,
    PlanText,
    Priority,
    PublicContact,
    QualityNote,
    SubPriority,
    Target,
)


class FileTable(NamedTuple):
    """A table of an edition's files: the kind of its rows, and which fields it has where not all."""

    kind: type[Model]
    names: tuple[str, ...] = ()


TABLES: Mapping[str, FileTable] = {
    "edition": FileTable(PlanEdition),
    "visions": FileTable(PlanText, ("key", "owner", "words", "since")),
    "passages": FileTable(PlanText, ("part", "words")),
    "facts": FileTable(Fact),
    "strategies": FileTable(LinkedStrategy),
    "bodies": FileTable(PlanBody),
    "groups": FileTable(PlanGroup),
    "priorities": FileTable(Priority),
    "sub_priorities": FileTable(SubPriority),
    "actions": FileTable(Action),
    "indicators": FileTable(MeasureUse),
    "targets": FileTable(Target),
    "notes": FileTable(QualityNote),
    "contacts": FileTable(PublicContact),
}
"""In the order in which they are read: what refers to another table's rows comes after it."""


@dataclass(frozen=True)
class EditionFile:
    """The edition and its tables; the order of every table is the plan's."""

    head: PlanEdition
    visions: tuple[PlanText, ...]
    passages: tuple[PlanText, ...]
    facts: tuple[Fact, ...]
    strategies: tuple[LinkedStrategy, ...]
    bodies: tuple[PlanBody, ...]
    groups: tuple[PlanGroup, ...]
    priorities: tuple[Priority, ...]
    sub_priorities: tuple[SubPriority, ...]
    actions: tuple[Action, ...]
    indicators: tuple[MeasureUse, ...]
    targets: tuple[Target, ...]
    notes: tuple[QualityNote, ...]
    contacts: tuple[PublicContact, ...]

    def tables(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every table but the edition itself, by name."""
        return ((name, getattr(self, name)) for name in TABLES if name != "edition")

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
        wanted = {key, *(sub.key for sub in self.sub_priorities if sub.priority.key == key)}
        return tuple(fact for fact in self.facts if wanted & set(fact.about))

    def notes_about(self, *keys: str) -> tuple[QualityNote, ...]:
        """The faults of any of these: facts, actions, bodies, groups, measures, parts."""
        return tuple(note for note in self.notes if not set(keys).isdisjoint(note.about))

    def notes_under(self, priority: str) -> tuple[QualityNote, ...]:
        """The faults of a priority, its reasons, its sub-priorities and their actions."""
        keys = [priority, *(fact.key for fact in self.facts_about(priority))]
        for sub, actions in self.actions_of(priority):
            keys += [sub.key, *(action.key for action in actions)]
        return self.notes_about(*keys)

    def actions_of(self, priority: str) -> Iterator[tuple[SubPriority, tuple[Action, ...]]]:
        """Each sub-priority of a priority with its actions."""
        for sub in self.sub_priorities:
            if sub.priority.key == priority:
                yield sub, tuple(each for each in self.actions if each.sub_priority.key == sub.key)

    def leads_of(self, action: Action) -> tuple[str, ...]:
        """Who leads an action: its own lead bodies, or those of its priority."""
        lead: tuple[str, ...] = action.lead or action.sub_priority.priority.lead
        return lead

    def body_name(self, key: str) -> str:
        return next(body.name for body in self.bodies if body.key == key)

    def visions_on(self, day: date) -> tuple[PlanText, ...]:
        """Of each owner the vision in force on a day, in the plan's order of owners (ID-09)."""
        begun = [vision for vision in self.visions if vision.since is None or vision.since <= day]
        latest = {v.owner: v for v in sorted(begun, key=lambda v: v.since or date.min)}
        return tuple(
            latest[owner] for owner in dict.fromkeys(v.owner for v in self.visions) if owner in latest
        )

    @property
    def visions_now(self) -> tuple[PlanText, ...]:
        """The visions in force when it was approved; of a draft, on the first day of its year or later."""
        last = max((v.since for v in self.visions if v.since), default=date.min)
        return self.visions_on(self.head.approved_on or max(self.head.year.start, last))

    def text_of(self, part: str) -> tuple[str, ...]:
        """The paragraphs of one part of the plan."""
        return tuple(passage.words for passage in self.passages if passage.part == part)
