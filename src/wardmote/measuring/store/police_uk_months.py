"""How whole the months of data.police.uk are: rows by month of each force, and doubts about them.

In: the versions that count (``releases``) and people's answers. Out: ``SourceMonths`` of whole files and of
each kind of extract apart, because an extract has fewer rows by its nature; and their ``Doubt``s. Only
receipts are read. Months that were loaded before receipts told classes are judged by all rows together.
"""

from collections.abc import Iterable, Mapping

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.sources.police_uk import FORCES_ELSEWHERE, STREET, TRANSPORT_POLICE
from wardmote.measuring.store.completeness import Doubt, DoubtAnswer, SourceMonths, doubts
from wardmote.measuring.store.receipts import Receipt
from wardmote.measuring.store.releases import LoadedMonth, versions


def force_title(force: str) -> str:
    """``hertfordshire`` as people say it."""
    return force.replace("-", " ").title()


def source_months(force: str, counting: Mapping[int, LoadedMonth]) -> tuple[SourceMonths, ...]:
    """The months of a force: those of whole files, and those of each extract."""
    parted: dict[str, dict[int, LoadedMonth]] = {}
    for month, version in sorted(counting.items()):
        parted.setdefault(str(version.part.facts.get("extract") or ""), {})[month] = version
    return tuple(_months(force, extract, held) for extract, held in sorted(parted.items()))


def _months(force: str, extract: str, held: Mapping[int, LoadedMonth]) -> SourceMonths:
    classes = sorted({cls for version in held.values() for cls in version.part.facts.get("classes", {})})
    told = all("classes" in version.part.facts for version in held.values())
    name, title = f"{POLICE_UK}/{force}", f"{force_title(force)} police"
    return SourceMonths(
        name=f"{name}/{slug(extract)}" if extract else name,
        title=f"{title} (part of a file: {extract})" if extract else title,
        words_of=POLICE_UK,
        country=FORCES_ELSEWHERE.get(force, "England"),
        rows={month: version.part.rows for month, version in held.items()},
        unlocated={month: int(version.part.facts["unlocated"]) for month, version in held.items()},
        by_class={
            cls: {month: int(version.part.facts["classes"].get(cls, 0)) for month, version in held.items()}
            for cls in (classes if told else ())
        },
        repeated={month: int(version.part.facts.get("repeated", 0)) for month, version in held.items()},
    )


def force_doubts(
    force: str, counting: Mapping[int, LoadedMonth], answers: Mapping[str, DoubtAnswer]
) -> tuple[Doubt, ...]:
    """Every doubt about a force's months that count."""
    return tuple(
        doubt for each in source_months(force, counting) for doubt in doubts(each, answers, steady=True)
    )


def doubts_of_receipts(
    receipts: Iterable[Receipt], answers: Mapping[str, DoubtAnswer], *, forces: Iterable[str] | None = None
) -> tuple[Doubt, ...]:
    """Doubts about every force of these loads, or about some forces."""
    counting: dict[str, dict[int, LoadedMonth]] = {}
    for (table, force, month), held in versions(receipts).items():
        if table == STREET and force != TRANSPORT_POLICE:
            counting.setdefault(force, {})[month] = held[-1]
    wanted = set(counting) if forces is None else set(forces) & set(counting)
    return tuple(doubt for force in sorted(wanted) for doubt in force_doubts(force, counting[force], answers))
