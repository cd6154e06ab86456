"""Rows that an earlier public release counted under another name: another feed, another id of the place.

In: a new release and those before it. Out: those before with their counts once more under the new one's
names, where they may be of the same rows: the place has mostly the same members, or an id of another kind or
edition; and the class's numbers of the longest months in common are near each other (``NEAR`` apart in the
same months, ``LIKE_RATE`` times as many a month in others). Where no number can be set beside another, as for
a ward inside an earlier release's town, a feed that is gone from the new one may be the same.

How it misleads: it goes by numbers. Other rows of like numbers are taken for the same; the same rows with
many added are not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wardmote.measuring.drafting.parts_told import renamed
from wardmote.measuring.drafting.public_counts import GivenAway, PublicCount, PublicRelease, given_away

NEAR, NEAR_SHARE = 3, 0.1
LIKE_RATE = 1.5
MOSTLY = 0.5


def given_away_by_any_name(new: PublicRelease, before: Sequence[PublicRelease]) -> tuple[GivenAway, ...]:
    """The small numbers that the new release tells together with those before it, whatever their rows were
    called in these."""
    found = given_away(new, before)
    alike = [as_now_named(new, earlier) for earlier in before]
    return found or (given_away(new, alike) if alike != list(before) else ())


def as_now_named(new: PublicRelease, earlier: PublicRelease) -> PublicRelease:
    """An earlier release with what may be the new one's rows under the new one's names as well; itself where
    there are none."""
    one = _one_place(new, earlier)
    if not one and new.area not in earlier.areas and earlier.area not in new.areas:
        return earlier
    named = replace(earlier, area=new.area) if one else earlier
    moved = [replace(each, area=renamed(each.area, earlier.area, named.area)) for each in earlier.counts]
    more: dict[PublicCount, None] = {}
    for theirs in dict.fromkeys(each.feed for each in moved):
        for mine in dict.fromkeys(each.feed for each in new.counts):
            more |= dict.fromkeys(_renamed(new, moved, theirs, mine))
    more = {each: None for each in more if each not in earlier.counts}
    return replace(named, counts=(*earlier.counts, *more)) if more else earlier


def _one_place(new: PublicRelease, earlier: PublicRelease) -> bool:
    """Whether both are of one place, or may be, as far as their ids and members tell."""
    if new.area == earlier.area:
        return True
    mine, theirs = ({each.rpartition("/")[0] for each in some.members} for some in (new, earlier))
    if shared := mine & theirs:
        own, other = (
            {each for each in some.members if each.rpartition("/")[0] in shared} for some in (new, earlier)
        )
        return len(own & other) >= MOSTLY * len(own | other)
    kinds = {release.area.rpartition(":")[0] for release in (new, earlier)}
    return len(kinds) == 2 and new.area not in earlier.areas and earlier.area not in new.areas


def _renamed(
    new: PublicRelease, moved: Sequence[PublicCount], theirs: str, mine: str
) -> Iterable[PublicCount]:
    """Counts of an earlier feed under the name of a new one, class by class."""
    own = [each for each in new.counts if each.feed == mine]
    other = [each for each in moved if each.feed == theirs]
    if theirs != mine:
        went_on = [each for each in new.counts if each.feed == theirs]
        if any(each.feed == mine for each in moved) or (went_on and _any_alike(went_on, other)):
            return
    for key in dict.fromkeys(each.key for each in other):
        some = [each for each in other if each.key == key]
        if _alike([each for each in own if each.key == key], some) is not False:
            yield from (replace(each, feed=mine) for each in some)


def _any_alike(own: Sequence[PublicCount], other: Sequence[PublicCount]) -> bool:
    keys = {each.key for each in own}
    return any(
        _alike([each for each in own if each.key == key], [each for each in other if each.key == key])
        for key in keys
    )


def _alike(own: Sequence[PublicCount], other: Sequence[PublicCount]) -> bool | None:
    """Whether counts of one class may be of the same rows; None where none can be set beside another."""
    pairs = [(a, b) for a in own for b in other if a.area == b.area and a.months & b.months]
    longest = max((len(a.months & b.months) for a, b in pairs), default=0)
    told = [_near(a, b) for a, b in pairs if len(a.months & b.months) == longest]
    return 2 * sum(told) >= len(told) if told else None


def _near(one: PublicCount, other: PublicCount) -> bool:
    if one.months == other.months:
        apart = abs(one.count - other.count)
        return apart <= max(NEAR, NEAR_SHARE * max(one.count, other.count))
    rates = sorted(each.count / len(each.months) for each in (one, other))
    return rates[1] <= LIKE_RATE * rates[0]
