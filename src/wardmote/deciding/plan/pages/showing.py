"""What the plan's pages show, as values: passages with their links, reasons, measures."""

from collections.abc import Iterator
from dataclasses import dataclass

from wardmote.deciding.plan.exchange.document import NOT_SET, aim_words
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.number_checks import reasons_beside
from wardmote.deciding.plan.exchange.quoted import plain_of
from wardmote.deciding.plan.models import Fact, MeasureUse, PlanEdition, QualityNote
from wardmote.deciding.plan.models.parts import TEXT_PARTS, VISION
from wardmote.measuring.catalogue.measures import POLARITIES, Measure, measure


@dataclass(frozen=True)
class Piece:
    """Words of a passage; ``fact`` is what they are linked to, ``why`` why they are no statistic."""

    words: str
    fact: str = ""
    figure: str = ""
    why: str = ""


Paragraph = tuple[list[Piece], int, tuple[QualityNote, ...]]


def passages(edition: PlanEdition, file: EditionFile) -> list[tuple[str, str, list[Paragraph]]]:
    """Part, its heading, and its paragraphs in pieces, each with the number of its record and why a number in
    it stays that its fact does not bear out."""
    rows = [row for row in edition.statements.all() if row.part != VISION]
    known = frozenset(fact.key for fact in file.facts)
    return [
        (
            part,
            dict(TEXT_PARTS).get(part, part.capitalize()),
            [
                (list(pieces(row.words, known)), row.pk, reasons_beside(file, row.words))
                for row in rows
                if row.part == part
            ],
        )
        for part in dict.fromkeys(row.part for row in rows)
    ]


def pieces(text: str, known: frozenset[str]) -> Iterator[Piece]:
    """A passage cut at its links."""
    plain, links = plain_of(text)
    at = 0
    for link in links:
        if link.start > at:
            yield Piece(plain[at : link.start])
        if link.reason is not None:
            yield Piece(link.words, why=link.reason)
        elif link.to in known:
            yield Piece(link.words, fact=link.to)
        else:
            yield Piece(link.words, figure=link.to if len(link.to) == 64 else "")
        at = link.end
    if at < len(plain):
        yield Piece(plain[at:])


def reasons(file: EditionFile, key: str) -> list[tuple[Fact, str]]:
    """Every fact a priority rests on, with the words for its period."""
    return [(fact, period_words(fact)) for fact in file.facts_about(key)]


def period_words(fact: Fact) -> str:
    return f"{fact.period.label}{' (assumed: the plan prints none)' if fact.assumed_period else ''}"


@dataclass(frozen=True)
class MeasureShown:
    """A measure the edition uses, with its target in words."""

    indicator: MeasureUse
    measure: Measure
    better: str
    target: str


def measures_shown(file: EditionFile) -> list[MeasureShown]:
    """Every measure, in the plan's order, with the edition's own target; no target is "not set"."""
    targets = {target.measure: target for target in file.targets}
    found = []
    for indicator in file.indicators:
        for key in indicator.measures:
            one, target = measure(key), targets.get(key)
            aim = aim_words(target.value, target.by) if target else NOT_SET
            found.append(MeasureShown(indicator, one, POLARITIES[one.polarity], aim))
    return found
