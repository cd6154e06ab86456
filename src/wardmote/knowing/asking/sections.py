"""The answer to "what changed" for one measure: its sections, each with sentences, pictures and figures.

In: an ``Query`` with a measure, over locked evidence. Out: ``Section`` values in
the order an analyst asks: how much, what changed, signal or noise, season, how
complete. Who drives it is told by ``drivers``. A question the rows cannot answer
is answered with the reason, never left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period, month_label, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Picture
from wardmote.measuring.drafting.changes import find_changes
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.levels import against_rest_figure, find_against_rest, rate_figure
from wardmote.measuring.drafting.outcomes import find_outcomes, left_out_words, outcome_keys, why_not_told
from wardmote.measuring.drafting.period_words import per
from wardmote.measuring.drafting.pictures import Frame, months_picture, provisional
from wardmote.measuring.drafting.signals import signal_of, signal_picture
from wardmote.measuring.drafting.study import Compared
from wardmote.measuring.drafting.subject import noun, subject_of
from wardmote.measuring.drafting.times import find_seasons
from wardmote.measuring.drafting.wholeness import annex_lines, not_whole
from wardmote.measuring.drafting.words import (
    capital,
    linked,
    percent,
    plain,
    rate_words,
)
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.figures.signalling import months_outside

UNUSUAL = "Unusual months"


@dataclass(frozen=True)
class FigurePicture:
    """A picture with the figure it is drawn from."""

    picture: Picture
    figure: str


@dataclass(frozen=True)
class Section:
    """``sentences`` carry ties to figures; ``missing`` says what these rows cannot answer, and why."""

    anchor: str
    title: str
    sentences: tuple[str, ...] = ()
    pictures: tuple[FigurePicture, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def change_finding(asked: Query) -> Finding | None:
    """The comparison of the measure, in the words of the drafts; None where there is nothing to compare."""
    return next((f for f in find_changes(asked.study) if f.about == asked.key), None)


def lead(asked: Query) -> str:
    """The one thing to know, with both counts."""
    found = change_finding(asked)
    if found is not None:
        return found.words
    figure = asked.study.ask("count", asked.source, asked.key)
    subject = subject_of(asked.source, asked.key)
    total = int(figure.result.value)
    counted = subject.counted(linked(total, figure.hash), total)
    when = asked.study.when(asked.source)
    return say("lead", subject=subject.name, counted=counted, when=when, uncompared=asked.uncompared)


def compared_words(asked: Query) -> str:
    """Which months are compared and why these."""
    return compared_line(asked.source.compared) if asked.source.compared else ""


def compared_line(compared: Compared | None, *, sources: str = "") -> str:
    """Which months are compared and why these, of all the page's sources or of those named."""
    if compared is None:
        return say("compared-nothing-sources" if sources else "compared-nothing", sources=sources)
    now, then = compared.period.label, compared.against.label
    key = "compared-sources" if sources else "compared"
    return say(key, sources=sources, now=now, then=then, because=compared.reason)


def level_section(asked: Query) -> Section:
    """Count, share and rate with its interval, and the months as a picture."""
    study, source, key = asked.study, asked.source, asked.key
    count, subject = study.ask("count", source, key), subject_of(source, key)
    total = int(count.result.value)
    counted = capital(subject.counted(linked(total, count.hash), total))
    sentences = [say("level", counted=counted, when=study.when(source), share=_share(asked))]
    missing: list[str] = []
    try:
        sentences += _rates(asked)
    except Refusal:
        missing.append(_no_rate(asked))
    sentences += _against_rest(asked)
    pictures: tuple[FigurePicture, ...] = ()
    hidden = asked.months_hidden
    if hidden:
        missing.append(hidden)
    else:
        frame = Frame(f"months-{source.name}-{key}", plain(_months_title(asked)))
        figure = study.ask("months", source, key)
        pictures = (FigurePicture(months_picture(study, source, key, frame), figure.hash),)
    return Section("level", "How much", tuple(sentences), pictures, tuple(missing))


def _no_rate(asked: Query) -> str:
    if asked.place.id.kind == "place":
        return say("level-place")
    return say("level-no-people", place=asked.place.name)


def _share(asked: Query) -> str:
    if asked.key == ALL or not asked.source.whole:
        return ""
    figure = asked.study.ask("share", asked.source, asked.key, of=ALL)
    if figure.result.status != Status.OK:
        return ""
    return say(
        "level-share", share=linked(percent(figure.result.value), figure.hash), what=noun(asked.source)
    )


def _rates(asked: Query) -> list[str]:
    """For every 1,000 residents, and for every 1,000 households where homes are what is at risk."""
    months = asked.study.months(asked.source)
    found = [_rate_words(asked.study.ask("rate", asked.source, asked.key), per(months))]
    if asked.key != ALL and offence_class(asked.key).expectation == "households":
        homes = rate_figure(asked.study, asked.source, asked.key, denominator="households")
        found += [_rate_words(homes, per(months, of="households"))] if homes else []
    return found


def _rate_words(figure: Figure, whose: str) -> str:
    low, high = figure.result.interval
    rate, least, most = (linked(rate_words(v), figure.hash) for v in (figure.result.value, low, high))
    return say("level-rate", rate=rate, per=whose, low=least, high=most)


