"""Which measures owe a reply: by hand, and for every state Hypothesis can think of."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.adverse import Adverse, YearPath, adverse_tests, answers_test, why_none
from wardmote.measuring.analysis.exceptions import (
    PERIODS_INSIDE,
    MonthlyReview,
    Open,
    Watched,
    bar_of,
    owes,
    review,
)
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.catalogue.refusals import Refusal

JANUARY = month_index(2005, 1)
BAD, SLIGHT, GOOD = (
    Adverse("two months", 180, 120, 1e-6, True, evidence=9.0),
    Adverse("twelve months", 730, 720, 0.4, True),
    Adverse("two months", 60, 120, 0.999999, False),
)


def watched(key: str, *tests: Adverse, month: int = 0, shares: str = "", harm: int = 2) -> Watched:
    return Watched(key, JANUARY + month, frozenset({key, *shares.split()}), tests, harm, phi=1.0)


def asked_of(
    counts: Sequence[int | None], polarity: str = "lower", target: YearPath | None = None
) -> tuple[Adverse, ...]:
    """What these months say against the first 36 of them."""
    return adverse_tests(JANUARY, counts, baselines=[Baseline(JANUARY)], polarity=polarity, target=target)


def standing_of(found: MonthlyReview) -> list[tuple[str, list[str]]]:
    return [(each.lead, sorted(each.measures)) for each in found.standing]


def test_beyond_chance_owes_and_within_chance_is_watched() -> None:
    found = review([watched("robbery", BAD), watched("burglary", SLIGHT), watched("damage", GOOD)])
    assert [each.lead for each in found.opened] == ["robbery"]
    assert [(each.key, each.words) for each in found.watch] == [("burglary", "worse, could be chance")]


def test_a_contextual_measure_is_never_judged() -> None:
    months = [60] * 36 + [200]
    assert asked_of(months, "contextual") == ()
    said = why_none(JANUARY, months, baselines=[Baseline(JANUARY)], polarity="contextual")
    assert said is not None and "never" in said
    assert answers_test(20, 1, polarity="contextual") == ()


def test_a_good_signal_owes_nothing() -> None:
    tests = asked_of([60] * 36 + [10])
    assert review([watched("robbery", *tests)]) == MonthlyReview((), (), (), (), (), 0)
    higher = asked_of([60] * 36 + [10], "higher")
    assert [e.lead for e in review([watched("treatment", *higher)]).opened] == ["treatment"]


def test_a_hold_level_measure_over_its_path_beyond_chance_owes() -> None:
    # 8 a month more for nine months, each of them within its own limits
    year = YearPath(JANUARY + 36, 720)
    counts = [60, 61, 59] * 12 + [72, 70, 71] * 3
    tests = asked_of(counts, target=year)
    target = next(test for test in tests if test.kind == "target")
    # 720 x 275 / 366 days of leap year 2008 to September would be 540.4 (274 days)
    assert target.count == 639 and target.expected == pytest.approx(720 * 274 / 366, abs=2)
    found = review([watched("robbery", *tests)])
    assert [each.lead for each in found.opened] == ["robbery"]


def test_off_a_path_within_chance_is_watched() -> None:
    year = YearPath(JANUARY + 36, 700)
    tests = asked_of([60] * 37, target=year)
    found = review([watched("robbery", *tests)])
    assert (found.opened, [each.key for each in found.watch]) == ((), ["robbery"])


def test_two_waves_of_a_survey() -> None:
    # 49 -> 53 per cent, standard error 2.55: better where higher is better; worse where lower is
    better, worse = answers_test(4, 2.55, polarity="higher"), answers_test(4, 2.55, polarity="lower")
    assert not better[0].worse
    assert worse[0].p == pytest.approx(0.058, abs=1e-3)
    fell = answers_test(-10, 2.55, polarity="higher")
    once = Watched("safe", JANUARY, frozenset({"safe"}), fell, looks=0.5)
    assert owes(once, bar_of([once])) is not None


def test_one_cause_opens_one_exception_across_measures_that_share_a_class() -> None:
    theft = watched("theft-from-vehicle", Adverse("month", 120, 60, 1e-9, True, evidence=12.0))
    vehicle = watched("vehicle-crime", BAD, shares="theft-from-vehicle")
    serious = watched("serious-acquisitive", BAD, shares="theft-from-vehicle robbery")
    fires = watched("fires", BAD)
    found = review([serious, vehicle, fires, theft])
    assert standing_of(found) == [
        ("theft-from-vehicle", ["serious-acquisitive", "theft-from-vehicle", "vehicle-crime"]),
        ("fires", ["fires"]),
    ]


def test_a_measure_that_follows_joins_what_is_open() -> None:
    first = review([watched("robbery", BAD), watched("serious", SLIGHT, shares="robbery")])
    now = [watched("robbery", BAD, month=1), watched("serious", BAD, shares="robbery", month=1)]
    second = review(now, first.standing)
    assert (second.opened, standing_of(second)) == ((), [("robbery", ["robbery", "serious"])])


def test_it_closes_after_three_months_in_a_row_inside_and_not_before() -> None:
    standing = review([watched("robbery", BAD)]).standing
    for month, test in enumerate([SLIGHT, SLIGHT, BAD, SLIGHT, SLIGHT], start=1):
        found = review([watched("robbery", test, month=month)], standing)
        again = review([watched("robbery", test, month=month)], found.standing)
        assert again.standing == found.standing  # a month reviewed twice counts once
        assert found.closed == ()
        standing = found.standing
    last = review([watched("robbery", SLIGHT, month=6)], standing)
    assert (len(last.closed), last.kept) == (1, ())


def test_nothing_closes_on_months_that_are_not_known() -> None:
    standing = review([watched("robbery", BAD)]).standing
    for month in range(1, 6):
        standing = review([watched("robbery", month=month)], standing).standing
    assert [each.inside for each in standing] == [0]


def test_one_measure_that_is_not_known_keeps_what_it_shares_open() -> None:
    standing = review([watched("robbery", BAD), watched("serious", BAD, shares="robbery")]).standing
    for month in range(1, 6):
        seen = [watched("robbery", SLIGHT, month=month), watched("serious", month=month, shares="robbery")]
        standing = review(seen, standing).standing
    assert [each.inside for each in standing] == [0]


def test_at_most_five_reach_the_chair_by_harm_then_by_how_far_beyond_chance() -> None:
    seven = [
        watched(f"m{n}", Adverse("month", 9, 1, 10.0**-n, True, evidence=n), harm=4 if n == 5 else 2)
        for n in range(5, 12)
    ]
    found = review(seven)
    assert [each.lead for each in found.chair] == ["m5", "m11", "m10", "m9", "m8"]
    assert found.rest == 2


def test_what_taught_is_not_held_against_itself() -> None:
    assert [test.kind for test in asked_of([60] * 36)] == ["twelve months"]
    kinds = [[test.kind for test in asked_of([60] * (36 + more))] for more in (1, 2, 3)]
    assert kinds == [
        ["month", "twelve months"],
        ["month", "two months", "twelve months"],
        ["month", "two months", "three months", "twelve months"],
    ]
    said = why_none(JANUARY, [60] * 36, baselines=[Baseline(JANUARY)], polarity="lower")
    assert said is not None and "January 2008 will be the first" in said


def test_a_missing_month_leaves_out_only_the_tests_that_need_it() -> None:
    found = asked_of([60] * 37 + [None, 60])
    assert [test.kind for test in found] == ["month"]


def test_a_measure_twice_is_refused() -> None:
    with pytest.raises(Refusal):
        review([watched("robbery", BAD), watched("robbery", BAD)])


KEYS = ("violence", "robbery", "burglary", "vehicle", "serious", "fires")
kinds = st.sampled_from(["month", "two months", "three months", "twelve months", "target", "answers"])
tests_of_a_month = st.lists(
    st.builds(
        Adverse,
        kinds,
        st.just(1.0),
        st.just(1.0),
        st.floats(0, 1) | st.floats(0, 1e-3),
        st.booleans(),
        st.sampled_from([0.0, 9.0]),
    ),
    max_size=4,
).map(tuple)
months = st.lists(
    st.fixed_dictionaries(
        {key: st.tuples(tests_of_a_month, st.frozensets(st.sampled_from("abcd"))) for key in KEYS}
    ),
    min_size=1,
    max_size=8,
)


@given(months)
def test_no_measure_that_should_have_an_exception_lacks_one(
    lived: list[dict[str, tuple[tuple[Adverse, ...], frozenset[str]]]],
) -> None:
    standing: tuple[Open, ...] = ()
    for month, measures in enumerate(lived):
        seen = [
            Watched(key, JANUARY + month, basket | {key}, tests, phi=1.0)
            for key, (tests, basket) in measures.items()
        ]
        found = review(seen, standing)
        held_to = bar_of(seen)
        should = {each.key for each in seen if owes(each, held_to)}
        named = frozenset().union(*(each.measures for each in found.standing))
        assert should <= named
        assert not named & {each.key for each in found.watch}
        assert all(not each.measures & should and each.inside >= PERIODS_INSIDE for each in found.closed)
        assert {e.lead for e in (*found.standing, *found.closed)} >= {e.lead for e in standing}
        assert len(found.chair) + found.rest == len(found.standing) and len(found.chair) <= 5
        for each in found.opened:
            assert each.lead in should and each.measures <= should
        standing = found.standing


@given(tests_of_a_month)
def test_what_is_better_is_never_named(tests: tuple[Adverse, ...]) -> None:
    good = tuple(Adverse(t.kind, t.count, t.expected, t.p, False) for t in tests)
    found = review([Watched("robbery", JANUARY, frozenset({"robbery"}), good)])
    assert (found.opened, found.watch) == ((), ())
