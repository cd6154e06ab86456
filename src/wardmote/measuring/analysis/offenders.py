"""A few offenders, much of a rise: what detected offenders account for, at least.

In: counts of two equal periods and how many of each were linked to the same few
offenders; or, to find them, the hashed offender keys of each linked record.
Out: ``Contribution`` with the count without them, and ``FewOffenders``.

Share = (linked now - linked before) / (now - before), never clipped: above 1
the rest fell (domain notes 3.14). ``few_offenders`` takes offenders by how much
their linked records rose, until ``ENOUGH`` of the rise is covered, then those
who rose nearly as much; at most ``most``, each by at least ``LEAST`` records. It
finds nothing when as many others stopped: that is turnover, not a cause.

Errors: linked records above the count are a ``Refusal``; no change is
``undefined``; a fall, fewer than ``FEWEST_LINKED`` linked records now or less
than ``LEAST_SHARE`` of the rise is ``insufficient``, and so is what rests on
fewer than ``FEWEST_SHOWN`` offenders for everyone outside the register of
managed offenders (``contribution_for_register``); no key is ever part of a
``Contribution``.

How it misleads: only detected offences are linked, so a share is "at least",
and it rises with detection: an arrest makes the link. "Without them" assumes
that nobody takes their place. Offenders picked after the fact look exceptional.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST_SHOWN = 3
ENOUGH = 0.8
MOST_OF_IT = 0.5
NEARLY = 0.5
LEAST = 5
FEWEST_LINKED = 20
LEAST_SHARE = 0.2

Keys = Sequence[Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Contribution(Result):
    """``value`` share of the change (1 = all of it), a floor. ``without_...``: the counts without the linked
    records; ``change_without`` their change (-0.017 = 1.7 % down); ``linked_share``: of the records now,
    how many are linked to these offenders. All None where it may not be shown."""

    before: int
    now: int
    offenders: int | None = None
    without_before: int | None = None
    without_now: int | None = None
    change_without: float | None = None
    linked_share: float | None = None


@dataclass(frozen=True, kw_only=True)
class FewOffenders(Result):
    """``offenders`` their keys (restricted: never print them); ``value`` the share of the rise they cover."""

    offenders: tuple[str, ...] = ()
    linked_before: int = 0
    linked_now: int = 0


def contribution(
    before: int, now: int, attributed_before: int, attributed_now: int, *, offenders: int
) -> Contribution:
    """How much of the change from before to now the offenders' linked records make, as far as it may be told.

    >>> three = contribution(600, 730, 16, 156, offenders=3)
    >>> round(three.value, 3), three.without_before, three.without_now, round(three.change_without, 3)
    (1.077, 584, 574, -0.017)
    >>> contribution(600, 730, 16, 156, offenders=2).value is None
    True
    """
    told = contribution_for_register(before, now, attributed_before, attributed_now, offenders=offenders)
    if offenders >= FEWEST_SHOWN or told.status != Status.OK:
        return told
    reason = f"It rests on fewer than {FEWEST_SHOWN} offenders and is not shown outside their register."
    return _untold(before, now, Status.INSUFFICIENT, reason)


def contribution_for_register(
    before: int, now: int, attributed_before: int, attributed_now: int, *, offenders: int
) -> Contribution:
    """The same for those inside the register of managed offenders only, however few they are."""
    if not (0 <= attributed_before <= before and 0 <= attributed_now <= now):
        found = f"{attributed_before} of {before}, {attributed_now} of {now}"
        raise Refusal("Linked records are part of all records.", found=found)
    if offenders == 0:
        reason = "No few offenders stand out among the detected ones."
        return _untold(before, now, Status.INSUFFICIENT, reason)
    if now == before:
        reason = "The count did not change, so there is no change to take a share of."
        return _untold(before, now, Status.UNDEFINED, reason)
    if thin := _thin(now - before, attributed_now - attributed_before, attributed_now):
        return _untold(before, now, Status.INSUFFICIENT, thin)
    without_before, without_now = before - attributed_before, now - attributed_now
    return Contribution(
        value=(attributed_now - attributed_before) / (now - before),
        n=before + now,
        assumptions=("nobody_takes_their_place",),
        caveats=("detected_only", "floor_share"),
        before=before,
        now=now,
        offenders=offenders,
        without_before=without_before,
        without_now=without_now,
        change_without=without_now / without_before - 1 if without_before else None,
        linked_share=attributed_now / now if now else None,
    )


def few_offenders(
    keys_before: Keys,
    keys_now: Keys,
    *,
    before: int | None = None,
    now: int | None = None,
    most: int = 5,
) -> FewOffenders:
    """The smallest set of at most ``most`` offenders whose linked records make most of a rise.

    Each record's keys in a row; ``before`` and ``now`` are all records, linked or
    not (the linked ones alone when not given).

    >>> rows_now = [("a",)] * 40 + [("b", "c")] * 30 + [("d",)] * 2
    >>> few = few_offenders([("a",)] * 2 + [("d",)] * 3, rows_now, before=100, now=165)
    >>> sorted(few.offenders), few.linked_before, few.linked_now
    (['a', 'b', 'c'], 2, 70)
    """
    rise = (len(keys_now) if now is None else now) - (len(keys_before) if before is None else before)
    old, new = _records(keys_before), _records(keys_now)
    gain = {key: new[key] - old[key] for key in {*old, *new}}
    ranked = sorted((key for key in gain if gain[key] >= LEAST), key=lambda key: (-gain[key], key))[:most]
    chosen = _chosen(ranked, gain, keys_before, keys_now, rise) if rise > 0 else []
    covered = _linked(keys_now, chosen) - _linked(keys_before, chosen)
    stopped = -sum(sorted(gain.values())[: len(chosen)])
    if not chosen or covered - max(stopped, 0) < MOST_OF_IT * rise:
        reason = "No few offenders make most of the rise." if rise > 0 else "The count did not rise."
        return FewOffenders(status=Status.INSUFFICIENT, reason=reason, n=len(keys_before) + len(keys_now))
    return FewOffenders(
        value=covered / rise,
        n=len(keys_before) + len(keys_now),
        caveats=("detected_only", "floor_share"),
        offenders=tuple(chosen),
        linked_before=_linked(keys_before, chosen),
        linked_now=_linked(keys_now, chosen),
    )


def _thin(rise: int, linked_rise: int, linked_now: int) -> str:
    """Why the linked records carry no statement about the rise, or nothing."""
    if rise < 0:
        return "The count did not rise."
    if linked_now < FEWEST_LINKED:
        return f"Fewer than {FEWEST_LINKED} records are linked to them: too few to say."
    if linked_rise < LEAST_SHARE * rise:
        return f"The linked records make less than {LEAST_SHARE:.0%} of the rise."
    return ""


def _chosen(
    ranked: Sequence[str], gain: dict[str, int], keys_before: Keys, keys_now: Keys, rise: int
) -> list[str]:
    """From the top until enough is covered, then any who rose nearly as much as the last one."""
    chosen: list[str] = []
    covered = 0
    for key in ranked:
        if covered >= ENOUGH * rise and gain[key] < NEARLY * gain[chosen[-1]]:
            break
        chosen.append(key)
        covered = _linked(keys_now, chosen) - _linked(keys_before, chosen)
    return chosen


def _records(keys: Keys) -> Counter[str]:
    return Counter(key for row in keys for key in set(row))


def _linked(keys: Keys, chosen: Collection[str]) -> int:
    """Records linked to any of the chosen; one with two of them counts once."""
    wanted = set(chosen)
    return sum(not wanted.isdisjoint(row) for row in keys)


def _untold(before: int, now: int, status: Status, reason: str) -> Contribution:
    return Contribution(n=before + now, status=status, reason=reason, before=before, now=now)
