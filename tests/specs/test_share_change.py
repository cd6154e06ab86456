"""Two shares compared: Newcombe's published limits, and months that differ by more than chance by hand."""

import numpy as np
import pytest

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.share_change import difference_limits, share_change, share_words
from wardmote.measuring.catalogue.refusals import Refusal

# Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
PUBLISHED = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), PUBLISHED)
def test_the_limits_are_the_published_ones(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert difference_limits(one, other) == pytest.approx((low, high), abs=0.00006)


def test_months_that_differ_more_than_chance_widen_it_by_hand() -> None:
    """0, 4 and 8 of 10 around 4: (16 + 0 + 16) / (10 x 0.4 x 0.6) = 13.333 over 6 - 2 months."""
    uneven = share_change([(0, 10), (4, 10), (8, 10)], [(4, 10)] * 3)
    assert uneven.dispersion == pytest.approx(13.3333 / 4, rel=1e-4)
    even = share_change([(4, 10)] * 3, [(4, 10)] * 3)
    assert (even.value, even.dispersion, even.p) == (0.0, 1.0, 1.0)
    assert uneven.interval is not None and even.interval is not None
    assert uneven.interval[1] > 1.5 * even.interval[1]


def test_what_is_sure_by_chance_alone_is_not_where_months_jump_about() -> None:
    """60 of 180 and 90 of 180 both times: six like months each, and months of 0 or 20 in 30."""
    steady = share_change([(15, 30)] * 6, [(10, 30)] * 6)
    jumping = share_change([(30, 30), (0, 30)] * 3, [(20, 30), (0, 30)] * 3)
    assert (steady.value, jumping.value) == pytest.approx((-1 / 6, -1 / 6))
    assert share_words([steady]) == (CLEAR_FALL,)
    assert share_words([jumping]) == (NO_CLEAR_CHANGE,)
    assert share_words([share_change([(10, 30)] * 6, [(15, 30)] * 6)]) == (CLEAR_RISE,)


def test_one_that_is_sure_alone_is_not_among_many() -> None:
    near = share_change([(10, 40)] * 6, [(15, 40)] * 6)
    none = share_change([(10, 40)] * 6, [(10, 40)] * 6)
    assert 0.001 < near.p < 0.05
    assert share_words([near])[0] == CLEAR_RISE
    assert share_words([near, *[none] * 40])[0] == NO_CLEAR_CHANGE


def test_where_nothing_changed_few_assessments_call_a_kind_clear() -> None:
    """Fourteen kinds whose shares vary from month to month by themselves, twelve months against twelve."""
    chance, wrong, draws, within = np.random.default_rng(1), 0, 150, 0.05

    def months(share: float) -> list[tuple[int, int]]:
        spread = 1 / within - 1
        shares = chance.beta(share * spread, (1 - share) * spread, size=12)
        return [(int(part), 40) for part in chance.binomial(40, shares)]

    for _ in range(draws):
        kinds = [share_change(months(share), months(share)) for share in chance.uniform(0.02, 0.6, size=14)]
        wrong += any(words != NO_CLEAR_CHANGE for words in share_words(kinds))
    assert wrong / draws <= 0.05 + 2 * (0.05 * 0.95 / draws) ** 0.5


def test_few_rows_or_months_are_said_with_their_counts() -> None:
    few = share_change([(1, 3)] * 6, [(10, 30)] * 6)
    assert (few.status, few.share_before, few.base_before, few.words) == (Status.INSUFFICIENT, None, 18, "")
    short = share_change([(10, 30)] * 2, [(10, 30)] * 2)
    assert short.reason == "4 months are too few to tell how much this share varies by itself."
    assert share_words([few, short]) == ("", "")
    with pytest.raises(Refusal):
        share_change([(4, 3)] * 20, [(1, 3)] * 20)
