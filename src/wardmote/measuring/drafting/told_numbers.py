"""The numbers of rows that a finding's sentences and pictures tell beside its own counts, or let work out.

In: a study, a finding of it and its figure. Out: these numbers, by the question that the finding answers: a
public assessment leaves out a finding of partners' rows where one of them is small. What stands elsewhere in
the assessment counts too (totals, the period compared, the rows that carry no flag). A question that is not
in ``TOLD`` tells nothing beside the finding's own counts; a house test asks that it is named in one of both.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL, series

NAMED_AREAS: Final = 5
CARRIED: Final = 0.5
NumbersOf = Callable[[Study, Figure], Iterable[float]]


def told_numbers(study: Study, finding: Finding, figure: Figure) -> tuple[float, ...]:
    """What is told, in rows; fractions where only a share of a known number is."""
    if finding.question == "signal" and not finding.id.endswith(f"/{ALL}"):
        return ()  # no chart: its months are named where they are charted anyway
    told = TOLD[finding.question](study, figure) if finding.question in TOLD else ()
    return tuple(
        round(number, 6) for number in told
    )  # shares of whole numbers are whole but for the last digit


def areas_named(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The areas whose rates a sentence names: those above, the highest first."""
    above = sorted((row for row in rows if row["flag"] == "above"), key=lambda row: -row["rate"])
    return above[:NAMED_AREAS]


def carried_by_one(result: Any) -> bool:
    """Whether a sentence tells how deprived areas stand without the busiest of them."""
    return result.without_interval is not None and result.busiest_count >= CARRIED * result.count


def _in_others(study: Study, figure: Figure, named: Iterable[Mapping[str, Any]]) -> Iterable[float]:
    """Rows of the named areas, of the others together, and of the named areas' other classes."""
    rows, source, asked = list(named), study.source(figure.feed), figure.question
    yield from (row["count"] for row in rows)
    if rows:
        yield figure.result.n - sum(row["count"] for row in rows)
    if asked.params["class"] != source.widest:
        unit = asked.params["unit"]
        whole = series(
            study.inquiry, source.name, source.widest, area=asked.area, period=asked.period, unit=unit
        )
        counts = dict(zip(map(str, whole.areas), whole.by_area, strict=True))
        yield from (counts[str(row["area"])] - row["count"] for row in rows)


def _concentration(study: Study, figure: Figure) -> Iterable[float]:
    """The busiest area, the busiest five and the busiest fifth, and what each leaves."""
    result = figure.result
    yield from _in_others(study, figure, result.rows[:1])
    five, fifth = result.top_five * result.n, result.top_fifth * result.n
    yield from (five - result.rows[0]["count"], result.n - five, fifth, result.n - fifth)


def _deprivation(_: Study, figure: Figure) -> Iterable[float]:
    """Rows of the deprived areas and of the others; of the busiest, and without it, where it carries them."""
    result = figure.result
    yield from (result.count, result.rows - result.count)
    if carried_by_one(result):
        yield from (result.busiest_count, result.count - result.busiest_count)


def _change(study: Study, figure: Figure) -> Iterable[float]:
    """Rows of a period that are counted in its level and left out of its change."""
    asked, result = figure.question, figure.result
    for period, count in ((asked.period, result.count), (asked.before, result.count_against)):
        if count is not None:
            yield abs(_rows(study, figure, asked.params["class"], period) - count)


def _window(study: Study, figure: Figure) -> Iterable[float]:
    """Rows inside and outside, and of the years held that the assessment tells nothing else of."""
    result, source, span = figure.result, study.source(figure.feed), figure.question.period
    key = figure.question.params["class"]
    yield from (result.inside, result.outside)
    told = (study.period, *([source.compared.against] if source.compared else ()))
    whole = _rows(study, figure, key, span)
    counts = [_rows(study, figure, key, each) for each in told if set(each.months) <= set(span.months)]
    yield from (whole - result.n, whole - sum(counts), *(whole - count for count in counts))


def _rows(study: Study, figure: Figure, key: str, period: Period) -> int:
    return series(study.inquiry, figure.feed, key, area=study.area, period=period).total


