"""Months of the period outside what the months before would lead one to expect."""

import math

from wardmote.measuring.analysis.control_charts import FALLING, OUTSIDE, RISING
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import month_label, parse_month
from wardmote.measuring.documents.model import Picture
from wardmote.measuring.drafting.disclosure import months_shown
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.pictures import Frame, picture, source_line
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, subject_of
from wardmote.measuring.drafting.words import Amount, spelled, tied_to
from wardmote.measuring.drawing.hours import ControlLimits, control_chart
from wardmote.measuring.drawing.months import MonthSeries
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.figures.signalling import ABOVE, BELOW

RUNS = {
    ABOVE: "signal-above",
    BELOW: "signal-below",
    RISING: "signal-rising",
    FALLING: "signal-falling",
}


def find_signals(study: Study) -> list[Finding]:
    """The whole of every source, and each class that clearly changed: which months show it."""
    found = []
    for source in study.sources:
        for key in (*source.whole, *source.top):
            if key != ALL and not (source.compared and study.ask_change(source, key).result.clear):
                continue
            figure = study.ask("signals", source, key)
            if figure.result.status == Status.OK and months_shown(study, source, key):
                found.append(_signal(study, source, subject_of(source, key), figure))
    return found


def signal_of(study: Study, source: StudySource, key: str) -> Finding:
    """What the months of one class show; its ``signals`` figure must be ``ok``."""
    return _signal(study, source, subject_of(source, key), study.ask("signals", source, key))


def _signal(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    outside = [month for month, rule in result.signals if rule == OUTSIDE]
    alike = "season_left_in" in result.caveats
    named = [_outside(figure, month, alike=alike) for month in outside[:4]]
    named += [say("more-of-them", number=spelled(len(outside) - 4))] if len(outside) > 4 else []
    runs = [say(RUNS[rule]) for rule in dict.fromkeys(rule for _, rule in result.signals) if rule in RUNS]
    low, high = math.ceil(max(result.interval[0], 0.0)), math.floor(result.interval[1])
    parts = {
        "subject": subject,
        "baseline": str(result.baseline),
        "low": link(low),
        "high": link(high),
        "months": listed(named),
        "number": Amount.of(len(outside)),
    }
    told = "signal-outside-alike" if alike else "signal-outside"
    words = say(told if outside else "signal-none", **parts)
    tail = [say("signal-and" if outside else "signal-but", runs=listed(runs))] if runs else []
    tail += [say("signal-season-left-in")] if alike else []
    return study.finding(
        figure,
        question="signal",
        subject=subject.name,
        unit=f"{subject.many} in a usual month",
        count=len({month for month, _ in result.signals}),
        words=f"{'; '.join([words, *tail])}.",
    )


def _outside(figure: Figure, month: str, *, alike: bool) -> str:
    """A month outside its limits, with these where each has its own."""
    result, link = figure.result, tied_to(figure.hash)
    at = result.months.index(month)
    low, high = math.ceil(result.lower[at]), math.floor(result.upper[at])
    name, count = month_label(parse_month(month)), link(result.counts[at])
    if alike:
        return f"{name} ({count})"
    return say("signal-month", month=name, count=count, low=link(low), high=link(high))


def signal_picture(study: Study, source: StudySource, figure: Figure, *, title: str) -> Picture:
    """The months before and in the period between their limits."""
    result = figure.result
    first = parse_month(result.months[0])
    months = MonthSeries(name="Count", first=first, values=result.counts)
    limits = ControlLimits(centre=result.value, lower=result.lower, upper=result.upper)
    outside = frozenset(parse_month(month) for month, rule in result.signals if rule == OUTSIDE)
    key = figure.question.params["class"]
    return picture(
        Frame(f"signals-{source.name}-{key}", title),
        control_chart(months, limits, signals=outside),
        subtitle=say(
            "picture-usual",
            many=subject_of(source, key).many.capitalize(),
            place=study.place.name,
            period=study.period.label,
            baseline=str(result.baseline),
        ),
        source=source_line(study, source, figure),
    )
