"""Pictures of findings: each chart or map with the finding as its title, its table and its source line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.periods import Period, parse_month
from wardmote.measuring.documents.model import Column, Picture, Table, cells
from wardmote.measuring.drafting.disclosure import hidden_classes, hours_shown, safe_counts
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import capital, plain
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.changes import Change, change_chart
from wardmote.measuring.drawing.hours import HourBars, hours_chart
from wardmote.measuring.drawing.months import MonthMark, MonthSeries, months_chart, months_small_multiples
from wardmote.measuring.drawing.palette import FULL, HALF
from wardmote.measuring.drawing.shares import (
    ContributionBar,
    Share,
    SurveyPair,
    contribution_chart,
    pairs_chart,
    shares_chart,
)
from wardmote.measuring.figures.inquiry import Figure

PROVISIONAL_MONTHS = 2


@dataclass(frozen=True)
class Frame:
    """What a picture is called: its file name, its finding as a title, full or half the page's width."""

    name: str
    title: str
    width: str = "full"

    @property
    def pixels(self) -> int:
        return FULL if self.width == "full" else HALF


def picture(frame: Frame, drawing: Drawing, *, subtitle: str, source: str) -> Picture:
    """A drawing with its words: the alternative text says the finding, then what the picture shows."""
    said = plain(frame.title).rstrip(".")
    return Picture(
        name=frame.name,
        svg=drawing.svg,
        title=said,
        subtitle=subtitle,
        alt=say("picture-alternative", title=said, subtitle=subtitle, name=frame.name),
        source=source,
        table=_table(frame.name, said, drawing, source),
        width=frame.width,
    )


def _table(name: str, caption: str, drawing: Drawing, source: str) -> Table:
    numeric = [
        all(_is_number(row[i]) for row in drawing.rows) and bool(drawing.rows)
        for i in range(len(drawing.columns))
    ]
    columns = tuple(Column(head, number) for head, number in zip(drawing.columns, numeric, strict=True))
    rows = tuple(cells(map(_cell, row)) for row in drawing.rows)
    return Table(name, caption, columns, rows, source=source)


def _is_number(cell: object) -> bool:
    return cell is None or isinstance(cell, int | float)


def _cell(cell: object) -> str:
    if cell is None:
        return say("cell-not-held")
    if isinstance(cell, float) and cell == int(cell):
        return f"{int(cell):,}"
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def source_line(
    study: Study, source: StudySource, figure: Figure | None = None, *, caveats: Sequence[str] = ()
) -> str:
    """Where the numbers come from, with the limits that matter for the picture."""
    synthetic = f" {caveat('synthetic')}" if source.feed.synthetic else ""
    limits = "".join(f" {caveat(key)}" for key in caveats)
    mark = f" {say('picture-figure', hash=figure.hash[:12])}" if figure else ""
    said = say("picture-source", title=source.feed.title, period=study.period.label)
    return f"{said}{synthetic}{limits}{mark}"


def months_picture(study: Study, source: StudySource, key: str, frame: Frame) -> Picture:
    """Months of the period for one class, with the compared months in grey where there are any."""
    figure = study.ask("months", source, key)
    subject = subject_of(source, key)
    now = MonthSeries(
        name=study.period.short_label,
        first=study.period.first_month,
        values=figure.result.counts,
        provisional=provisional(study, source),
    )
    before = _months_before(study, source, key)
    drawing = months_chart(now, before, marks=_marks(study), width=frame.pixels)
    held = say("picture-months-before", before=before.name) if before else ""
    return picture(
        frame,
        drawing,
        subtitle=say(
            "picture-months",
            many=subject.many.capitalize(),
            place=study.place.name,
            period=study.period.label,
            before=held,
        ),
        source=source_line(study, source, figure),
    )


def _months_before(study: Study, source: StudySource, key: str) -> MonthSeries | None:
    if source.compared is None:
        return None
    against = source.compared.against
    figure = study.inquiry.ask("months", study.area, against, feed=source.name, **{"class": key})
    shift = source.compared.period.first_month - against.first_month
    if shift % 12 or shift == 0:
        return None
    return MonthSeries(name=against.label, first=against.first_month, values=figure.result.counts)


def _marks(study: Study) -> tuple[MonthMark, ...]:
    """National restrictions inside the period, as one word over their months."""
    marks, period = [], study.period
    for window in disruptions(period, study.place.country):
        span = Period(max(window.start, period.start), min(window.end, period.end))
        if "restriction" not in window.key:
            marks.append(MonthMark(word="lockdown", first=span.first_month, last=span.last_month))
    return tuple(marks)


def provisional(study: Study, source: StudySource) -> frozenset[int]:
    """Months supplied within two months of their end, which may still change."""
    if source.feed.source != "police-uk":
        return frozenset()
    released = study.inquiry.evidence.force_totals(source.name, study.place).released
    return frozenset(
        month
        for month in study.period.months
        if released.get(month) and parse_month(released[month]) - month < PROVISIONAL_MONTHS
    )


