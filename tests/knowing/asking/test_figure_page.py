"""A figure's page: what it is, its loads and rows, the same today or not, and who may see it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, html
from tests.knowing.asking.conftest import CHANGES, VEHICLE
from tests.knowing.asking.test_changes_page import address, table, words
from wardmote.knowing.asking.figure_words import headline, how_words
from wardmote.measuring.figures import methods
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.withdrawing import withdraw

SYN = "syn-2007-crime"


def figures(data: Path, method: str, **params: str) -> list[dict[str, Any]]:
    """Kept figures of a method whose parameters are these."""
    kept = [json.loads(path.read_text("utf-8")) for path in sorted((data / "figures").glob("*.json"))]
    return [f for f in kept if f["method"] == method and params.items() <= f["params"].items()]


def page_of(figure: dict[str, Any], slug: str = "holmbridge") -> str:
    return f"/{slug}/figures/{figure['hash']}/"


@pytest.fixture
def change(town: Cast, data: Path) -> dict[str, Any]:
    """The figure behind "240 to 480"."""
    town.client("amira").get(address(measure=VEHICLE))
    found = figures(data, "change", **{"class": "vehicle-crime"})
    return next(figure for figure in found if figure["area"] == town.holmbridge.place.area_id)


def test_a_figure_says_what_it_is_and_that_it_is_the_same_today(town: Cast, change: dict[str, Any]) -> None:
    said = words(town.client("amira").get(page_of(change)))
    assert "240 before, 480 now: 2.00 times" in said
    assert "vehicle crime in Police recorded crime" in said
    assert "Holmbridge, January to December 2021, against January to December 2020" in said
    assert "Worked out again today: the same, from the same files." in said


def test_a_figure_leads_to_the_loads_it_rests_on(town: Cast, change: dict[str, Any]) -> None:
    client = town.client("amira")
    page = html(client.get(page_of(change)))
    loads = set(re.findall(r"/holmbridge/evidence/loads/([0-9a-f]{64})/", page))
    assert loads == set(change["loads"])
    assert client.get(f"/holmbridge/evidence/loads/{change['loads'][0]}/").status_code == 200


def test_the_months_behind_a_figure_can_be_taken_away(town: Cast, change: dict[str, Any]) -> None:
    rows = table(town.client("amira").get(f"{page_of(change)}months.csv"))
    assert [row["Counted"] for row in rows] == ["20"] * 12 + ["40"] * 12


def test_a_hash_cut_short_leads_to_the_whole_one(town: Cast, change: dict[str, Any]) -> None:
    response = town.client("amira").get(f"/holmbridge/figures/{change['hash'][:12]}/")
    assert response["Location"] == page_of(change)


def test_a_figure_whose_load_was_withdrawn_says_so_with_then_and_now(
    town: Cast, change: dict[str, Any], data: Path
) -> None:
    """One month of 2021 fewer, and so one of 2020: 440 of 480 stand against 220 of 240."""
    december = next(
        path.parent.name
        for path in data.glob("loads/*/receipt.json")
        if "2021-12-" in json.loads(path.read_text("utf-8"))["name"]
    )
    withdraw(Folder(data), december, by="Amira", because="wrong month", at=datetime(2024, 6, 15, tzinfo=UTC))
    said = words(town.client("amira").get(page_of(change)))
    assert "withdrawn by Amira: wrong month" in said
    assert "Look at this number before you use it" in said
    assert (
        "the value is the same, 2.00 times, but some numbers behind it are not, because other files" in said
    )


@pytest.mark.parametrize("hash_", ["0" * 64, "abc", "zz", "..", "a" * 6])
def test_what_is_no_figure_is_not_found(town: Cast, change: dict[str, Any], hash_: str) -> None:
    assert town.client("amira").get(f"/holmbridge/figures/{hash_}/").status_code == 404


def test_a_figure_is_seen_by_whom_all_its_loads_are_seen(syn: Cast, data: Path) -> None:
    """Over partnerships x figures: a partner's rows stay with the partner, down to files and pictures."""
    syn.client("amira").get(CHANGES)
    syn.client("amira").get(address(measure=f"{SYN}/burglary"))
    own = partners(data)
    kept = [json.loads(path.read_text("utf-8")) for path in (data / "figures").glob("*.json")]
    assert len(kept) > 20
    amira, stella = syn.client("amira"), syn.client("stella")
    for figure in kept[:40]:
        theirs = bool(set(figure["loads"]) & own)
        assert amira.get(page_of(figure)).status_code == 200
        seen = {
            stella.get(page_of(figure, "otherham") + file).status_code
            for file in ("", "rows.csv", "months.csv", "picture.svg")
        }
        assert not theirs or seen == {404}
        assert stella.get(page_of(figure)).status_code == 404


def test_a_number_without_rows_does_not_betray_whose_source_it_was(syn: Cast, data: Path) -> None:
    """A rate of nought rests on the open population file alone, yet names a partner's source."""
    syn.client("amira").get(address(measure=f"{SYN}/burglary"))
    figure = figures(data, "rate", **{"class": "burglary"})[0]
    lone = figure | {
        "hash": "d" * 64,
        "loads": [sha for sha in figure["loads"] if sha not in partners(data)],
    }
    assert lone["loads"]
    (data / "figures" / f"{'d' * 64}.json").write_text(json.dumps(lone), "utf-8")
    assert syn.client("amira").get(page_of(lone)).status_code == 200
    assert syn.client("stella").get(page_of(lone, "otherham")).status_code == 404


