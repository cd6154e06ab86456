"""The golden thread: assessment -> priority -> measure -> target -> action, and where it breaks.

In: an ``EditionFile`` and, where a partnership holds it, its readings, targets agreed since and its latest
assessment for partners. A contextual measure owes no target. Out: breaks in the plan's order, each with what
it is about; none where the thread holds. Nothing is typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.gaps import coverage_gaps
from wardmote.deciding.plan.models import Action, PlanEdition
from wardmote.deciding.plan.records.scoring import newest_version
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.drafting.paper import paper_of

KINDS = {
    "no action": "Priorities without an action plan",
    "no lead": "Priorities that no agency leads",
    "no measure": "Priorities and sub-priorities without a measure",
    "no target": "Measures without a target",
    "no data": "Measures without a value",
    "no owner": "Actions without a named person",
    "no date": "Actions without a date of their own",
    "no money": "Actions without money",
    "no place": "Actions without a place",
    "no evidence": "Actions that name no evidence",
    "no starting level": "Actions that carry something on and do not say from where",
}


@dataclass(frozen=True)
class Break:
    """One place where the thread breaks: its kind (``KINDS``), the key of what it is about, its words."""

    kind: str
    key: str
    words: str

    @property
    def number(self) -> str:
        """The number that the plan prints, as ``A1.1.1``; "" where the key is none."""
        return self.key if self.key[:1].isupper() else ""


@dataclass(frozen=True)
class Known:
    """What the partnership holds beside the edition: measures with a value, why others have none, targets.

    ``paid``: actions to which a fund gives something. ``measures.known`` finds it out.
    """

    valued: frozenset[str]
    why_none: Mapping[str, str]
    aimed: frozenset[str]
    paid: frozenset[str]


def broken_in(file: EditionFile, known: Known | None = None) -> dict[str, list[Break]]:
    """Every break, by kind; kinds without one are there and empty. ``known``: where the edition is held."""
    found: dict[str, list[Break]] = {kind: [] for kind in KINDS}
    for each in (*_unwatched(file), *_measures(file, known), *_actions(file, known)):
        found[each.kind].append(each)
    return found


def _unwatched(file: EditionFile) -> Iterator[Break]:
    for priority in file.priorities:
        if not any(actions for _, actions in file.actions_of(priority.key)):
            yield Break("no action", priority.key, priority.title)
        if not priority.lead:
            yield Break("no lead", priority.key, priority.title)
    unwatched = {sub.key for sub in coverage_gaps(file).no_indicator}
    for priority in file.priorities:
        subs = [sub for sub in file.sub_priorities if sub.priority.key == priority.key]
        if all(sub.key in unwatched for sub in subs):
            yield Break("no measure", priority.key, priority.title)
        for sub in subs:
            if sub.key in unwatched:
                yield Break("no measure", sub.key, f"{sub.title} ({priority.title})")


def _measures(file: EditionFile, known: Known | None) -> Iterator[Break]:
    aimed = known.aimed if known else {target.measure for target in file.targets}
    for key in file.measures:
        one = measure(key)
        if key not in aimed and one.coloured:
            yield Break("no target", key, one.name)
        if known is not None and key not in known.valued:
            why = known.why_none.get(key) or "nothing was read yet"
            yield Break("no data", key, f"{one.name}: {why}")
        elif known is None and not one.fed_by:
            yield Break("no data", key, f"{one.name}: it is entered by hand, no file holds it")


def _actions(file: EditionFile, known: Known | None) -> Iterator[Break]:
    for action in file.deliverables:
        paid = known is not None and action.key in known.paid
        for kind in _lacks(action, paid=paid):
            yield Break(kind, action.key, action.words)


def _lacks(action: Action, *, paid: bool) -> Iterator[str]:
    if not action.person:
        yield "no owner"
    if not action.ends:
        yield "no date"
    if action.funds is None and not paid:
        yield "no money"
    if not action.places:
        yield "no place"
    if not action.evidence:
        yield "no evidence"
    if action.continues and not action.starting_level:
        yield "no starting level"


def whole_of(file: EditionFile, kind: str) -> int:
    """Of how many a kind of break is counted: priorities (and parts), measures or deliverables."""
    priorities, measured = len(file.priorities), sum(measure(key).coloured for key in file.measures)
    others = {
        "no action": priorities,
        "no lead": priorities,
        "no measure": priorities + len(file.sub_priorities),
        "no target": measured,
        "no data": len(file.measures),
        "no starting level": sum(action.continues for action in file.deliverables),
    }
    return others.get(kind, len(file.deliverables))


def plans_words(file: EditionFile, broken: Mapping[str, list[Break]]) -> str:
    """How many priorities have their one detailed plan with a lead agency; those without are named."""
    without = {each.key: each.words for kind in ("no action", "no lead") for each in broken[kind]}
    whole = len(file.priorities)
    words = f"{whole - len(without)} of {whole} priorities have a detailed action plan with a lead agency"
    return f"{words}; missing: {', '.join(without.values())}." if without else f"{words}."


def findings_unanswered(edition: PlanEdition) -> list[str]:
    """Leading findings of the latest assessment about classes that no measure of the edition counts."""
    version = newest_version(edition.partnership)
    if version is None:
        return []
    counted: set[str] = set()
    for item in edition.indicators.all():
        for key in item.measures:
            counted.update(*measure(key).basket.values())
    answered = {key for key, cls in offence_classes().items() if {key, cls.parent} & counted}
    parents = {offence_classes()[key].parent for key in answered}
    return [
        told.headline
        for told in paper_of(version.paper).stories
        if told.front and (subject := told.key.rsplit("/", 1)[-1]) in offence_classes()
        and subject not in answered | parents
    ]  # fmt: skip
