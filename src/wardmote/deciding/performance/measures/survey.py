"""Reading a measure from a survey: every wave that asked its question, the newest against the one before.

In: the open evidence, the measure and the survey chosen. Out: a ``Read`` whose ``series`` holds the waves,
each with its figure. Two waves are compared as shares of two samples; one wave tells no change, and waves
across a break of the series (other words, another base) never stand in one comparison.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from wardmote.deciding.performance.measures.results import Read, colour_json, direction_json
from wardmote.deciding.performance.measures.watched import WatchedMeasure
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.analysis.adverse import Adverse, answers_test
from wardmote.measuring.analysis.direction import direction_of_answers
from wardmote.measuring.analysis.exceptions import Watched
from wardmote.measuring.analysis.surveys import Estimate, Gap, difference, estimate
from wardmote.measuring.analysis.targets import against_target
from wardmote.measuring.catalogue.measures import Measure, why_not_in_line
from wardmote.measuring.catalogue.periods import Period, month_code, month_index, parse_month
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.judging import basket, harm
from wardmote.measuring.figures.readings import MONTH, Reading, feeds_for
from wardmote.measuring.store.partner_answers import SurveyWave

YEAR = 12


def read_survey(opened: Opened, area: str, each: WatchedMeasure) -> Read:
    """Every wave that asked the question; the newest is the value."""
    with opened.lock:
        offered = feeds_for(opened.inquiry, area, each.measure)
        held = opened.inquiry.evidence.surveys(opened.inquiry.place(area))
    waves = sorted((w for w in held if offered.get(w.name, "") is None), key=wave_month)
    asked = [(wave, _figure(opened, area, each.measure, wave)) for wave in waves]
    wave, figure = asked[-1]
    result: Reading = figure.result
    low, high = result.interval or (None, None)
    found = Read(
        each,
        str(result.status.value),
        result.reason,
        survey=wave.name,
        survey_title=wave.title,
        figure=figure.hash,
        year_figure=figure.hash,
        month=month_code(wave_month(wave)),
        value=result.value,
        low=low,
        high=high,
        count=result.numerators[-1] if result.numerators else None,
        base=result.denominators[-1] if result.denominators else None,
        synthetic=wave.synthetic,
        series={
            "waves": [_wave_json(one, of) for one, of in asked],
            "unit": result.unit,
            "denominator": result.denominator,
            "caveats": list(result.caveats),
        },
    )
    _judge(found, waves)
    return found


def _figure(opened: Opened, area: str, item: Measure, wave: SurveyWave) -> Figure:
    month = wave_month(wave)
    period = Period.of_months(month, month)
    return opened.ask("reading", area, period, None, measure=item.key, feed=wave.name, stretch=MONTH)


def _wave_json(wave: SurveyWave, figure: Figure) -> dict[str, Any]:
    result: Reading = figure.result
    low, high = result.interval or (None, None)
    return {
        "wave": wave.wave,
        "title": wave.title,
        "month": month_code(wave_month(wave)),
        "value": result.value,
        "low": low,
        "high": high,
        "figure": figure.hash,
        "reason": result.reason,
        "count": result.numerators[-1] if result.numerators else None,
        "base": result.denominators[-1] if result.denominators else None,
    }


def wave_month(wave: SurveyWave) -> int:
    """The month a wave ended; a wave named by its year alone counts as its December."""
    text = wave.fieldwork[1][:7] if wave.fieldwork else wave.wave
    try:
        return parse_month(text)
    except ValueError:
        return month_index(int(text[:4]), YEAR) if text[:4].isdigit() else 0


def _judge(found: Read, waves: list[SurveyWave]) -> None:
    """Against the target's path for its year, and against the wave before."""
    item, gap = found.of.measure, _gap(found.of.measure, waves)
    expected = None
    if found.of.target is not None:
        expected = found.of.target.running(wave_month(waves[-1])).reaches
    colour = against_target(
        found.value, expected, polarity=item.polarity,
        tolerance=found.of.target.tolerance / 100 if found.of.target else 0.0,
    )  # fmt: skip
    tests: tuple[Adverse, ...] = ()
    if gap is not None and gap.value is not None:
        tests = answers_test(gap.value, gap.error, polarity=item.polarity)
    found.judged = {
        "colour": colour_json(colour),
        "signal": {"mark": "cannot say", "usual": [], "limits": [], "signals": [], "caveats": []},
        "direction": direction_json(direction_of_answers(gap, polarity=item.polarity)) if gap else None,
        "path": [],
        "words": colour.words,
        "why_none": None if tests else _why_none(item, waves),
        "tests": [asdict(test) for test in tests],
        "parts": {},
    }
    month = wave_month(waves[-1])
    found.watched = (Watched(item.key, month, basket(item), tests, harm=harm(item), looks=1.0),)


def _gap(item: Measure, waves: list[SurveyWave]) -> Gap | None:
    """The newest wave less the one before; None for one wave, or where a break lies between them."""
    if len(waves) < 2 or _broken(item, waves) is not None:
        return None
    before, now = (_estimate(item, wave) for wave in waves[-2:])
    return difference(before, now)


def _broken(item: Measure, waves: list[SurveyWave]) -> str | None:
    before, now = (_day(wave_month(wave)) for wave in waves[-2:])
    return why_not_in_line(item, before, now)


def _day(month: int) -> date:
    return date(month // YEAR, month % YEAR + 1, 1)


def _estimate(item: Measure, wave: SurveyWave) -> Estimate:
    asked = next(question for question in wave.questions if question.key == item.question)
    base = ~np.isnan(asked.yes)
    return estimate(
        wave.weights[base],
        asked.yes[base] == 1,
        deff=wave.design_effect,
        question=asked.key,
        self_selected=wave.self_selected,
    )


def _why_none(item: Measure, waves: list[SurveyWave]) -> str:
    if item.polarity == "contextual":
        return "It is contextual: neither way is bad, so it is never an exception."
    if len(waves) < 2:
        return "One wave tells no change."
    return _broken(item, waves) or "The two waves cannot be compared."
