"""Where it changed: the areas whose count of a class changed otherwise than the rest of the place did.

In: a source, a unit and two periods. Out: ``AreasMoved``: every such area and class, the clearest first,
judged over all areas of the unit and all classes of the source together (``analysis.moves``), each with what
speaks for rows that only stand elsewhere on the map now: how much of the move lies on one point, whether that
point is new or gone, and whether an area beside it moved about as much the other way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from wardmote.measuring.analysis.moves import FEWEST_MONTHS, AreaMoves, ClassByArea, area_moves
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.dispersions import usual_dispersion
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.figures.changing import comparison_caveats
from wardmote.measuring.figures.comparable import family, why_not
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.placing import counted_by, neighbours, precision_caveats
from wardmote.measuring.figures.series import ALL, Series, compared_months, months_around, series
from wardmote.measuring.store.answers import RowsAtPoints

ON_ONE_POINT = 0.5
"""From which share of a move on one point that point is told of."""
NONE_BESIDE: Mapping[str, Any] = {"beside": "", "beside_before": None, "beside_now": None}
AS_MUCH = (0.5, 2.0)
"""How much of a move an area beside it must have lost or won to be told of with it, at least and at most."""


@dataclass(frozen=True, kw_only=True)
class AreasMoved(Result):
    """``value`` areas and classes that moved, of ``looked`` that were judged; ``few`` had too few rows.

    ``rows``, the clearest first: class, area, name, before, now, expected (had it gone with the rest), p
    (allowing for all); ``point_share`` of the move that lies on one point (None where points are not known),
    ``point``: "new" or "gone" where that point had none before or has none now; ``beside``: the name of an
    area beside it that moved about as much the other way, with its counts, "" where there is none.
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    looked: int = 0
    few: int = 0


@dataclass(frozen=True)
class _UnitMoves:
    """What was judged of a unit: classes and areas of the arrays in ``moves``."""

    classes: tuple[str, ...]
    areas: tuple[AreaId, ...]
    moves: AreaMoves
    loads: frozenset[str]
    months: int


