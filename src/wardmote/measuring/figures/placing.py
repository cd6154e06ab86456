"""Where: rates of areas, how concentrated rows are, hotspots beyond expectation, and whether they stay."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.analysis.area_rates import area_rates
from wardmote.measuring.analysis.concentration import concentration, units_holding
from wardmote.measuring.analysis.hotspots import hotspots
from wardmote.measuring.analysis.persistence import moving
from wardmote.measuring.analysis.rates import rate_ratio
from wardmote.measuring.analysis.result import Result
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.counting import series_asked
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.rows import asked, incidents_of
from wardmote.measuring.figures.series import Series

SMALL = ("oa", "lsoa")
LEAST_MONTHS = 12
CELL_METRES = 250
TOP_CELLS = 10
TOUCHING = 1e-6
WORST_DECILES = 2


@dataclass(frozen=True, kw_only=True)
class Areas(Result):
    """``value`` areas above the funnel.

    ``rows``: area, name, count, denominator, rate, low, high, expected, p, flag.
    """

    rows: tuple[Mapping[str, object], ...]
    overall: float
    per: int
    phi: float
    unplaced: int
    denominator_kind: str
    denominator_year: int


def counted_by(inquiry: Inquiry, question: Question) -> Series:
    """The question's rows by ``unit``; refuses units the source's places cannot carry."""
    params = question.params
    feed = inquiry.feed(question.area, params["feed"])
    kind = params["unit"].partition(":")[0]
    if feed is None or params["unit"] not in feed.units:
        raise Refusal("This source cannot be counted by that unit here.", found=params["unit"])
    if feed.precision == "snapped" and kind == "oa":
        raise Refusal("Anonymised map points cannot be counted by output area.", found=params["unit"])
    found = series_asked(inquiry, question, unit=params["unit"])
    if feed.precision == "snapped" and kind in SMALL and len(found.held_months) < LEAST_MONTHS:
        raise Refusal(
            "Anonymised map points are counted by LSOA over twelve months or more only.",
            found=f"{len(found.held_months)} months held of {question.period.code}",
        )
    return found


@method("areas", title="How many areas stand out from the other areas", version=2)
def areas(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Every area of ``unit`` with its count, rate and flag; counts alone where nobody lives."""
    found = counted_by(inquiry, question)
    place, kind = inquiry.place(question.area), question.params.get("denominator", "population")
    base = inquiry.evidence.denominator(kind, place, question.params["unit"], question.period.end.year)
    values = dict(zip(base.areas, base.values, strict=True)) if base else {}
    names = {area.id: area.name for area in inquiry.evidence.units(place, question.params["unit"])}
    result = area_rates(found.by_area, [values.get(area) for area in found.areas])
    rows = tuple(
        {"area": str(area), "name": names.get(area, area.code), **_fields(row)}
        for area, row in zip(found.areas, result.areas, strict=True)
    )
    answer = Areas(
        value=result.value,
        n=result.n,
        status=result.status,
        reason=result.reason,
        caveats=(*precision_caveats(inquiry, question), *_ambient(kind, result.value)),
        rows=rows,
        overall=result.overall,
        per=result.per,
        phi=result.phi,
        unplaced=int(found.unplaced.sum()),
        denominator_kind=kind,
        denominator_year=base.year if base else 0,
    )
    return InquiryAnswer(answer, found.loads | (base.loads if base else frozenset()))


def _ambient(kind: str, above: float | None) -> tuple[str, ...]:
    """The caution about residents, where an area stands out by its rate for each of them."""
    return ("ambient_population",) if kind == "population" and above else ()


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}  # type: ignore[attr-defined]


def precision_caveats(inquiry: Inquiry, question: Question) -> tuple[str, ...]:
    """What counting anonymised map points by this unit brings."""
    feed = inquiry.feed(question.area, question.params["feed"])
    assert feed is not None  # it was just counted by
    if feed.precision != "snapped":
        return ()
    return ("snapped_area",) if question.params["unit"].startswith("lsoa") else ("wards_by_point",)