def small_multiples(study: Study, source: StudySource, keys: Sequence[str]) -> Picture:
    """Every class month by month, each on its own scale, which the subtitle says."""
    series = [
        MonthSeries(
            name=offence_class(key).label,
            first=study.period.first_month,
            values=study.ask("months", source, key).result.counts,
        )
        for key in keys
    ]
    drawing = months_small_multiples(series)
    return picture(
        Frame(f"months-{source.name}", say("picture-kinds-title", period=study.period.short_label)),
        drawing,
        subtitle=say("picture-kinds", place=study.place.name, period=study.period.label),
        source=source_line(study, source),
    )


def change_picture(study: Study, source: StudySource, keys: Sequence[str], *, title: str) -> Picture:
    """Each class's ratio with its interval, from the largest rise to the largest fall."""
    assert source.compared is not None
    changes = []
    for key in keys:
        result = study.ask_change(source, key).result
        if result.status == Status.NOT_COMPARABLE:
            continue
        low, high = result.interval or (None, None)
        changes.append(
            Change(
                label=subject_of(source, key).name,
                before=result.count_against,
                after=result.count,
                ratio=result.value,
                low=low,
                high=high,
                words=result.words,
                clear=result.clear,
            )
        )
    drawing = change_chart(
        changes,
        before_name=source.compared.against.short_label,
        after_name=source.compared.period.short_label,
    )
    caveats = study.ask_change(source, keys[0]).result.caveats
    shown = tuple(c for c in ("gap", "lockdown", "little_history", "location_lost") if c in caveats)
    return picture(
        Frame(f"change-{source.name}", title),
        drawing,
        subtitle=say(
            "picture-changes",
            place=study.place.name,
            now=source.compared.period.label,
            then=source.compared.against.label,
        ),
        source=source_line(study, source, caveats=shown),
    )


def contribution_picture(study: Study, source: StudySource, figure: Figure, *, title: str) -> Picture:
    """Points each class added to or took from the whole's change."""
    result, hidden = figure.result, hidden_classes(study, source)
    parts = [
        ContributionBar(
            label=offence_class(key).label,
            points=points,
            before=result.before[key],
            after=result.now[key],
        )
        for key, points in sorted(result.contributions.items(), key=lambda item: -abs(item[1]))
        if key not in hidden
    ]
    whole = ContributionBar(
        label=say("picture-parts-all"),
        points=float(result.value),
        before=sum(result.before.values()),
        after=sum(result.now.values()),
    )
    assert source.compared is not None
    return picture(
        Frame(f"contribution-{source.name}", title),
        contribution_chart(parts, total=whole),
        subtitle=say("picture-parts", now=source.compared.period.label, then=source.compared.against.label),
        source=source_line(study, source, figure),
    )


def hours_picture(study: Study, source: StudySource, key: str, flag: str, *, title: str) -> Picture | None:
    """The hours of a class beside those of the source's other records, both as shares of the day."""
    figure = study.ask("hours", source, key, flag=flag)
    if figure.result.status != Status.OK or not hours_shown(study, source, figure):
        return None
    mine, theirs = sum(figure.result.weights), sum(figure.result.weights_others)
    series = [
        HourBars(
            name=subject_of(source, key).name, weights=tuple(w / mine * 100 for w in figure.result.weights)
        ),
        HourBars(
            name=capital(say("picture-other-records")),
            weights=tuple(w / theirs * 100 for w in figure.result.weights_others),
        ),
    ]
    return picture(
        Frame(f"hours-{source.name}-{key}{'-' + flag if flag else ''}", title),
        hours_chart(series),
        subtitle=say("picture-hours", place=study.place.name, period=study.period.label),
        source=source_line(study, source, figure),
    )


def contrast_picture(
    study: Study, source: StudySource, figure: Figure, frame: Frame, labels: Mapping[str, str]
) -> Picture:
    """Shares in each place or circumstance, with the share of other records as a marker."""
    result = figure.result
    hidden = safe_counts(study, source, [*(row["count"] for row in result.rows), result.base])
    others = safe_counts(study, source, [*(row["count_others"] for row in result.rows), result.base_others])
    shares = [
        Share(
            label=labels.get(str(row["name"]), str(row["name"])),
            count=row["count"],
            of=result.base,
            share=row["share"],
            low=wilson(row["count"], result.base)[0],
            high=wilson(row["count"], result.base)[1],
            other=row["share_others"],
        )
        for row, *counts in sorted(
            zip(result.rows, hidden, others, strict=False), key=lambda it: -it[0]["share"]
        )
        if None not in counts and any(counts)
    ]
    return picture(
        frame,
        shares_chart(shares, other_name=say("picture-other-records"), ordered=True),
        subtitle=say("picture-shares", place=study.place.name, period=study.period.label),
        source=source_line(study, source, figure),
    )


def safety_picture(study: Study, pair: SurveyPair, *, title: str) -> Picture:
    """Feeling safe by day and after dark, with intervals."""
    return picture(
        Frame("feeling-safe", title),
        pairs_chart([pair], names=(say("by-day"), say("after-dark"))),
        subtitle=say("picture-answers", place=study.place.name),
        source=say("picture-survey"),
    )
