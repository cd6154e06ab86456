"""Changes: each class against the earlier period, in words the interval allows; and the same elsewhere."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wardmote.measuring.analysis.change import (
    CLEAR_FALL,
    CLEAR_RISE,
    NO_CLEAR_CHANGE,
    NOT_COMPARED,
    TOO_FEW,
    TOO_FEW_MONTHS,
    WORTHWHILE,
    Comparison,
)
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.period_words import restrictions, when_next
from wardmote.measuring.drafting.ratio_words import change_verb, interval_times
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Compared, Study, StudySource
from wardmote.measuring.drafting.subject import Subject, other_series, subject_of
from wardmote.measuring.drafting.words import (
    capital,
    decimal,
    inside,
    linked,
    percent,
    plain,
    tied_to,
    times,
)
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

FEW_TO_SHOW = 0.35
"""A fall these counts could not show below this share is called too few to tell."""
LOOKS_LARGE = 0.2
"""A change of this share or more that is not clear is told with the count from which it would be."""
ORDINARY = 0.2
"""How much a clear change counts for readers that is no more than such a class drifts."""


def find_changes(study: Study) -> list[Finding]:
    """One finding for each class that has rows in either period, and for the whole."""
    return [_change(study, study.source(name), key) for name, keys in study.kinds.items() for key in keys]


def _change(study: Study, source: StudySource, key: str) -> Finding:
    figure, subject = study.ask_change(source, key), subject_of(source, key)
    result: Comparison = figure.result
    if result.status == Status.NOT_COMPARABLE:
        return _not_compared(study, source, figure, subject)
    compared = source.compared
    assert compared is not None
    contextual = key != ALL and offence_class(key).polarity == "contextual"
    words = _ChangeWords(subject, figure, compared, study.place.country)
    return study.finding(
        figure,
        question="change",
        subject=subject.name,
        unit=f"ratio of {subject.many}",
        count=result.count,
        count_against=result.count_against,
        words=words.full,
        caveats=(*result.caveats, *_period_caveats(source)),
        headline=words.headline,
        detail=words.detail,
        follow=words.follow,
        change=result.words,
        out_of_ordinary=result.out_of_ordinary,
        beside=beside_words(result),
        interest=_interest(result),
        adverse=result.words == CLEAR_RISE and not contextual,
        watch=result.large_rise and not contextual,
    )


def _not_compared(study: Study, source: StudySource, figure: Figure, subject: Subject) -> Finding:
    """Why the two periods of a class may not be set beside each other; counts that are known."""
    result: Comparison = figure.result
    words = result.reason
    if not words.startswith(subject.name):
        words = f"{subject.name}: {_counts_apart(source, figure, subject)}{inside(words)}"
    return study.finding(
        figure,
        question="change",
        subject=subject.name,
        unit=f"ratio of {subject.many}",
        count=result.count,
        count_against=result.count_against,
        words=words,
        caveats=(*result.caveats, *_period_caveats(source)),
        change=result.words,
        beside=plain(words).partition(": ")[2],
    )


def _counts_apart(source: StudySource, figure: Figure, subject: Subject) -> str:
    """Both counts, where only their change is in doubt; nothing where the class is not the same in both."""
    result: Comparison = figure.result
    if "location_lost" not in result.caveats or result.count is None or result.count_against is None:
        return ""
    assert source.compared is not None
    then, now = map(tied_to(figure.hash), (result.count_against, result.count))
    periods = source.compared.against.short_label, source.compared.period.short_label
    counted = subject.counted(then, result.count_against)
    return f"{say('change-not-told', then=counted, before=periods[0], now=now, after=periods[1])} "


def not_compared_words(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One sentence for each reason why classes are not compared, with the classes it is the reason for."""
    told: dict[str, list[str]] = {}
    for finding in findings:
        if finding.change == NOT_COMPARED:
            told.setdefault(finding.words.removeprefix(finding.subject), []).append(inside(finding.subject))
    return tuple(f"{capital(listed(subjects))}{reason}" for reason, subjects in told.items())


