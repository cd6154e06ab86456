"""What an assessment studies: a place, a period, its sources, and what each can be compared with.

The comparison period is the person's own (``--against``), else the year
before, else the latest earlier year whose like months are held; months under
national restrictions are not compared when others are held. The choice and its
reason are printed.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wardmote.measuring.catalogue.classes import offence_class, top_classes
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.periods import Period, month_label, stretches
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.words import Amount, spelled
from wardmote.measuring.figures.comparable import family
from wardmote.measuring.figures.inquiry import Figure, Inquiry
from wardmote.measuring.figures.series import ALL, classes_in
from wardmote.measuring.store.evidence import Feed, Place

OLDEST_COMPARISON_YEARS = 5


@dataclass(frozen=True)
class Compared:
    """The months compared and why these. ``whole`` when they are the assessment's full period."""

    period: Period
    against: Period
    whole: bool
    reason: str


@dataclass(frozen=True)
class StudySource:
    """One feed as the study uses it: its classes with rows and its comparison, if any."""

    feed: Feed
    classes: tuple[str, ...]
    compared: Compared | None

    @property
    def name(self) -> str:
        return self.feed.name

    @property
    def top(self) -> tuple[str, ...]:
        """Classes that add up to the source's whole."""
        return top_classes(self.classes)

    @property
    def whole(self) -> tuple[str, ...]:
        """``all`` where several classes add up to a whole, else nothing."""
        return (ALL,) if len(self.top) > 1 else ()

    @property
    def widest(self) -> str:
        """The whole, or the source's only class."""
        return (*self.whole, *self.top)[0]

    @property
    def crime(self) -> bool:
        """Whether most of its classes are recorded crime."""
        return any(offence_class(key).crime for key in self.classes)

    @property
    def exact(self) -> bool:
        return self.feed.precision == "exact"


@dataclass(frozen=True)
class Study:
    """Everything the finders ask from. ``audience`` is ``partner`` or ``public``."""

    inquiry: Inquiry
    place: Place
    period: Period
    sources: tuple[StudySource, ...]
    audience: str

    @property
    def area(self) -> str:
        return str(self.place.id)

    @property
    def main(self) -> StudySource:
        """The source the assessment leads with: recorded crime with the most rows."""
        return self.sources[0]

    @property
    def synthetic(self) -> bool:
        return any(source.feed.synthetic for source in self.sources)

    @cached_property
    def hidden(self) -> dict[Any, frozenset[str]]:
        """The classes of a source of which nothing is told, once they were worked out (``disclosure``)."""
        return {}

    @cached_property
    def rest(self) -> Place | None:
        return self.inquiry.evidence.rest_of_force(self.place)

    def source(self, feed: str) -> StudySource:
        """The source that a finding or figure came from."""
        return next(source for source in self.sources if source.name == feed)

    def months(self, source: StudySource) -> int:
        """How many months of the period the source holds: what a rate of it is for."""
        return sum(month in source.feed.months for month in self.period.months)

    def when(self, source: StudySource) -> str:
        """The period as a sentence names it; the months held when some of it is missing."""
        held, whole = self.months(source), len(self.period.months)
        return (
            self.period.short_label
            if held == whole
            else say("months-held-of", held=Amount.of(held, spelled(held)), period=self.period.short_label)
        )

    def ask(self, name: str, source: StudySource, key: str, /, **params: object) -> Figure:
        """A figure of one class over the study's period; a parameter without text is left out."""
        given = {name: value for name, value in params.items() if value != ""}
        return self.inquiry.ask(name, self.area, self.period, feed=source.name, **{"class": key}, **given)

    def ask_compared(self, name: str, source: StudySource, /, **params: object) -> Figure:
        """A figure over the source's compared months, for a source that has them."""
        assert source.compared is not None
        periods = source.compared.period, source.compared.against
        return self.inquiry.ask(name, self.area, *periods, feed=source.name, **params)

    @cached_property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """By source: the classes that are compared, and the whole."""
        found = {}
        for source in self.sources:
            if source.compared and self.inquiry.feed(self.area, source.name):
                periods = {"period": source.compared.period, "against": source.compared.against}
                found[source.name] = family(self.inquiry, source.name, area=self.area, **periods)
        return found

    def ask_change(self, source: StudySource, key: str, *, flag: str = "") -> Figure:
        """The comparison figure of one class, or of its rows with a flag, over the source's compared months;
        its words allow for what is compared of the other sources."""
        others = sum(len(keys) for name, keys in self.kinds.items() if name != source.name)
        params = {"class": key, **({"beside": others} if others else {})}
        if flag:
            return self.ask_compared("flag_change", source, flag=flag, **params)
        return self.ask_compared("change", source, **params)

    def finding(self, figure: Figure, /, *, question: str, about: str = "", **fields: Any) -> Finding:
        """A finding of one figure; its value, period, caveats and the like are the figure's unless given."""
        result, asked = figure.result, figure.question
        known: dict[str, Any] = {
            "id": f"{question}/{figure.feed}/{about or _about(figure)}",
            "question": question,
            "place": self.place.name,
            "place_id": self.area,
            "period": asked.period,
            "against": asked.against,
            "value": result.value,
            "n": result.n,
            "interval": result.interval,
            "status": result.status,
            "caveats": result.caveats,
            "figure": figure.hash,
            "feed": figure.feed,
        }
        return Finding(**{**known, **fields})


