"""What the page of the area shows, as values: facts, rates over residents and visits, crime and perception.

In: an edition's facts and the partnership's stored readings. Out: sentences and rows; nothing is asked of the
evidence. A rate over "more than 80,000" is "at most"; a change of crime and a change of perception are set
side by side in their own units, never divided by each other (domain notes ID-04 to ID-08, 3.17).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wardmote.deciding.performance.models import MeasureReading
from wardmote.deciding.plan.exchange.area_profile import area_facts, percentile, rank_words, rate_over, share
from wardmote.deciding.plan.exchange.document import value_words
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import Fact
from wardmote.deciding.plan.pages.showing import period_words
from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.measures import Measure, measures
from wardmote.measuring.catalogue.periods import month_label, parse_month, year_to

RESIDENTS, VISITS = "residents", "visits a year"
PER: Final = {RESIDENTS: 1_000, VISITS: 100_000}
AMBIENT: Final = caveat("ambient_population")
SAFETY: Final = "feelings-of-safety"
POINTS: Final = "percentage points"


@dataclass(frozen=True)
class FactShown:
    """A fact with its wording, its period and what it comes to."""

    fact: Fact
    period: str
    comes_to: str


@dataclass(frozen=True)
class RateShown:
    """A rate with everything that must stand beside it."""

    of: str
    words: str
    over: str
    cautions: tuple[str, ...]
    period: str = ""
    figure: str = ""


@dataclass(frozen=True)
class SeriesShown:
    """One stored value of crime or perception, with the month or survey it is of."""

    name: str
    value: str
    period: str
    source: str
    figure: str = ""


def facts(file: EditionFile) -> list[FactShown]:
    """What the edition says of its area, in its order."""
    return [FactShown(fact, period_words(fact), _comes_to(fact)) for fact in area_facts(file)]


def _comes_to(fact: Fact) -> str:
    if fact.count is None or not fact.base:
        return ""
    if fact.kind == "rank":
        return rank_words(fact).replace(f"{percentile(fact)}.", f"{percentile(fact):.1f}.")
    return f"{share(fact):.1f} per cent." if fact.shape == "share" else ""


def _over(file: EditionFile) -> list[Fact]:
    """The facts a count can be divided by: residents, and visits of a place."""
    return [fact for fact in area_facts(file) if fact.unit in PER and fact.value]


def rates_of(file: EditionFile, count: int) -> list[RateShown]:
    """A count over each: per 1,000 residents and per 100,000 visits, with the caution of a busy place."""
    return [_rate(fact, count, of=f"{count:,}", crowded=True) for fact in _over(file)]


def _rate(fact: Fact, count: int, *, of: str, crowded: bool) -> RateShown:
    rate = rate_over(count, fact, per=PER[fact.unit], many_pass_through=crowded and fact.unit == RESIDENTS)
    return RateShown(
        of=of,
        words=f"{rate.qualifier} {rate.value:,.1f} {rate.unit}".strip(),
        over=f"{fact.words.rstrip('.')} ({period_words(fact)})",
        cautions=tuple(rate.caveats),
    )


def stored_rates(file: EditionFile, readings: Iterable[MeasureReading]) -> list[RateShown]:
    """Recorded offences of the latest twelve months over the residents the plan names, "at most"."""
    people = next((fact for fact in _over(file) if fact.unit == RESIDENTS), None)
    if people is None:
        return []
    found = []
    for item, reading in _read(readings):
        if item.form == "rate" and reading.count is not None and reading.month:
            shown = _rate(people, reading.count, of=f"{item.name}: {reading.count:,}", crowded=False)
            found.append(
                RateShown(
                    shown.of, shown.words, shown.over, (), year_to(reading.month).label, reading.year_figure
                )
            )
    return found


def _read(readings: Iterable[MeasureReading]) -> list[tuple[Measure, MeasureReading]]:
    known = measures()
    return [
        (known[each.measure], each) for each in readings if each.measure in known and each.value is not None
    ]


def crime(file: EditionFile, readings: Iterable[MeasureReading]) -> list[SeriesShown]:
    """How recorded crime moved: what the plan says of it, and each stored reading with its direction."""
    said = [_said(fact) for fact in file.facts if fact.row == "F-01"]
    return said + [
        _reading(item, reading) for item, reading in _read(readings) if item.form == "rate" and reading.month
    ]


def perception(file: EditionFile, readings: Iterable[MeasureReading]) -> list[SeriesShown]:
    """What people feel: the plan's surveys, and each survey that was loaded."""
    said = [_said(fact) for fact in file.facts if SAFETY in fact.about and fact.unit == "%"]
    for item, reading in _read(readings):
        for wave in reading.series.get("waves", ()):
            if wave.get("value") is not None:
                value = f"{wave['value']:.1f} {item.unit}, of {wave.get('base') or 0:,.0f} asked"
                when = month_label(parse_month(wave["month"]))
                said.append(SeriesShown(item.name, value, when, wave["title"], wave["figure"]))
    return said


def _said(fact: Fact) -> SeriesShown:
    return SeriesShown(fact.words, value_words(fact), period_words(fact), f"{fact.source}; {fact.backing}")


def _reading(item: Measure, reading: MeasureReading) -> SeriesShown:
    way = reading.judged.get("direction") or {}
    told = f"; {way['words']}" if way.get("words") else ""
    value = f"{reading.value:,.1f} {item.unit}{told}"
    return SeriesShown(
        item.name, value, year_to(reading.month).label, reading.feed_title, reading.year_figure
    )


def gaps(file: EditionFile) -> list[SeriesShown]:
    """The gap between feeling safe by day and after dark, in points, as it is stored."""
    return [_said(fact) for fact in file.facts if SAFETY in fact.about and fact.unit == POINTS]


def statements(file: EditionFile) -> list[str]:
    """What the plan says of feelings of safety without a number."""
    return [fact.words for fact in file.facts if SAFETY in fact.about and fact.kind == "statement"]


def moved(file: EditionFile, readings: Iterable[MeasureReading]) -> tuple[str, str]:
    """How crime moved and how perception did, each in its own words; one survey tells no movement."""
    surveys = [(item, each) for item, each in _read(readings) if each.series.get("waves")]
    told = [
        f"{item.name}: {each.judged['direction']['words']}"
        for item, each in surveys
        if len(each.series["waves"]) > 1 and (each.judged.get("direction") or {}).get("words")
    ]
    recorded = [fact.words for fact in file.facts if fact.row == "F-01"]
    return (
        " ".join(recorded) or "No change of all recorded crime is stored.",
        ". ".join(told) or "How feelings moved is not known: that takes two surveys with the same question.",
    )
