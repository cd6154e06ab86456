"""Whom the rates of areas are for, and what is said where many more people come than live."""

from dataclasses import replace

import numpy as np
import pytest

from tests.measuring.drafting.invented_town import FIRST, InventedTown
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.places import find_places
from wardmote.measuring.drafting.words import plain

LIVE = (1_000.0, *[5_000.0] * 8)
COUNTS = (60, 10, 12, 11, 13, 12, 10, 14, 12)  # a month, by ward


@pytest.fixture
def town() -> InventedTown:
    """Nine wards, the first a centre where few live."""
    counts = np.zeros((2, 24, 9), np.int64)
    counts[:] = COUNTS
    held, period = tuple(range(FIRST, FIRST + 24)), Period.of_months(FIRST + 12, FIRST + 23)
    return InventedTown(("burglary", "shoplifting"), counts, held, LIVE, period)


def found(town: InventedTown) -> dict[str, Finding]:
    return {each.id: each for each in find_places(town.study())[0]}


def test_where_only_residents_are_loaded_nobody_says_that_many_more_come(town: InventedTown) -> None:
    words = plain(found(town)["concentration/invented/all"].words)
    assert "Many more people" not in words
    assert "1,440 for every 1,000 residents" in words  # 2 classes x 60 x 12 months of 1,000 people
    assert "describes the place, not its 1,000 residents" in words


def test_people_there_on_a_working_day_replace_residents_where_these_mislead(town: InventedTown) -> None:
    findings = found(replace(town, workday=(12_000.0, *[2_500.0] * 8)))
    words = plain(findings["concentration/invented/all"].words)
    assert "12,000 people there on a working day, 1,000 residents" in words
    assert "120 for every 1,000 people there on a working day" in words
    assert findings["area/invented/all"].value == 0, "the centre is as the others for those who are there"
    homes = next(f for f in findings.values() if f.id == "area/invented/burglary")
    assert "residents" in plain(homes.words), "a class that follows homes keeps residents"


def test_a_working_day_much_like_the_night_changes_nothing(town: InventedTown) -> None:
    alike = replace(town, workday=tuple(1.2 * n for n in LIVE))
    assert plain(found(alike)["concentration/invented/all"].words) == plain(
        found(town)["concentration/invented/all"].words
    )


def test_what_stands_out_in_everything_is_told_once_with_its_kinds(town: InventedTown) -> None:
    areas = [each for key, each in found(town).items() if key.startswith("area/")]
    assert [each.about for each in areas] == ["all"]
    assert plain(areas[0].words).endswith(
        "It stands out in these kinds taken alone too: burglary and shoplifting."
    )