@dataclass(frozen=True, kw_only=True)
class Concentrated(Result):
    """``value`` share of rows in the busiest area. ``rows``: area, name, count, share, busiest first."""

    rows: tuple[Mapping[str, object], ...]
    units: int
    top_five: float
    half_in: int
    top_fifth: float
    generalised_gini: float


@method("concentration", title="How much of it the busiest areas hold")
def concentrated(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Counts by area of ``unit``, busiest first, with the generalised Gini; empty areas count."""
    found = counted_by(inquiry, question)
    counts, total = found.by_area, sum(found.by_area)
    result = concentration(counts)
    names = {
        a.id: a.name for a in inquiry.evidence.units(inquiry.place(question.area), question.params["unit"])
    }
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], str(found.areas[i])))
    rows = tuple(
        {
            "area": str(found.areas[i]),
            "name": names.get(found.areas[i], found.areas[i].code),
            "count": counts[i],
            "share": counts[i] / total if total else 0.0,
        }
        for i in order[:20]
    )
    answer = Concentrated(
        value=float(rows[0]["share"]) if rows else None,  # type: ignore[arg-type]
        n=total,
        status=result.status,
        reason=result.reason,
        caveats=precision_caveats(inquiry, question),
        rows=rows,
        units=len(counts),
        top_five=sum(counts[i] for i in order[:5]) / total if total else 0.0,
        half_in=units_holding(counts, 0.5),
        top_fifth=result.top_fifth,
        generalised_gini=float(result.value or 0.0),
    )
    return InquiryAnswer(answer, found.loads)


@dataclass(frozen=True, kw_only=True)
class DeprivationRatio(Result):
    """``value`` the rate in areas among England's most deprived fifth over the rate in the others.

    ``busiest`` is that of these areas which has the most rows (``busiest_area`` its id), and ``without``
    the same ratio without it (None where it is the only one).
    """

    areas: int
    of: int
    edition: int
    count: int
    rows: int
    residents_share: float
    busiest: str
    busiest_area: str
    busiest_count: int
    without: float | None
    without_interval: tuple[float, float] | None


@method(
    "deprivation", title="How many times the rate of the other areas, in the most deprived ones", version=3
)
def deprivation(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows and residents of the place's LSOAs in England's two most deprived tenths, against its others."""
    found = counted_by(inquiry, question)
    place, unit, year = inquiry.place(question.area), question.params["unit"], question.period.end.year
    deciles = inquiry.evidence.deciles(place, unit, year)
    base = inquiry.evidence.denominator("population", place, unit, year)
    if deciles is None or base is None:
        raise Refusal("No deprivation or no population of these areas is loaded.", found=unit)
    worst = {
        area for area, value in zip(deciles.areas, deciles.values, strict=True) if value <= WORST_DECILES
    }
    people = dict(zip(base.areas, base.values, strict=True))
    counts = dict(zip(found.areas, found.by_area, strict=True))
    inside = [area for area in found.areas if area in worst]
    count, residents = sum(counts[area] for area in inside), sum(people.get(area, 0.0) for area in worst)
    total, everyone = sum(found.by_area), sum(people.get(area, 0.0) for area in found.areas)
    others = (total - count, everyone - residents)
    ratio = rate_ratio(count, residents, *others)
    busiest = max(inside, key=lambda area: counts[area], default=None)
    most, lived = (counts[busiest], people.get(busiest, 0.0)) if busiest else (0, 0.0)
    without = rate_ratio(count - most, residents - lived, *others) if len(inside) > 1 else None
    names = {area.id: area.name for area in inquiry.evidence.units(place, unit)}
    result = DeprivationRatio(
        **{**Result.fields_of(ratio), "n": total, "caveats": precision_caveats(inquiry, question)},
        areas=len(worst),
        of=len(found.areas),
        edition=deciles.edition,
        count=count,
        rows=total,
        residents_share=residents / everyone if everyone else 0.0,
        busiest=names.get(busiest, busiest.code) if busiest else "",
        busiest_area=str(busiest or ""),
        busiest_count=most,
        without=without.value if without else None,
        without_interval=without.interval if without else None,
    )
    return InquiryAnswer(result, found.loads | deciles.loads | base.loads)


@dataclass(frozen=True, kw_only=True)
class Hot(Result):
    """``value`` areas or cells above expectation after false-discovery control; 0 means "no hotspot".

    ``rows``: name, count, expected of each that is flagged, largest excess first.
    """

    rows: tuple[Mapping[str, object], ...]
    tested: int
    expectation: str


@method("hotspot", title="Areas with more than their households or residents explain")
def hotspot(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Neighbourhoods of small areas tested against ``expectation``; only exact sources can carry it."""
    place, unit = inquiry.place(question.area), question.params["unit"]
    feed = next(f for f in inquiry.evidence.feeds(place) if f.name == question.params["feed"])
    if feed.precision != "exact":
        raise Refusal(
            "Hotspots cannot be told from anonymised or already added-up places.", found=feed.precision
        )
    found = counted_by(inquiry, question)
    kind = question.params["expectation"]
    base = inquiry.evidence.denominator(kind, place, unit, question.period.end.year)
    if base is None:
        raise Refusal(f"No {kind} by {unit} is loaded.", todo=f"Load it: ./wardmote load {kind} FILE")
    values = dict(zip(base.areas, base.values, strict=True))
    shapes = {a.id: a for a in inquiry.evidence.units(place, unit)}
    expected = np.array([values.get(area, 0.0) for area in found.areas])
    expected = expected / max(expected.sum(), 1) * sum(found.by_area)
    near = neighbours([shapes[a].geometry for a in found.areas])
    result = hotspots(np.array(found.by_area), expected, near)
    rows = tuple(
        {
            "name": shapes[found.areas[i]].name,
            "area": str(found.areas[i]),
            "count": found.by_area[i],
            "expected": float(expected[i]),
        }
        for i in sorted(result.hot, key=lambda i: expected[i] - found.by_area[i])
    )
    answer = Hot(
        value=result.value,
        n=sum(found.by_area),
        status=result.status,
        reason=result.reason,
        rows=rows,
        tested=len(found.areas),
        expectation=kind,
    )
    return InquiryAnswer(answer, found.loads | base.loads)


def neighbours(shapes: list[BaseGeometry]) -> "scipy.sparse.csr_matrix":
    """Which areas touch, each with itself, as the hotspot method takes them."""
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCHING)
    ones = np.ones(pairs.shape[1])
    return scipy.sparse.csr_matrix((ones, (pairs[0], pairs[1])), shape=(len(shapes), len(shapes)))


@dataclass(frozen=True, kw_only=True)
class Stay(Result):
    """``value`` mean number of a month's busiest cells that are busy again the next month.

    ``by_chance`` if cells were drawn by lot, ``if_constant`` if the risk of each
    cell never changed; ``words``: move, stay, no more than chance, cannot say.
    """

    by_chance: float
    if_constant: float
    most: int
    words: str


@method("persistence", title="Whether a month's busiest squares are the next month's")
def persistence(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The ten busiest cells of 250 m each month against the next month's (domain notes 3.12)."""
    rows = incidents_of(inquiry, question)
    located = np.isfinite(rows.x)
    column = np.floor(np.where(located, rows.x, 0) / CELL_METRES).astype(np.int64)
    row = np.floor(np.where(located, rows.y, 0) / CELL_METRES).astype(np.int64)
    cell = column * 1_000_000 + row
    universe = np.unique(cell[located])
    mask = asked(rows, question) & located
    months = rows.start[mask].astype("datetime64[M]").astype(int) - (question.period.first_month - 1970 * 12)
    table = np.zeros((len(question.period.months), len(universe)), np.int64)
    np.add.at(table, (months, np.searchsorted(universe, cell[mask])), 1)
    result = moving(table, most=min(TOP_CELLS, len(universe)))
    answer = Stay(
        **Result.fields_of(result),
        by_chance=result.by_chance,
        if_constant=result.if_constant,
        most=result.most,
        words=result.words,
    )
    return InquiryAnswer(answer, rows.loads)
