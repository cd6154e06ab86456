"""In what circumstances: flags, places' attributes, offenders and repeat victims of an exact feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.change import Comparison, compare_apart, judge_together, not_compared
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.offenders import contribution, few_offenders
from wardmote.measuring.analysis.rates import proportion
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.specialisation import ShareContrast, share_contrast
from wardmote.measuring.catalogue.classes import top_classes
from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.comparable import learned_from, told_beside, why_not, why_not_held
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.rows import (
    Mask,
    asked,
    compared_with,
    in_period,
    incidents_of,
    of_class,
    others,
)
from wardmote.measuring.figures.series import compared_months
from wardmote.measuring.store.partner_answers import Incidents

FEWEST = 20
FEWEST_TOLD = 5  # rows of a label
STANDS_OUT = 1.5
FALSE_DISCOVERIES = 0.05
LEAST_SHARE = 0.02
EPOCH = month_index(1970, 1)


@dataclass(frozen=True, kw_only=True)
class Contrast(Result):
    """``value`` how many times the share of the asked rows is the share of the others.

    ``rows`` has one entry per circumstance or place: name, count, share, count
    and share among the others, ratio, low, high, p (after false-discovery
    control). ``standing_out`` names those at least ``STANDS_OUT`` times and beyond chance.
    """

    base: int
    base_others: int
    rows: tuple[Mapping[str, object], ...]
    standing_out: tuple[str, ...]
    count: int = 0
    count_others: int = 0


def contrast(
    names: tuple[str, ...], mine: tuple[int, ...], theirs: tuple[int, ...], *, base: int, base_others: int
) -> Contrast:
    """Each name's share of the asked rows against its share of the others, judged together.

    ``count`` and ``count_others`` are over the standing-out names together.
    """
    whole: dict[str, Any] = {"n": base, "base": base, "base_others": base_others}
    if base < FEWEST or base_others < FEWEST:
        reason = f"{base} rows, set against {base_others} others, are too few to say where they stand out."
        return Contrast(status=Status.INSUFFICIENT, reason=reason, rows=(), standing_out=(), **whole)
    each = [share_contrast(a, base, b, base_others) for a, b in zip(mine, theirs, strict=True)]
    judged = benjamini_hochberg([r.p for r in each])
    counts = tuple(zip(names, mine, theirs, strict=True))
    rows = [_row(*count, found, p) for count, found, p in zip(counts, each, judged, strict=True)]
    out = tuple(name for (name, a, _), row in zip(counts, rows, strict=True) if _stands_out(row, a, base))
    count = sum(a for name, a, _ in counts if name in out)
    count_others = sum(b for name, _, b in counts if name in out)
    together = share_contrast(count, base, count_others, base_others)
    return Contrast(
        value=together.value if out else None,
        interval=together.interval if out else None,
        rows=tuple(rows),
        standing_out=out,
        count=count,
        count_others=count_others,
        **whole,
    )


def _row(name: str, count: int, count_others: int, found: ShareContrast, p: float) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    return {
        "name": name,
        "count": count,
        "share": found.share,
        "count_others": count_others,
        "share_others": found.share_other,
        "ratio": found.value,
        "low": low,
        "high": high,
        "p": float(p),
    }


def _stands_out(row: Mapping[str, Any], count: int, base: int) -> bool:
    """Beyond chance, enough rows to matter, and half as much again as elsewhere (or none elsewhere)."""
    more = row["count_others"] == 0 if row["ratio"] is None else row["ratio"] >= STANDS_OUT
    enough = count >= FEWEST // 2 and count / base >= LEAST_SHARE
    return bool(more and enough and row["p"] <= FALSE_DISCOVERIES)


@method("named_place", title="How many times the share that other records have in known places")
def named_place(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows of the class (and flag) by kind of named place, against ``against_feed`` or the feed's others."""
    place = inquiry.place(question.area)
    rows = incidents_of(inquiry, question)
    category = {area.name: area.category for area in inquiry.evidence.named_places(place)}
    if not category:
        raise Refusal(
            "No named places are loaded.",
            todo="Load them: ./wardmote load areas FILE --kind place --vintage ...",
        )
    theirs_rows, theirs = compared_with(inquiry, question, rows)
    loads = rows.loads | theirs_rows.loads
    mine = asked(rows, question)
    names = tuple(sorted(set(category.values())))
    own = _by_category(rows, mine, category)
    other = _by_category(theirs_rows, theirs, category)
    result = contrast(
        names,
        tuple(own.get(name, 0) for name in names),
        tuple(other.get(name, 0) for name in names),
        base=int(mine.sum()),
        base_others=int(theirs.sum()),
    )
    return InquiryAnswer(result, loads)