def _flag(study: Study, figure: Figure) -> Iterable[float]:
    """Rows with the flag and without it, in each period of which a share or a count is told."""
    for share in flag_shares(study, figure):
        flagged = share.result.n * (share.result.value or 0)
        yield from (flagged, share.result.n - flagged)


def flag_shares(study: Study, figure: Figure) -> list[Figure]:
    """The share of a flag in each period that its sentence tells of: the whole, and the two compared."""
    asked = figure.question
    params = {name: asked.params[name] for name in ("feed", "class", "flag")}
    periods = dict.fromkeys((study.period, asked.period, *([asked.against] if asked.against else ())))
    return [study.inquiry.ask("flag_share", study.area, period, **params) for period in periods]


def _contrast(study: Study, figure: Figure) -> Iterable[float]:
    """Rows in a place or circumstance, those that were not, both among other records and without the flag."""
    own = _parted(figure.result)
    yield from own
    yield from (figure.result.count_others, figure.result.base_others - figure.result.count_others)
    if (whole := _unflagged(study, figure)) and whole.standing_out == figure.result.standing_out:
        yield from (n - flagged for n, flagged in zip(_parted(whole), own, strict=True))


def _parted(result: Any) -> tuple[float, float]:
    return result.count, result.base - result.count


def _night(study: Study, figure: Figure) -> Iterable[float]:
    """Rows of the night and of the day, both among other records and without the flag."""
    result = figure.result
    own = _nights(result.weights, result.night)
    yield from (*own, *_nights(result.weights_others, result.night_others))
    if whole := _unflagged(study, figure):
        yield from (n - flagged for n, flagged in zip(_nights(whole.weights, whole.night), own, strict=True))


def _nights(weights: Iterable[float], night: float) -> tuple[float, float]:
    rows = sum(weights)
    return rows * night, rows * (1 - night)


def _unflagged(study: Study, figure: Figure) -> Any:
    """The same question of the whole class, for one of its flagged rows; None for others."""
    asked = figure.question
    if "flag" not in asked.params:
        return None
    params = {name: value for name, value in asked.params.items() if name != "flag"}
    return study.inquiry.ask(asked.method, asked.area, asked.period, **params).result


def _few_offenders(_: Study, figure: Figure) -> Iterable[float]:
    """The few, the rows linked to them, and those that are not, before and now."""
    result = figure.result
    if result.without_before is not None and result.without_now is not None:
        yield from (result.offenders, result.without_before, result.without_now)
        yield from (result.before - result.without_before, result.now - result.without_now)


def _gap(_: Study, figure: Figure) -> Iterable[float]:
    """Answers, and those that feel safe and do not, by day and by night, or at the one time asked about."""
    result, both = figure.result, figure.question.method == "perception_gap"
    yield result.n
    for share in (result.day, result.night) if both else (result.value,):
        yield from (result.n * share, result.n * (1 - share))


TOLD: Final[Mapping[str, NumbersOf]] = {
    "change": _change,
    "outcome": lambda _, figure: figure.result.counts.values(),
    "outcome_change": lambda _, figure: (
        figure.result.base - figure.result.count,
        figure.result.base_before - figure.result.count_before,
    ),
    "contribution": lambda _, figure: (sum(figure.result.before.values()), sum(figure.result.now.values())),
    "signal": lambda _, figure: figure.result.counts,  # months before the period too
    "event_window": _window,
    "holidays": _window,
    "hours": _night,
    "area": lambda study, figure: _in_others(study, figure, areas_named(figure.result.rows)),
    "concentration": _concentration,
    "deprivation": _deprivation,
    "hotspot": lambda _, figure: (
        n for row in figure.result.rows[:1] for n in (row["count"], figure.result.n - row["count"])
    ),
    "flag": _flag,
    "named_place": _contrast,
    "circumstance": _contrast,
    "offenders": _few_offenders,
    "victims": lambda _, figure: (
        figure.result.repeat_victims,
        figure.result.n * (1 - (figure.result.value or 0)),
    ),
    "feeling_safe": _gap,
}
OWN_COUNTS: Final = (
    *("level", "comparison_area", "elsewhere", "persistence", "fires"),
    *("residents_say", "intelligence", "searches"),
    "moved",  # told where the source is open at this grain
    "season",  # told where its months are charted
)