def _against_rest(asked: Query) -> list[str]:
    if against_rest_figure(asked.study, asked.source, asked.key) is None:
        return []
    return [f.words for f in find_against_rest(asked.study) if f.about == asked.key]


def _months_title(asked: Query) -> str:
    """The picture's finding: the highest and lowest months, with their counts."""
    figure, subject = asked.study.ask("months", asked.source, asked.key), subject_of(asked.source, asked.key)
    held = [(n, m) for n, m in zip(figure.result.counts, asked.period.months, strict=True) if n is not None]
    if len(held) < 2 or max(held)[0] == min(held)[0]:
        return say("level-flat", subject=subject.name)
    (low, least), (high, most) = min(held), max(held)
    when = {"most": month_label(most), "least": month_label(least)}
    return say("level-months", subject=subject.name, high=high, low=low, **when)


def outcome_section(asked: Query) -> tuple[Section, ...]:
    """What came of these crimes and whether that changed; nothing for what has no outcome."""
    study, source, key = asked.study, asked.source, asked.key
    if key not in outcome_keys(source):
        return ()
    told = tuple(f.words for f in find_outcomes(study) if f.about == key)
    missing = tuple(filter(None, [why_not_told(study, source, key)]))
    notes = tuple(filter(None, [left_out_words(study, source) if told else ""]))
    return (Section("outcomes", "What came of them", told, missing=missing, notes=notes),)


def signal_section(asked: Query) -> Section:
    """Whether the months of the period are what the months before lead one to expect."""
    if asked.months_hidden:
        return Section("signal", UNUSUAL, missing=(asked.months_hidden,))
    figure = asked.study.ask("signals", asked.source, asked.key)
    if figure.result.status != Status.OK:
        return Section("signal", UNUSUAL, missing=(say("cannot-say", because=_why(figure)),))
    found = signal_of(asked.study, asked.source, asked.key)
    title = _signal_title(asked, figure)
    picture = signal_picture(asked.study, asked.source, figure, title=title)
    return Section("signal", UNUSUAL, (found.words,), (FigurePicture(picture, figure.hash),))


def _why(figure: Figure) -> str:
    """The reason, said for a reader where the number of months is none."""
    if figure.question.method == "signals" and figure.result.baseline == 0:
        return say("unusual-nothing-before")
    return str(figure.result.reason)


def _signal_title(asked: Query, figure: Figure) -> str:
    subject = subject_of(asked.source, asked.key)
    months = months_outside(figure.result.signals)
    if not months:
        return say("unusual-run" if figure.result.signals else "unusual-none", subject=subject.name)
    return say("unusual-title", subject=subject.name, months=months, of=len(asked.period.months))


def season_section(asked: Query, *, windows: Sequence[str] = ()) -> Section:
    """The profile of the months, or why no season can be told; ``windows``: known times that stand out."""
    if asked.months_hidden:
        return Section("season", "Season", missing=(asked.months_hidden,))
    figure = asked.study.ask("season", asked.source, asked.key)
    if figure.result.status != Status.OK:
        return Section(
            "season", "Season", tuple(windows), missing=(say("cannot-say", because=figure.result.reason),)
        )
    found = next((f for f in find_seasons(asked.study) if f.about == asked.key), None)
    sentences = [found.words] if found else [_whole_season(figure)]
    if "one_year" in figure.result.caveats:
        sentences.append(say("season-one-year"))
    return Section("season", "Season", (*sentences, *windows))


def _whole_season(figure: Figure) -> str:
    result = figure.result
    ranked = sorted(zip(result.counts, result.months, strict=True))
    (low, least), (high, most) = ((n, month_label(parse_month(m))) for n, m in (ranked[0], ranked[-1]))
    key = "season-differs" if result.p <= 0.01 else "season-alike"
    return say(key, low=linked(low, figure.hash), least=least, high=linked(high, figure.hash), most=most)


def completeness_section(asked: Query) -> Section:
    """Which months are held, which are provisional, and which loads the numbers rest on."""
    feed, compared = asked.source.feed, asked.source.compared
    spans = [asked.period]
    if compared:
        spans += [span for span in (compared.period, compared.against) if span != asked.period]
    sentences = tuple(held_words(span, feed.months) for span in dict.fromkeys(spans))
    late = sorted(provisional(asked.study, asked.source))
    notes = (say("provisional", months=listed([month_label(m) for m in late])),) if late else ()
    whole = tuple(annex_lines(asked.study, asked.source))
    return Section("complete", "How complete", (*sentences, *not_whole(asked.study), *whole), notes=notes)


def held_words(span: Period, months: Sequence[int]) -> str:
    """Whether every month of a period is held, else which are not."""
    lacking = [month_label(month) for month in span.months if month not in months]
    if not lacking:
        return say("complete", period=span.label, months=len(span.months))
    named = listed(lacking[:6] + ([f"{len(lacking) - 6} more"] if len(lacking) > 6 else []))
    held = len(span.months) - len(lacking)
    return say("incomplete", period=span.label, held=held, months=len(span.months), lacking=named)
