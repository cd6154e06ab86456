"""What of the evidence is not whole, in sentences: for the first pages, the annex, reasons of missing parts.

In: a study. Out: plain sentences about months that look incomplete, rows without a location by period, parts
of files, and rows that other forces' files have of the place. The public reads no numbers of partners' files.
"""

from collections.abc import Iterable, Iterator

from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period, month_label, months_words, stretches
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.drafting.disclosure import PUBLIC
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.store.answers import ForceMonths
from wardmote.measuring.store.completeness import LOCATED, Doubt, percent
from wardmote.measuring.store.police_uk_months import force_title


def not_whole(study: Study) -> tuple[str, ...]:
    """What a reader of the first page must know: months that look incomplete, and what is done about them."""
    said = []
    for source in study.sources:
        for doubt in doubts_of(study, source):
            said.append(_doubt_words(study, source, doubt))
        if source.feed.source == POLICE_UK:
            force = study.inquiry.evidence.force_months(study.place)
            said += [_others_say(study, force)] if force.uncounted_share >= LOCATED else []
    return tuple(said)


def _others_say(study: Study, force: ForceMonths) -> str:
    """How many records of the place other forces' files have; "" for none."""
    if not force.other_forces:
        return ""
    others = sorted(force.other_forces.items())
    named = listed(say("records-of", rows=rows, name=force_title(name)) for name, rows in others)
    return say("other-forces", place=study.place.name, forces=named)


def _doubt_words(study: Study, source: StudySource, doubt: Doubt) -> str:
    closed = study.audience == PUBLIC and source.feed.source != POLICE_UK
    what = doubt.words
    if closed:
        what = say("incomplete", month=month_label(doubt.month), source=source.feed.title)
    return f"{what} {doubt.consequence}"


def doubts_of(study: Study, source: StudySource) -> tuple[Doubt, ...]:
    """Doubts about the months that the assessment looks at or would compare them with."""
    months = {*study.period.months, *study.period.back(12).months}
    if source.compared:
        months |= {*source.compared.period.months, *source.compared.against.months}
    if source.feed.source == POLICE_UK:
        found = study.inquiry.evidence.force_months(study.place).doubts
    else:
        name = f"{source.feed.source}/{source.name}/"
        found = tuple(each for each in study.inquiry.evidence.doubts() if each.key.startswith(name))
    return tuple(each for each in found if each.month in months)


def annex_lines(study: Study, source: StudySource) -> Iterator[str]:
    """How whole a source's months are, by period."""
    yield from _left_out(study, source)
    if source.feed.source != POLICE_UK:
        return
    force = study.inquiry.evidence.force_months(study.place)
    periods = [study.period]
    if source.compared:
        periods = [source.compared.against, source.compared.period]
    shares = [
        say("share-in", share=percent(force.unlocated_share(each.months)), when=each.short_label)
        for each in periods
    ]
    yield say("no-location", shares=listed(shares))
    yield _parts_of_files(force, periods)
    if others := _others_say(study, force):
        yield others


def _left_out(study: Study, source: StudySource) -> Iterator[str]:
    """Rows of a partner's files that could not be used."""
    if source.feed.source == POLICE_UK:
        return
    receipts = [
        receipt
        for receipt in study.inquiry.evidence.receipts()
        if (receipt.source, receipt.feed) == (source.feed.source, source.name)
    ]
    read, rejected = (sum(receipt.counts.get(key, 0) for receipt in receipts) for key in ("read", "rejected"))
    if rejected and study.audience != PUBLIC:
        yield say("rows-left-out", read=read, rejected=rejected)


def _parts_of_files(force: ForceMonths, periods: Iterable[Period]) -> str:
    """Whether whole files of the force stand behind the months, or parts of them."""
    extracts = force.extracts
    months = sorted({month for each in periods for month in each.months} & set(force.rows))
    parts = [month for month in months if month in extracts]
    if not parts:
        return say("files-whole")
    named = listed(sorted({extracts[month] for month in parts}))
    if len(parts) == len(months):
        return say("files-parts", names=named)
    spans = listed(months_words(*run) for run in stretches(parts))
    return say("files-part", months=spans, names=named)


def why_nothing_compared(study: Study, source: StudySource) -> str:
    """Why a source has nothing to be compared with, as a clause."""
    before = study.period.back(12)
    if because := _why_not_held(study, source, before):
        return say("no-comparison-doubt", because=because).rstrip(".")
    earlier = [month for month in source.feed.months if month < study.period.first_month]
    if not earlier:
        return say("no-comparison")
    held = listed(months_words(*run) for run in stretches(earlier)[-3:])
    return say("no-comparison-unlike", months=held, before=before.label)


def _why_not_held(study: Study, source: StudySource, period: Period) -> str:
    """Why months of a source that are loaded do not count; "" where none are."""
    if source.feed.source == POLICE_UK:
        return study.inquiry.evidence.why_not_held(study.place, period.months)
    doubted = [each for each in doubts_of(study, source) if each.month in period.months and not each.stands]
    return _doubt_words(study, source, doubted[0]) if doubted else ""
