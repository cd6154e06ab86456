"""What must hold in an edition before it is taken in: words, references, amounts.

In: an ``EditionFile``. Out: faults, each with its table, its row and its field, so that the reader of
a folder can say the file and key, and the reader of a workbook the sheet and cell. Nothing is repaired.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.quoted import plain_of
from wardmote.deciding.plan.exchange.row_shapes import columns, words_of
from wardmote.deciding.plan.models import Fact, PlanGroup
from wardmote.deciding.plan.models.described import said_of
from wardmote.deciding.plan.rules.money import why_not_state_funds
from wardmote.deciding.plan.rules.plan import EditionStatus, why_not_end_on
from wardmote.measuring.catalogue.markings import why_not_marked
from wardmote.measuring.catalogue.measures import measures
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import body_kinds, regime, why_not_a_member
from wardmote.measuring.catalogue.strict_toml import FieldFault, one_of


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: table, row (from 0), and the field with the reason."""

    table: str
    row: int
    reason: FieldFault


def faults_in(edition: EditionFile) -> Iterator[Fault]:
    """Every fault, in the order of the tables."""
    for check in (
        _head, _names, _keys, _words, _bodies, _groups, _facts, _actions, references_in, _targets, _links,
    ):  # fmt: skip
        yield from check(edition)


def _head(edition: EditionFile) -> Iterator[Fault]:
    head = edition.head
    yield from _word("edition", 0, "status", head.status, EditionStatus.values)
    if reason := why_not_marked(head.marking, head.year.end):
        yield Fault(
            "edition", 0, FieldFault("marking", reason, head.marking, "Bring in a paper that may be here.")
        )
    if not (head.period.start <= head.year.start and head.year.end <= head.period.end):
        reason = "The edition's year must lie inside the plan's period."
        yield Fault("edition", 0, FieldFault("year", reason, head.year.code, f"Period: {head.period.code}."))
    try:
        begun = regime(head.regime).starts
    except Refusal as refusal:
        yield Fault("edition", 0, FieldFault("regime", refusal.what, refusal.found, refusal.todo))
        return
    if begun > head.year.end:
        yield Fault(
            "edition",
            0,
            FieldFault("regime", "That law was not in force in the edition's year.", head.regime),
        )


def _names(edition: EditionFile) -> Iterator[Fault]:
    """Two bodies, or two groups, of one name: people could not tell them apart."""
    for table in ("bodies", "groups"):
        seen: set[str] = set()
        for row, item in enumerate(getattr(edition, table)):
            if (plain := item.name.strip().casefold()) in seen:
                yield Fault(table, row, FieldFault("name", "Another has this name already.", item.name))
            seen.add(plain)


def _keys(edition: EditionFile) -> Iterator[Fault]:
    for table in ("facts", "strategies", "bodies", "groups", "priorities", "sub_priorities", "actions",
                  "indicators", "notes", "visions", "contacts"):  # fmt: skip
        seen: set[str] = set()
        for row, item in enumerate(getattr(edition, table)):
            if item.key in seen:
                yield Fault(
                    table,
                    row,
                    FieldFault("key", "The same key stands twice.", item.key, "Give one of the two another."),
                )
            seen.add(item.key)
    if not edition.priorities:
        yield Fault("priorities", 0, FieldFault("", "A plan has at least one priority.", "none"))


def _words(edition: EditionFile) -> Iterator[Fault]:
    """Fields that hold one of some words."""
    for table, rows in edition.tables():
        known = {name: words for name in columns(table) if (words := words_of(table, name))}
        for field, words in known.items():
            for row, item in enumerate(rows):
                yield from _word(table, row, field, getattr(item, field), words)


def _bodies(edition: EditionFile) -> Iterator[Fault]:
    for row, body in enumerate(edition.bodies):
        reason = body.kind in body_kinds() and why_not_a_member(body.kind, edition.head.year.start)
        if reason:
            yield Fault(
                "bodies", row, FieldFault("kind", reason, body.name, "Name the body that took its place.")
            )


def _groups(edition: EditionFile) -> Iterator[Fault]:
    last = edition.head.period.end
    bodies, groups = {body.key for body in edition.bodies}, {group.key: group for group in edition.groups}
    told: set[str] = set()
    for row, group in enumerate(edition.groups):
        if group.key in bodies:
            what = "A body goes by this already: nobody could tell which of the two is reported to."
            yield Fault("groups", row, FieldFault("key", what, group.key))
        if group.starts > last:
            what, todo = "It begins after the plan ends.", f"The plan ends on {day_words(last)}."
            yield Fault("groups", row, FieldFault("starts", what, str(group.starts), todo))
        if reason := why_not_end_on(group.starts, group.ends):
            yield Fault("groups", row, FieldFault("ends", reason, str(group.ends)))
        circle = _circle(group, groups)
        if circle and group.key not in told:
            told |= {each.key for each in circle}
            names = ", which reports to ".join(each.name for each in (*circle, group))
            what = f"Reports would go round in a circle: {names.replace(', which', '', 1)}."
            yield Fault("groups", row, FieldFault("reports_to", what, group.reports_to))


def _circle(group: PlanGroup, groups: Mapping[str, PlanGroup]) -> list[PlanGroup]:
    """The groups from one upward to itself again; none where the way ends, or goes round above it."""
    way = [group]
    while (above := groups.get(way[-1].reports_to)) is not None and above not in way:
        way.append(above)
    return way if above is group else []


