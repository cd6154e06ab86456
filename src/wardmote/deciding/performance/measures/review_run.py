"""What landed: every measure of the plan in force read from the evidence, and what is kept of it.

In: a partnership, its open evidence, the day. Out: ``ReviewRun``, which the month's review is made of;
``keep_readings`` writes a ``MeasureReading`` for each measure, and the baselines the program took itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from wardmote.deciding.performance.measures.allowance import replies_allowed
from wardmote.deciding.performance.measures.entered import judged_entered
from wardmote.deciding.performance.measures.reading import judge, read, watched_in, without_twins
from wardmote.deciding.performance.measures.results import Read, Told
from wardmote.deciding.performance.measures.watched import WatchedMeasure, watched
from wardmote.deciding.performance.models import EnteredReading, MeasureBaseline, MeasureReading
from wardmote.deciding.performance.rules.exceptions import whole_of
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.assessment.making import evidence_mark
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.measuring.analysis.exceptions import Watched, bar_of, owes
from wardmote.measuring.analysis.steps import REPLIES, Bar, least_count, smallest_step
from wardmote.measuring.analysis.targets import Colour, two_marks
from wardmote.measuring.catalogue.periods import month_code, parse_month
from wardmote.measuring.figures.judging import basket, harm

Progress = Callable[[int, int, str], None]


@dataclass
class ReviewRun:
    """Everything a review holds in its hands: what was read, what was open, and what comes of it.

    ``replies``: how many a year chance may ask for.
    """

    edition: PlanEdition
    opened: Opened
    on: date
    by: str
    reads: list[Read]
    entered: dict[str, Watched]
    evidence: str
    replies: float = REPLIES
    explained: dict[str, tuple[Told, ...]] = field(default_factory=dict)

    @property
    def partnership(self) -> Partnership:
        return self.edition.partnership

    @property
    def latest(self) -> int | None:
        months = [parse_month(each.month) for each in self.reads if each.months is not None]
        return max(months, default=None)

    def watched(self, month: int | None) -> list[Watched]:
        """Every test once, as in that month; what is entered by hand as it is now."""
        found = [each for one in self.reads for each in (watched_in(one, month) if month else one.watched)]
        return [*without_twins(found), *self.entered.values()]

    def bar(self, watching: Sequence[Watched]) -> Bar:
        """What these are held to, all of them together."""
        return bar_of(watching, replies=self.replies)

    def read_of(self, key: str) -> Read:
        """What was read for a measure or a part of one."""
        return next(each for each in self.reads if each.of.measure.key == whole_of(key))


def read_measures(partnership: Partnership, *, by: str, on: date, progress: Progress) -> ReviewRun | None:
    """None where no edition is in force or no place is settled."""
    edition, held = edition_in_force(partnership), opened(partnership)
    place = held.place(partnership)
    if edition is None or place is None:
        return None
    measures, reads = watched(edition), []
    for number, each in enumerate(measures):
        progress(number, len(measures), each.measure.name)
        reads.append(read(held, place, each))
    judge(reads)
    rows: dict[str, list[EnteredReading]] = {}
    for row in EnteredReading.objects.filter(partnership=partnership).current():
        rows.setdefault(row.measure, []).append(row)
    entered = {
        each.of.measure.key: tests
        for each in reads
        if each.months is None and (tests := _by_hand(each.of, rows.get(each.of.measure.key, [])))
    }
    mark = held.once("mark", evidence_mark)
    return ReviewRun(edition, held, on, by, reads, entered, mark, replies_allowed(partnership))


def _by_hand(each: WatchedMeasure, rows: list[EnteredReading]) -> Watched | None:
    """Values entered by hand land once in a while, not each month."""
    tests = judged_entered(each.measure, rows).tests if rows else ()
    if not tests:
        return None
    month = max(row.period.months[-1] for row in rows)
    item = each.measure
    return Watched(item.key, month, basket(item), tests, harm=harm(item), looks=1.0)


def keep_readings(run: ReviewRun) -> None:
    """Write what every measure reads now; what is no longer watched goes."""
    watching = run.watched(None)
    held_to = run.bar(watching)
    by_key = {each.key: each for each in watching}
    kept = []
    for each in run.reads:
        key = each.of.measure.key
        if each.judged:
            beyond = key in by_key and owes(by_key[key], held_to) is not None
            colour = Colour(each.judged["colour"]["key"])
            each.judged["words"] = two_marks(colour, worse_beyond_chance=beyond)
            each.judged["asks"] = _asks(each, held_to)
        for drawn in each.drawn:
            MeasureBaseline.objects.get_or_create(
                partnership=run.partnership,
                measure=key,
                first=month_code(drawn.first),
                defaults={
                    "months": drawn.months, "reason": drawn.reason, "by": run.by, "at": timezone.now(),
                },
            )  # fmt: skip
        MeasureReading.objects.update_or_create(
            partnership=run.partnership, measure=key, defaults=_row(run, each)
        )
        kept.append(key)
    MeasureReading.objects.filter(partnership=run.partnership).exclude(measure__in=kept).delete()


def _asks(each: Read, held_to: Bar) -> dict[str, float] | None:
    """From which count of the next two months on a reply would be asked for, and what is usual then."""
    taught, item = each.taught.get(""), each.of.measure
    if taught is None or not item.coloured:
        return None
    last = parse_month(each.month)
    usual, times = taught.together((last + 1, last + 2)), smallest_step(taught.phi, taught.monthly)
    count = least_count(usual, held_to, times=times, polarity=item.polarity)
    return {"count": count, "expected": usual.mean} if count is not None else None


def _row(run: ReviewRun, each: Read) -> dict[str, Any]:
    same = ("status", "reason", "figure", "year_figure", "month", "value", "low", "high", "count", "base",
            "synthetic", "series", "judged")  # fmt: skip
    return {
        **{name: getattr(each, name) for name in same},
        "feed": each.feed.name if each.feed else each.survey,
        "feed_title": each.feed.title if each.feed else each.survey_title,
        "evidence": run.evidence,
        "landed_at": timezone.now(),
    }
