"""Where each measure stands: the same for the list, its page, its priority's page, the thread and the API.

In: an edition, its rows read once a table. Out: ``MeasureView`` for each measure: value with interval,
period and whose it is, colour against the target, signal against chance, direction, and why there is none of
them. Everything is of stored rows; nothing is asked of the evidence.

Colour and signal are two marks and never one. Values entered by hand or from a survey are held against
the target's path at the end of their year; their second mark is the direction between the two newest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wardmote.deciding.performance.measures.entered import COUNTY, JudgedEntered, judged_entered
from wardmote.deciding.performance.measures.printed import number, plain
from wardmote.deciding.performance.measures.trends import Trend, trend_entered, trend_of
from wardmote.deciding.performance.measures.watched import BY_HAND_ONLY, WatchedMeasure, watched
from wardmote.deciding.performance.models import EnteredReading, MeasureReading, PlanException
from wardmote.deciding.plan.models import PlanEdition
from wardmote.measuring.analysis.entered_values import unit_of
from wardmote.measuring.analysis.targets import COLOUR_WORDS, Colour, against_target
from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.measures import POLARITIES, Measure
from wardmote.measuring.catalogue.periods import (
    month_code,
    month_index,
    month_label,
    parse_month,
    year_to,
)

YEAR = 12
SPARK = 24
MARKS: Mapping[str, str] = {
    Colour.ON: "on-track",
    Colour.NEAR: "near",
    Colour.OFF: "off-track",
    Colour.NOT_SET: "not-set",
    Colour.CONTEXTUAL: "contextual",
}
SIGNALS: Mapping[str, str] = {
    "worse": "worse than usual",
    "better": "better than usual",
    "changed": "not as usual",
    "none": "as usual",
    "cannot say": "cannot say",
}


@dataclass(frozen=True)
class MeasureView:
    """A measure of the plan and everything stored of it."""

    each: WatchedMeasure
    reading: MeasureReading | None
    rows: tuple[EnteredReading, ...]
    exceptions: tuple[PlanException, ...]
    corrected: frozenset[int] = frozenset()

    @property
    def item(self) -> Measure:
        return self.each.measure

    @cached_property
    def entered(self) -> JudgedEntered | None:
        """What is entered by hand, where no source feeds the measure."""
        if self.months or self.waves:
            return None
        standing = [row for row in self.rows if row.pk not in self.corrected]
        return judged_entered(self.item, standing) if standing else None

    @property
    def months(self) -> bool:
        return bool(self.reading and self.reading.series.get("counts"))

    @property
    def waves(self) -> list[dict[str, Any]]:
        return list(self.reading.series.get("waves", [])) if self.reading else []

    @property
    def judged(self) -> dict[str, Any]:
        return self.reading.judged if self.reading else {}

    @property
    def open(self) -> tuple[PlanException, ...]:
        return tuple(each for each in self.exceptions if each.is_open)

    @property
    def better(self) -> str:
        return POLARITIES[self.item.polarity]

    @property
    def unit(self) -> str:
        """The unit as it stands after a value, which has its per cent already."""
        counted = self.entered is not None and self.entered.now.count is not None
        return unit_of(self.item, counted=counted).removeprefix("% ")

    @property
    def year_figure(self) -> str:
        return self.reading.year_figure if self.reading and not self.entered else ""

    # ---- the value ----

    @property
    def value(self) -> float | None:
        if self.entered:
            return self.entered.shown.value
        return self.reading.value if self.reading else None

    @property
    def value_words(self) -> str:
        return "" if self.value is None else number(self.value, self.item)

    @property
    def interval(self) -> tuple[float, float] | None:
        if self.entered:
            return self.entered.shown.interval
        if self.reading and self.reading.low is not None and self.reading.high is not None:
            return self.reading.low, self.reading.high
        return None

    @property
    def interval_words(self) -> str:
        """The interval, or that there is none."""
        if self.value is None:
            return ""
        if self.interval is None:
            return "range not known"
        return f"{number(self.interval[0], self.item)} to {number(self.interval[1], self.item)}"

    @property
    def counts(self) -> tuple[float | None, float | None]:
        """The two counts behind the value."""
        if self.entered:
            return self.entered.now.count, self.entered.now.base
        return (self.reading.count, self.reading.base) if self.reading else (None, None)

    @property
    def counted(self) -> str:
        """The two counts in words."""
        count, base = self.counts
        if count is None or not base:
            return ""
        if self.item.form == "change":
            return f"{plain(count)} against {plain(base)} in the baseline."
        over = "" if self.entered or not self.reading else self.reading.series.get("denominator", "")
        return f"{plain(count)} counted over {plain(base)}{f' ({over})' if over else ''}."

    @property
    def month(self) -> str:
        """The last month of what is shown; "" where nothing is."""
        if self.entered:
            return month_code(self.entered.now.period.last_month)
        return self.reading.month if self.reading else ""

    @property
    def period_words(self) -> str:
        if self.entered:
            return str(self.entered.now.period.label)
        if not (self.reading and self.reading.month) or self.value is None:
            return ""
        if self.waves:
            return f"survey of {self.waves[-1]['wave']}"
        return year_to(self.reading.month).label

    @property
    def area_words(self) -> str:
        """Whose value it is, where it is not the partnership's own place."""
        if self.entered and self.entered.now.area_kind == COUNTY:
            return f"county value: {self.entered.now.area}"
        return self.entered.now.area if self.entered else ""

    # ---- the two marks ----

    @cached_property
    def colour(self) -> tuple[str, str]:
        """(key of the mark, its words): against the target alone."""
        if not self.item.coloured:
            return MARKS[Colour.CONTEXTUAL], COLOUR_WORDS[Colour.CONTEXTUAL]
        if self.each.target is None:
            return MARKS[Colour.NOT_SET], COLOUR_WORDS[Colour.NOT_SET]
        kept = self.kept_colour
        if kept and kept[0] == Colour.NOT_SET:
            return MARKS[Colour.NOT_SET], "target set, not yet read against it"
        key, words = kept or self._against_year() or (Colour.CANNOT_SAY, COLOUR_WORDS[Colour.CANNOT_SAY])
        if key == Colour.CANNOT_SAY:
            words = self._why_no_colour() or words
        return MARKS.get(key, "not-set"), words

    @property
    def kept_colour(self) -> tuple[Colour, str] | None:
        """The colour and its words as they were when the measure was read."""
        kept = self.judged.get("colour")
        return (Colour(kept["key"]), str(kept["words"])) if kept else None

    @property
    def kept_mark(self) -> tuple[str, str]:
        """The same as a mark, where the target itself is not asked for."""
        key, words = self.kept_colour or (Colour.CANNOT_SAY, COLOUR_WORDS[Colour.CANNOT_SAY])
        return MARKS.get(key, "not-set"), words

    def _why_no_colour(self) -> str:
        """That the target's year has no month yet, where that is why."""
        begins = self.each.target.begins if self.each.target else None
        last = self.reading.month if self.reading else ""
        if begins is None or not last or parse_month(last) >= month_index(begins.year, begins.month):
            return ""
        start = month_label(month_index(begins.year, begins.month))
        return f"no month of the target's year, from {start}, is held yet"

    def _against_year(self) -> tuple[Colour, str] | None:
        """One value against where the path ends in its year."""
        if not self.month:
            return None
        assert self.each.target is not None, "asked only with a target"
        running = self.each.target.running(parse_month(self.month))
        found = against_target(
            self.value, running.reaches, polarity=self.item.polarity, tolerance=running.target.tolerance
        )
        return found.colour, found.words

    @property
    def signal(self) -> str:
        """The mark against chance, in words."""
        if self.signal_mark:
            return SIGNALS.get(self.signal_mark, self.signal_mark)
        return "no months to judge" if self.value is not None else ""

    @property
    def signal_mark(self) -> str:
        """The mark against chance as it is kept; "" where no months are judged."""
        return str(self.judged.get("signal", {}).get("mark", ""))

    @property
    def where(self) -> str:
        """Both marks read together in one sentence."""
        kept = self.judged.get("words")
        now = self.judged.get("colour", {}).get("key") == Colour.NOT_SET
        changed = self.item.coloured and now != (self.each.target is None)
        unsaid = not kept or changed or kept == COLOUR_WORDS[Colour.CANNOT_SAY]
        return self.colour[1] if unsaid else str(kept)

    # ---- direction ----

    @cached_property
    def trend(self) -> Trend:
        kept = self.judged.get("direction")
        if kept:
            last = month_label(parse_month(self.reading.month)) if self.reading else ""
            return trend_of(kept, last)
        if self.entered:
            return trend_entered(self.entered, self.item)
        reason = str(self.judged.get("why_none") or "")
        return Trend("cannot say" if self.value is not None else "", reason=reason)

    @cached_property
    def clear_parts(self) -> list[tuple[str, Trend]]:
        """Parts that clearly move otherwise than the whole: a sum is never shown without them."""
        last = month_label(parse_month(self.reading.month)) if self.months and self.reading else ""
        found = []
        for key, part in self.judged.get("parts", {}).items():
            trend = trend_of(part["direction"], last)
            if trend.meaning and trend.words != self.trend.words:
                found.append((offence_class(key).label, trend))
        return found

    # ---- what else ----

    @property
    def spark(self) -> list[float | None]:
        if not self.months or self.reading is None:
            return [wave["value"] for wave in self.waves] if len(self.waves) > 1 else []
        return list(self.reading.series["counts"][-SPARK:])

    @property
    def spark_words(self) -> str:
        known = [value for value in self.spark if value is not None]
        if not known:
            return ""
        what = f"{len(self.spark)} surveys"
        if self.months and self.reading:
            series = self.reading.series
            last = parse_month(series["first"]) + len(series["counts"]) - 1
            what = f"counts of the {len(self.spark)} months to {month_label(last)}"
        return f"{self.item.name}, {what}: from {plain(known[0])} to {plain(known[-1])}"

    @property
    def source(self) -> str:
        """What it is read from."""
        if self.entered:
            how = "as published" if self.entered.now.value is not None else "with its two counts"
            made = " (invented)" if self.entered.now.invented else ""
            return f"{self.entered.now.source}{made}, entered {how}"
        return self.reading.feed_title if self.reading and self.value is not None else ""

    @property
    def synthetic(self) -> bool:
        """Whether it is of invented evidence."""
        if self.entered:
            return self.entered.now.invented
        return bool(self.reading and self.reading.synthetic)

    @property
    def status(self) -> str:
        """What came of reading it, as programs are told."""
        if self.entered:
            return "entered"
        return self.reading.status if self.reading else "not_read"

    @property
    def caveats(self) -> list[str]:
        """Every limit that travels with the number, once."""
        kept = self.reading.series.get("caveats", ()) if self.reading else ()
        signal = self.judged.get("signal", {}).get("caveats", ())
        caveats = self.entered.direction.caveats if self.entered else ()
        return [caveat(key) for key in dict.fromkeys((*kept, *signal, *caveats, *self.item.caveats))]

    @property
    def why_none(self) -> str:
        """Why there is no value."""
        if self.value is not None:
            return ""
        if not self.item.fed_by:
            return BY_HAND_ONLY
        if self.reading is None:
            return "Not read yet: it is read as soon as evidence lands."
        return self.reading.reason or str(self.judged.get("why_none") or "")