def _by_category(rows: Incidents, mask: Mask, category: Mapping[str, str]) -> dict[str, int]:
    names, at = rows.places
    counts = np.bincount(at[mask], minlength=len(names))
    out: dict[str, int] = {}
    for name, count in zip(names.tolist(), counts.tolist(), strict=True):
        if name in category:
            out[category[name]] = out.get(category[name], 0) + int(count)
    return out


@method("circumstance", title="How many times the share that other records have in such circumstances")
def circumstance(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows by each combination of the feed's place attributes (as lighting and cameras); unknown is shown."""
    rows = incidents_of(inquiry, question)
    names = tuple(sorted(rows.attributes))
    if not names:
        raise Refusal(
            "These records carry no attributes of places.", todo="Map them as [attributes] in the mapping."
        )
    mine, theirs = asked(rows, question), others(rows, question)
    columns = [np.where(rows.attributes[name] == "", "unknown", rows.attributes[name]) for name in names]
    known = [_labels_of(column[mine | theirs]) for column in columns]
    combos = tuple(product(*known))
    own, other = [], []
    for combo in combos:
        fits = np.logical_and.reduce([c == value for c, value in zip(columns, combo, strict=True)])
        own.append(int((mine & fits).sum()))
        other.append(int((theirs & fits).sum()))
    all_known = np.logical_and.reduce([column != "unknown" for column in columns])
    result = contrast(
        tuple(", ".join(f"{n} {v}" for n, v in zip(names, combo, strict=True)) for combo in combos),
        tuple(own),
        tuple(other),
        base=int((mine & all_known).sum()),
        base_others=int((theirs & all_known).sum()),
    )
    return InquiryAnswer(result, rows.loads)


def _labels_of(column: NDArray[np.str_]) -> list[str]:
    """The labels that enough rows carry to be told: a label is a cell too, whatever it is set against."""
    labels, counts = np.unique(column, return_counts=True)
    return [label for label in labels[counts >= FEWEST_TOLD].tolist() if label != "unknown"]


@method("flag_share", title="Share of a class that carries a flag")
def flag_share(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Flagged rows over all rows of the class; not recorded counts as not flagged, and the caveat says so."""
    rows = incidents_of(inquiry, question)
    flagged = asked(rows, question)
    whole = asked(
        rows, Question("", question.area, question.period, None, {"class": question.params["class"]})
    )
    result = proportion(int(flagged.sum()), int(whole.sum()))
    return InquiryAnswer(replace(result, caveats=(*result.caveats, "overlapping_flags")), rows.loads)


@method("flag_change", title="How many times the flagged rows before", version=3)
def flag_change(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Two periods of the flagged rows compared, judged with every flag of the source and with
    ``beside`` comparisons of other sources."""
    rows, key, flag = incidents_of(inquiry, question), question.params["class"], question.params["flag"]
    if reason := _why_not_compared(inquiry, question, key):
        before, now = (int(asked(rows, question, each).sum()) for each in (question.before, question.period))
        return InquiryAnswer(not_compared(reason, before=before, now=now), rows.loads)
    present = np.unique(rows.cls[in_period(rows, question.period) | in_period(rows, question.before)])
    keys = tuple(sorted({*top_classes(present.tolist()), key}))
    step = ("flag_change", question.params["feed"], keys, question.area, question.period, question.before)
    judged = inquiry.once((*step, told_beside(question)), lambda: _flags_judged(inquiry, question, keys))
    return InquiryAnswer(judged[key, flag], rows.loads)


def _flags_judged(
    inquiry: Inquiry, question: Question, keys: Sequence[str]
) -> Mapping[tuple[str, str], Comparison]:
    """Every flag of every class that may be compared, all judged together."""
    found: dict[tuple[str, str], Comparison] = {}
    for key in keys:
        if _why_not_compared(inquiry, question, key):
            continue
        found |= _flags_apart(inquiry, question, key)
    judged = judge_together(tuple(found.values()), beside=told_beside(question))
    return dict(zip(found, judged, strict=True))


def _why_not_compared(inquiry: Inquiry, question: Question, key: str) -> str:
    """Why its class may not be compared, as a sentence; "" where it may."""
    return why_not(inquiry, question, key) or why_not_held(question, learned_from(inquiry, question, key))


def _flags_apart(inquiry: Inquiry, question: Question, key: str) -> dict[tuple[str, str], Comparison]:
    """Each flag by itself; how months vary is learned from its class, whose rows it shares."""
    rows, months = incidents_of(inquiry, question), learned_from(inquiry, question, key).months
    flags, whole = sorted(rows.flags), of_class(rows, key)
    at = rows.start.astype("datetime64[M]").astype(np.int64) + EPOCH
    counts = np.array(
        [
            [np.count_nonzero(at[mask] == month) for month in months]
            for mask in (whole, *(whole & (rows.flags[flag] == 1) for flag in flags))
        ]
    )
    held = compared_months(counts, months, period=question.period, against=question.before)
    compared = compare_apart(held, [key] * len(counts), teach=[True] + [False] * len(flags))
    return dict(zip(((key, flag) for flag in flags), compared[1:], strict=True))


@method("offenders", title="How much of a change detected offenders account for, at least")
def offenders(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The few offenders whose detected offences rose most, and the change without them."""
    rows = incidents_of(inquiry, question)
    now, before = asked(rows, question), asked(rows, question, question.before)
    few = few_offenders(_keys(rows, before), _keys(rows, now), before=int(before.sum()), now=int(now.sum()))
    result = contribution(
        int(before.sum()),
        int(now.sum()),
        few.linked_before,
        few.linked_now,
        offenders=len(few.offenders),
    )
    return InquiryAnswer(result, rows.loads)


def _keys(rows: Incidents, mask: Mask) -> list[tuple[str, ...]]:
    """Offender keys of each row in the mask that names any."""
    columns = [keys[mask] for keys in rows.offenders]
    return (
        [tuple(key for key in row if key) for row in zip(*columns, strict=True) if any(row)]
        if columns
        else []
    )


@dataclass(frozen=True, kw_only=True)
class Repeats(Result):
    """``value``: incidents against repeat victims as a share of incidents with a known victim."""

    incidents: int
    victims: int
    repeat_victims: int


@method("repeat_victims", title="Share of incidents against people harmed more than once")
def repeat_victims(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Incidents against victims seen at least twice in the period / incidents with a known victim (3.15)."""
    rows = incidents_of(inquiry, question)
    keys = rows.victim[asked(rows, question)]
    keys = keys[keys != ""]
    _, counts = np.unique(keys, return_counts=True)
    again = int(counts[counts > 1].sum())
    share = proportion(again, len(keys))
    result = Repeats(
        value=share.value,
        interval=share.interval,
        n=len(keys),
        status=share.status,
        reason=share.reason,
        incidents=len(keys),
        victims=len(counts),
        repeat_victims=int((counts > 1).sum()),
    )
    return InquiryAnswer(result, rows.loads)
