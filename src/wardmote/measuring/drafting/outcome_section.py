"""What came of the crimes, as a section: all of them in a sentence, each kind in a table, the clear changes.

In: a draft with the police's rows. Out: blocks, and nothing for another source. Shares are of the crimes that
are closed; the table tells how many are still open, and of how many nothing is known.
"""

from collections.abc import Callable, Iterable, Sequence

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.outcomes import CLOSED, OPEN, UNKNOWN, outcome_groups
from wardmote.measuring.documents.model import Block, Column, Heading, Run, Runs, Table, paragraph
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.judgement import JudgedFinding
from wardmote.measuring.drafting.outcomes import (
    left_out_words,
    months_words,
    outcome_keys,
    outcome_subject,
    why_not_told,
)
from wardmote.measuring.drafting.pictures import source_line
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.words import linked, percent, runs
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.outcomes import OutcomeShares
from wardmote.measuring.figures.series import ALL


def outcome_blocks(
    draft: Draft, source: StudySource, said: Callable[[Sequence[JudgedFinding]], Block]
) -> Iterable[Block]:
    """The section of one source; ``said`` makes a list of findings."""
    if not outcome_keys(source):
        return
    yield Heading(3, say("heading-outcomes"), f"outcomes-{source.name}")
    reason = why_not_told(draft.study, source, ALL)
    if reason:
        yield paragraph(reason)
        return
    changed = [i for i in draft.asked("outcome_change") if i.finding.about == ALL or i.finding.interest]
    yield said([*(i for i in draft.asked("outcome") if i.finding.about == ALL), *changed])
    yield outcome_table(draft.study, source)
    left_out = left_out_words(draft.study, source)
    if left_out:
        yield paragraph(left_out, "small")


def outcome_table(study: Study, source: StudySource) -> Table:
    """Crimes by kind and by what came of them, the most crimes first; shares are of those closed."""
    figures = {key: study.ask("outcomes", source, key) for key in outcome_keys(source)}
    order = sorted(figures, key=lambda key: (key == ALL, -_crimes(figures[key])))
    groups = outcome_groups()
    columns = (
        Column("Kind"),
        Column("Crimes", True),
        *(Column(groups[key].label, True) for key in (*CLOSED, OPEN, UNKNOWN)),
    )
    months = months_words(figures[ALL].result.months) or study.period.short_label
    told = " ".join(f"{groups[key].label}: {groups[key].means}." for key in (*CLOSED, OPEN, UNKNOWN))
    return Table(
        f"outcomes-{source.name}",
        say("outcomes-caption", months=months, place=study.place.name),
        columns,
        tuple(_row(key, figures[key]) for key in order if _crimes(figures[key])),
        note=say("outcomes-note", groups=told),
        source=source_line(study, source, figures[ALL]),
    )


def _crimes(figure: Figure) -> int:
    return sum(figure.result.counts.values())


def _row(key: str, figure: Figure) -> tuple[Runs, ...]:
    result: OutcomeShares = figure.result
    told = result.status == Status.OK

    def cell(group: str) -> str:
        count = result.counts[group]
        share = f"{percent(count / result.n)} ({count:,})" if told and result.n else f"{count:,}"
        return share if group in CLOSED else f"{count:,}"

    numbers = (f"{_crimes(figure):,}", *map(cell, (*CLOSED, OPEN, UNKNOWN)))
    return ((Run(outcome_subject(key).name),), *(runs(linked(number, figure.hash)) for number in numbers))
