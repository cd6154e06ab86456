"""Parts of a place's rows that are no area, of which a public assessment tells counts.

In: a study for the public, one of its sources, the units its areas are told by. Out: each count with its
class, its months and the part as the register of releases names it: inside and outside known times of the
year, in the most deprived areas, in the others and without the busiest, with a flag and without it.

How it misleads: a part is one from release to release by its name; deprived areas of another edition, or
another busiest one, are another part.
"""

from collections.abc import Iterable, Mapping

from wardmote.measuring.drafting.disclosure import public_findings
from wardmote.measuring.drafting.people import find_flags
from wardmote.measuring.drafting.places import find_deprivation
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.times import find_windows
from wardmote.measuring.drafting.told_numbers import carried_by_one, flag_shares
from wardmote.measuring.figures.inquiry import Figure

MARK = ", "
PartCount = tuple[str, str, str, int]
"""Class, part, months, count."""


def parts_told(study: Study, source: StudySource, units: Iterable[str]) -> Iterable[PartCount]:
    """Every count of a part that a sentence tells, or lets work out."""
    told = [finding for finding in find_windows(study)[0] if finding.feed == source.name]
    told += find_flags(study, source) if source.exact else []
    for unit in units:
        told += find_deprivation(study, source, unit)
    for finding in public_findings(study, told):
        figure = study.inquiry.asked[finding.figure]
        for share in flag_shares(study, figure) if finding.question == "flag" else ():
            yield from _counts(share, _flagged(share))
        if finding.question == "deprivation":
            yield from _counts(figure, _deprived(figure))
        elif finding.question != "flag":
            yield from _counts(figure, _in_window(figure))


def _counts(figure: Figure, told: Mapping[str, int]) -> Iterable[PartCount]:
    asked = figure.question
    for name, count in told.items():
        yield asked.params["class"], f"{asked.area}{MARK}{name}", asked.period.code, count


def _in_window(figure: Figure) -> Mapping[str, int]:
    window, result = figure.question.params["window"], figure.result
    return {f"in {window}": result.inside, f"not in {window}": result.outside}


def _flagged(share: Figure) -> Mapping[str, int]:
    flag, result = share.question.params["flag"], share.result
    flagged = round(result.n * (result.value or 0))
    return {f"flagged {flag}": flagged, f"not flagged {flag}": result.n - flagged}


def _deprived(figure: Figure) -> Mapping[str, int]:
    result = figure.result
    name = f"most deprived of {result.edition}"
    told = {name: result.count, f"not {name}": result.rows - result.count}
    if carried_by_one(result):
        told[f"{result.busiest}, {name}"] = result.busiest_count
        told[f"{name}, but {result.busiest}"] = result.count - result.busiest_count
    return told


def renamed(area: str, old: str, new: str) -> str:
    """An area, or a part of it, as it is called where its place is called otherwise.

    >>> renamed("csp:1:a, in may", "csp:1:a", "csp:2:a"), renamed("csp:1:ab", "csp:1:a", "x")
    ('csp:2:a, in may', 'csp:1:ab')
    """
    place, mark, name = area.partition(MARK)
    return f"{new}{mark}{name}" if place == old else area
