"""The rows behind a figure: its own table, counts by month and by area, and a partner's rows.

In: a question and the evidence, locked. Out: ``Rows`` to show and to download.
Single rows are shown for exact sources only, without keys of people, references
or coordinates; of classes where a time and a place can tell who it was only the
month is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wardmote.knowing.asking.downloads import Value
from wardmote.knowing.asking.rules import SEALED_FLAGS, why_not_show_months
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import month_label, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry, Question
from wardmote.measuring.figures.readings import MONTH
from wardmote.measuring.figures.rows import asked
from wardmote.measuring.figures.series import series
from wardmote.measuring.store.answers import Place
from wardmote.measuring.store.partner_answers import Incidents

GUARDED = ("sexual-offences",)
PAGE = 50
HEADINGS = {  # in the order of a table's columns
    "name": "Name",
    "part": "Part",
    "class": "Kind",
    "count": "Count",
    "before": "Before",
    "now": "Now",
    "points": "Percentage points",
    "denominator": "Residents",
    "rate": "Rate per 1,000",
    "share": "Share, %",
    "ratio": "Ratio",
    "low": "Lower limit",
    "high": "Upper limit",
    "count_others": "Others",
    "share_others": "Share of others, %",
    "expected": "Expected",
    "p": "How often chance alone does this (1 = always)",
    "flag": "Against the other areas",
    "band": "Band",
    "area": "Area id",
}
SINGLE = {
    "count": "Counted now",
    "count_against": "Counted before",
    "count_rest": "Counted in the rest",
    "words": "In words",
    "p": "How often chance alone does this (1 = always)",
    "p_together": "The same, allowing for how many kinds were compared",
    "p_chance": "The same, if months went up and down by chance alone",
    "p_drift": "The same, allowing for slow drift and for how many kinds were compared",
    "out_of_ordinary": "Out of the ordinary",
    "dispersion": "How much months go up and down (1 = as by chance alone)",
    "clear_from": "Clear from this many before",
    "smallest_clear_fall": "Smallest fall these counts can show (share)",
    "per": "For every",
    "denominator": "Residents, households or visits",
    "denominator_kind": "Counted against",
    "denominator_year": "Year of the residents",
    "before": "Counted before",
    "now": "Counted now",
    "offenders": "Offenders set aside",
    "without_before": "Before, without them",
    "without_now": "Now, without them",
    "change_without": "Change without them (share)",
    "linked_share": "Linked to them now (share)",
    "inside": "Rows inside the days",
    "inside_days": "Days inside",
    "outside": "Rows in the rest of the time",
    "outside_days": "Days in the rest of the time",
    "night": "Share at night",
    "night_others": "Share of other records at night",
    "dropped": "Rows left out: hours unknown or too wide",
    "incidents": "Incidents with a known victim",
    "victims": "People harmed",
    "repeat_victims": "People harmed more than once",
    "rate": "Rate here",
    "rate_rest": "Rate in the rest",
    "by_chance": "Busy again by chance alone",
    "if_constant": "Busy again if every square stayed as busy as it was",
}
LEFT_OUT = ("warning", "control", "caveats", "assumptions", "status", "reason", "value", "interval", "n")


@dataclass(frozen=True)
class Rows:
    """A table: ``name`` for its file; ``numeric`` says which columns are numbers."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""

    @property
    def cells(self) -> tuple[tuple[tuple[str, bool], ...], ...]:
        """As a page shows them, each with whether its column holds numbers."""
        return tuple(
            tuple((_shown(value), number) for value, number in zip(row, self.numeric, strict=True))
            for row in self.rows
        )

    @property
    def heads(self) -> tuple[tuple[str, bool], ...]:
        return tuple(zip(self.columns, self.numeric, strict=True))

    @property
    def numeric(self) -> tuple[bool, ...]:
        return tuple(
            any(isinstance(row[i], int | float) for row in self.rows) for i in range(len(self.columns))
        )


def _shown(value: Value) -> str:
    if isinstance(value, float):
        small = 0 < abs(value) < 0.001
        return "under 0.001" if small else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else value


