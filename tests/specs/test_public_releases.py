"""Successive public releases: the worked values of domain notes 4.7, other areas, three releases together."""

from dataclasses import replace

import pytest

from wardmote.measuring.drafting.public_counts import PublicCount, PublicRelease, given_away
from wardmote.measuring.drafting.same_rows import given_away_by_any_name

TOWN, WARD = "district:2008:99SY", "ward:2008:99SYAA"
APRIL, MAY, BOTH = "2007-04:2007-04", "2007-05:2007-05", "2007-04:2007-05"
Counts = dict[tuple[str, str, str], int]


def release(counts: Counts, *, area: str = TOWN, areas: tuple[str, ...] = (WARD,)) -> PublicRelease:
    rows = tuple(PublicCount("records", key, where, period, n) for (key, where, period), n in counts.items())
    return PublicRelease("Town", area, BOTH, areas, (), rows)


# ward totals for April and May, then for April alone: blocked if May alone is 2, not if it is large or 0
@pytest.mark.parametrize(("april", "given"), [(38, 1), (40, 0), (30, 0)])
def test_a_month_alone_is_blocked_when_the_other_month_is_two(april: int, given: int) -> None:
    before = release({("burglary", WARD, BOTH): 40})
    assert len(given_away(release({("burglary", WARD, APRIL): april}), [before])) == given


def test_the_same_release_again_gives_nothing_away() -> None:
    both = release({("burglary", TOWN, BOTH): 40, ("burglary", TOWN, APRIL): 38})
    assert given_away(both, [both]) == ()


def test_a_ward_beside_its_town_tells_of_the_rest_of_the_town() -> None:
    town = release({("burglary", TOWN, BOTH): 40})
    for counted, given in ((38, 1), (30, 0)):
        ward = release({("burglary", WARD, BOTH): counted}, area=WARD, areas=())
        assert len(given_away(ward, [town])) == given
        assert len(given_away(town, [ward])) == given, "in whichever order they come"


def test_a_ward_of_another_town_tells_nothing() -> None:
    other = release({("burglary", WARD, BOTH): 38}, area=WARD, areas=())
    assert given_away(other, [release({("burglary", TOWN, BOTH): 40}, areas=())]) == ()


def test_three_releases_together_give_away_what_no_two_do() -> None:
    """The year 100, January to June 50, July to November 47: December is 3."""
    year, half, rest = "2007-01:2007-12", "2007-01:2007-06", "2007-07:2007-11"
    before = [release({("burglary", TOWN, year): 100}), release({("burglary", TOWN, half): 50})]
    assert given_away(before[1], before[:1]) == ()
    assert len(given_away(release({("burglary", TOWN, rest): 47}), before)) == 1
    assert given_away(release({("burglary", TOWN, rest): 40}), before) == ()


def test_what_is_left_of_a_total_is_given_away_by_several_classes_together() -> None:
    """All 60 with burglary 52: the others are 8. Robbery 5 of them leaves 3; robbery 8 leaves none."""
    before = release({("all", TOWN, BOTH): 60, ("burglary", TOWN, BOTH): 52})
    for robbery, given in ((5, 1), (8, 0)):
        assert len(given_away(release({("robbery", TOWN, BOTH): robbery}), [before])) == given


def test_a_sensitive_class_is_protected_up_to_ten() -> None:
    for key, given in (("sexual-offences", 1), ("burglary", 0)):
        before = release({(key, TOWN, BOTH): 40})
        assert len(given_away(release({(key, TOWN, APRIL): 32}), [before])) == given


def test_restated_rows_are_judged_two_by_two() -> None:
    """April and May were 40, then April alone 41: nothing fits both; May of the other class is still 3."""
    before = release({("burglary", TOWN, BOTH): 40, ("robbery", TOWN, BOTH): 20})
    new = release({("burglary", TOWN, APRIL): 41, ("robbery", TOWN, APRIL): 17})
    assert len(given_away(new, [before])) == 1


def test_a_hidden_ward_published_by_itself_gives_the_other_hidden_ward_away() -> None:
    """Town 60, two wards 35 together, two hidden with 25: one of them 21 leaves 4 for the other; 15 leaves
    10. So it is in whichever order they come, and where the ward is told month by month."""
    wards = tuple(f"ward:2008:{letter}" for letter in "ABCD")
    shown = {("asb", TOWN, BOTH): 60, ("asb", wards[0], BOTH): 20, ("asb", wards[1], BOTH): 15}
    town = release(shown, areas=wards)
    for whole, given in ((21, True), (15, False)):
        ward = release({("asb", wards[2], BOTH): whole}, area=wards[2], areas=())
        assert bool(given_away(ward, [town])) == given
        assert bool(given_away(town, [ward])) == given
        months = [release({("asb", wards[2], APRIL): 10}, area=wards[2], areas=())]
        months += [release({("asb", wards[2], MAY): whole - 10}, area=wards[2], areas=())]
        assert not given_away(months[0], [town])
        assert bool(given_away(months[1], [town, months[0]])) == given


def test_rows_that_lie_in_no_ward_are_not_taken_for_a_hidden_ward() -> None:
    """All wards of the town are told; three rows lie in none: nothing about a ward is given away."""
    before = release({("asb", TOWN, APRIL): 30, ("asb", WARD, APRIL): 20})
    assert not given_away(release({("asb", TOWN, MAY): 23, ("asb", WARD, MAY): 20}), [before])


def test_the_same_rows_under_another_feed_or_place_are_still_compared() -> None:
    """January to December 135, January to November 132: December is 3, whatever the rows are called; a feed
    or place with other numbers, or that goes on beside the new one, is another."""
    year, eleven = "2007-01:2007-12", "2007-01:2007-11"
    other, moved = "feed-b", "district:2011:town"
    before = release({("all", TOWN, year): 135, ("burglary", TOWN, year): 60})

    def told(count: int, *, feed: str = "records", area: str = TOWN, more: Counts | None = None) -> int:
        new = release({("all", area, eleven): count, ("burglary", area, eleven): 50}, area=area)
        beside = release(more or {}).counts
        named = tuple(replace(each, feed=feed) for each in new.counts)
        return len(given_away_by_any_name(replace(new, counts=(*named, *beside)), [before]))

    assert (
        told(132) == told(132, feed=other) == told(132, area=moved) == told(132, feed=other, area=moved) == 1
    )
    assert told(120, feed=other) == told(120, area=moved) == 0, "fifteen are left"
    goes_on = {("all", TOWN, year): 135, ("burglary", TOWN, year): 60}
    assert told(132, feed=other, more=goes_on) == 0
    assert told(132, area="district:2008:99SX") == 0, "another place of the same set"
    low = release({("all", TOWN, year): 40, ("burglary", TOWN, eleven): 38})
    new = release({("all", TOWN, eleven): 6})
    renamed = replace(new, counts=tuple(replace(each, feed=other) for each in new.counts))
    assert not given_away_by_any_name(renamed, [low])


def test_a_hidden_ward_by_itself_under_another_feed_is_still_compared() -> None:
    wards = tuple(f"ward:2008:{letter}" for letter in "ABC")
    town = release({("asb", TOWN, BOTH): 60, ("asb", wards[0], BOTH): 35}, areas=wards)
    for count, given in ((21, True), (15, False)):
        ward = PublicRelease(
            "Ward", wards[1], BOTH, (), (), (PublicCount("feed-b", "asb", wards[1], BOTH, count),)
        )
        assert bool(given_away_by_any_name(ward, [town])) == given
