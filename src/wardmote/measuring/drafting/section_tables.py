"""The tables of the sections: levels by class, counts by area, matters scored and what earns each score.

What a public assessment hides is hidden here; every number carries its figure.
"""

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.priority_criteria import criteria
from wardmote.measuring.documents.model import Column, Run, Runs, Table, cells
from wardmote.measuring.drafting.disclosure import HIDDEN, hidden_classes, safe_counts
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.levels import against_rest_figure, rate_figure
from wardmote.measuring.drafting.period_words import in_months
from wardmote.measuring.drafting.pictures import source_line
from wardmote.measuring.drafting.placing_words import unit_words
from wardmote.measuring.drafting.priorities import ScoredClass
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import linked, percent, rate_words, runs, times
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL


def total(draft: Draft, source: StudySource, key: str) -> int:
    """Rows of a class in the period."""
    return int(draft.study.ask("count", source, key).result.value)


def level_table(draft: Draft, source: StudySource) -> Table:
    """Count, share, rate and the rate of the rest of the force area, by class, largest first."""
    study = draft.study
    keys = sorted(source.top, key=lambda key: -total(draft, source, key))
    rated = rate_figure(study, source, ALL) is not None
    rest = study.rest is not None and against_rest_figure(study, source, ALL) is not None
    columns = [Column("Kind"), Column(study.period.short_label, True), Column("Share", True)]
    time = in_months(study.months(source))
    columns += [Column(f"Per 1,000 residents{time}", True)] if rated else []
    if rest and study.rest:
        columns += [Column(f"{study.rest.name} per 1,000{time}", True), Column("Times", True)]
    hidden = hidden_classes(study, source)
    rows = [
        _hidden_row(source, key, len(columns))
        if key in hidden
        else _level_row(draft, source, key, rated=rated, rest=rest)
        for key in [*keys, *([ALL] if len(keys) > 1 else [])]
    ]
    base = study.inquiry.evidence.denominator("population", study.place, "place", study.period.end.year)
    note = f"{base.title}." if rated and base else ""
    return Table(
        f"levels-{source.name}",
        say("table-levels", source=source.feed.title, place=study.place.name, period=study.period.label),
        tuple(columns),
        tuple(rows),
        note=note,
        source=source_line(study, source),
    )


def _hidden_row(source: StudySource, key: str, columns: int) -> tuple[Runs, ...]:
    return cells((subject_of(source, key).name, *[HIDDEN] * (columns - 1)))


def _level_row(draft: Draft, source: StudySource, key: str, *, rated: bool, rest: bool) -> tuple[Runs, ...]:
    study = draft.study
    count, share = study.ask("count", source, key), study.ask("share", source, key, of=ALL)
    row: list[Runs] = [
        (Run(subject_of(source, key).name),),
        runs(linked(int(count.result.value), count.hash)),
        runs(linked(percent(share.result.value), share.hash))
        if share.result.status == Status.OK
        else (Run(say("cell-too-few")),),
    ]
    rate = rate_figure(study, source, key) if rated else None
    row += [runs(linked(rate_words(rate.result.value), rate.hash)) if rate else ()] if rated else []
    if rest:
        found = against_rest_figure(study, source, key)
        if found and found.result.status == Status.OK:
            low, high = found.result.interval
            span = say("cell-times", times=times(found.result.value), low=times(low), high=times(high))
            row += [
                runs(linked(rate_words(found.result.rate_rest), found.hash)),
                runs(linked(span, found.hash)),
            ]
        else:
            row += cells(("none", say("cell-cannot-say")))
    return tuple(row)


def count_table(draft: Draft, source: StudySource, unit: str, figure: Figure) -> Table:
    """Counts by area where no population lets a rate be made."""
    result, hash_ = figure.result, figure.hash
    shown = safe_counts(draft.study, source, [int(row["count"]) for row in result.rows])
    paired = [(row, count) for row, count in zip(result.rows, shown, strict=True) if count is not None]
    rows = sorted(paired, key=lambda pair: -pair[1])[:20]
    return Table(
        f"counts-{source.name}-{unit.replace(':', '-')}",
        say("table-areas", unit=unit_words(unit), period=draft.study.period.label),
        (Column("Area"), Column("Records", True)),
        tuple(((Run(str(row["name"])),), runs(linked(count, hash_))) for row, count in rows),
        source=source_line(draft.study, source),
    )


def score_table(draft: Draft) -> Table:
    """Every matter with its scores, its rank and how easily the rank would change."""
    columns = (
        Column("Rank", True),
        Column("Matter"),
        *(Column(c.label, True) for c in criteria().values()),
        Column("Score", True),
        Column("If a weight moves by a fifth"),
    )
    rows = tuple(_score_row(matter) for matter in draft.matters[:12])
    return Table("priorities", say("table-matters"), columns, rows)


def _score_row(matter: ScoredClass) -> tuple[Runs, ...]:
    moves = say("score-rank-moves", highest=matter.highest_rank, lowest=matter.lowest_rank)
    steady = say("score-rank-kept") if matter.steady else moves
    scores = (str(matter.scores.get(key, say("cell-not-known"))) for key in criteria())
    label = say("score-few", name=matter.label) if matter.few else matter.label
    return cells((str(matter.rank), label, *scores, f"{matter.total:.2f}", steady))


def weight_table() -> Table:
    """The criteria: weight and what earns each score."""
    rows = tuple(cells((c.label, percent(c.weight), c.scores)) for c in criteria().values())
    columns = (Column("Criterion"), Column("Weight", True), Column("Scores"))
    return Table("weights", say("table-weights"), columns, rows)