def tables_behind(
    inquiry: Inquiry, question: Question, result: Mapping[str, Any], *, again: bool = True
) -> tuple[Rows, ...]:
    """Every table of the page but the single rows; ``again``: the question can be asked today."""
    found = [_result_table(result)]
    if again:
        found += [*_months_tables(inquiry, question), *_area_tables(inquiry, question)]
    return tuple(table for table in found if table is not None and table.rows)


def _result_table(result: Mapping[str, Any]) -> Rows | None:
    """What the method answered: its rows, its months, or its single numbers."""
    rows = result.get("rows")
    names: Mapping[str, str] = result.get("names") or {}
    if isinstance(rows, list) and rows:
        order = {key: place for place, key in enumerate(HEADINGS)}
        keys = [key for key in rows[0] if key not in LEFT_OUT and not isinstance(rows[0][key], list)]
        keys.sort(key=lambda key: order.get(key, len(order)))
        columns = tuple(HEADINGS.get(key, key.replace("_", " ")) for key in keys)
        cells = tuple(tuple(_named(row[key], key, names) for key in keys) for row in rows)
        return Rows("result", "The answer in full", columns, cells)
    if result.get("months") and result.get("counts"):
        by_month: dict[str, list[Value]] = {
            "Month": [month_label(parse_month(month)) for month in result["months"]],
            "Count": result["counts"],
        }
        if result.get("stretch", MONTH) != MONTH:
            by_month[f"Count, {result['stretch']}"] = result["numerators"]
        cells = tuple(zip(*by_month.values(), strict=True))
        return Rows("result", "The answer, by month", tuple(by_month), cells)
    single = {k: v for k, v in result.items() if k not in LEFT_OUT and isinstance(v, int | float | str)}
    if not single:
        return None
    cells = tuple((SINGLE.get(key, key.replace("_", " ")), value) for key, value in single.items())
    return Rows("result", "The answer in full", ("What", "Number"), cells)


def _named(value: Any, key: str, names: Mapping[str, str]) -> Value:
    if key in ("share", "share_others") and isinstance(value, int | float):
        return round(value * 100, 1)
    if key in ("part", "class"):
        known = offence_classes().get(str(value))
        return names.get(str(value)) or (known.label if known else str(value))
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _months_tables(inquiry: Inquiry, question: Question) -> list[Rows]:
    """Counts of the class in each month of both periods."""
    feed = _counted(inquiry, question)
    if feed is None or why_not_show_months(feed.precision, inquiry.place(question.area).id.kind):
        return []
    cells: list[tuple[Value, ...]] = []
    for period in filter(None, (question.against, question.period)):
        found = series(
            inquiry, question.params["feed"], question.params["class"], area=question.area, period=period
        )
        cells += [
            (month_label(month), n if held else None)
            for month, n, held in zip(found.months, found.by_month, found.held, strict=True)
        ]
    return [Rows("months", "Counted in each month", ("Month", "Counted"), tuple(cells), _note(cells))]


def _note(cells: Sequence[tuple[Value, ...]]) -> str:
    return "Months without a number are not held." if any(cell[1] is None for cell in cells) else ""


def _area_tables(inquiry: Inquiry, question: Question) -> list[Rows]:
    """Counts of the class by ward (or the first unit there is), where areas may be counted."""
    feed = _counted(inquiry, question)
    if feed is None or question.params.get("unit"):
        return []
    unit = next((unit for unit in feed.units if unit.startswith("ward:")), "")
    if not unit or inquiry.place(question.area).id.kind in ("ward", "lsoa", "oa", "place", "msoa"):
        return []
    names = {area.id: area.name for area in inquiry.evidence.units(inquiry.place(question.area), unit)}
    found = series(
        inquiry,
        question.params["feed"],
        question.params["class"],
        area=question.area,
        period=question.period,
        unit=unit,
    )
    cells = [(names.get(area, area.code), n) for area, n in zip(found.areas, found.by_area, strict=True)]
    cells.sort(key=lambda row: (-row[1], row[0]))
    outside = int(found.unplaced.sum())
    note = f"{outside:,} more lie in no ward." if outside else ""
    return [
        Rows(
            "wards", f"Counted in each ward, {question.period.label}", ("Ward", "Counted"), tuple(cells), note
        )
    ]


