"""Pictures of areas: the map shaded by rate, and the highest rates with their intervals."""

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Picture
from wardmote.measuring.drafting.disclosure import safe_counts
from wardmote.measuring.drafting.people_there import areas_figure
from wardmote.measuring.drafting.period_words import in_months
from wardmote.measuring.drafting.pictures import Frame, picture, source_line
from wardmote.measuring.drafting.placing_words import people_words, unit_words
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drawing.areas import AreaRateRow, area_chart
from wardmote.measuring.drawing.maps import MapArea, choropleth, even_shading
from wardmote.measuring.drawing.sheets import MapPlace
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL


def map_or_none(
    study: Study, source: StudySource, unit: str, *, title: str, width: str = "full"
) -> Picture | None:
    """The rate map of a unit, or None when no population or boundary can carry it."""
    try:
        figure = areas_figure(study, source, ALL, unit)
    except Refusal:
        return None
    rated = any(row["rate"] is not None for row in figure.result.rows)
    return rate_map(study, source, figure, title=title, width=width) if rated else None


def rate_map(
    study: Study, source: StudySource, figure: Figure, *, title: str, width: str = "full"
) -> Picture | None:
    """Areas shaded by rate, those that stand out outlined; None without boundaries."""
    unit = figure.question.params["unit"]
    frame = Frame(f"map-{source.name}-{unit.replace(':', '-')}", title, width)
    shapes = {str(a.id): a for a in study.inquiry.evidence.units(study.place, unit) if a.geometry is not None}
    rows = [row for row in figure.result.rows if row["area"] in shapes]
    if not rows:
        return None
    shown = safe_counts(study, source, [row["count"] for row in rows])
    areas = [
        MapArea(
            label=row["name"],
            geometry=shapes[row["area"]].geometry,
            value=row["rate"] if count is not None else None,
            flag="high" if row["flag"] == "above" and count is not None else "",
            hidden=say("cell-no-population" if count is not None else "cell-too-few-to-show"),
        )
        for row, count in zip(rows, shown, strict=True)
    ]
    values = [area.value for area in areas if area.value is not None]
    whom = _whom(study, source, figure)
    drawing = choropleth(
        areas,
        shading=even_shading(values, say("picture-legend", whom=whom)),
        places=outlines(study) if width == "full" else (),
        width=frame.pixels,
    )
    return picture(
        frame,
        drawing,
        subtitle=say(
            "picture-map",
            whom=whom,
            unit=unit_words(unit),
            place=study.place.name,
            period=study.period.label,
        ),
        source=source_line(study, source, figure, caveats=_precision(source)),
    )


def _whom(study: Study, source: StudySource, figure: Figure) -> str:
    """Whom the areas' rates are for, and in how many months where it is not a year."""
    return f"{people_words(figure.result.denominator_kind)}{in_months(study.months(source))}"


def _precision(source: StudySource) -> tuple[str, ...]:
    return ("snapped_area",) if source.feed.precision == "snapped" else ()


def outlines(study: Study) -> tuple[MapPlace, ...]:
    """The places that people find their way by, to be drawn over a map."""
    shown = ("town-centre", "leisure", "leisure-park", "high-street")
    return tuple(
        MapPlace(label=a.name, geometry=a.geometry)
        for a in study.inquiry.evidence.named_places(study.place)
        if a.category in shown and a.geometry is not None
    )


def area_picture(study: Study, source: StudySource, figure: Figure, *, title: str) -> Picture:
    """The areas with the highest rates, with intervals and the place's own rate as a line."""
    unit = figure.question.params["unit"]
    shown = safe_counts(study, source, [row["count"] for row in figure.result.rows])
    rows = [
        row
        for row, count in zip(figure.result.rows, shown, strict=True)
        if row["rate"] is not None and count is not None
    ]
    rates = [
        AreaRateRow(
            label=row["name"],
            count=row["count"],
            rate=row["rate"],
            low=row["low"],
            high=row["high"],
            flag={"above": "high", "below": "low"}.get(row["flag"], ""),
        )
        for row in rows
    ]
    whom = _whom(study, source, figure)
    drawing = area_chart(
        rates, overall=figure.result.overall, overall_name=study.place.name, per=say("picture-per", whom=whom)
    )
    return picture(
        Frame(f"areas-{source.name}-{unit.replace(':', '-')}", title),
        drawing,
        subtitle=say(
            "picture-areas", whom=whom, unit=unit_words(unit, plural=True), period=study.period.label
        ),
        source=source_line(study, source, figure, caveats=_precision(source)),
    )
