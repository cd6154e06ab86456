"""The picture of a figure: for each method that has one, drawn with the drafts' own pictures.

In: the inquiry and a figure as it is today. Out: a ``Picture``, or None where the
method is a number alone.
"""

from collections.abc import Callable

from wardmote.knowing.asking.figure_words import headline
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Picture
from wardmote.measuring.drafting.area_pictures import area_picture
from wardmote.measuring.drafting.pictures import (
    Frame,
    change_picture,
    contribution_picture,
    hours_picture,
    months_picture,
    picture,
    source_line,
)
from wardmote.measuring.drafting.signals import signal_picture
from wardmote.measuring.drafting.study import Compared, Study, StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import inside
from wardmote.measuring.drawing.measure_chart import MeasureLine, measure_chart
from wardmote.measuring.figures.inquiry import Figure, Inquiry
from wardmote.measuring.figures.readings import MONTH
from wardmote.measuring.figures.series import ALL, classes_in

Draw = Callable[[Study, StudySource, Figure], Picture | None]


def picture_of(inquiry: Inquiry, figure: Figure) -> Picture | None:
    """The picture of one figure."""
    draw = PICTURES.get(figure.question.method)
    if draw is None or figure.result.status != Status.OK:
        return None
    study = _study(inquiry, figure)
    return draw(study, study.main, figure)


def _study(inquiry: Inquiry, figure: Figure) -> Study:
    """A study of the figure's one source, over its own periods."""
    asked = figure.question
    place = inquiry.place(asked.area)
    feed = inquiry.feed(asked.area, figure.feed)
    if feed is None:
        raise Refusal("This source has no rows here now.", found=figure.feed)
    classes = set(classes_in(inquiry, feed.name, area=asked.area, period=asked.period))
    compared = None
    if asked.against is not None:
        classes |= set(classes_in(inquiry, feed.name, area=asked.area, period=asked.against))
        compared = Compared(asked.period, asked.against, True, "as asked")
    return Study(
        inquiry, place, asked.period, (StudySource(feed, tuple(sorted(classes)), compared),), "partner"
    )


def _key(figure: Figure) -> str:
    return str(figure.question.params.get("class", ALL))


def _title(source: StudySource, figure: Figure, words: str) -> str:
    return f"{subject_of(source, _key(figure)).name}: {words}"


def _months(study: Study, source: StudySource, figure: Figure) -> Picture:
    held = [n for n in study.ask("months", source, _key(figure)).result.counts if n is not None]
    words = f"{min(held):,} to {max(held):,} a month" if held else "month by month"
    return months_picture(study, source, _key(figure), Frame("picture", _title(source, figure, words)))


def _change(study: Study, source: StudySource, figure: Figure) -> Picture:
    return change_picture(study, source, [_key(figure)], title=_title(source, figure, figure.result.words))


def _signal(study: Study, source: StudySource, figure: Figure) -> Picture:
    words = inside(headline("signals", vars(figure.result)))
    return signal_picture(study, source, figure, title=_title(source, figure, words))


def _areas(study: Study, source: StudySource, figure: Figure) -> Picture:
    words = inside(headline("areas", vars(figure.result)))
    return area_picture(study, source, figure, title=_title(source, figure, words))


def _hours(study: Study, source: StudySource, figure: Figure) -> Picture | None:
    words = f"{figure.result.night * 100:.0f} % at night"
    flag = str(figure.question.params.get("flag", ""))
    return hours_picture(study, source, _key(figure), flag, title=_title(source, figure, words))


def _parts(study: Study, source: StudySource, figure: Figure) -> Picture:
    words = f"{figure.result.value:+.1f} % in all".replace("-", "\N{MINUS SIGN}")
    return contribution_picture(study, source, figure, title=_title(source, figure, words))


def _reading(study: Study, source: StudySource, figure: Figure) -> Picture | None:
    """The months of a measure; the latest stretch alone has no line."""
    result, item = figure.result, measure(figure.question.params["measure"])
    if len(result.months) < 2:
        return None
    first = parse_month(result.months[0])
    line = MeasureLine(
        name=item.name,
        unit="rows a month" if result.stretch == MONTH else f"rows, {result.stretch}",
        first=first,
        values=tuple(None if n is None else float(n) for n in result.numerators),
        breaks=tuple((parse_month(month), "another series") for month, _ in result.breaks),
        provisional=frozenset(parse_month(month) for month in result.provisional),
    )
    held = [n for n in result.numerators if n is not None]
    finding = f"{item.name}: {min(held):,} to {max(held):,} {result.stretch}" if held else item.name
    drawn = measure_chart(line, finding=finding)
    subtitle = f"{item.numerator}, {study.place.name}"
    return picture(
        Frame("picture", finding), drawn.drawing, subtitle=subtitle, source=source_line(study, source, figure)
    )


PICTURES: dict[str, Draw] = {
    "reading": _reading,
    "count": _months,
    "months": _months,
    "rate": _months,
    "season": _months,
    "change": _change,
    "signals": _signal,
    "areas": _areas,
    "hours": _hours,
    "decomposition": _parts,
}
