"""Answers of a survey: one row for each respondent, a weight, and words that were ticked.

In: a table and its confirmed mapping. Out: a ``PartnerSource``: weights and, for each
question, 1 for an answer that counts, 0 for another one of its base, NaN for
every other (not asked, don't know). A row without a weight, or with one that is
no number above zero, is a reject; an answer outside ``base`` is counted in a note,
because a misspelt answer would otherwise vanish.
"""

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.sources.mapping import PartnerMapping, QuestionColumn, fold
from wardmote.measuring.sources.partner_source import PartnerSource, ragged_rows, what_became
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.sources.tables import SourceTable


def read_survey(table: SourceTable, mapping: PartnerMapping) -> PartnerSource:
    """Every respondent judged."""
    mapping.check_header(table)
    rejects = ragged_rows(table)
    weights = _weights(table, mapping.survey.weight, rejects)
    heading = mapping.columns.get("reference", "")
    first: dict[str, int] = {}
    for number, reference in zip(table.numbers, table.column(heading) if heading else (), strict=False):
        if reference and first.setdefault(reference, number) != number:
            rejects.append(
                Reject(number, heading, shape_of(reference), f"row {first[reference]} is the same respondent")
            )
    kept = ~np.isin(np.array(table.numbers), [reject.row for reject in rejects])
    notes: list[str] = []
    answers = {}
    for key, question in mapping.questions.items():
        column, note = _answers(table, key, question)
        answers[f"answer_{key}"] = column[kept]
        notes += [note] if note else []
    design = mapping.survey
    return PartnerSource(
        columns={"weight": weights[kept], **answers},
        facts={
            "wave": design.wave,
            "fieldwork": list(design.fieldwork) or None,
            "design_effect": design.design_effect,
            "mode": design.mode,
            "self_selected": design.self_selected,
            "questions": [[key, question.wording] for key, question in mapping.questions.items()],
        },
        **what_became(table, rejects, int(kept.sum())),
        notes=tuple(notes),
    )


def _weights(table: SourceTable, heading: str, rejects: list[Reject]) -> NDArray[np.float64]:
    """Each respondent's weight, 1 where none are given; what is no weight is rejected and not a number."""
    weights = np.ones(len(table.rows))
    for row, text in enumerate(table.column(heading) if heading else ()):
        try:
            weights[row] = float(text)
        except ValueError:
            weights[row] = np.nan
        if not 0 < weights[row] < np.inf:
            reason = "not a weight above zero" if text else "no weight"
            rejects.append(Reject(table.numbers[row], heading, shape_of(text), reason))
            weights[row] = np.nan
    return weights


def _scores(table: SourceTable, key: str, question: QuestionColumn) -> tuple[NDArray[np.float64], str]:
    """1 for who reaches the score, 0 for who does not, NaN for who left one of the questions out."""
    points, strange = question.points, 0
    total = np.zeros(len(table.rows))
    for heading in question.columns:
        for row, word in enumerate(table.column(heading)):
            folded = fold(word)
            total[row] += points.get(folded, np.nan)
            strange += bool(folded) and folded not in points
    found = np.where(np.isnan(total), np.nan, total >= question.at_least)
    missing = int(np.isnan(found).sum())
    if not missing:
        return found, ""
    outside = f" Answers without points: {strange:,}." if strange else ""
    return found, f"{key}: {missing:,} did not answer every question of the score.{outside}"


def _answers(table: SourceTable, key: str, question: QuestionColumn) -> tuple[NDArray[np.float64], str]:
    if question.points:
        return _scores(table, key, question)
    others = 0
    found = np.full(len(table.rows), np.nan)
    for row, word in enumerate(table.column(question.column)):
        folded = fold(word)
        if folded in question.base:
            found[row] = folded in question.yes
        elif folded:
            others += 1
    if not others:
        return found, ""
    return found, f"{question.column}: {counted(others, 'answer is', 'answers are')} outside its base."
