"""The map: areas by rate with funnel flags, two periods side by side, the same areas as a list.

In: an ``Query`` with a measure and a unit, over locked evidence. Out: ``Mapped``.
Where no population tells how many people live in the areas they are shaded by
count, and the page says which file is missing. Both maps have the same steps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sections import FigurePicture
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.analysis.moves import FEWEST
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.area_pictures import outlines
from wardmote.measuring.drafting.moves import MOST_NAMED, area_said, doubts_words
from wardmote.measuring.drafting.people_there import rated_by
from wardmote.measuring.drafting.period_words import in_months, per
from wardmote.measuring.drafting.pictures import Frame, picture, source_line
from wardmote.measuring.drafting.placing_words import area_words, area_words_dated, people_words, unit_words
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import Amount, linked, rate_words, spelled
from wardmote.measuring.drawing.maps import MapArea, Shading, choropleth, even_shading
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.store.answers import AreaShape

WIDE = 640
BESIDE = 520
ORDER = ("ward", "lsoa", "msoa", "district", "oa")
ABOVE = "above"
MOST_IN_A_TITLE = 2
DIFFERENTLY, ALIKE, TOO_FEW, CANNOT_SAY = (
    "differently from the rest",
    "like the rest",
    "too few to say",
    "cannot say",
)
Link = Callable[[str], str]


@dataclass(frozen=True)
class AreaRow:
    """One area of the list; the other period's values are None where there is none."""

    area: str
    name: str
    url: str
    count: int
    rate: float | None
    low: float | None
    high: float | None
    flag: str
    count_before: int | None
    rate_before: float | None
    went: str

    @property
    def moved(self) -> bool:
        """Whether it changed differently from the rest."""
        return self.went == DIFFERENTLY


@dataclass(frozen=True)
class Mapped:
    """``title`` is the finding; ``missing`` what cannot be shown, and which file would help."""

    title: str
    sentences: tuple[str, ...]
    pictures: tuple[FigurePicture, ...]
    rows: tuple[AreaRow, ...]
    missing: tuple[str, ...]
    caveats: tuple[str, ...]
    rated: bool
    figures: tuple[Figure, ...]


def units_offered(asked: Query) -> tuple[tuple[str, str], ...]:
    """Units this measure's source can be counted by, with their names; wards first, and of two sets of them
    the one in force in the period."""
    told = asked.source.feed.units
    feed = asked.inquiry.feed(str(asked.place.id), asked.source.name)
    units = [unit for unit in (feed.units if feed else told) if unit.partition(":")[0] in ORDER]
    units.sort(key=lambda unit: (ORDER.index(unit.partition(":")[0]), unit not in told, unit))
    return tuple((unit, unit_words(unit, plural=True)) for unit in units)


def chosen_unit(asked: Query, text: str) -> str:
    """The unit an address names, or the first there is."""
    known = [unit for unit, _ in units_offered(asked)]
    if not known:
        raise Refusal(
            "No boundaries are loaded that this source could be mapped by.",
            todo="Add a boundary file (wards or LSOAs) under Evidence.",
        )
    if text and text not in known:
        raise Refusal(
            "This source cannot be mapped by that kind of area here.",
            found=text[:60],
            todo=f"Choose one of: {listed(known)}.",
        )
    return text or known[0]


def mapped(asked: Query, unit: str, link: Link) -> Mapped:
    """Both periods' maps and the list; ``link`` gives the page of an area."""
    ask = {"unit": unit, "class": asked.key, "feed": asked.source.name}
    whom = rated_by(asked.study, asked.key, unit)
    rates = {**ask, **({"denominator": whom} if whom else {})}
    now = asked.inquiry.ask("areas", str(asked.place.id), asked.period, **rates)
    before, missing = _before(asked, rates)
    shapes = {str(area.id): area for area in asked.inquiry.evidence.units(asked.place, unit)}
    rated = any(row["rate"] is not None for row in now.result.rows)
    moves = _moves(asked, unit)
    rows = _rows(asked, (now, before, moves), link)
    figures = tuple(f for f in (now, before, moves) if f is not None)
    if moves is not None and moves.result.status != Status.OK:
        missing = (*missing, moves.result.reason)
    if not rated:
        missing = (*missing, _needs_population(asked, unit))
    elif any(row.rate is None for row in rows):
        lacking = sum(row.rate is None for row in rows)
        missing = (*missing, say("map-some-no-people", number=Amount.of(lacking, spelled(lacking))))
    return Mapped(
        title=_title(asked, now, unit, rated=rated),
        sentences=_sentences(asked, now, moves, unit, rated=rated),
        pictures=_pictures(asked, [f for f in (before, now) if f], shapes, link, rated=rated),
        rows=rows,
        missing=missing,
        caveats=tuple(dict.fromkeys(c for f in figures for c in f.result.caveats)),
        rated=rated,
        figures=figures,
    )


