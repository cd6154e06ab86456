"""Two counts compared: domain notes 3.5 and the table of SYN-2007 (1.10)."""

import pytest

from wardmote.measuring.analysis.change import (
    CLEAR_FALL,
    CLEAR_RISE,
    NO_CLEAR_CHANGE,
    TOO_FEW,
    compare_counts,
)
from wardmote.measuring.analysis.intervals import ratio_limits

# before, now, ratio, low, high, words
PAIRS = [
    (110, 85, 0.773, 0.582, 1.026, NO_CLEAR_CHANGE),
    (22, 17, 0.773, 0.410, 1.455, NO_CLEAR_CHANGE),
    (600, 730, 1.217, 1.092, 1.355, CLEAR_RISE),
    (8000, 6960, 0.870, 0.842, 0.898, CLEAR_FALL),
    (1350, 1165, 0.863, 0.798, 0.933, CLEAR_FALL),
    (75, 58, 0.773, 0.549, 1.089, NO_CLEAR_CHANGE),
    (605, 528, 0.873, 0.777, 0.981, CLEAR_FALL),
    (300, 226, 0.753, 0.634, 0.895, CLEAR_FALL),
    (2107, 1740, 0.826, 0.775, 0.880, CLEAR_FALL),
]


@pytest.mark.parametrize(("before", "now", "ratio", "low", "high", "words"), PAIRS)
def test_the_ratio_its_interval_and_the_words(
    before: int, now: int, ratio: float, low: float, high: float, words: str
) -> None:
    compared = compare_counts(before, now)
    assert compared.value == pytest.approx(ratio, abs=5e-4)
    assert compared.interval == pytest.approx((low, high), abs=6e-4)
    assert compared.words == words
    assert ratio_limits(now, before) == pytest.approx((low, high), abs=6e-4)


def test_a_handful_is_too_few_to_say() -> None:
    assert compare_counts(6, 2).words == TOO_FEW
    assert compare_counts(0, 30).words == TOO_FEW
