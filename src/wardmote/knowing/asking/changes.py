"""Every class at once: counts now and before, the interval, the fixed word, the months as a line.

In: an ``Query`` without a measure, over locked evidence. Out: ``ClassRow`` values
by interest, and the sentence above them. Interest is how many rows at least
changed: the clear ones first, the largest of them first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.rules import why_not_show_months
from wardmote.knowing.asking.sections import FigurePicture, compared_line, held_words
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NOT_COMPARED, TOO_FEW_MONTHS
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.changes import find_changes, too_few
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.pictures import change_picture, provisional
from wardmote.measuring.drafting.study import Compared, Study, StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import Amount, capital, linked, plain, spelled
from wardmote.measuring.figures.series import ALL

SPARK_MONTHS = 24
MOST_NAMED = 3
CLEAR = "clear"


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """One line of the table; ``part`` names the class it is a part of."""

    code: str
    label: str
    part: str
    source: str
    before: int | None = None
    now: int | None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    words: str
    clear: bool = False
    note: str = ""
    figure: str
    interest: float = 0.0
    months: tuple[int | None, ...]
    spark: str
    hollow: int


SORTS = {
    "interest": lambda row: (-row.interest, -_distance(row), row.label),
    "class": lambda row: (row.source, row.label),
    "before": lambda row: (-(row.before or 0), row.label),
    "now": lambda row: (-(row.now or 0), row.label),
    "ratio": lambda row: (row.ratio is None, -(row.ratio or 0), row.label),
}


def _distance(row: ClassRow) -> float:
    """How far a class lies from no change where nothing is clear: large and unclear before small."""
    return abs(row.ratio - 1) * (row.before or 0) ** 0.5 if row.ratio is not None else 0.0


def class_rows(asked: Query) -> tuple[ClassRow, ...]:
    """Every class of every source, the most interesting first."""
    study, found = asked.study, []
    changes = find_changes(study)
    for source in study.sources:
        late = provisional(study, source)
        found += [_row(asked, source, late, f) for f in changes if f.feed == source.name]
        found += _uncompared(asked, source, late)
    return arranged(found)


def arranged(rows: Iterable[ClassRow], *, sort: str = "interest", only: str = "") -> tuple[ClassRow, ...]:
    """In the order asked for; ``only`` keeps the clear changes, or one source."""
    kept = [row for row in rows if not only or _fits(row, only)]
    return tuple(sorted(kept, key=SORTS.get(sort, SORTS["interest"])))


def _fits(row: ClassRow, only: str) -> bool:
    return row.clear if only == CLEAR else row.code.partition("/")[0] == only


def _row(asked: Query, source: StudySource, late: frozenset[int], finding: Finding) -> ClassRow:
    low, high = finding.interval or (None, None)
    return ClassRow(
        **_named(asked, source, finding.about, late),
        before=finding.count_against,
        now=finding.count,
        ratio=finding.value,
        low=low,
        high=high,
        words=finding.change,
        clear=finding.change in (CLEAR_RISE, CLEAR_FALL),
        note=finding.beside,
        figure=finding.figure,
        interest=finding.interest,
    )


def _uncompared(asked: Query, source: StudySource, late: frozenset[int]) -> list[ClassRow]:
    """Classes of a source that has nothing earlier to compare with."""
    if source.compared is not None:
        return []
    rows = []
    for key in (*source.classes, *source.whole):
        figure = asked.study.ask("count", source, key)
        rows.append(
            ClassRow(
                **_named(asked, source, key, late),
                now=int(figure.result.value),
                words="nothing earlier to compare with",
                figure=figure.hash,
            )
        )
    return rows


def _named(asked: Query, source: StudySource, key: str, late: frozenset[int]) -> dict[str, Any]:
    subject = subject_of(source, key)
    parent = offence_class(key).parent if key != ALL else ""
    months, said = _months(asked, source, key)
    return {
        "code": f"{source.name}/{key}",
        "label": subject.name,
        "part": offence_class(parent).label if parent else "",
        "source": source.feed.title,
        "months": months,
        "spark": said,
        "hollow": sum(month in late for month in asked.period.months) if months else 0,
    }


def _months(asked: Query, source: StudySource, key: str) -> tuple[tuple[int | None, ...], str]:
    """The last two years up to the period's end, and what the line shows in words."""
    if why_not_show_months(source.feed.precision, asked.place.id.kind):
        return (), ""
    last = asked.period.last_month
    span = Period.of_months(max(last - SPARK_MONTHS + 1, min(source.feed.months)), last)
    figure = asked.inquiry.ask("months", str(asked.place.id), span, feed=source.name, **{"class": key})
    counts = figure.result.counts
    held = [n for n in counts if n is not None]
    if not held:
        return (), ""
    return counts, f"{span.label}: between {min(held):,} and {max(held):,} a month"