def _period_caveats(source: StudySource) -> tuple[str, ...]:
    """What the choice of months and the kind of source bring to a comparison."""
    like = ("like_months",) if source.compared and not source.compared.whole else ()
    return (*like, *other_series(source))


def _interest(result: Comparison) -> float:
    """Rows more or fewer than the interval's nearer end allows: how many at least changed."""
    if not result.clear or result.interval is None:
        return 0.0
    low, high = result.interval
    least = max(low - 1, 1 - high) * (result.count_against or 0)
    return least if result.out_of_ordinary else ORDINARY * least


def beside_words(result: Comparison) -> str:
    """What is read with the fixed words: which of the two kinds of clear, or why a sure change is neither."""
    if result.clear:
        return say("beside-unusual" if result.out_of_ordinary else "beside-usual")
    if not result.beyond_interval or result.words != NO_CLEAR_CHANGE:
        return ""
    if result.small:
        return say("beside-small", least=percent(WORTHWHILE))
    return say("beside-many")


@dataclass(frozen=True)
class _ChangeWords:
    """A change said in full, as a headline, and where its subject was just named: counts first, always."""

    subject: Subject
    figure: Figure
    compared: Compared
    country: str

    @property
    def result(self) -> Comparison:
        found: Comparison = self.figure.result
        return found

    @property
    def counts(self) -> dict[str, str]:
        """Both counts with their months, the earlier with what it counts."""
        count_against, count = self.result.count_against or 0, self.result.count or 0
        then, now = map(tied_to(self.figure.hash), (count_against, count))
        before, after = self.compared.against, self.compared.period
        return {
            "then": self.subject.counted(then, count_against),
            "before": before.short_label,
            "now": now,
            "after": when_next(before, after),
        }

    @property
    def span(self) -> str:
        return linked(interval_times(self.result.interval), self.figure.hash) if self.result.interval else ""

    @property
    def said(self) -> str:
        """The counts, each with its time, then the fixed words and the interval in brackets."""
        sure = "; ".join(filter(None, (self.sure, self.restrictions)))
        return say("change-said", **self.counts, sure=sure)

    @property
    def restrictions(self) -> str:
        return restrictions(self.compared.period, self.compared.against, self.country)

    @property
    def sure(self) -> str:
        if self.result.interval is None:
            return self.result.words
        said = ", ".join(filter(None, (self.result.words, beside_words(self.result))))
        return f"{said}; {self.span}"

    @property
    def note(self) -> str:
        """What is left out of both counts, or lies over them."""
        notes = {
            "known_on_both_sides": "note-known",
            "location_lost": "note-located",
        }
        return "".join(f" {say(words)}" for key, words in notes.items() if key in self.result.caveats)

    @property
    def full(self) -> str:
        if self.result.clear and self.result.value is not None:
            verb = change_verb(self.result.value, plural=self.subject.plural)
            return say("change-clear", subject=self.subject, verb=verb, said=f"{self.said}{self.note}")
        return f"{self.subject.name}: {self.said}{_what_would_be_clear(self.result)}{self.note}"

    @property
    def headline(self) -> str:
        if self.result.value is None or not (self.result.clear or self.result.large_rise):
            return self.full
        if self.result.large_rise:
            shown = times(self.result.value)
            return say("change-large", subject=self.subject, times=shown, **self.counts)
        verb = change_verb(self.result.value, plural=self.subject.plural)
        said = say("change-headline", subject=self.subject, verb=verb, **self.counts)
        return said if self.result.out_of_ordinary else say("change-usual", said=said)

    @property
    def detail(self) -> str:
        """How sure, where the headline gave the counts."""
        if self.result.interval is None or not (self.result.clear or self.result.large_rise):
            return ""
        told = self.result.clear and not self.result.out_of_ordinary  # by the headline
        beside = "" if told else beside_words(self.result)
        words = ", ".join(filter(None, (self.result.words.capitalize(), beside)))
        sure = "; ".join(filter(None, (self.span, self.restrictions)))
        return f"{words}: {sure}.{self.note}"

    @property
    def follow(self) -> str:
        return f"{capital(self.said)}{_what_would_be_clear(self.result)}{self.note}"


