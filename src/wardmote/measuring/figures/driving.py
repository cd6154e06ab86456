"""Who drives it: the change of a class divided by its parts, by areas, and by hours of the day."""

from dataclasses import dataclass, replace

import numpy as np

from wardmote.measuring.analysis.aoristic import hour_weights
from wardmote.measuring.analysis.driving import Driven, drive
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.changing import comparison_caveats
from wardmote.measuring.figures.comparable import comparable_parts, compared_series, refuse_incomparable
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.moving import judged_moves, moved_areas
from wardmote.measuring.figures.placing import counted_by, precision_caveats
from wardmote.measuring.figures.rows import asked, incidents_of
from wardmote.measuring.figures.series import ALL, Series, classes_in

REST = "rest"
"""The part that is the class without its named parts."""
BLOCKS = ("00:00 to 06:00", "06:00 to 12:00", "12:00 to 18:00", "18:00 to 24:00")


@dataclass(frozen=True, kw_only=True)
class ByArea(Driven):
    """As ``Driven``, with the areas' names; ``unplaced`` rows (before, now) lie in no area of the unit.

    Which areas stand out is judged with all classes of the source (``moves``); ``judged``: whether any was.
    """

    names: dict[str, str]
    unplaced: tuple[int, int]
    judged: bool = True


@method("change_by_part", title="What each part of a class added to its change, in percentage points")
def change_by_part(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The class's parts (for ``all`` the top classes) now against before; what has no part is ``rest``."""
    against = question.before
    key = question.params["class"]
    parts = _parts(inquiry, question, against)
    if not parts or (key == ALL and len(parts) < 2):
        raise Refusal("This class has no parts in these records.", found=key)
    refuse_incomparable(inquiry, question, key, *parts)
    pairs = {k: compared_series(inquiry, question, k) for k in (key, *parts)}
    before, now = ({k: pair[side] for k, pair in pairs.items()} for side in (0, 1))
    result = drive(_with_rest(before, key, parts), _with_rest(now, key, parts))
    loads = frozenset().union(*(s.loads for s in (*now.values(), *before.values())))
    return InquiryAnswer(_with_periods(result, inquiry, question), loads)


def _parts(inquiry: Inquiry, question: Question, against: Period) -> tuple[str, ...]:
    feed, key = question.params["feed"], question.params["class"]
    if key == ALL:
        return comparable_parts(inquiry, question)
    seen: set[str] = set()
    for period in (question.period, against):
        seen |= set(classes_in(inquiry, feed, area=question.area, period=period))
    return tuple(sorted(k for k in seen if k in offence_classes() and offence_classes()[k].parent == key))


def _with_rest(found: dict[str, Series], key: str, parts: tuple[str, ...]) -> dict[str, int]:
    counts = {part: found[part].total for part in parts}
    rest = found[key].total - sum(counts.values())
    return counts | ({REST: rest} if rest > 0 else {})


@method("change_by_area", title="What each area added to the change, in percentage points", version=2)
def change_by_area(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Areas of ``unit`` now against before; rows in no area of the unit are told, not divided. Those that
    stand out are those that moved (``moves``)."""
    against = question.before
    refuse_incomparable(inquiry, question, question.params["class"])
    now = counted_by(inquiry, question)
    before = counted_by(inquiry, replace(question, period=against, against=None))
    keys = [str(area) for area in now.areas]
    result = drive(
        dict(zip(keys, before.by_area, strict=True)),
        dict(zip(keys, now.by_area, strict=True)),
    )
    judged, moved = moved_areas(inquiry, question)
    rows = tuple({**row, "p": moved.get(row["part"], 1.0)} for row in result.rows)
    result = replace(result, rows=rows, standing_out=tuple(moved) if rows else ())
    units = inquiry.evidence.units(inquiry.place(question.area), question.params["unit"])
    names = {str(area.id): area.name or area.id.code for area in units}
    told = _with_periods(result, inquiry, question)
    told = replace(told, caveats=(*told.caveats, *precision_caveats(inquiry, question)))
    by_area = ByArea(
        **Driven.fields_of(told),
        names={key: names.get(key, key) for key in keys},
        unplaced=(int(before.unplaced.sum()), int(now.unplaced.sum())),
        judged=judged,
    )
    return InquiryAnswer(by_area, now.loads | before.loads | judged_moves(inquiry, question).loads)


@method("change_by_hour", title="What each quarter of the day added to the change, in percentage points")
def change_by_hour(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows spread over the hours they can have happened in, added up by six hours and rounded."""
    against = question.before
    rows = incidents_of(inquiry, question)
    found = []
    for period in (against, question.period):
        mask = asked(rows, question, period)
        weights = np.array(hour_weights(rows.start[mask], rows.end[mask]).weights)
        found.append({name: round(float(weights[i * 6 : i * 6 + 6].sum())) for i, name in enumerate(BLOCKS)})
    return InquiryAnswer(_with_periods(drive(*found), inquiry, question), rows.loads)


def _with_periods(result: Driven, inquiry: Inquiry, question: Question) -> Driven:
    """What the periods bring; periods of different lengths cannot be divided into points."""
    if len(question.before.months) != len(question.period.months):
        reason = "The two periods are of different lengths, so points of one cannot be told from the other."
        return replace(
            result, status=Status.NOT_COMPARABLE, reason=reason, value=None, rows=(), standing_out=()
        )
    return replace(result, caveats=(*result.caveats, *comparison_caveats(inquiry, question)))
