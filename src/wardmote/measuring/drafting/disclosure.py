"""What a public assessment hides: small numbers of partners' rows, and what would give them away.

In: a study and counts that would stand together in one table. Out: the same
counts with None where a number is hidden. For partners, and for sources that
are open at that grain already (police.uk), nothing is hidden. Thresholds:
domain notes 4.7 (5 in general, 10 for sensitive classes and flags).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

import numpy as np

from wardmote.measuring.analysis.suppression import Shown, suppress
from wardmote.measuring.catalogue.classes import offence_class, with_parts
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.told_numbers import areas_named, told_numbers
from wardmote.measuring.drafting.words import spelled
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL, series
from wardmote.measuring.sources.public_words import is_public
from wardmote.measuring.store.receipts import Receipt

PUBLIC = "public"
OPEN_SOURCES = ("police-uk",)
GENERAL, SENSITIVE = 5, 10
SENSITIVE_CLASSES = ("sexual-offences",)
SENSITIVE_SUBJECTS = (*SENSITIVE_CLASSES, "domestic", "hate")
HIDDEN = "hidden"


def hides(study: Study, source: StudySource) -> bool:
    """Whether small numbers of this source are hidden in this assessment."""
    return study.audience == PUBLIC and source.feed.source not in OPEN_SOURCES


def least_shown(keys: Collection[str]) -> int:
    """From which count on these classes together may be told."""
    sensitive = frozenset().union(*map(with_parts, SENSITIVE_CLASSES))
    return SENSITIVE if keys and sensitive.issuperset(keys) else GENERAL


def number_words(study: Study, source: StudySource, count: int) -> str:
    """A number of the source's rows in a sentence; a small one for the public as no number."""
    least = least_shown([source.widest])
    return (
        say("fewer-than", least=spelled(least))
        if hides(study, source) and 0 < count < least
        else f"{count:,}"
    )


def safe_counts(study: Study, source: StudySource, counts: Sequence[int]) -> tuple[int | None, ...]:
    """One column of a table whose total is published beside it."""
    if not hides(study, source) or not counts:
        return tuple(counts)
    hidden = suppress([list(counts)], threshold=GENERAL)
    return hidden.cells[0]


def hidden_classes(study: Study, source: StudySource) -> frozenset[str]:
    """Classes of which nothing is told: small in a period that is shown, or needed to protect one that is.

    Judged over every period the assessment counts, so that no period gives another away.
    """
    if not hides(study, source):
        return frozenset()
    periods = periods_counted(study, source)
    known = (source.name, source.classes, *(period.code for period in periods))
    if known not in study.hidden:
        study.hidden[known] = _hidden_classes(study, source, periods)
    return study.hidden[known]


def _hidden_classes(study: Study, source: StudySource, periods: Sequence[Period]) -> frozenset[str]:
    table = [[_rows(study, source, key, period) for key in source.top] for period in periods]
    cells = suppress(table, threshold=GENERAL).cells
    hidden = {key for i, key in enumerate(source.top) if any(row[i] is None for row in cells)}
    hidden |= {
        key
        for key in (*source.classes, *source.whole)
        for period in periods
        if 0 < _rows(study, source, key, period) < least_shown([key])
    }
    hidden |= _company(source, hidden & set(source.top), table)
    return frozenset(hidden | _hidden_parts(study, source, hidden))


def _hidden_parts(study: Study, source: StudySource, hidden: Collection[str]) -> set[str]:
    """Parts of a class that would give each other, the rest of it, or the class itself away."""
    found: set[str] = set()
    for key in source.top:
        parts = [each for each in source.classes if offence_class(each).parent == key]
        if not parts or key in hidden:
            found.update(parts)
            continue
        table = []
        for period in periods_counted(study, source):
            counts = [_rows(study, source, each, period) for each in parts]
            table.append([*counts, _rows(study, source, key, period) - sum(counts)])
        cells = suppress(table, threshold=least_shown([key])).cells
        found |= {part for i, part in enumerate(parts) if any(row[i] is None for row in cells)}
    return found


def _company(source: StudySource, hidden: set[str], table: Sequence[Sequence[int]]) -> set[str]:
    """The next smallest classes, where too little is hidden for the total not to give it away."""
    more: set[str] = set()
    for row in table:
        rest = sorted((n, key) for n, key in zip(row, source.top, strict=True) if key not in hidden | more)
        while hidden and rest and not _covered(source, hidden | more, row):
            more.add(rest.pop(0)[1])
    return more


def _covered(source: StudySource, hidden: set[str], row: Sequence[int]) -> bool:
    counts = [n for n, key in zip(row, source.top, strict=True) if key in hidden]
    return len(counts) > 1 and sum(counts) >= SENSITIVE


def periods_counted(study: Study, source: StudySource) -> tuple[Period, ...]:
    """The periods of which the assessment prints counts: its own, and the two it compares."""
    compared = (source.compared.period, source.compared.against) if source.compared else ()
    return tuple(dict.fromkeys((study.period, *compared)))


def _rows(study: Study, source: StudySource, key: str, period: Period) -> int:
    figure = study.inquiry.ask("count", study.area, period, feed=source.name, **{"class": key})
    return int(figure.result.value)