@method("moves", title="Areas that changed differently from the rest of the place")
def moves(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Areas of ``unit`` and classes of ``feed`` now against before, beside the rest of the place."""
    judged = judged_moves(inquiry, question)
    found = judged.moves
    order = sorted(zip(*np.nonzero(found.moved), strict=True), key=lambda at: (found.p[at], at))
    names = _names(inquiry, question)
    points = _points(inquiry, question) if order else None
    rows = tuple(
        {
            **_row(judged, at, names),
            **_at_points(question, judged, at, points),
            **_beside(judged, at, inquiry, question),
        }
        for at in order
    )
    looked = int(found.looked.sum())
    told = AreasMoved(
        value=len(rows),
        n=int((found.before + found.now)[_whole(judged)].sum()),
        rows=rows,
        looked=looked,
        few=int((found.before + found.now > 0).sum()) - looked,
        assumptions=("independent_events",),
        caveats=(
            *comparison_caveats(inquiry, question),
            *precision_caveats(inquiry, question),
        ),
    )
    if not looked:
        reason = "No area has enough rows of any kind to say whether it changed differently from the rest."
        if judged.months < FEWEST_MONTHS:
            reason = (
                f"{judged.months} months are held; under {FEWEST_MONTHS} do not tell how much areas vary."
            )
        told = replace(told, status=Status.INSUFFICIENT, value=None, reason=reason)
    return InquiryAnswer(told, judged.loads)


def judged_moves(inquiry: Inquiry, question: Question) -> _UnitMoves:
    """Every class of the question's feed by every area of its unit, judged once for all who ask."""
    feed, unit = question.params["feed"], question.params["unit"]
    step = ("moves", feed, unit, question.area, question.period, question.before)
    return inquiry.once(step, partial(_judge, inquiry, question))


def _judge(inquiry: Inquiry, question: Question) -> _UnitMoves:
    params = {**question.params, "class": ALL}
    for period in (question.period, question.before):
        counted_by(inquiry, replace(question, period=period, against=None, params=params))
    given: dict[str, ClassByArea] = {}
    loads: frozenset[str] = frozenset()
    areas: tuple[AreaId, ...] = ()
    months = 0
    keys = family(
        inquiry, question.params["feed"], area=question.area, period=question.period, against=question.before
    )
    for key in keys:
        if why_not(inquiry, question, key):
            continue
        found = _around(inquiry, question, key)
        areas, known = found.areas, _by_area(found, question, key)
        if known is not None:
            given[key] = known
            loads |= found.loads
            months = max(months, len(known.held.months))
    none = np.zeros((0, len(areas)))
    nothing = AreaMoves(none, none, none, none, none, none.astype(bool), none.astype(bool))
    judged = area_moves(list(given.values())) if given else nothing
    return _UnitMoves(tuple(given), areas, judged, loads, months)


def _around(inquiry: Inquiry, question: Question, key: str) -> Series:
    around = months_around(question.period, question.before)
    span = Period.of_months(around[0], around[-1])
    params = question.params
    return series(inquiry, params["feed"], key, area=question.area, period=span, unit=params["unit"])


def _by_area(found: Series, question: Question, key: str) -> ClassByArea | None:
    """The months compared that are known, and those around them in which the same areas are; None where
    there are none on one side. An area that is not known in a month compared counts for nothing."""
    before, now = (np.isin(found.months, list(each.months)) for each in (question.before, question.period))
    some = found.known.any(axis=1)
    if not (some & before).any() or not (some & now).any():
        return None
    alike = np.asarray(found.known[some & (before | now)].all(axis=0))
    kept = np.asarray(some & found.known[:, alike].all(axis=1))
    counts = np.where(alike[:, None], found.counts[kept].T, 0)
    months = [month for month, k in zip(found.months, kept, strict=True) if k]
    held = compared_months(counts, months, period=question.period, against=question.before)
    return ClassByArea(held, found.unplaced[kept].astype(float), usual_dispersion(key))


def _whole(judged: _UnitMoves) -> list[int]:
    """The row of everything together, or of every class where there is one only."""
    return [judged.classes.index(ALL)] if ALL in judged.classes else list(range(len(judged.classes)))


def _names(inquiry: Inquiry, question: Question) -> dict[AreaId, str]:
    units = inquiry.evidence.units(inquiry.place(question.area), question.params["unit"])
    return {area.id: area.name or area.id.code for area in units}


def _row(judged: _UnitMoves, at: tuple[int, int], names: Mapping[AreaId, str]) -> dict[str, Any]:
    area, found = judged.areas[at[1]], judged.moves
    return {
        "class": judged.classes[at[0]],
        "area": str(area),
        "name": names.get(area, area.code),
        "before": int(found.before[at]),
        "now": int(found.now[at]),
        "expected": float(found.expected[at]),
        "p": float(found.p_together[at]),
    }


# ---- what speaks for rows that only stand elsewhere on the map ----


def _points(inquiry: Inquiry, question: Question) -> RowsAtPoints | None:
    feed, unit = question.params["feed"], question.params["unit"]
    place = inquiry.place(question.area)
    return inquiry.once(
        ("points", feed, unit, question.area), lambda: inquiry.evidence.points(feed, place, unit)
    )


def _at_points(
    question: Question, judged: _UnitMoves, at: tuple[int, int], points: RowsAtPoints | None
) -> dict[str, Any]:
    """How much of the move lies on the one point that moved most."""
    if points is None or not len(points.point):
        return {"point_share": None, "point": ""}
    key, area, found = judged.classes[at[0]], judged.areas[at[1]], judged.moves
    mine = points.area == points.areas.index(area)
    if key != ALL:
        mine &= np.isin(points.cls, sorted(with_parts(key)))
    before, now = (
        np.bincount(
            points.point[mine & side], points.rows[mine & side], minlength=int(points.point.max()) + 1
        )
        for side in (np.isin(points.month, list(each.months)) for each in (question.before, question.period))
    )
    went = found.now[at] - found.expected[at]
    alike = found.expected[at] / found.before[at] if found.before[at] else 0.0
    share = (now - before * alike) / went
    most = int(share.argmax())
    others = before if went > 0 else now
    known = "" if others[most] else "new" if went > 0 else "gone"
    return {"point_share": min(1.0, float(share[most])), "point": known}


def _beside(
    judged: _UnitMoves, at: tuple[int, int], inquiry: Inquiry, question: Question
) -> Mapping[str, Any]:
    """The area beside it that went about as much the other way."""
    units = {a.id: a for a in inquiry.evidence.units(inquiry.place(question.area), question.params["unit"])}
    shapes = [units[area].geometry if area in units else None for area in judged.areas]
    if any(shape is None for shape in shapes):
        return NONE_BESIDE
    step = ("neighbours", question.params["unit"], question.area)
    near = inquiry.once(step, lambda: neighbours([shape for shape in shapes if shape is not None]))
    found = judged.moves
    excess = (found.now - found.expected)[at[0]]
    others = [int(i) for i in near[at[1]].indices if i != at[1]]
    as_much = {i: -float(excess[i] / excess[at[1]]) for i in others}
    like = [i for i in others if AS_MUCH[0] <= as_much[i] <= AS_MUCH[1]]
    if not like:
        return NONE_BESIDE
    most = min(like, key=lambda i: (abs(as_much[i] - 1), i))
    area = judged.areas[most]
    before, now = int(found.before[at[0], most]), int(found.now[at[0], most])
    return {"beside": units[area].name or area.code, "beside_before": before, "beside_now": now}


def moved_areas(inquiry: Inquiry, question: Question) -> tuple[bool, dict[str, float]]:
    """Whether any area of the question's class was judged; p of each that moved, the clearest first."""
    judged, key = judged_moves(inquiry, question), question.params["class"]
    if key not in judged.classes:
        return False, {}
    at, found = judged.classes.index(key), judged.moves
    order = sorted(np.flatnonzero(found.moved[at]), key=lambda i: (found.p[at, i], i))
    return bool(found.looked[at].any()), {str(judged.areas[i]): float(found.p_together[at, i]) for i in order}