def headline(asked: Query, rows: Sequence[ClassRow]) -> str:
    """The sentence above the table: what clearly rose, what clearly fell, and how many did not."""
    judged = [row for row in rows if row.before is not None and row.words != NOT_COMPARED]
    if not judged:
        if any(row.words == NOT_COMPARED for row in rows):
            return say("changed-not-compared")
        return say("changed-nothing-earlier")
    if judged and all(row.words == TOO_FEW_MONTHS for row in judged):
        return say("changed-too-few-months")
    if not any(row.clear for row in judged):
        return say("changed-none", count=len(judged))
    said = []
    for word, way in ((CLEAR_RISE, "rose"), (CLEAR_FALL, "fell")):
        group = [row for row in judged if row.words == word]
        if group:
            named = [_counts(row) for row in group[:MOST_NAMED]]
            more = len(group) - MOST_NAMED
            named += [f"{spelled(more)} more"] if more > 0 else []
            said.append(say("changed", names=listed(named), way=way))
    rest = sum(not row.clear for row in judged)
    others = [say("changed-rest", rest=Amount.of(rest, spelled(rest)))] if rest else []
    return " ".join([f"{capital('; '.join(said))}.", *others])


def _counts(row: ClassRow) -> str:
    assert row.before is not None
    assert row.now is not None
    label = row.label if row.label.isupper() else row.label[:1].lower() + row.label[1:]
    before, now = linked(row.before, row.figure), linked(row.now, row.figure)
    return say("changed-counts", name=label, before=before, now=now)


def compared_words(study: Study) -> tuple[str, ...]:
    """Which months of each source are compared and why; one line where all are alike."""
    told: dict[Compared | None, list[str]] = {}
    for source in study.sources:
        told.setdefault(source.compared, []).append(source.feed.title)
    if len(told) == 1:
        return (compared_line(next(iter(told))),)
    return tuple(compared_line(compared, sources=listed(titles)) for compared, titles in told.items())


def column_periods(study: Study) -> tuple[str, str]:
    """What "before" and "now" mean in the table, where they mean the same in every row."""
    compared = {(s.compared.against, s.compared.period) if s.compared else None for s in study.sources}
    common = next(iter(compared)) if len(compared) == 1 else None
    return (common[0].short_label, common[1].short_label) if common else ("", "")


def gaps(study: Study) -> tuple[str, ...]:
    """Months of the period that a source does not hold, one line for each such source."""
    found = []
    for source in study.sources:
        if any(month not in source.feed.months for month in study.period.months):
            found.append(f"{source.feed.title}: {held_words(study.period, source.feed.months)}")
    return tuple(found)


def change_pictures(asked: Query) -> tuple[FigurePicture, ...]:
    """One picture for each source that can be compared: every class's ratio with its interval."""
    shown = []
    for source in asked.study.sources:
        findings = [f for f in find_changes(asked.study) if f.feed == source.name]
        findings = [f for f in findings if f.change != NOT_COMPARED]
        keys = [f.about for f in findings if not too_few(f, asked.inquiry.asked[f.figure].result)]
        keys = keys or [f.about for f in findings]
        if source.compared and len(keys) > 1:
            title = plain(_picture_title(source, findings))
            shown.append(FigurePicture(change_picture(asked.study, source, keys, title=title), ""))
    return tuple(shown)


def _picture_title(source: StudySource, findings: Sequence[Finding]) -> str:
    clear = [f for f in findings if f.change in (CLEAR_RISE, CLEAR_FALL)]
    if not clear:
        return say("picture-none", source=source.feed.title)
    rises = sum(f.change == CLEAR_RISE for f in clear)
    falls = len(clear) - rises
    ways = (rises, ngettext("rise", "rises", rises)), (falls, ngettext("fall", "falls", falls))
    parts = [f"{spelled(number)} clear {way}" for number, way in ways if number]
    return say("picture-clear", source=source.feed.title, ways=listed(parts))