def _about(figure: Figure) -> str:
    """The class counted, and after it the flag or the time of the year where one was meant."""
    params = figure.question.params
    return "/".join(filter(None, (params.get("class", ALL), params.get("flag"), params.get("window"))))


def open_study(
    inquiry: Inquiry, place: Place, period: Period, *, against: Period | None, audience: str
) -> Study:
    """Gather the sources with rows in the period, richest crime source first."""
    _refuse_overlap(period, against)
    area = str(place.id)
    sources = []
    for feed in inquiry.evidence.feeds(place):
        classes = classes_in(inquiry, feed.name, area=area, period=period)
        if classes:
            told = inquiry.evidence.in_force(place, feed, period)
            compared = compared_periods(feed, period, against, place.country)
            sources.append(StudySource(told, classes, compared))
    if not sources:
        because = inquiry.evidence.why_not_held(place, period.months)
        raise Refusal(
            f"{'No rows count' if because else 'No rows are loaded'} for {place.name} in {period.label}.",
            where=area,
            found=because,
            todo="Load the months first: ./wardmote load police-uk FILES, or choose a period that is held.",
        )

    def size(source: StudySource) -> tuple[bool, int]:
        return source.crime, int(
            inquiry.ask("count", area, period, feed=source.name, **{"class": ALL}).result.value
        )

    ordered = tuple(sorted(sources, key=size, reverse=True))
    if against is not None and ordered[0].compared is None:
        police = ordered[0].feed.source == POLICE_UK
        because = inquiry.evidence.why_not_held(place, against.months) if police else ""
        _refuse_not_held(ordered[0].feed, against, because)
    return Study(inquiry, place, period, ordered, audience)


def _refuse_overlap(period: Period, against: Period | None) -> None:
    if against is not None and against.start <= period.end and against.end >= period.start:
        raise Refusal(
            "The two periods overlap, so one cannot be compared with the other.",
            found=f"{period.code} against {against.code}",
            todo="Choose an earlier period with --against.",
        )


def _refuse_not_held(feed: Feed, against: Period, because: str) -> None:
    lacking = missing_in(feed, against)
    why = f". {because}" if because else ""
    raise Refusal(
        f"The period to compare with is not held whole in: {feed.title}.",
        where=f"--against {against.code}",
        found=f"not held: {', '.join(lacking[:6])}{' and more' if len(lacking) > 6 else ''}{why}",
        todo="Load those months, choose another --against, or leave it out.",
    )


def compared_periods(feed: Feed, period: Period, against: Period | None, country: str) -> Compared | None:
    """What a feed's period is compared with; None when no earlier like months are held. ``country``: whose
    restrictions are kept out of it."""
    held = set(feed.months)
    if against is not None:
        return _given(held, period, against)
    year_before = period.back(12)
    if held.issuperset(year_before.months) and held.issuperset(period.months):
        return Compared(period, year_before, True, say("year-before"))
    return _like_months(held, period, country)


def _given(held: set[int], period: Period, against: Period) -> Compared | None:
    if not held.issuperset(against.months):
        return None
    if len(against.months) == len(period.months):
        return Compared(period, against, True, say("chosen-by-you"))
    like = [m for m in period.months if any((m - other) % 12 == 0 for other in against.months)]
    if len(like) != len(against.months) or len(stretches(like)) != 1:
        return Compared(period, against, True, say("chosen-unlike"))
    used = Period.of_months(like[0], like[-1])
    return Compared(used, against, False, say("chosen-same-months"))


def _like_months(held: set[int], period: Period, country: str) -> Compared | None:
    """The longest run of like months held in an earlier year, outside restrictions where there is one, and
    why these, true of those that were left out: in a gap, or under restrictions."""
    back, run = _best_run(held, period, avoiding=country)
    avoided = country if run else ""
    if not run:
        back, run = _best_run(held, period, avoiding="")
    if not run:
        return None
    used = Period.of_months(run[0], run[-1])
    like = _like(held, period, back)
    kept = [m for m in like if not (_disrupted(m, avoided) or _disrupted(m - back, avoided))]
    because = say("chosen-held" if len(run) == len(kept) else "chosen-longest")
    if disruptions(period, country) or disruptions(period.back(back), country):
        because = say("chosen-calm" if avoided else "chosen-restricted", months=because)
    return Compared(used, used.back(back), used == period, because)


def _like(held: set[int], period: Period, back: int) -> list[int]:
    """Months of the period that are held then too."""
    return [m for m in period.months if m in held and m - back in held - set(period.months)]


def _best_run(held: set[int], period: Period, *, avoiding: str) -> tuple[int, list[int]]:
    """Months back, and the longest run of like months; the nearer year where two are as long."""
    best: tuple[int, list[int]] = (0, [])
    for years in range(1, OLDEST_COMPARISON_YEARS + 1):
        back = years * 12
        like = _like(held, period, back)
        kept = [m for m in like if not (_disrupted(m, avoiding) or _disrupted(m - back, avoiding))]
        run = _longest_run(kept)
        if len(run) > len(best[1]):
            best = back, run
    return best


def _disrupted(month: int, country: str) -> bool:
    return bool(disruptions(Period.of_months(month, month), country))


def _longest_run(months: list[int]) -> list[int]:
    """The longest stretch, the later of two as long."""
    first, last = max(stretches(months), key=lambda run: (run[1] - run[0], run), default=(0, -1))
    return list(range(first, last + 1))


def missing_in(feed: Feed, period: Period) -> tuple[str, ...]:
    """Months of the period the feed does not hold, as words."""
    return tuple(month_label(m) for m in period.months if m not in feed.months)
