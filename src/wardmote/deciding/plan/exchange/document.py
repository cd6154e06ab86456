"""An edition as one document: what comes first and why, what is done, what is watched, what is open.

In: an ``EditionFile`` and the day of printing in words. Out: a ``Document`` for HTML, PDF and Word.
Every fact is a note in the annex with its period, its source and what stands behind it, and every
sentence that quotes one is linked to that note. The same edition and day give the same document.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from wardmote.deciding.plan.exchange.derived import derived
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.gaps import (
    coverage_gaps,
    missing_authorities,
    strategies_by_level,
    unlinked_strategies,
)
from wardmote.deciding.plan.exchange.number_checks import reasons_beside
from wardmote.deciding.plan.exchange.quoted import plain_of
from wardmote.deciding.plan.models import Action, Fact, Priority, QualityNote
from wardmote.deciding.plan.rules.plan import EditionStatus
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.measures import POLARITIES, measure
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.regimes import duties_on, regime
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Column,
    Document,
    FigureNote,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
)

NOT_SET = "not set"
UNIT_WORDS = {"unknown_arson_count": "incidents, of which service is not known"}
"""A unit that has a key of its own -> how it is printed."""


def edition_document(edition: EditionFile, *, date: str) -> Document:
    """The whole edition; ``date`` is the day of printing in words."""
    head, claims = edition.head, claim_ids(edition)
    status = "" if head.status in ("approved", "published") else EditionStatus(head.status).label.capitalize()
    banner = ". ".join(
        part for part in (status, "Invented town and numbers" if head.invented else "") if part
    )
    return Document(
        partnership=head.owner,
        title=head.title,
        subtitle=f"Edition {head.year.short_label}, {head.place}",
        marking=head.marking,
        date=date,
        front=tuple(_front(edition, claims)),
        body=tuple(_body(edition, claims)),
        annex=tuple(_annex(edition)),
        banner=banner,
        figure_notes=tuple(_note(fact, claims[fact.key]) for fact in edition.facts),
        recomputable=False,
    )


def claim_ids(edition: EditionFile) -> Mapping[str, str]:
    """The id of each fact's note in the annex, by the fact's key."""
    return {fact.key: f"claim-{number:03}" for number, fact in enumerate(edition.facts, 1)}


def linked_runs(text: str, claims: Mapping[str, str]) -> Runs:
    """A passage as runs: words linked to a fact lead to its note."""
    plain, links = plain_of(text)
    runs: list[Run] = []
    at = 0
    for link in links:
        runs += [Run(plain[at : link.start]), Run(link.words, figure=claims.get(link.to, ""))]
        at = link.end
    return tuple(run for run in [*runs, Run(plain[at:])] if run.text)


def actions_table(edition: EditionFile) -> Table:
    """Every action, one row each, for the page, a CSV or a workbook."""
    return Table(
        name=f"actions-{edition.head.key}",
        caption=f"Actions of {edition.head.year.short_label}",
        columns=tuple(Column(head) for head in ACTION_HEADS),
        rows=tuple(
            tuple(
                _cell(text)
                for text in (action.key, priority.title, sub.title, *action_cells(edition, action))
            )
            for priority in edition.priorities
            for sub, actions in edition.actions_of(priority.key)
            for action in actions
        ),
    )


ACTION_HEADS = (
    "No.", "Priority", "Sub-priority", "Action", "Led by", "With", "Kind", "When", "Where", "Rests on",
    "Note",
)  # fmt: skip


def action_cells(edition: EditionFile, action: Action) -> tuple[str, ...]:
    """An action as the texts of ``ACTION_HEADS`` from "Action" on."""
    return (
        action.words,
        names(edition, edition.leads_of(action)),
        names(edition, action.contributing),
        action.type,
        when(action),
        ", ".join(action.places),
        action.depends_on,
        " ".join(_remarks(action)),
    )


def names(edition: EditionFile, keys: tuple[str, ...]) -> str:
    """Bodies as a sentence names them."""
    return listed(edition.body_name(key) for key in keys)


def when(action: Action) -> str:
    """How often or from when to when."""
    if action.starts or action.ends:
        first = day_words(action.starts) if action.starts else ""
        last = f"to {day_words(action.ends)}" if action.ends else "on"
        return f"{first} {last}".strip()
    if action.series_of:
        where = ", each in another place" if action.in_different_places else ""
        return f"at least {action.series_of} a year{where}"
    return "all year" if action.recurring else "once"


def _remarks(action: Action) -> Iterator[str]:
    if action.same_as:
        yield f"The same deliverable as {action.same_as}, counted once."
    if action.continues:
        yield f"Starting level: {action.starting_level or 'not stated'}."
    if action.note:
        yield action.note


# ---- the parts ----


def _front(edition: EditionFile, claims: Mapping[str, str]) -> Iterator[Block]:
    head = edition.head
    yield Heading(1, "Foreword", "foreword")
    yield from _texts(edition, "foreword", claims)
    signed = ", ".join(part for part in (head.signed_person, head.signed_role) if part)
    yield Paragraph((Run(signed, strong=True),))
    yield Heading(1, "What comes first", "first")
    yield BulletList(
        tuple(
            (Run(p.title, strong=True), Run(f" (led by {names(edition, p.lead)})"))
            for p in edition.priorities
        ),
        numbered=True,
    )
    for vision in edition.visions_now:
        yield Paragraph((Run(f"{vision.owner}: ", strong=True), *linked_runs(vision.words, claims)))
        yield from (_caution(note) for note in reasons_beside(edition, vision.words))


def _texts(edition: EditionFile, part: str, claims: Mapping[str, str]) -> Iterator[Block]:
    """The paragraphs of a part, each followed by why a number in it stays that its fact does not bear out."""
    for text in edition.text_of(part):
        yield Paragraph(linked_runs(text, claims))
        yield from (_caution(note) for note in reasons_beside(edition, text))


def _caution(note: QualityNote) -> Paragraph:
    return Paragraph((Run(f"{note.key}. ", strong=True), Run(f"{note.words} {note.todo}")), role="caution")


def _body(edition: EditionFile, claims: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, "The area", "area")
    yield from _texts(edition, "introduction", claims)
    if edition.text_of("consultation"):
        yield Heading(1, "What people told us", "consultation")
        yield from _texts(edition, "consultation", claims)
    for number, priority in enumerate(edition.priorities, 1):
        yield from _priority(edition, priority, number, claims)
    yield from _watched(edition, claims)
    yield from _together(edition, claims)


def _priority(
    edition: EditionFile, priority: Priority, number: int, claims: Mapping[str, str]
) -> Iterator[Block]:
    yield Heading(1, f"{number}. {priority.title}", slug(priority.key))
    yield Paragraph((Run(f"Led by {names(edition, priority.lead)}."),), role="lead")
    yield Heading(2, "Why this is a priority", f"{slug(priority.key)}-why")
    yield BulletList(tuple(reason_runs(fact, claims[fact.key]) for fact in edition.facts_about(priority.key)))
    for words in derived(edition, priority.key):
        yield Paragraph((Run(words),))
    yield Heading(2, "What we will do", f"{slug(priority.key)}-actions")
    for sub, actions in edition.actions_of(priority.key):
        yield Table(
            name=f"actions-{sub.key}",
            caption=f"{sub.title}: actions of {edition.head.year.short_label}",
            columns=tuple(Column(head) for head in ("No.", "Action", "Who", "When", "Note")),
            rows=tuple(_action_row(edition, action) for action in actions),
        )
    yield from (_caution(note) for note in edition.notes_under(priority.key))


def reason_runs(fact: Fact, claim: str) -> Runs:
    """A reason as a line: its words, period and source, then what stands behind it, linked to its note."""
    period = fact.period.label + (" (assumed)" if fact.assumed_period else "")
    source = "" if fact.kind == "intelligence" else f"{fact.source}; "
    return (Run(f"{fact.words} "), Run(f"{period}; {source}", emphasis=True), Run(fact.backing, figure=claim))


def _action_row(edition: EditionFile, action: Action) -> tuple[Runs, ...]:
    words, led, helped, _, timed, where, rests, note = action_cells(edition, action)
    who = f"{led}, with {helped}" if helped else led
    place = f"{timed}; {where}" if where else timed
    remark = " ".join(part for part in (f"Rests on: {rests}." if rests else "", note) if part)
    return tuple(_cell(text) for text in (action.key, words, who, place, remark))


def _watched(edition: EditionFile, claims: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, "How we will know", "measures")
    yield from _texts(edition, "performance", claims)
    targets = {target.measure: target for target in edition.targets}
    rows = []
    for item in edition.indicators:
        for key in item.measures:
            one, target = measure(key), targets.get(key)
            aim = aim_words(target.value, target.by) if target else NOT_SET
            texts = (item.key, one.name, one.national or "local", one.unit, POLARITIES[one.polarity], aim)
            rows.append(tuple(_cell(text) for text in texts))
    yield Table(
        name="measures",
        caption=f"{len(edition.indicators)} indicators, {len(edition.measures)} measures",
        columns=tuple(Column(head) for head in ("No.", "Measure", "National", "Unit", "Better", "Target")),
        rows=tuple(rows),
        note="A target that is not set is left open; nothing is filled in for it.",
    )
    gaps = coverage_gaps(edition)
    for words, found in (
        ("No indicator watches", gaps.no_indicator),
        ("No target is set for", gaps.no_target),
    ):
        listed = ", ".join(sub.title for sub in found)
        yield Paragraph((Run(f"{words}: ", strong=True), Run(listed or "nothing; all are covered")))


def _together(edition: EditionFile, claims: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, "Who works together", "together")
    yield Table(
        name="groups",
        caption="Groups of the partnership",
        columns=tuple(Column(head) for head in ("Group", "Meets", "Members", "Since")),
        rows=tuple(
            tuple(_cell(t) for t in (g.name, g.meets, names_of(edition, g.members), day_words(g.starts)))
            for g in edition.groups
        ),
    )
    if told := [(Run(f"{g.name}: ", strong=True), Run(g.note)) for g in edition.groups if g.note]:
        yield BulletList(tuple(told))
    yield from _texts(edition, "engagement", claims)
    yield Heading(1, "Links with other strategies", "strategies")
    for level, items in strategies_by_level(edition).items():
        if items:
            yield Heading(2, level.capitalize(), f"strategies-{level}")
            yield BulletList(tuple((Run(item.title),) for item in items))
    yield Heading(1, "How to reach us", "contacts")
    yield BulletList(tuple((Run(f"{c.what}: ", strong=True), Run(c.value)) for c in edition.contacts))


def names_of(edition: EditionFile, keys: tuple[str, ...]) -> str:
    """Bodies as a list."""
    return "; ".join(edition.body_name(key) for key in keys)


def _annex(edition: EditionFile) -> Iterator[Block]:
    head = edition.head
    if edition.notes:
        yield Heading(1, "Faults and open questions", "faults")
        yield Table(
            name="faults",
            caption="What the printed plan leaves unclear, and how it is read here",
            columns=tuple(Column(h) for h in ("No.", "What it says", "How it is read")),
            rows=tuple(tuple(_cell(t) for t in (n.key, n.words, n.todo)) for n in edition.notes),
        )
    yield Heading(1, "The law it was made under", "law")
    yield Paragraph((Run(f"{regime(head.regime).title}. {head.note}".strip()),))
    day = head.approved_on or head.year.start
    yield BulletList(tuple((Run(f"{d.title}: {d.provision}"),) for d in duties_on(day)))
    for words in (
        *(
            f"The law names a {title}; the plan's list leaves it out."
            for title in missing_authorities(edition)
        ),
        *(f"{s.title}: linked with no priority." for s in unlinked_strategies(edition, level="county")),
    ):
        yield Paragraph((Run(words),), role="caution")


def _note(fact: Fact, claim: str) -> FigureNote:
    return FigureNote(
        figure=claim,
        what=fact.words.rstrip("."),
        value=value_words(fact),
        method=f"{fact.backing[0].upper()}{fact.backing[1:]}",
        period=f"{fact.period.label}{' (assumed)' if fact.assumed_period else ''}; {fact.source}",
        caveats=fact.note,
    )


def aim_words(value: float, by: date) -> str:
    """A target in words: 80 by 31 March 2011."""
    return f"{number(value)} by {day_words(by)}"


def value_words(fact: Fact) -> str:
    """The value of a fact with its unit and how sure it is: about 36 %."""
    if fact.value is None:
        return "no figure"
    if fact.kind == "rank":
        return f"rank {number(fact.value)}" + (f" of {fact.base}" if fact.base else "")
    unit = UNIT_WORDS.get(fact.unit, fact.unit)
    return f"{fact.qualifier} {number(fact.value)} {unit}".strip()


def number(value: float) -> str:
    """A number as people write it: 80,000, -13.7, 25."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,}"


def _cell(text: str) -> Runs:
    return (Run(text),)
