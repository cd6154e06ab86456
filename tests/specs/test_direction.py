"""Direction of travel: a year against the year before, in the fixed words, beside what they mean."""

import pytest

from wardmote.measuring.analysis.direction import direction_of_answers, direction_of_travel
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.surveys import difference, estimate_of_share
from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.catalogue.refusals import Refusal

JANUARY = month_index(2006, 1)


def spread(total: int) -> list[int]:
    """A year's count as evenly as whole numbers go."""
    return [total // 12 + (month < total % 12) for month in range(12)]


# the reference set SYN-2007 (domain notes 1.10): 2006, 2007, polarity: words and meaning
SYN = {
    "robbery": (110, 85, "lower", "no clear change", ""),
    "theft from vehicle": (600, 730, "lower", "clear rise", "worse"),
    "criminal damage": (2107, 1740, "lower", "clear fall", "better"),
    "reports of hate crime": (600, 730, "contextual", "clear rise", ""),
    "treatment": (600, 730, "higher", "clear rise", "better"),
    "arson": (6, 9, "lower", "too few to say", ""),
}


@pytest.mark.parametrize("case", SYN.values(), ids=SYN)
def test_a_year_against_the_year_before(case: tuple[int, int, str, str, str]) -> None:
    before, now, polarity, words, meaning = case
    found = direction_of_travel(JANUARY, spread(before) + spread(now), polarity=polarity)
    assert (found.words, found.meaning) == (words, meaning)
    assert (found.count, found.count_against) == (now, before)


def test_the_interval_is_that_of_the_two_years() -> None:
    found = direction_of_travel(JANUARY, spread(110) + spread(85), polarity="lower")
    low, high = found.interval
    assert 0.55 < low < 0.582  # chance alone: 0.582 to 1.026; what such series vary by is added
    assert 1.026 < high < 1.08


def test_only_the_latest_two_years_count() -> None:
    long = direction_of_travel(JANUARY, [999] * 36 + spread(600) + spread(730), polarity="lower")
    assert (long.count, long.count_against) == (730, 600)


def test_a_missing_month_or_a_short_series_is_too_few() -> None:
    months: list[int | None] = [*spread(600), *spread(730)]
    months[5] = None
    for counts in (months, spread(730)):
        found = direction_of_travel(JANUARY, counts, polarity="lower")
        assert (found.status, found.words, found.value) == (Status.INSUFFICIENT, "too few to say", None)


def test_a_break_inside_the_two_years_is_not_comparable() -> None:
    counts = spread(600) + spread(730)
    broken = direction_of_travel(JANUARY, counts, polarity="lower", breaks=[JANUARY + 12])
    assert broken.status == Status.NOT_COMPARABLE
    assert "January 2007" in broken.reason
    assert direction_of_travel(JANUARY, counts, polarity="lower", breaks=[JANUARY]).meaning == "worse"


def test_answers_to_a_survey() -> None:  # domain notes 3.17: 49 -> 53 is no clear change
    waves = [estimate_of_share(share, 1000, deff=1.3, question="safe") for share in (0.49, 0.53)]
    assert direction_of_answers(difference(*waves), polarity="higher").words == "no clear change"
    better = [estimate_of_share(share, 1000, deff=1.3, question="safe") for share in (0.49, 0.63)]
    assert direction_of_answers(difference(*better), polarity="higher").meaning == "better"


def test_an_unknown_polarity_is_refused() -> None:
    with pytest.raises(Refusal):
        direction_of_travel(JANUARY, spread(600) + spread(730), polarity="up")
