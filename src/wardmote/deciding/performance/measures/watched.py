"""What the edition in force watches: each measure with who leads on it, its source, target and baselines.

In: an edition, its rows asked once a table. Out: ``WatchedMeasure`` in the plan's order. A target agreed
while the edition is in force goes before the one it was approved with; without either it is "not set".
"""

from dataclasses import dataclass
from datetime import date

from wardmote.deciding.performance.models import AgreedTarget, MeasureBaseline, MeasureFeed
from wardmote.deciding.plan.models import MeasureUse, PlanEdition
from wardmote.deciding.plan.records.edition_rows import prefetch_tables
from wardmote.ground.partners.models import Body
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.analysis.targets import TargetPath
from wardmote.measuring.catalogue.measures import Measure, measure
from wardmote.measuring.catalogue.periods import month_index, parse_month
from wardmote.measuring.figures.judging import RunningTarget

YEAR = 12
NO_PRIORITY = "No priority of this edition"
BY_HAND_ONLY = "A value is to be entered by hand: no file of records holds it."


@dataclass(frozen=True)
class TargetInForce:
    """A value to be reached by a day, from ``begins``; ``agreed``: after the edition was approved."""

    value: float
    unit: str
    start: float | None
    begins: date
    until: date
    path: str
    tolerance: float
    agreed: bool = False
    told: str = ""
    invented: bool = False

    @property
    def years(self) -> int:
        """Whole years from its beginning to its day, at least one."""
        first, last = (month_index(day.year, day.month) for day in (self.begins, self.until))
        return max(1, round((last - first + 1) / YEAR))

    def running(self, month: int) -> RunningTarget:
        """The target in the year the month lies in; before its first year, in that one."""
        first = month_index(self.begins.year, self.begins.month)
        number = min(max((month - first) // YEAR, 0), self.years - 1)
        target = TargetPath(
            value=self.value,
            unit=self.unit,
            start=self.start,
            years=self.years,
            shape=self.path,
            tolerance=self.tolerance / 100,
        )
        return RunningTarget(target, first + number * YEAR, number + 1)


@dataclass(frozen=True)
class WatchedMeasure:
    """A measure of the plan; ``leads`` are bodies of the partnership, ``feed`` "" where nobody chose one.

    ``priority``: "" where its indicators name none that the edition has. ``year``: the first month of the
    edition's year.
    """

    measure: Measure
    uses: tuple[MeasureUse, ...]
    priority: str
    priority_title: str
    sub_priorities: tuple[str, ...]
    leads: tuple[Body, ...]
    feed: str = ""
    target: TargetInForce | None = None
    baselines: tuple[MeasureBaseline, ...] = ()
    year: int = 0

    @property
    def number(self) -> str:
        """What it is watched as: the edition's number, or the measure's where that is a part of it."""
        own = self.measure.id
        return ", ".join(dict.fromkeys(own if own.startswith(use.key) else use.key for use in self.uses))

    @property
    def frozen(self) -> tuple[Baseline, ...]:
        """Its baselines as the analysis takes them."""
        return tuple(Baseline(parse_month(each.first), each.months, each.reason) for each in self.baselines)


def watched(
    edition: PlanEdition, *, feeds: bool = True, baselines: bool = True
) -> tuple[WatchedMeasure, ...]:
    """Every measure of the edition, once, in its order; with the sources chosen and the baselines, or not."""
    prefetch_tables(edition, "indicators", "priorities", "bodies", "targets")
    uses: dict[str, list[MeasureUse]] = {}
    for use in edition.indicators.all():
        for key in use.measures:
            uses.setdefault(key, []).append(use)
    priorities = {each.key: each for each in edition.priorities.all()}
    bodies = {each.key: each.body for each in edition.bodies.all()}
    targets, drawn = targets_in_force(edition), _baselines(edition) if baselines else {}
    chosen = _feeds(edition) if feeds else {}
    shown = []
    for key, found in uses.items():
        priority = next((there for use in found if (there := priorities.get(use.priority))), None)
        one = WatchedMeasure(
            measure=measure(key),
            uses=tuple(found),
            priority=priority.key if priority else "",
            priority_title=priority.title if priority else NO_PRIORITY,
            sub_priorities=tuple(dict.fromkeys(sub for use in found for sub in use.sub_priorities)),
            leads=tuple(bodies[lead] for lead in priority.lead if lead in bodies) if priority else (),
            feed=chosen.get(key, ""),
            target=targets.get(key),
            baselines=tuple(drawn.get(key, ())),
            year=month_index(edition.year.start.year, edition.year.start.month),
        )
        shown.append(one)
    return tuple(shown)


def targets_in_force(edition: PlanEdition) -> dict[str, TargetInForce]:
    """The target of each measure that has one, by its key: agreed since before that of the edition itself."""
    found = {}
    for own in edition.targets.all():
        begins = edition.year.start if own.by <= edition.year.end else edition.period.start
        found[own.measure] = TargetInForce(
            own.value, own.unit, own.baseline, begins, own.by, own.path, own.tolerance
        )
    for later in AgreedTarget.objects.filter(edition=edition):
        if later.value is None:
            found.pop(later.measure, None)
            continue
        found[later.measure] = TargetInForce(
            later.value, later.unit, later.start, edition.year.start, later.until, later.path,
            later.tolerance, agreed=True, told=later.told, invented=later.invented,
        )  # fmt: skip
    return found


def _baselines(edition: PlanEdition) -> dict[str, list[MeasureBaseline]]:
    found: dict[str, list[MeasureBaseline]] = {}
    for each in MeasureBaseline.objects.filter(partnership=edition.partnership_id):
        found.setdefault(each.measure, []).append(each)
    return found


def _feeds(edition: PlanEdition) -> dict[str, str]:
    chosen = MeasureFeed.objects.filter(partnership=edition.partnership_id)
    return dict(chosen.values_list("measure", "feed"))