def months_shown(study: Study, source: StudySource, key: str) -> bool:
    """Whether a class can be shown month by month, beside the months compared with: no number of it is
    hidden in the table of all."""
    if not hides(study, source):
        return True
    if key in hidden_classes(study, source):
        return False
    keys = [*source.top] if key in (*source.top, ALL) else [key]
    for period in periods_charted(study, source):
        step = ("public months", study.area, source.name, period.code, *keys)
        cells = study.inquiry.once(step, partial(_safe_months, study, source, keys, period))
        rows = dict(zip(keys, cells, strict=True))
        wanted = rows.values() if key == ALL else [rows[key]]
        if any(cell is None for row in wanted for cell in row):
            return False
    return True


def periods_charted(study: Study, source: StudySource) -> tuple[Period, ...]:
    """The periods that stand month by month in a chart."""
    return tuple(dict.fromkeys((study.period, *([source.compared.against] if source.compared else ()))))


def _safe_months(study: Study, source: StudySource, keys: Sequence[str], period: Period) -> tuple[Shown, ...]:
    """The classes by month as they may stand beside their totals."""
    table = [series(study.inquiry, source.name, key, area=study.area, period=period).by_month for key in keys]
    return suppress(np.array(table), threshold=GENERAL).cells


def hours_shown(study: Study, source: StudySource, figure: Figure) -> bool:
    """Whether a chart of hours may stand: no hour of it, here or among other records, is a small number.

    Shares are printed beside a published total, so an hour's rows can be worked out from them.
    Hours of flagged rows are not charted for the public: set against the class's own they give the rest away.
    """
    if not hides(study, source):
        return True
    flagged, key = figure.question.params.get("flag"), figure.question.params["class"]
    least = SENSITIVE if key in SENSITIVE_SUBJECTS else GENERAL
    weights = (*figure.result.weights, *figure.result.weights_others)
    return not flagged and not any(0 < weight < least for weight in weights)


def neutral_names(study: Study, receipts: Iterable[Receipt]) -> Mapping[str, str]:
    """What each load's file is called in the assessment: for the public its number and source, no name."""
    ordered = sorted(receipts, key=lambda receipt: (receipt.source, receipt.file_sha256, receipt.sha256))
    if study.audience != PUBLIC:
        return {receipt.sha256: receipt.name for receipt in ordered}
    return {
        receipt.sha256: say("file-number", number=str(number))
        for number, receipt in enumerate(ordered, start=1)
    }


def refuse_unconfirmed_words(study: Study) -> None:
    """``Refusal`` where a public assessment would print what nobody confirmed as public: how many words of
    which source, never the words, since what is refused is kept and told to others."""
    found = study.inquiry.evidence.unconfirmed_words(study.place) if study.audience == PUBLIC else {}
    for feed, words in found.items():
        raise Refusal(
            "Nobody has confirmed that the public may read what this source calls things.",
            where=f"mappings/{feed}.toml" if is_public(feed, ()) else "a mapping",
            found=f"{counted(len(words), 'name', 'names')} (of the source, its areas or attributes) that "
            "could be a person's",
            todo="Look through them, and confirm them where what its columns mean is explained, or write "
            'public = ["..."] in the mapping.',
        )


def told_replies(study: Study, counts: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Labels of replies with their counts; for the public none that few gave, nor one that gives it away."""
    if study.audience != PUBLIC or not counts:
        return tuple(counts)
    (cells,) = suppress([[n for _, n in counts]], threshold=GENERAL).cells
    return tuple((label, n) for (label, _), n in zip(counts, cells, strict=True) if n is not None)


def public_findings(study: Study, findings: Sequence[Finding]) -> list[Finding]:
    """Findings that may be published: none of a hidden class, none on a small count of partners' rows."""
    if study.audience != PUBLIC:
        return list(findings)
    hidden = {source.name: hidden_classes(study, source) for source in study.sources}
    opened = {source.name for source in study.sources if not hides(study, source)}
    return [f for f in findings if f.feed in opened or _may_show(study, f, hidden.get(f.feed, frozenset()))]


def _may_show(study: Study, finding: Finding, hidden: frozenset[str]) -> bool:
    subject, *flags = finding.id.split("/")[2:]
    if subject in hidden or (finding.question == "season" and not _is_charted(study, finding.feed, subject)):
        return False
    figure = study.inquiry.asked[finding.figure]
    if finding.question in ("area", "concentration") and _names_a_hidden_area(study, figure):
        return False
    least = SENSITIVE if set(flags) & set(SENSITIVE_SUBJECTS) else least_shown([subject])
    own = (n for n in (finding.count, finding.count_against) if n is not None)
    return not any(0 < n < least for n in (*own, *told_numbers(study, finding, figure)))


def _names_a_hidden_area(study: Study, figure: Figure) -> bool:
    """Whether an area that the table of areas does not show would be named with its number."""
    source, asked = study.source(figure.feed), figure.question
    unit, rows = asked.params["unit"], figure.result.rows
    named = areas_named(rows) if asked.method == "areas" else rows[:1]
    counted = series(
        study.inquiry, source.name, source.widest, area=asked.area, period=asked.period, unit=unit
    )
    shown = safe_counts(study, source, counted.by_area)
    hidden = {str(area) for area, count in zip(counted.areas, shown, strict=True) if count is None}
    return any(str(row["area"]) in hidden for row in named)


def _is_charted(study: Study, feed: str, key: str) -> bool:
    """Whether a sentence may name months with their numbers: where a chart of them may stand."""
    source = study.source(feed)
    return key in (*source.top, ALL) and months_shown(study, source, key)
