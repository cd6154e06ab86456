"""What ratios, ranges and shares are called: grammar as tables."""

import pytest

from wardmote.measuring.drafting.ratio_words import as_common, change_verb, fraction, interval_times


@pytest.mark.parametrize(
    ("ratio", "plural", "said"),
    [
        (2.11, False, "has about doubled"),
        (3.0, True, "have about tripled"),
        (0.5, True, "have about halved"),
        (1.43, False, "is up 43 %"),
        (0.65, True, "are down 35 %"),
        (4.2, False, "is 4.2 times what it was"),
        (4.2, True, "are 4.2 times what they were"),
    ],
)
def test_what_a_clear_change_is_called(ratio: float, plural: bool, said: str) -> None:
    assert change_verb(ratio, plural=plural) == said


@pytest.mark.parametrize(
    ("ratio", "quality", "said"),
    [
        (1.5, "common", "half as common again as here"),
        (2.0, "common", "twice as common as here"),
        (1.7, "common", "1.7 times as common as here"),
        (1.17, "much", "17 % more than here"),
        (0.83, "much", "17 % less than here"),
    ],
)
def test_how_a_rate_stands_to_another(ratio: float, quality: str, said: str) -> None:
    assert as_common(ratio, "here", quality=quality) == said


def test_a_range_that_touches_one_shows_on_which_side() -> None:
    assert interval_times((0.582, 1.026)) == "between 0.58 and 1.03 times"
    assert interval_times((1.645, 2.703)) == "between 1.6 and 2.7 times"


@pytest.mark.parametrize(
    ("share", "said"), [(0.34, "about a third"), (0.25, "about a quarter"), (0.41, "41 %")]
)
def test_a_share_as_people_say_it(share: float, said: str) -> None:
    assert fraction(share) == said


def test_a_range_that_begins_near_nothing_does_not_begin_at_nothing() -> None:
    assert interval_times((0.030, 2.884)) == "between 0.03 and 2.88 times"