def _facts(edition: EditionFile) -> Iterator[Fault]:
    for row, fact in enumerate(edition.facts):
        for field, what in _fact_faults(fact):
            yield Fault("facts", row, FieldFault(field, what, str(getattr(fact, field))))


def _fact_faults(fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.kind in ("percentage", "count") and (fact.value is None or not fact.unit):
        yield (
            ("unit" if fact.value is not None else "value"),
            "A number needs its value and its unit.",
        )
    if (fact.count is None) != (fact.base is None):
        yield ("base" if fact.base is None else "count"), "Two counts stand behind a number, or none."
    if fact.shape == "change" and fact.count is not None and fact.against is None:
        yield "against", "A change needs the period it is set against."
    if fact.count is not None and fact.base and fact.shape and fact.unit == "%" and fact.value is not None:
        derived = 100 * (fact.count / fact.base - (1 if fact.shape == "change" else 0))
        if not fact.qualifier and abs(derived - fact.value) > 0.05 + 1e-9:
            yield "value", f"It does not agree with its two counts, which give {derived:.1f}."


def _actions(edition: EditionFile) -> Iterator[Fault]:
    earlier: dict[str, str] = {}
    for row, action in enumerate(edition.actions):
        if action.same_as and earlier.get(action.same_as) != action.words:
            what = "It is said to be the same as an earlier action, but there is none with these words."
            yield Fault("actions", row, FieldFault("same_as", what, action.same_as, _ANOTHER))
        if reason := why_not_end_on(action.starts, action.ends):
            yield Fault("actions", row, FieldFault("ends", reason, str(action.ends)))
        if action.funds is not None and (reason := why_not_state_funds(action.funds)):
            yield Fault("actions", row, FieldFault("funds", reason, str(action.funds)))
        earlier[action.key] = action.words


_ANOTHER = "Name one that stands in the plan, or take this out."
_APART = "Parts of a list stand apart by semicolons."


def references_in(edition: EditionFile) -> Iterator[Fault]:
    """Every key that leads to nothing."""
    bodies = {body.key for body in edition.bodies}
    priorities = {item.key for item in edition.priorities}
    subs = {item.key for item in edition.sub_priorities}
    facts = {item.key for item in edition.facts}
    groups = {item.key for item in edition.groups}
    actions = {item.key for item in edition.actions}
    known_measures = set(measures())
    anything = {"area", "plan", *bodies, *priorities, *subs, *facts, *groups, *actions, *known_measures}
    anything |= {item.key for item in edition.indicators} | {item.key for item in edition.strategies}
    for table, field, kind, known in (
        ("priorities", "lead", "body", bodies),
        ("sub_priorities", "priority", "priority", priorities),
        ("facts", "about", "priority, sub-priority or area", {"area", "plan", *priorities, *subs}),
        ("strategies", "priorities", "priority", priorities),
        ("groups", "members", "body", bodies),
        ("groups", "reports_to", "group or body", groups | bodies),
        ("actions", "sub_priority", "sub-priority", subs),
        ("actions", "lead", "body", bodies),
        ("actions", "contributing", "body", bodies),
        ("actions", "evidence", "fact", facts),
        ("indicators", "priority", "priority", priorities),
        ("indicators", "sub_priorities", "sub-priority", subs),
        ("indicators", "measures", "measure", known_measures),
        ("notes", "about", "thing", anything),
    ):
        for row, item in enumerate(getattr(edition, table)):
            value = said_of(item)[field]
            named = (value,) if isinstance(value, str) else value
            for name in (name for name in named if name and name not in known):
                todo = f"Use one of: {', '.join(sorted(known))}." if len(known) < 60 else _ANOTHER
                todo = f"{_APART} {todo}" if re.search(r"[,\n]", name) else todo
                yield Fault(table, row, FieldFault(field, f"There is no such {kind}.", name, todo))


def _targets(edition: EditionFile) -> Iterator[Fault]:
    for row, target in enumerate(edition.targets):
        if target.measure not in edition.measures:
            yield Fault(
                "targets", row, FieldFault("measure", "The plan has no such measure.", target.measure)
            )
            continue
        unit = measures()[target.measure].unit
        if target.unit != unit:
            what = "A target needs the unit of its measure."
            yield Fault("targets", row, FieldFault("unit", what, target.unit or "nothing", f"Write: {unit}."))
        if not edition.head.period.start <= target.by <= edition.head.period.end:
            what = "A target's day must lie in the plan's period."
            yield Fault("targets", row, FieldFault("by", what, target.by.isoformat()))


def _links(edition: EditionFile) -> Iterator[Fault]:
    facts = {fact.key for fact in edition.facts}
    for row, passage in enumerate(edition.passages):
        for link in plain_of(passage.words)[1]:
            if link.reason is None and link.to not in facts:
                yield Fault("passages", row, FieldFault("words", "There is no such fact.", link.to, _ANOTHER))
            if link.reason == "":
                what = "Say why it is not a statistic."
                yield Fault("passages", row, FieldFault("words", what, link.words))


def _word(table: str, row: int, field: str, found: str, known: Iterable[str]) -> Iterator[Fault]:
    try:
        one_of(field, found, tuple(known))
    except FieldFault as fault:
        yield Fault(table, row, fault)
