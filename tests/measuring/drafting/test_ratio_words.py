"""What ratios, ranges and shares are called: grammar as tables."""

from dataclasses import replace

import pytest

from wardmote.measuring.analysis.change import NO_CLEAR_CHANGE, compare_counts
from wardmote.measuring.drafting.changes import rest_words
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


@pytest.mark.parametrize(
    ("rest", "interval", "went", "cause"),
    [
        ((2265, 1782), None, "clearly fell too", "look wider than Northtown for the cause"),
        (
            (2265, 1782),
            (0.68, 0.91),
            "fell too, though not clearly among so many kinds",
            "look for a cause in Northtown and wider",
        ),
        ((2265, 2180), (0.83, 1.11), "did not clearly change", "look for a cause in Northtown"),
        ((2265, 2600), (1.02, 1.29), "did not clearly change", "look for a cause in Northtown"),
        ((1782, 2265), None, "clearly rose", "look for a cause in Northtown"),
    ],
)
def test_where_to_look_for_the_cause_of_a_fall_beside_the_rest(
    rest: tuple[int, int], interval: tuple[float, float] | None, went: str, cause: str
) -> None:
    """Vehicle crime in North Hertfordshire fell from 214 to 96, and in the rest from 2,265 to 1,782."""
    theirs = compare_counts(*rest)
    if interval:
        theirs = replace(theirs, interval=interval, words=NO_CLEAR_CHANGE)
    assert rest_words(compare_counts(214, 96), theirs, "Northtown") == (went, cause)