def _counted(inquiry: Inquiry, question: Question) -> Any:
    """The feed the figure was counted from; None for surveys, replies and feeds that are gone."""
    if "class" not in question.params:
        return None
    try:
        feed = inquiry.feed(question.area, question.params.get("feed"))
    except Refusal:
        return None
    place, period = inquiry.place(question.area), question.period
    return inquiry.evidence.in_force(place, feed, period) if feed is not None else None


def why_no_rows(question: Question) -> str:
    """Why no single rows stand on a figure's page whose reader may see them."""
    if "measure" in question.params:
        return "A measure is shown by its counts; its rows are not listed one by one."
    return (
        "This source has no single rows to show: it was published or supplied as anonymised points or counts."
    )


def single_rows(inquiry: Inquiry, question: Question) -> "SingleRows | None":
    """The partner's rows the figure counts; None where the source has no exact rows."""
    feed = _counted(inquiry, question)
    if feed is None or feed.precision != "exact":
        return None
    place = inquiry.place(question.area)
    rows = inquiry.evidence.incidents(feed.name, place)
    mask = asked(rows, question)
    order = np.flatnonzero(mask)[np.argsort(rows.start[mask], kind="stable")]
    unit = next((unit for unit in feed.units if unit.startswith("ward:")), "")
    return SingleRows(inquiry, place, rows, order, unit)


@dataclass(frozen=True)
class SingleRows:
    """Rows in order of time, cut only as far as they are shown."""

    inquiry: Inquiry
    place: Place
    rows: Incidents
    order: np.ndarray
    unit: str

    def __len__(self) -> int:
        return len(self.order)

    @property
    def columns(self) -> tuple[str, ...]:
        ward = ("Ward",) if self.unit else ()
        return ("Earliest", "Latest", "Class", *ward, "Known place", *(f.capitalize() for f in self.flags))

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.rows.flags) - set(SEALED_FLAGS)))

    def cut(self, first: int, last: int) -> Rows:
        """The rows from one position to another."""
        chosen = self.order[first:last]
        part = self.rows.where(_mask(len(self.rows), chosen))
        position = {row: i for i, row in enumerate(np.sort(chosen).tolist())}
        wards = self._wards(part)
        cells = tuple(self._row(part, position[row], wards) for row in chosen.tolist())
        return Rows("rows", "Rows counted", self.columns, cells)

    def _wards(self, part: Incidents) -> list[str]:
        if not self.unit:
            return []
        names = {str(a.id): a.name for a in self.inquiry.evidence.units(self.place, self.unit)}
        return [names.get(area, "") for area in self.inquiry.evidence.area_of(part, self.unit).tolist()]

    def _row(self, part: Incidents, i: int, wards: Sequence[str]) -> tuple[Value, ...]:
        cls = str(part.cls[i])
        guarded = cls in GUARDED
        day_only = bool(part.day_only[i])
        known = offence_classes().get(cls)
        flags = ["withheld" if guarded else _flag(int(part.flags[flag][i])) for flag in self.flags]
        return (
            str(part.start[i].astype("datetime64[M]")) if guarded else _moment(part.start[i], day_only),
            "" if guarded else _moment(part.end[i], day_only),
            known.label if known else cls,
            *(("withheld" if guarded else wards[i],) if self.unit else ()),
            "withheld" if guarded else str(part.place_names[i]),
            *flags,
        )


def _mask(length: int, chosen: np.ndarray) -> np.ndarray:
    mask = np.zeros(length, bool)
    mask[chosen] = True
    return mask


def _moment(value: np.datetime64, day_only: bool) -> str:
    if np.isnat(value):
        return ""
    text = str(value.astype("datetime64[m]"))
    return text[:10] if day_only else text.replace("T", " ")


def _flag(value: int) -> str:
    return {1: "yes", 0: "no"}.get(value, "")