def _what_would_be_clear(result: Comparison) -> str:
    """For a change that looks large: the count from which it would be clear."""
    if result.words != NO_CLEAR_CHANGE or result.value is None or result.clear_from is None:
        return ""
    if abs(result.value - 1) < LOOKS_LARGE or result.clear_from <= (result.count_against or 0):
        return ""
    way = "rise" if result.value > 1 else "fall"
    size = f"{decimal(abs(result.value - 1) * 100)} %"
    return f" {say('change-would-be-clear', way=way, size=size, count=result.clear_from)}"


def too_few(finding: Finding, result: Comparison) -> bool:
    """Whether the counts are too small to show anything but a very large change."""
    if finding.change in (TOO_FEW, TOO_FEW_MONTHS):
        return True
    smallest = result.smallest_clear_fall
    return finding.change == NO_CLEAR_CHANGE and (smallest is None or smallest > FEW_TO_SHOW)


def find_elsewhere(study: Study) -> list[Finding]:
    """For each clear change of the police source: the same class in the rest of the force area."""
    source, rest = study.main, study.rest
    if rest is None or source.compared is None or source.feed.source != "police-uk":
        return []
    found = []
    for key in source.top:
        own = study.ask_change(source, key)
        if own.result.clear:
            theirs = replace(study, place=rest).ask_change(source, key)
            if theirs.result.status == Status.OK and _like(own, theirs):
                found.append(_elsewhere(study, subject_of(source, key), own.result, theirs))
    return found


def _like(own: Figure, theirs: Figure) -> bool:
    """Whether both are of the same months: what one of them leaves out, the other would have to as well."""
    return not any("known_on_both_sides" in each.result.caveats for each in (own, theirs))


def rest_words(own: Comparison, rest: Comparison, here: str) -> tuple[str, str]:
    """How the rest went beside a clear change of the place, and where to look for the cause.

    A rest whose own interval lies on the same side is not called unchanged because many kinds were compared.
    """
    fell = own.words == CLEAR_FALL
    if rest.words == own.words:
        return say("went-too", went=say("went-down" if fell else "went-up")), say("cause-wider", here=here)
    low, high = rest.interval or (0.0, math.inf)
    if not rest.clear and (high < 1 if fell else low > 1):
        return say("went-down-unsure" if fell else "went-up-unsure"), say("cause-both", here=here)
    way = {CLEAR_FALL: "went-down", CLEAR_RISE: "went-up"}.get(rest.words, "went-neither")
    return say(way), say("cause-here", here=here)


def _elsewhere(study: Study, subject: Subject, own: Comparison, theirs: Figure) -> Finding:
    result: Comparison = theirs.result
    assert study.rest is not None
    then, now = map(tied_to(theirs.hash), (result.count_against, result.count))
    span = linked(interval_times(result.interval), theirs.hash) if result.interval else ""
    went, cause = rest_words(own, result, study.place.name)
    parts = {
        "rest": study.rest.name,
        "went": went,
        "then": then,
        "now": now,
        "span": span,
        "cause": cause,
    }
    pronoun = replace(subject, name=subject.verb("it", "they"))
    return study.finding(
        theirs,
        question="elsewhere",
        subject=subject.name,
        place=study.rest.name,
        place_id=str(study.rest.id),
        areas=(study.area,),
        unit=f"ratio of {subject.many}",
        count=result.count,
        count_against=result.count_against,
        words=say("elsewhere", subject=subject, **parts),
        follow=say("elsewhere", subject=pronoun, **parts),
        change=result.words,
        interest=1.0 if own.words == CLEAR_RISE else 0.0,
    )
