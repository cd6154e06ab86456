"""Stop and search in the assessment, where it is loaded: a sentence, what for, with what result, and of whom.

In: a study. Out: one finding, and blocks. For the public small numbers are hidden, of groups of people below
ten. No rate by group is given, and the section says why.
"""

from collections.abc import Iterable, Sequence

from wardmote.measuring.analysis.suppression import suppress
from wardmote.measuring.catalogue.outcomes import search_results
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Block, Column, Heading, Run, Runs, Table, cells, paragraph
from wardmote.measuring.drafting.disclosure import GENERAL, HIDDEN, PUBLIC, SENSITIVE
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.outcomes import months_words
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.words import inside, linked, runs, spelled, tied_to
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.searching import FORCE, PLACE, SEARCHES, SearchCounts
from wardmote.measuring.store.police_uk_months import force_title


def search_figure(study: Study) -> Figure | None:
    """The searches of the study's months, of its place or of the whole force; None where none are loaded."""
    found = study.inquiry.evidence.searches(study.place)
    if found is None:
        return None
    where = PLACE if found.placed else FORCE
    try:
        return study.inquiry.ask("searches", study.area, study.period, feed=SEARCHES, where=where)
    except Refusal:
        return None


def find_searches(study: Study) -> list[Finding]:
    """How many searches, for what, and what they ended with."""
    figure = search_figure(study)
    if figure is None or not figure.result.n:
        return []
    result: SearchCounts = figure.result
    if study.audience == PUBLIC and figure.result.n < SENSITIVE:
        return []
    link, most = tied_to(figure.hash), result.rows[0]
    ends = {key: sum(row[key] for row in result.rows) for key in search_results()}
    for_most = say("searches-most", name=inside(str(most["name"])), count=_told(study, figure, most["count"]))
    return [
        study.finding(
            figure,
            question="searches",
            subject=say("heading-searches"),
            unit="searches",
            count=result.n,
            words=say(
                "searches",
                searches=link(result.n),
                where=_where(study, figure),
                months=months_words(result.months),
                most=for_most,
                **{key: _told(study, figure, count) for key, count in ends.items()},
            ),
        )
    ]


def search_blocks(study: Study, said: Sequence[Block]) -> Iterable[Block]:
    """The section; ``said`` are the blocks of its findings as people judged them."""
    figure = search_figure(study)
    if figure is None:
        return
    result: SearchCounts = figure.result
    yield Heading(3, say("heading-searches"), "stop-and-search")
    yield from said
    yield _object_table(study, figure)
    yield _group_table(study, figure, "officer", result.officer_defined)
    yield _group_table(study, figure, "self", result.self_defined)
    yield paragraph(say("searches-no-rate"), "caution")
    if figure.question.params["where"] == FORCE:
        yield paragraph(say("searches-whole-force", place=study.place.name), "small")
    elif result.nowhere:
        told = linked(result.nowhere, figure.hash), linked(result.force, figure.hash)
        yield paragraph(runs(say("searches-nowhere", nowhere=told[0], force=told[1])), "small")


def _told(study: Study, figure: Figure, count: int) -> str:
    """A number; a small one for the public as no number."""
    if study.audience == PUBLIC and 0 < count < GENERAL:
        return say("fewer-than", least=spelled(GENERAL))
    return linked(count, figure.hash)


def _where(study: Study, figure: Figure) -> str:
    if figure.question.params["where"] == PLACE:
        return study.place.name
    found = study.inquiry.evidence.searches(study.place)
    return say("searches-force", force=force_title(found.force if found else ""))


def _object_table(study: Study, figure: Figure) -> Table:
    """What was searched for, by what came of it."""
    result: SearchCounts = figure.result
    groups = search_results()
    counts = [[int(row[key]) for key in groups] for row in result.rows]
    totals: Sequence[int | None] = [sum(row) for row in counts]
    shown: Sequence[Sequence[int | None]] = counts
    if study.audience == PUBLIC and counts:
        hidden = suppress(counts, threshold=GENERAL)
        shown, totals = hidden.cells, hidden.row_totals
    rows = tuple(
        _row(str(row["name"]), (total, *each), figure)
        for row, total, each in zip(result.rows, totals, shown, strict=True)
    )
    columns = (
        Column("Searched for"),
        Column("Searches", True),
        *(Column(group.label, True) for group in groups.values()),
    )
    caption = say("searches-caption", months=months_words(result.months), where=_where(study, figure))
    return Table("searches-objects", caption, columns, rows)


def _group_table(study: Study, figure: Figure, whose: str, counted: Sequence[tuple[str, int]]) -> Table:
    """Searches by the ethnic group of the person, in one of the two ways it is told."""
    numbers = [number for _, number in counted]
    counts: Sequence[int | None] = numbers
    if study.audience == PUBLIC and numbers:
        counts = suppress([numbers], threshold=SENSITIVE).cells[0]
    rows = tuple(_row(name, (count,), figure) for (name, _), count in zip(counted, counts, strict=True))
    put = say("searches-by-officer") if whose == "officer" else say("searches-by-self")
    columns = (Column(f"Ethnic group, {put}"), Column("Searches", True))
    return Table(f"searches-groups-{whose}", say("searches-groups-caption", whose=put), columns, rows)


def _row(name: str, counts: Iterable[int | None], figure: Figure) -> tuple[Runs, ...]:
    shown = (cells((HIDDEN,))[0] if n is None else runs(linked(n, figure.hash)) for n in counts)
    return ((Run(name),), *shown)
