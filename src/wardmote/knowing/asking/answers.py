"""Whole pages as values: everything a page shows, computed while the evidence is held.

In: an ``Query``. Out: ``AnswerPage`` values for the three pages; ``figures`` are the
hashes of every number said, to be kept so that its own page opens.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wardmote.knowing.asking import area_map, changes
from wardmote.knowing.asking.drivers import drivers_section
from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sections import (
    FigurePicture,
    Section,
    change_finding,
    compared_words,
    completeness_section,
    lead,
    level_section,
    outcome_section,
    season_section,
    signal_section,
)
from wardmote.knowing.asking.sentences import say
from wardmote.knowing.asking.where_changed import AreaChanges, where_changed
from wardmote.knowing.asking.where_when import where_section, window_words
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.wholeness import not_whole
from wardmote.measuring.drafting.words import figures_in
from wardmote.measuring.figures.inquiry import Figure, Inquiry
from wardmote.measuring.store.receipts import Receipt


@dataclass(frozen=True)
class AnswerPage:
    """``lead`` and sentences carry ties to figures; ``limits`` are the caveats in sentences."""

    title: str
    lead: str
    compared: tuple[str, ...]
    limits: tuple[str, ...]
    synthetic: bool
    figures: tuple[str, ...]
    pictures: tuple[FigurePicture, ...] = ()
    sections: tuple[Section, ...] = ()
    rows: tuple[changes.ClassRow, ...] = ()
    areas: tuple[area_map.AreaRow, ...] = ()
    moves: tuple[AreaChanges, ...] = ()
    sentences: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    columns: tuple[str, str] = ("", "")
    rated: bool = True
    unit: str = ""
    loads: tuple[Receipt, ...] = ()

    @property
    def every_picture(self) -> tuple[FigurePicture, ...]:
        return (*self.pictures, *(shown for section in self.sections for shown in section.pictures))


def table_page(asked: Query, *, sort: str, only: str) -> AnswerPage:
    """Every class at once."""
    everything = changes.class_rows(asked)
    rows = changes.arranged(everything, sort=sort, only=only)
    said = changes.headline(asked, everything)
    moves, unsaid = where_changed(asked)
    hashes = _hashes([said, *(line.words for line in moves)], (), [row.figure for row in everything])
    return AnswerPage(
        title=f"What changed in {asked.place.name}",
        lead=said,
        compared=changes.compared_words(asked.study),
        missing=(*changes.gaps(asked.study), *not_whole(asked.study), *unsaid),
        columns=changes.column_periods(asked.study),
        limits=_limits(asked, hashes),
        synthetic=asked.study.synthetic,
        figures=hashes,
        pictures=changes.change_pictures(asked),
        rows=rows,
        moves=moves,
        loads=_loads(asked, hashes),
    )


def measure_page(asked: Query) -> AnswerPage:
    """One measure in full."""
    if asked.source.classes and not asked.hidden:
        sections: tuple[Section, ...] = (
            level_section(asked),
            *outcome_section(asked),
            signal_section(asked),
            season_section(asked, windows=window_words(asked)),
            drivers_section(asked),
            where_section(asked),
            completeness_section(asked),
        )
        first, compared = lead(asked), compared_words(asked)
    else:
        sections = (completeness_section(asked),)
        first, compared = asked.hidden or _none_words(asked), ""
    found = change_finding(asked) if asked.source.classes and not asked.hidden else None
    subject = subject_of(asked.source, asked.key) if asked.source.classes else None
    sentences = [first, *(s for section in sections for s in section.sentences)]
    pictures = [shown for section in sections for shown in section.pictures]
    hashes = _hashes(sentences, pictures, [found.figure] if found else [])
    name = subject.name if subject else asked.measure.label if asked.measure else ""
    return AnswerPage(
        title=f"{name} in {asked.place.name}",
        lead=first,
        compared=(compared,) if compared else (),
        limits=_limits(asked, hashes),
        synthetic=asked.source.feed.synthetic,
        figures=hashes,
        sections=sections,
        loads=_loads(asked, hashes),
    )


def _none_words(asked: Query) -> str:
    return say("none-counted", place=asked.place.name, period=asked.period.label)


def map_page(asked: Query, unit: str, link: Callable[[str], str]) -> AnswerPage:
    """The areas of one unit, now and before."""
    found = area_map.mapped(asked, unit, link)
    hashes = _hashes(found.sentences, found.pictures, [figure.hash for figure in found.figures])
    return AnswerPage(
        title=found.title,
        lead=found.sentences[0] if found.sentences else "",
        compared=(),
        limits=_limits(asked, hashes),
        synthetic=asked.source.feed.synthetic,
        figures=hashes,
        pictures=found.pictures,
        areas=found.rows,
        sentences=found.sentences[1:],
        missing=found.missing,
        rated=found.rated,
        unit=unit,
        loads=_loads(asked, hashes),
    )


def _hashes(
    sentences: Iterable[str], pictures: Iterable[FigurePicture], more: Iterable[str]
) -> tuple[str, ...]:
    """Every figure said or drawn, once."""
    found = [hash_ for sentence in sentences for hash_ in figures_in(sentence)]
    return tuple(dict.fromkeys([*found, *(shown.figure for shown in pictures if shown.figure), *more]))


def _limits(asked: Query, hashes: Iterable[str]) -> tuple[str, ...]:
    """What limits these numbers, one sentence each, in the catalogue's order."""
    keys = {key for hash_ in hashes for key in asked.inquiry.asked[hash_].result.caveats}
    keys |= {"synthetic"} if asked.study.synthetic else set()
    return tuple(words for key, words in caveats().items() if key in keys)


def _loads(asked: Query, hashes: Iterable[str]) -> tuple[Receipt, ...]:
    """The loads that any number of the page rests on, by name."""
    used = {sha for hash_ in hashes for sha in asked.inquiry.asked[hash_].loads}
    return tuple(sorted(asked.inquiry.evidence.receipts_for(used), key=lambda receipt: receipt.name))


def figures_of(inquiry: Inquiry, page: AnswerPage) -> list[Figure]:
    """The page's figures, to be kept."""
    return [inquiry.asked[hash_] for hash_ in page.figures]
