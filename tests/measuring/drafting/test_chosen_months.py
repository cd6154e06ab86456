"""Why these months are compared: the reason told is true of the months that were left out."""

import pytest

from wardmote.measuring.catalogue.periods import parse_month, parse_period
from wardmote.measuring.drafting.study import compared_periods
from wardmote.measuring.store.answers import Feed

YEARS = "2022-01:2023-12"


def feed(held: str, without: str) -> Feed:
    """A source that holds a stretch of months but those named."""
    gap = {parse_month(month) for month in without.split()}
    months = tuple(month for month in parse_period(held).months if month not in gap)
    return Feed("counts", "invented", "Recorded crime", "area", (), False, months, "Nobody")


@pytest.mark.parametrize(
    ("held", "without", "period", "used", "reason"),
    [
        (YEARS, "", "2023-01:2023-12", "2023-01:2023-12", "the year before"),
        # January to March is held in neither year, and no month of either was under restrictions
        (
            YEARS,
            "2022-01 2022-02 2022-03",
            "2023-01:2023-12",
            "2023-04:2023-12",
            "the months held in both years",
        ),
        # April to December is held in both, but for June: the longer run is told as what it is
        (
            YEARS,
            "2022-01 2022-02 2022-03 2022-06",
            "2023-01:2023-12",
            "2023-07:2023-12",
            "the longest run of months held in both years",
        ),
        # 2021 was under England's restrictions until July
        (
            "2018-10:2021-12",
            " ".join(f"{y}-{m:02}" for y in (2019, 2020) for m in range(1, 13)),
            "2021-01:2021-12",
            "2021-10:2021-12",
            "the months held in both years and not under national restrictions",
        ),
        (
            "2019-01:2021-02",
            "2019-03 2019-04",
            "2021-01:2021-04",
            "2021-01:2021-02",
            "the months held in both years, though under national restrictions",
        ),
    ],
)
def test_the_reason_is_true_of_what_was_left_out(
    held: str, without: str, period: str, used: str, reason: str
) -> None:
    compared = compared_periods(feed(held, without), parse_period(period), None, "England")
    assert compared is not None
    assert (compared.period.code, compared.reason) == (used, reason)


def test_restrictions_of_another_country_choose_no_months() -> None:
    held = feed("2019-01:2021-02", "2019-03 2019-04")
    compared = compared_periods(held, parse_period("2021-01:2021-04"), None, "")
    assert compared is not None
    assert (compared.period.code, compared.reason) == ("2021-01:2021-02", "the months held in both years")