def _before(asked: Query, ask: Mapping[str, str]) -> tuple[Figure | None, tuple[str, ...]]:
    """The other period's areas; where it cannot be counted by area, why not."""
    compared = asked.source.compared
    if compared is None:
        return None, (say("compared-nothing"),)
    if compared.period != asked.period:
        return None, (say("map-other-months", months=compared.period.label),)
    try:
        return asked.inquiry.ask("areas", str(asked.place.id), compared.against, **ask), ()
    except Refusal as refusal:
        return None, (refusal.what,)


def _moves(asked: Query, unit: str) -> Figure | None:
    """The areas in which any kind changed differently from the rest of the place."""
    compared = asked.source.compared
    if compared is None or compared.period != asked.period:
        return None
    try:
        return asked.study.ask_compared("moves", asked.source, unit=unit)
    except Refusal:
        return None


def _rows(
    asked: Query, figures: tuple[Figure, Figure | None, Figure | None], link: Link
) -> tuple[AreaRow, ...]:
    now, before, moves = figures
    earlier: dict[str, Mapping[str, Any]] = {row["area"]: row for row in before.result.rows} if before else {}
    moved = {row["area"] for row in _of_class(asked, moves)}

    def went(area: str, count: int) -> str:
        if moves is None or moves.result.status != Status.OK or area not in earlier:
            return CANNOT_SAY
        if area in moved:
            return DIFFERENTLY
        return TOO_FEW if count + earlier[area]["count"] < FEWEST else ALIKE

    rows = [
        AreaRow(
            area=row["area"],
            name=row["name"],
            url=link(row["area"]),
            count=row["count"],
            rate=row["rate"],
            low=row["low"],
            high=row["high"],
            flag=row["flag"],
            count_before=earlier[row["area"]]["count"] if row["area"] in earlier else None,
            rate_before=earlier[row["area"]]["rate"] if row["area"] in earlier else None,
            went=went(row["area"], row["count"]),
        )
        for row in now.result.rows
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.rate or 0), -row.count, row.name)))


def _title(asked: Query, figure: Figure, unit: str, *, rated: bool) -> str:
    """The finding of the map."""
    subject, what = subject_of(asked.source, asked.key), area_words(unit)
    rows = figure.result.rows
    if not rated:
        most = max(rows, key=lambda row: row["count"], default=None)
        return (
            say("map-most", what=subject.name, area=most["name"], count=most["count"])
            if most
            else subject.name
        )
    above = sorted((row for row in rows if row["flag"] == ABOVE), key=lambda row: -row["rate"])
    if not above:
        return say("map-none", what=subject.name, of=len(rows), areas=what)
    if len(above) > MOST_IN_A_TITLE:
        first, number = above[0]["name"], Amount.of(len(above), spelled(len(above)))
        return say("map-many", what=subject.name, number=number, of=len(rows), areas=what, first=first)
    named = listed([str(row["name"]) for row in above])
    return say("map-above", what=subject.name, names=named, number=len(above))


def _of_class(asked: Query, moves: Figure | None) -> list[Mapping[str, Any]]:
    """What moved of the class asked about."""
    return [row for row in moves.result.rows if row["class"] == asked.key] if moves else []


