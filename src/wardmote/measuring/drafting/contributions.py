"""What made up the change of a whole: the points of each class, and the largest that went the other way."""

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.disclosure import hidden_classes
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.period_words import when_next
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import Amount, decimal, linked, tied_to
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

NO_POINT, WORTH_POINTS, HARDLY = 0.05, 0.5, 5.0


def find_contributions(study: Study) -> list[Finding]:
    """What made up the change of each source's whole, with the largest class against it.

    Nothing where the total and its parts stand still, nor where the two periods are of unlike length.
    """
    found = []
    for source in study.sources:
        compared = source.compared
        if (
            compared is None
            or not source.whole
            or len(compared.period.months) != len(compared.against.months)
        ):
            continue
        try:
            figure = study.ask_compared("decomposition", source)
        except Refusal:
            continue
        words = _contribution(study, source, figure) if figure.result.status == Status.OK else ""
        if words:
            found.append(
                study.finding(
                    figure,
                    question="contribution",
                    subject=subject_of(source, ALL).name,
                    unit="percentage points",
                    words=words,
                    interest=float(bool(_clear(study, source, figure))),
                )
            )
    return found


def _contribution(study: Study, source: StudySource, figure: Figure) -> str:
    result, link, compared = figure.result, tied_to(figure.hash), source.compared
    assert compared is not None
    total, hidden = float(result.value), hidden_classes(study, source)
    told = sorted(
        ((key, points) for key, points in result.contributions.items() if key not in hidden),
        key=lambda item: item[1],
        reverse=total >= NO_POINT,
    )
    whole = {
        "subject": subject_of(source, ALL),
        "then": link(sum(result.before.values())),
        "before": compared.against.short_label,
        "now": link(sum(result.now.values())),
        "after": when_next(compared.against, compared.period),
    }
    clear = _clear(study, source, figure)
    if not clear or not told:
        return "" if abs(total) < NO_POINT else say("contribution-nothing", **whole)
    (down, fell), (up, rose) = min(told, key=lambda it: it[1]), max(told, key=lambda it: it[1])
    if abs(total) < HARDLY and min(-fell, rose) >= WORTH_POINTS and max(-fell, rose) >= 2 * abs(total):
        return say("contribution-offset", **whole, up=_went(up, figure), down=_went(down, figure))
    parts = [(key, points) for key, points in told if points * total > 0 and abs(points) >= NO_POINT][:3]
    if not parts:
        return ""
    other = [
        (key, points) for key, points in told[::-1] if points * total < 0 and abs(points) >= WORTH_POINTS
    ]
    words = say(
        "contribution-rise" if total > 0 else "contribution-fall",
        **whole,
        size=link(f"{decimal(abs(total))} %"),
        parts=Amount.of(len(parts)),
        driving=listed(_went(key, figure) for key, _ in parts),
        opposing=say("contribution-other-way", name=_went(other[0][0], figure)) if other else "",
    )
    return words if ALL in clear else f"{words} {say('contribution-unclear')}"


def _clear(study: Study, source: StudySource, figure: Figure) -> set[str]:
    """What clearly changed: the whole, and parts of it."""
    keys = (*figure.result.contributions, ALL)
    return {key for key in keys if study.ask_change(source, key).result.clear}


def _went(key: str, figure: Figure) -> str:
    """A class with its counts: ``burglary (200 to 260)``."""
    then, now = (
        linked(counts.get(key, 0), figure.hash) for counts in (figure.result.before, figure.result.now)
    )
    return say("contribution-part", name=offence_class(key).in_sentence, then=then, now=now)
