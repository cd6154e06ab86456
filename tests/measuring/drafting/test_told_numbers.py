"""A small number that no sentence says outright, but two numbers beside each other tell, is not published.

Each town hides one planted small number; partners read the finding, the public does not. By hand throughout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tomlkit

from tests.measuring.drafting.invented_town import FIRST, LOADS, InventedTown
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.disclosure import public_findings
from wardmote.measuring.drafting.draft import draft, find
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.headline import automatic_headline
from wardmote.measuring.drafting.judgement import Judgement
from wardmote.measuring.drafting.public_counts import given_away, public_release
from wardmote.measuring.drafting.section_tables import level_table
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.told_numbers import told_numbers
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.store.answers import Deciles, Place

BEFORE, NOW = Period.of_months(FIRST, FIRST + 11), Period.of_months(FIRST + 12, FIRST + 23)
Rows = Mapping[str, tuple[Sequence[int], Sequence[int]]]
"""Class -> rows of each ward in the year before, and in this one."""


@dataclass
class Town(InventedTown):
    """``worst``: how many wards, the first ones, are among England's most deprived."""

    worst: int = 0

    def deciles(self, place: Place, unit: str, year: int) -> Deciles | None:
        values = tuple(1 if i < self.worst else 9 for i in range(len(self.wards)))
        return Deciles(2019, tuple(ward.id for ward in self.wards), values, LOADS) if self.worst else None

    def study(self, audience: str = "partner") -> Study:
        return replace(super().study(), audience=audience)


def town(rows: Rows, *, people: Sequence[float] = (), worst: int = 0) -> Town:
    """Every ward's rows spread over the months of their year, the first months first."""
    wards = len(next(iter(rows.values()))[0])
    counts = np.zeros((len(rows), 24, wards), np.int64)
    for i, years in enumerate(rows.values()):
        for year, by_ward in enumerate(years):
            for ward, n in enumerate(by_ward):
                counts[i, 12 * year : 12 * year + 12, ward] = n // 12 + (np.arange(12) < n % 12)
    held = tuple(range(FIRST, FIRST + 24))
    return Town(tuple(rows), counts, held, tuple(map(float, people)), NOW, worst=worst)


def told(some: Town, audience: str) -> dict[str, Finding]:
    return {each.id.replace("/invented", ""): each for each in find(some.study(audience))[0]}


EVEN = [30] * 9
OTHERS = {"burglary": (EVEN, EVEN)}
PLACES: Mapping[str, tuple[Town, str, str]] = {
    "50 less 47 are 3 fires": (
        town({"arson": ([1], [3]), "damage-to-vehicle": ([47], [47]), "drugs": ([90], [90])}),
        "level/damage-to-vehicle",
        "47 damaged vehicles",
    ),
    "a total of 3 last year": (
        town({"burglary": ([2], [200]), "drugs": ([1], [100])}),
        "contribution/all",
        "3 in 2021",
    ),
    "120 less the busiest five, 117, are 3": (
        town({"burglary": ([40, 30, 20, 10, 17, 3], [40, 30, 20, 10, 17, 3])}),
        "concentration/burglary",
        "98 %",
    ),
    "122 rows of one ward less 120 burglaries are 2": (
        town(
            {"burglary": ([120, *[20] * 8],) * 2, "drugs": ([2, *[95] * 8],) * 2},
            people=[5_000] * 9,
        ),
        "area/burglary",
        "Ward 0 (24 for",
    ),
    "43 rows of deprived wards, 40 of them in one": (
        town({"burglary": ([40, 3, *[30] * 7],) * 2}, people=[1_000] * 9, worst=2),
        "deprivation/burglary",
        "Ward 0 alone has 40 of their 43 records",
    ),
}


@pytest.mark.parametrize("planted", PLACES)
def test_what_two_numbers_tell_is_left_out_for_the_public(planted: str) -> None:
    some, key, words = PLACES[planted]
    partner = told(some, "partner")
    assert words in plain(partner[key].words)
    public = " ".join(plain(each.words) for each in told(some, "public").values())
    assert words not in public


def test_a_ward_that_the_table_of_wards_hides_is_named_in_no_sentence() -> None:
    """Two wards hold 6 and 4: the first is hidden with the second, and stands out, since few live there."""
    some = town({"burglary": ([6, 4, *[30] * 9],) * 2}, people=[50, 5_000, *[5_000] * 9])
    assert "Ward 0" in plain(told(some, "partner")["area/burglary"].words)
    assert "Ward 0" not in " ".join(plain(each.words) for each in told(some, "public").values())


def test_a_total_of_three_stands_in_no_headline_and_no_table() -> None:
    """Two burglaries and one drug offence, and no earlier year to compare with."""
    some = replace(town({"burglary": ([0, 0], [1, 1]), "drugs": ([0, 0], [1, 0])}), held=tuple(NOW.months))
    shown = {
        each: draft(some.study(each), Judgement(raw=tomlkit.document())) for each in ("partner", "public")
    }
    cells = {
        each: [run.text for row in level_table(made, made.study.main).rows for cell in row for run in cell]
        for each, made in shown.items()
    }
    assert "recorded 3 offences" in automatic_headline(shown["partner"]) and "3" in cells["partner"]
    assert "3" not in automatic_headline(shown["public"]) and not {"1", "2", "3"} & {*cells["public"]}
    missing = {each: " ".join(part.missing for part in made.parts) for each, made in shown.items()}
    assert "3 records are too few" in missing["partner"]
    assert "3" not in missing["public"]


# ---- findings of single records: each result as its method answers ----