def read_statuses(items: Iterable[Measure], partnership: int) -> list[MeasureView]:
    """Those of these measures that have a value read from evidence, as they were read; one query.

    Values entered by hand and targets are not asked for: what was not read stands on its own page.
    """
    rows = {row.measure: row for row in MeasureReading.objects.filter(partnership=partnership)}
    found = [
        MeasureView(WatchedMeasure(item, (), "", "", (), ()), rows.get(item.key), (), ()) for item in items
    ]
    return [one for one in found if one.value is not None]


# ---- asked once a table ----


def statuses_of(edition: PlanEdition, *, beside: bool = True) -> list[MeasureView]:
    """Every measure the edition watches, with all that is stored of it.

    ``beside`` False: without its exceptions and baselines, where only its value and its marks are told.
    """
    town = edition.partnership_id
    readings = {row.measure: row for row in MeasureReading.objects.filter(partnership=town)}
    rows: dict[str, list[EnteredReading]] = {}
    every = list(EnteredReading.objects.filter(partnership=town))
    gone = frozenset(row.corrects_id for row in every if row.corrects_id)
    for row in every:
        rows.setdefault(row.measure, []).append(row)
    about = PlanException.objects.filter(partnership=town).with_leads()
    exceptions = list(about) if beside else []
    return [
        MeasureView(
            each,
            readings.get(each.measure.key),
            tuple(rows.get(each.measure.key, ())),
            tuple(one for one in exceptions if each.measure.key in one.wholes),
            gone,
        )
        for each in watched(edition, feeds=False, baselines=beside)
    ]