def partners(data: Path) -> set[str]:
    """Loads that belong to a partnership."""
    kept = [json.loads(path.read_text("utf-8")) for path in data.glob("loads/*/receipt.json")]
    return {receipt["sha256"] for receipt in kept if receipt["options"].get("partnership")}


def test_single_rows_carry_no_person_and_sexual_offences_no_day(syn: Cast, data: Path) -> None:
    client = syn.client("elaine")
    client.get(address(measure=f"{SYN}/sexual-offences"))
    figure = figures(data, "change", **{"class": "sexual-offences"})[0]
    rows = table(client.get(f"{page_of(figure)}rows.csv"))
    assert len(rows) == 72  # SYN-2007 in 2007
    assert {len(row["Earliest"]) for row in rows} == {len("2007-01")}
    assert {row["Ward"] for row in rows} == {"withheld"}
    client.get(address(measure=f"{SYN}/robbery"))
    robbery = figures(data, "change", **{"class": "robbery"})[0]
    rows = table(client.get(f"{page_of(robbery)}rows.csv"))
    assert len(rows) == 85
    assert set(rows[0]) == {
        "Earliest",
        "Latest",
        "Class",
        "Ward",
        "Known place",
        "Alcohol",
    }, "whether it was domestic or hate crime is told in numbers only"


def test_a_chair_sees_what_rows_add_up_to_and_no_rows(syn: Cast, data: Path) -> None:
    chair = syn.client("catherine")
    chair.get(address(measure=f"{SYN}/robbery"))
    figure = figures(data, "change", **{"class": "robbery"})[0]
    page = html(chair.get(page_of(figure)))
    assert "Single rows are shown to analysts" in page
    assert "<td>Robbery</td>" not in page
    assert chair.get(f"{page_of(figure)}rows.csv").status_code == 404


def test_rows_come_in_pages(syn: Cast, data: Path) -> None:
    client = syn.client("amira")
    client.get(address(measure=f"{SYN}/robbery"))
    figure = figures(data, "change", **{"class": "robbery"})[0]
    first, second = (html(client.get(f"{page_of(figure)}?page={n}")) for n in (1, 2))
    assert "85 rows" in first
    assert first.count("<td>Robbery</td>") == 50
    assert second.count("<td>Robbery</td>") == 35


def test_every_figure_the_pages_name_opens(syn: Cast, data: Path, queries: Any) -> None:
    client = syn.client("amira")
    for measure in ("theft-from-vehicle", "violence-against-the-person", "all"):
        client.get(address(measure=f"{SYN}/{measure}"))
    client.get("/holmbridge/map/")
    by_method = {figure["method"]: figure for figure in figures(data, "count") + _all(data)}
    assert len(by_method) > 12
    for figure in by_method.values():
        with queries(at_most=15):
            assert client.get(page_of(figure)).status_code == 200


def _all(data: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((data / "figures").glob("*.json"))]


def test_every_method_is_explained_in_plain_words() -> None:
    assert set(how_words()) == set(methods.METHODS)


HEADLINES = [
    (
        "change",
        {"count_against": 110, "count": 85, "value": 0.7727, "words": "no clear change"},
        "110 before, 85 now: 0.77 times",
    ),
    (
        "change",
        {"count_against": 0, "count": 3, "value": None, "words": "too few to say"},
        "0 before, 3 now: too few to say",
    ),
    ("share", {"count": 419, "n": 1165, "value": 0.3597}, "419 of 1,165: 36.0 %"),
    (
        "rate",
        {"count": 256, "per": 10000, "value": 32.0, "denominator_kind": "population"},
        "256 rows: 32.00 for every 10,000 residents",
    ),
    ("areas", {"value": 0, "rows": [1, 2, 3]}, "None of 3 areas stands out above the others"),
    ("hotspot", {"value": 0}, "0 hotspots"),
    (
        "change_by_area",
        {"before": 100, "now": 80, "value": -20, "standing_out": ["a"], "names": {"a": "Bedwell"}},
        "From 100 to 80 (\N{MINUS SIGN}20.0 %); Bedwell changed differently from the rest",
    ),
    ("season", {"value": None, "status": "insufficient"}, "Cannot say"),
    # eight months in a row on one side of the middle, each of them within what is usual
    (
        "signals",
        {"value": 90.0, "signals": [["2021-08", "one side"], ["2021-09", "one side"]]},
        "No single month was unusual, but a run of months was",
    ),
    (
        "signals",
        {"value": 90.0, "signals": [["2021-08", "one side"], ["2021-09", "outside"]]},
        "1 month was unusual",
    ),
    ("outcomes", {"rows": [{"count": 8}], "n": 127, "value": 8 / 127}, "8 of 127 closed crimes: 6.3 %"),
    (
        "outcome_change",
        {"count_before": 172, "base_before": 420, "count": 79, "base": 414, "value": 79 / 414 - 172 / 420},
        "41.0 % of 420 closed crimes before, 19.1 % of 414 closed crimes now: "
        "\N{MINUS SIGN}21.9 percentage points",
    ),
]


@pytest.mark.parametrize(("method", "result", "said"), HEADLINES)
def test_no_ratio_stands_without_its_counts(method: str, result: dict[str, Any], said: str) -> None:
    assert headline(method, {"status": "ok", **result}) == said