RESULTS: Mapping[str, tuple[str, SimpleNamespace]] = {
    "3 of 40 go on without the few": (
        "offenders",
        SimpleNamespace(before=50, now=90, without_before=40, without_now=3, offenders=6),
    ),
    "3 of 60 do not feel safe by day": ("feeling_safe", SimpleNamespace(n=60, day=0.95, night=0.5)),
    "3 of 60, by day alone": ("feeling_safe", SimpleNamespace(n=60, value=0.95)),
    "3 of 12 lie outside the hottest area": (
        "hotspot",
        SimpleNamespace(n=12, rows=({"count": 9, "area": "oa:2011:E1"},)),
    ),
}


@pytest.mark.parametrize("planted", RESULTS)
def test_what_a_result_lets_work_out_is_judged(planted: str) -> None:
    question, result = RESULTS[planted]
    finding: Any = SimpleNamespace(question=question, id=f"{question}/invented/burglary")
    method = "perception_gap" if hasattr(result, "day") else ""
    figure: Any = SimpleNamespace(
        result=result, feed="invented", question=SimpleNamespace(method=method, params={})
    )
    assert 3 in told_numbers(town(OTHERS).study("public"), finding, figure)


def test_what_a_change_leaves_out_of_a_level_is_judged() -> None:
    """A level of 270, of which a change counts the 267 that are known in both periods."""
    question = SimpleNamespace(period=NOW, before=BEFORE, params={"class": "burglary"})
    result = SimpleNamespace(count=267, count_against=270)
    finding: Any = SimpleNamespace(question="change", id="change/invented/burglary")
    figure: Any = SimpleNamespace(result=result, feed="invented", question=question)
    assert 3 in told_numbers(town(OTHERS).study("public"), finding, figure)


def test_the_years_held_beside_the_two_compared_are_judged() -> None:
    """Ten rows in each half year compared, three in the months between: a time of the year counts all 23."""
    some = replace(town({"burglary": ([0], [0])}), period=Period.of_months(FIRST + 18, FIRST + 23))
    some.counts[0, :, 0] = [0] * 6 + [2] * 5 + [0] + [3] + [0] * 5 + [2] * 5 + [0]
    params = {"class": "burglary", "window": "christmas"}
    question = SimpleNamespace(period=Period.of_months(FIRST, FIRST + 23), params=params)
    result = SimpleNamespace(inside=8, outside=15, n=23)
    finding: Any = SimpleNamespace(question="event_window", id="event_window/invented/burglary/christmas")
    figure: Any = SimpleNamespace(result=result, feed="invented", question=question)
    assert 3 in told_numbers(some.study("public"), finding, figure)


FLAGGED: Mapping[str, tuple[SimpleNamespace, SimpleNamespace]] = {
    "flag": (SimpleNamespace(n=60, value=0.95), SimpleNamespace(n=60, value=0.95)),
    "hours": tuple(  # type: ignore[dict-item]
        SimpleNamespace(
            weights=(night, day), night=night / (night + day), weights_others=(50, 50), night_others=0.5
        )
        for night, day in ((27, 20), (30, 30))
    ),
    "named_place": tuple(  # type: ignore[dict-item]
        SimpleNamespace(count=count, base=base, count_others=50, base_others=100, standing_out=("park",))
        for count, base in ((27, 47), (30, 60))
    ),
}
"""Question -> the result of the flagged rows, and of the whole class: 57 of 60, 27 of 30 by night, there."""


@pytest.mark.parametrize("question", FLAGGED)
def test_rows_without_the_flag_are_judged_beside_those_with_it(question: str) -> None:
    flagged, whole = FLAGGED[question]
    asked = SimpleNamespace(
        method=question,
        area="",
        period=NOW,
        against=BEFORE,
        params={"feed": "invented", "class": "burglary", "flag": "alcohol"},
    )
    inquiry = SimpleNamespace(ask=lambda *_, **__: SimpleNamespace(result=whole))
    study: Any = SimpleNamespace(inquiry=inquiry, area="", period=NOW)
    finding: Any = SimpleNamespace(question=question, id=f"{question}/invented/burglary/alcohol")
    figure: Any = SimpleNamespace(result=flagged, feed="invented", question=asked)
    assert 3 in told_numbers(study, finding, figure)


# ---- the register of releases ----


def test_deprived_wards_of_two_releases_are_set_against_each_other() -> None:
    """January to November of both years was published: of December the deprived wards hold 6, without the
    busiest of them 2."""
    deprived, rest = [40, 34], [30] * 7
    some = town({"burglary": ([*deprived, *rest],) * 2}, people=[1_000] * 9, worst=2)
    some.counts[0, 23, :2] = (4, 2)
    year = public_release(some.study("public"))
    earlier = public_release(replace(some, period=Period.of_months(FIRST + 12, FIRST + 22)).study("public"))
    parts = {each.area.partition(", ")[2]: each.count for each in year.counts}
    assert parts["most deprived of 2019"] == int(some.counts[0, 12:, :2].sum())
    assert parts["most deprived of 2019, but Ward 0"] == int(some.counts[0, 12:, 1].sum())
    rows = " ".join(each.rows for each in given_away(year, [earlier]))
    assert "most deprived of 2019, but Ward 0" in rows


def test_replies_that_are_few_are_not_counted_in_public() -> None:
    study = town(OTHERS).study("public")
    counts = {"count": 3, "count_against": None}
    finding = SimpleNamespace(
        question="residents_say", id="residents_say/r/themes", feed="r", figure="f", **counts
    )
    study.inquiry.asked["f"] = SimpleNamespace(result=None)  # type: ignore[assignment]
    assert public_findings(study, [finding]) == []  # type: ignore[list-item]