def _sentences(asked: Query, now: Figure, moves: Figure | None, unit: str, *, rated: bool) -> tuple[str, ...]:
    result, what = now.result, area_words_dated(unit)
    total = sum(row["count"] for row in result.rows)
    subject = subject_of(asked.source, asked.key)
    counted = subject.counted(linked(total, now.hash), total)
    said = [say("map-counted", counted=counted, of=len(result.rows), areas=what)]
    if rated and result.status == Status.OK:
        overall = linked(rate_words(result.overall), now.hash)
        said.append(say("map-rate", rate=overall, per=_per(asked, now)))
    if result.unplaced:
        said.append(say("map-unplaced", number=linked(int(result.unplaced), now.hash)))
    sentences = ["; ".join(said) + "."]
    if moves is not None and moves.result.status == Status.OK:
        out = _of_class(asked, moves)[:MOST_NAMED]
        if out:
            named = listed([area_said(row, moves) for row in out])
            sentences.append(say("map-moved", named=named, place=asked.place.name))
            sentences += doubts_words(out, moves)
        else:
            sentences.append(say("map-alike", areas=area_words(unit)))
    return tuple(sentences)


def _per(asked: Query, figure: Figure) -> str:
    """Whom the areas' rates are for, and in how many months."""
    return per(asked.study.months(asked.source), of=people_words(figure.result.denominator_kind))


def _pictures(
    asked: Query, figures: Sequence[Figure], shapes: Mapping[str, AreaShape], link: Link, *, rated: bool
) -> tuple[FigurePicture, ...]:
    """One map for each period, shaded by the same steps."""
    drawn = [[row for row in f.result.rows if _shape(shapes, row)] for f in figures]
    if not all(drawn):
        return ()
    value = "rate" if rated else "count"
    values = [row[value] for rows in drawn for row in rows if row[value] is not None]
    whom = f"{people_words(figures[-1].result.denominator_kind)}{in_months(asked.study.months(asked.source))}"
    words = f"{subject_of(asked.source, asked.key).many} per 1,000 {whom}" if rated else "records counted"
    shading = even_shading(values, words)
    width = WIDE if len(figures) == 1 else BESIDE
    return tuple(
        FigurePicture(
            _map(asked, figure, [_area(row, shapes, link, value) for row in rows], shading, width),
            figure.hash,
        )
        for figure, rows in zip(figures, drawn, strict=True)
    )


def _shape(shapes: Mapping[str, AreaShape], row: Mapping[str, Any]) -> bool:
    return row["area"] in shapes and shapes[row["area"]].geometry is not None


def _area(row: Mapping[str, Any], shapes: Mapping[str, AreaShape], link: Link, value: str) -> MapArea:
    geometry = shapes[row["area"]].geometry
    assert geometry is not None
    return MapArea(
        label=row["name"],
        geometry=geometry,
        value=row[value],
        flag="high" if row["flag"] == ABOVE else "",
        hidden="no population",
        href=link(row["area"]),
    )


def _map(asked: Query, figure: Figure, areas: Sequence[MapArea], shading: Shading, width: int) -> Any:
    period, unit = figure.question.period, figure.question.params["unit"]
    drawing = choropleth(areas, shading=shading, places=outlines(asked.study), width=width)
    return picture(
        Frame(f"map-{asked.key}-{unit.replace(':', '-')}-{period.first_month}", _map_title(figure, period)),
        drawing,
        subtitle=f"{shading.unit[:1].upper()}{shading.unit[1:]} by {unit_words(unit)}, "
        f"{asked.place.name}, {period.label}",
        source=source_line(replace(asked.study, period=period), asked.source, figure),
    )


def _map_title(figure: Figure, period: Period) -> str:
    above = sum(row["flag"] == ABOVE for row in figure.result.rows)
    if figure.result.status != Status.OK:
        most = max(figure.result.rows, key=lambda row: row["count"])
        return say("map-most", what=period.short_label, area=most["name"], count=most["count"])
    areas = area_words(figure.question.params["unit"])
    if not above:
        return say("map-none", what=period.short_label, of=len(figure.result.rows), areas=areas)
    return say("map-above-of", what=period.short_label, number=above, of=len(figure.result.rows), areas=areas)


def _needs_population(asked: Query, unit: str) -> str:
    return say("map-no-people", areas=area_words(unit))
