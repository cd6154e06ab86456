"""What came of the crimes: who was charged or dealt with, how many had no suspect, and whether that changed.

In: a study with the police's rows. Out: findings for all crimes together and for each kind. Crimes still open
and those of which nothing is known are in no share. data.police.uk gives the outcome of each row, so nothing
is hidden from the public here.
"""

from collections.abc import Sequence

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.outcomes import RESULT
from wardmote.measuring.catalogue.periods import Period, parse_month, stretches
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.period_words import restrictions
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, class_subject
from wardmote.measuring.drafting.words import capital, decimal, percent, tied_to
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.outcomes import OutcomeChange, OutcomeShares, outcome_classes
from wardmote.measuring.figures.series import ALL


def find_outcomes(study: Study) -> list[Finding]:
    """For all crimes and each kind: what came of them, and the change where it can be told."""
    found = []
    for source in study.sources:
        for key in outcome_keys(source):
            shares = study.ask("outcomes", source, key)
            found += [_shares(study, key, shares)] if shares.result.status == Status.OK else []
            change = change_figure(study, source, key)
            found += [_change(study, source, key, change)] if change else []
    return found


def outcome_keys(source: StudySource) -> tuple[str, ...]:
    """The kinds of crime of a source that tells outcomes, all together first; nothing of another source."""
    keys = outcome_classes(source.top) if source.feed.source == POLICE_UK else ()
    return (ALL, *keys) if keys else ()


def change_figure(study: Study, source: StudySource, key: str) -> Figure | None:
    """The share charged or dealt with against the earlier period's, where both can be told."""
    if source.compared is None or key not in outcome_keys(source):
        return None
    figure = study.ask_compared("outcome_change", source, **{"class": key})
    return figure if figure.result.status == Status.OK else None


def why_not_told(study: Study, source: StudySource, key: str) -> str:
    """Why nothing is told of what came of a kind of crime; "" where it is."""
    return str(study.ask("outcomes", source, key).result.reason)


def left_out_words(study: Study, source: StudySource) -> str:
    """The months of the period that are left out because their crimes are mostly open; "" for none."""
    result: OutcomeShares = study.ask("outcomes", source, ALL).result
    if not result.too_early or not result.months:
        return ""
    return say("outcomes-too-early", months=months_words(result.too_early))


def months_words(months: Sequence[str]) -> str:
    """Months as a sentence names them.

    >>> months_words(["2021-01", "2021-02", "2021-04"])
    'January to February 2021 and April 2021'
    """
    runs_of = stretches(parse_month(month) for month in months)
    return listed(Period.of_months(*run).short_label for run in runs_of)


def outcome_subject(key: str) -> Subject:
    """All crimes together, or one kind."""
    if key == ALL:
        return Subject(ALL, say("outcomes-all"), "crime", "crimes", True)
    return class_subject(key)


def _shares(study: Study, key: str, figure: Figure) -> Finding:
    result, link, subject = figure.result, tied_to(figure.hash), outcome_subject(key)
    low, high = (decimal(edge * 100, 0) for edge in result.interval)
    return study.finding(
        figure,
        question="outcome",
        subject=subject.name,
        unit="share of the closed crimes",
        count=result.counts[RESULT],
        denominator=float(result.n),
        words=say(
            "outcomes",
            subject=subject,
            share=link(_share(result.value)),
            closed=link(result.n),
            months=months_words(result.months),
            low=link(low),
            high=link(high),
            none=link(_share(result.no_suspect)),
        ),
    )


def _share(value: float) -> str:
    """A share, in a word where there is none: "in none of the 97 closed crimes"."""
    return percent(value) if value else say("outcomes-none")


def _change(study: Study, source: StudySource, key: str, figure: Figure) -> Finding:
    result: OutcomeChange = figure.result
    link, subject, compared = tied_to(figure.hash), outcome_subject(key), source.compared
    assert compared is not None
    assert result.interval is not None
    clear = result.words in (CLEAR_FALL, CLEAR_RISE)
    low, high = sorted(abs(edge) * 100 for edge in result.interval)
    note = restrictions(compared.period, compared.against, study.place.country)
    size = say("outcomes-by", low=link(decimal(low, 0)), high=link(decimal(high, 0))) if clear else ""
    words = say(
        "outcomes-changed",
        subject=subject,
        then=f"{link(_share(result.count_before / result.base_before))}",
        of_then=link(result.base_before),
        before=months_words(result.months_before),
        now=f"{link(_share(result.count / result.base))}",
        of_now=link(result.base),
        after=months_words(result.months),
        sure="; ".join(filter(None, (f"{result.words}{size}", note))),
    )
    return study.finding(
        figure,
        question="outcome_change",
        subject=subject.name,
        unit="points of the share of the closed crimes",
        count=result.count,
        count_against=result.count_before,
        words=words,
        follow=capital(words.partition(": ")[2]),
        change=result.words,
        interest=abs(result.value or 0.0) if clear else 0.0,
    )
