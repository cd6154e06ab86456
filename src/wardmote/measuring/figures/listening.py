"""What residents say: survey estimates with their design effect, and counts of replies."""

from dataclasses import dataclass

import numpy as np

from wardmote.measuring.analysis.result import Result
from wardmote.measuring.analysis.surveys import Estimate, PerceptionGap, estimate, perception_gap
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.store.partner_answers import SurveyWave


@dataclass(frozen=True, kw_only=True)
class Replies(Result):
    """``value`` replies in all; themes can add up to more, since one reply may raise several."""

    channels: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]
    outside: int


@method("perception_gap", title="Feeling safe by day less feeling safe after dark, in percentage points")
def gap(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The two questions of one wave, weighted, the same people answering both."""
    wave = _wave(inquiry, question)
    asked = {q.key: q for q in wave.questions}
    day, night = asked[question.params["day"]], asked[question.params["night"]]
    base = ~(np.isnan(day.yes) | np.isnan(night.yes))
    weights = wave.weights[base]
    estimates = [
        estimate(
            weights,
            q.yes[base] == 1,
            deff=wave.design_effect,
            question=q.key,
            self_selected=wave.self_selected,
        )
        for q in (day, night)
    ]
    both = float(weights[(day.yes[base] == 1) & (night.yes[base] == 1)].sum() / max(weights.sum(), 1e-9))
    return InquiryAnswer(_safety(perception_gap(*estimates, both=both), estimates), wave.loads)


@method("survey_share", title="Share of those who answered a question of a survey")
def survey_share(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The weighted share of the answers that count, among the answers of the question's base."""
    wave = _wave(inquiry, question)
    asked = next(q for q in wave.questions if q.key == question.params["question"])
    base = ~np.isnan(asked.yes)
    found = estimate(
        wave.weights[base],
        asked.yes[base] == 1,
        deff=wave.design_effect,
        question=asked.key,
        self_selected=wave.self_selected,
    )
    return InquiryAnswer(found, wave.loads)


def _wave(inquiry: Inquiry, question: Question) -> SurveyWave:
    feed = question.params["feed"]
    waves = [w for w in inquiry.evidence.surveys(inquiry.place(question.area)) if w.name == feed]
    if not waves:
        raise Refusal("No such survey is loaded for this place.", found=feed)
    return waves[0]


@dataclass(frozen=True, kw_only=True)
class Safety(PerceptionGap):
    """The gap in points with both shares and their intervals."""

    day_interval: tuple[float, float] | None
    night_interval: tuple[float, float] | None


def _safety(gap: PerceptionGap, estimates: list[Estimate]) -> Safety:
    day, night = (each.interval for each in estimates)
    return Safety(**PerceptionGap.fields_of(gap), day_interval=day, night_interval=night)


@method("replies", title="Replies to a consultation by channel and theme")
def replies(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Plain counts: people chose themselves, so there is no interval and no trend."""
    feed = question.params["feed"]
    sets = [r for r in inquiry.evidence.replies(inquiry.place(question.area)) if r.name == feed]
    if not sets:
        raise Refusal("No such consultation is loaded for this place.", found=feed)
    found = sets[0]
    result = Replies(
        value=float(found.total),
        n=found.total,
        caveats=("self_selected",),
        channels=tuple(sorted(found.by_channel.items(), key=lambda item: -item[1])),
        themes=tuple(sorted(found.by_theme.items(), key=lambda item: -item[1])),
        outside=found.outside_window,
    )
    return InquiryAnswer(result, found.loads)
