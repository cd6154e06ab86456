"""Where it changed: areas in which a kind changed differently from the rest of the place, and a table.

In: a study. Out: one finding for each class and unit in which any area moved, or one that says that none did;
why nothing can be said, where that is so; and tables of all that moved. A source whose small numbers are
hidden from the public is told to partners only.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Column, Run, Table
from wardmote.measuring.drafting.disclosure import hides
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.period_words import marked, when_next
from wardmote.measuring.drafting.pictures import source_line
from wardmote.measuring.drafting.placing_words import area_words_dated, unit_words
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, subject_of
from wardmote.measuring.drafting.words import inside, linked, percent, plain, runs, spelled, tied_to
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.moving import ON_ONE_POINT
from wardmote.measuring.figures.series import ALL

MOST_NAMED = 4
MOST_ROWS = 60
FIRST_OF, WARDS = ("lsoa", "msoa", "district"), "ward"
Row = Mapping[str, Any]


def find_moves(study: Study) -> tuple[list[Finding], list[Refused]]:
    """What moved in each source that is compared, unit by unit."""
    found: list[Finding] = []
    refused: list[Refused] = []
    for source in study.sources:
        figures, reason = moves_figures(study, source)
        moved = [each for figure in figures for each in _findings(study, source, figure)]
        found += moved or [_none(study, source, figure) for figure in figures[-1:]]
        if not figures and reason:
            refused.append(
                Refused(f"moved/{source.name}/{source.widest}", inside(say("heading-moved")), reason)
            )
    return found, refused


def moves_figures(study: Study, source: StudySource) -> tuple[tuple[Figure, ...], str]:
    """The figures that can say where it changed, of the smallest areas that can and of the wards; else
    why not."""
    if source.compared is None or hides(study, source):
        return (), ""
    figures: list[Figure] = []
    reason = ""
    for unit in _units(source):
        kind = unit.partition(":")[0]
        if kind in FIRST_OF and any(_kind(figure) in FIRST_OF for figure in figures):
            continue
        try:
            figure = study.ask_compared("moves", source, unit=unit)
        except Refusal as refusal:
            reason = reason or refusal.what
            continue
        if figure.result.status == Status.OK:
            figures.append(figure)
        else:
            reason = reason or figure.result.reason
    return tuple(figures), reason


def _units(source: StudySource) -> list[str]:
    order = (*FIRST_OF, WARDS)
    units = [unit for unit in source.feed.units if unit.partition(":")[0] in order]
    return sorted(units, key=lambda unit: (order.index(unit.partition(":")[0]), unit))


def _kind(figure: Figure) -> str:
    return str(figure.question.params["unit"]).partition(":")[0]


def told_apart(rows: Sequence[Row]) -> list[Row]:
    """Without what another row tells already: a part beside its class, everything beside a class that moved
    the same way in the same area."""
    ways = {(row["class"], row["area"], row["now"] > row["expected"]) for row in rows}

    def again(row: Row) -> bool:
        where = row["area"], row["now"] > row["expected"]
        if row["class"] == ALL:
            return any(key != ALL and (area, way) == where for key, area, way in ways)
        return (offence_class(row["class"]).parent, *where) in ways

    return [row for row in rows if not again(row)]


def _findings(study: Study, source: StudySource, figure: Figure) -> Iterable[Finding]:
    rows = told_apart(figure.result.rows)
    by_class: dict[str, list[Row]] = {}
    for row in rows:
        by_class.setdefault(row["class"], []).append(row)
    for key, moved in by_class.items():
        yield _finding(study, subject_of(source, key), figure, moved)


def _none(study: Study, source: StudySource, figure: Figure) -> Finding:
    """That nothing moved: said once, of the last of the units that were looked at."""
    unit = str(figure.question.params["unit"])
    whole = subject_of(source, ALL).name
    one = {"subject": subject_of(source, source.top[0])} if len(source.top) == 1 else None
    words: dict[str, Any] = {
        **(one or {"whole": whole}),
        "place": study.place.name,
        "units": area_words_dated(unit),
        **_months(study, figure),
    }
    return study.finding(
        figure,
        question="moved",
        about=f"{ALL}/{unit.replace(':', '-')}",
        subject=whole,
        unit="areas",
        words=say(
            "moved-none-one" if one else "moved-none",
            **words,
            looked=linked(figure.result.looked, figure.hash),
        ),
    )


def _finding(study: Study, subject: Subject, figure: Figure, moved: Sequence[Row]) -> Finding:
    unit, link = str(figure.question.params["unit"]), tied_to(figure.hash)
    named = [area_said(row, figure) for row in moved[:MOST_NAMED]]
    more = len(moved) - len(named)
    parts = {"subject": subject, "place": study.place.name}
    first = moved[0]
    said = say(
        "moved",
        moved=linked(spelled(len(moved)), figure.hash),
        units=area_words_dated(unit, plural=len(moved) > 1),
        **_months(study, figure),
        named=listed([*named, *([say("more-of-them", number=spelled(more))] if more else [])]),
        **parts,
    )
    words = " ".join((said, *doubts_words(moved[:MOST_NAMED], figure)))
    return study.finding(
        figure,
        question="moved",
        about=f"{subject.key}/{unit.replace(':', '-')}",
        subject=subject.name,
        value=len(moved),
        unit="areas that changed differently from the rest",
        areas=tuple(str(row["area"]) for row in moved),
        words=words,
        detail=words,
        headline=say(
            "moved-headline",
            name=first["name"],
            then=link(first["before"]),
            now=link(first["now"]),
            **parts,
        ),
        interest=1.0,
    )


def _months(study: Study, figure: Figure) -> dict[str, str]:
    """The months compared, each with what was not normal in them."""
    now, then = figure.question.period, figure.question.before
    country = study.place.country
    return {
        "after": marked(now.short_label, now, country),
        "before": marked(when_next(now, then), then, country),
    }


def area_said(row: Row, figure: Figure) -> str:
    """An area with its counts and what the rest of the place would lead one to expect."""
    link = tied_to(figure.hash)
    expected = link(round(row["expected"]))
    return say(
        "moved-area", name=row["name"], then=link(row["before"]), now=link(row["now"]), expected=expected
    )


def doubts_words(rows: Iterable[Row], figure: Figure) -> list[str]:
    """What speaks for rows that only stand elsewhere on the map now, area by area."""
    return [words for row in rows for words in _doubts(row, figure)]


def _doubts(row: Row, figure: Figure) -> Iterable[str]:
    link = tied_to(figure.hash)
    if row["point_share"] is not None and row["point_share"] >= ON_ONE_POINT:
        key = {"new": "moved-point-new", "gone": "moved-point-gone"}.get(row["point"], "moved-point")
        yield say(key, share=link(percent(row["point_share"])), name=row["name"])
    if row["beside"]:
        then, now = link(row["beside_before"]), link(row["beside_now"])
        way = "fewer" if row["now"] > row["expected"] else "more"
        yield say("moved-beside", name=row["name"], other=row["beside"], way=way, then=then, now=now)


def moves_table(study: Study, source: StudySource, figure: Figure, hidden: Iterable[str] = ()) -> Table:
    """Everything that moved by one unit, without ``hidden`` classes: counts, what was expected, doubts."""
    unit, left_out = str(figure.question.params["unit"]), set(hidden)
    rows = [row for row in figure.result.rows if row["class"] not in left_out]
    now, then = figure.question.period, figure.question.before
    return Table(
        f"moved-{source.name}-{unit.replace(':', '-')}",
        say("table-moved", source=source.feed.title, areas=unit_words(unit)),
        (
            Column("Kind"),
            Column("Area"),
            Column(then.short_label, True),
            Column(now.short_label, True),
            Column("Had it gone with the rest", True),
            Column("Perhaps only on the map"),
        ),
        tuple(
            (
                (Run(subject_of(source, row["class"]).name),),
                (Run(row["name"]),),
                *(runs(linked(row[side], figure.hash)) for side in ("before", "now")),
                runs(linked(round(row["expected"]), figure.hash)),
                (Run(plain(" ".join(_doubts(row, figure)))),),
            )
            for row in rows[:MOST_ROWS]
        ),
        note=say("table-moved-more", shown=MOST_ROWS, rows=len(rows)) if len(rows) > MOST_ROWS else "",
        source=source_line(study, source, figure),
    )
