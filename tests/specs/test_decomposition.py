"""What a change is made of: SYN-2007, domain notes 3.6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.decomposition import decompose
from wardmote.measuring.analysis.result import Status

# class, 2006, 2007, points
SYN_2007 = [
    ("other", 2928, 2486, -5.53),
    ("damage", 2107, 1740, -4.59),
    ("violence", 1350, 1165, -2.31),
    ("theft from vehicle", 600, 730, +1.63),
    ("burglary", 605, 528, -0.96),
    ("theft of vehicle", 300, 226, -0.93),
    ("robbery", 110, 85, -0.31),
]


def test_the_points_of_each_class_largest_first() -> None:
    whole = decompose({c: b for c, b, _, _ in SYN_2007}, {c: n for c, _, n, _ in SYN_2007})
    assert list(whole.contributions) == [name for name, _, _, _ in SYN_2007]
    assert list(whole.contributions.values()) == pytest.approx([p for *_, p in SYN_2007], abs=5.1e-3)
    assert whole.value == pytest.approx(-13.00)


def test_the_fall_is_never_told_without_what_rose() -> None:
    whole = decompose({c: b for c, b, _, _ in SYN_2007}, {c: n for c, _, n, _ in SYN_2007})
    assert (whole.opposing, round(whole.opposing_points, 3)) == ("theft from vehicle", 1.625)


def test_no_change_in_all_still_names_what_moved_most() -> None:
    assert decompose({"a": 50, "b": 50, "c": 9}, {"a": 60, "b": 40, "c": 9}).opposing == "a"
    assert decompose({"a": 50}, {"a": 40}).opposing == ""


def test_a_class_that_is_new_counts_from_zero() -> None:
    assert dict(decompose({"a": 10}, {"a": 10, "b": 5}).contributions) == {"b": 50.0, "a": 0.0}


def test_nothing_before_is_undefined() -> None:
    nothing = decompose({}, {"a": 5})
    assert (nothing.status, nothing.value, dict(nothing.contributions)) == (Status.UNDEFINED, None, {})


counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5000))


@given(counts, counts)
def test_contributions_add_up_to_the_change(before: dict[str, int], now: dict[str, int]) -> None:
    parts = decompose(before, now)
    if parts.status == Status.OK:
        assert sum(parts.contributions.values()) == pytest.approx(parts.value, abs=1e-6)
        assert parts.opposing_points * (parts.value or 0) <= 0
