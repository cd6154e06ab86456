"""Where it changed, as findings: which are told, of what, and to whom."""

from dataclasses import replace

import numpy as np

from tests.measuring.drafting.invented_town import FIRST, InventedTown
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.draft import find
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.words import plain

WARDS = 8


def study(**moved: tuple[int, int]) -> Study:
    """Two years of burglary and drugs, 30 a month in each of eight wards; ``moved``: class -> ward and what
    it has in each month of the second year."""
    counts = np.full((2, 24, WARDS), 30)
    for key, (ward, a_month) in moved.items():
        counts[("burglary", "drugs").index(key), 12:, ward] = a_month
    period = Period.of_months(FIRST + 12, FIRST + 23)
    return InventedTown(("burglary", "drugs"), counts, tuple(range(FIRST, FIRST + 24)), (), period).study()


def moves(of: Study) -> dict[str, Finding]:
    return {f.id: f for f in find(of)[0] if f.question == "moved"}


def test_a_ward_that_went_its_own_way_is_told_once_with_its_id() -> None:
    """Burglary doubles in one ward, so all crime of that ward stands out too: told of burglary alone."""
    (finding,) = moves(study(burglary=(3, 60))).values()
    assert finding.id == "moved/invented/burglary/ward-2024"
    assert finding.areas == ("ward:2024:w3",)
    assert "Ward 3 (360 to 720; 360 if it had gone with the rest)" in plain(finding.words)


def test_each_kind_has_a_finding_of_its_own() -> None:
    found = moves(study(burglary=(3, 60), drugs=(5, 9)))
    assert {f.areas for f in found.values()} == {("ward:2024:w3",), ("ward:2024:w5",)}
    assert "Ward 5 (360 to 108; 360 if" in plain(found["moved/invented/drugs/ward-2024"].words)


def test_that_nothing_moved_is_a_finding() -> None:
    (finding,) = moves(study()).values()
    assert finding.value == 0
    assert "no kind changed differently" in plain(finding.words)


def test_counts_of_a_partner_are_not_told_to_the_public_area_by_area() -> None:
    asked = replace(study(burglary=(3, 60)), audience="public")
    assert moves(asked) == {}


def test_an_area_beside_that_only_fell_less_is_not_said_to_have_gone_the_other_way() -> None:
    """All wards fall from 30 to 20 a month, ward 3 to 5 and ward 4, beside it, to 28: it fell too."""
    counts = np.full((2, 24, WARDS), 30)
    counts[0, 12:] = 20
    counts[0, 12:, 3:5] = 5, 28
    period = Period.of_months(FIRST + 12, FIRST + 23)
    town = InventedTown(("burglary", "drugs"), counts, tuple(range(FIRST, FIRST + 24)), (), period)
    said = plain(moves(town.study())["moved/invented/burglary/ward-2024"].words)
    assert "Ward 3 (360 to 60;" in said
    assert "Beside Ward 3, Ward 4 had more than if it had gone with the rest (360 to 336)" in said
