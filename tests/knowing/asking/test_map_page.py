"""The map: areas by rate, the list beside it, what is missing, two periods alike."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, html
from tests.knowing.asking.conftest import MAP, VEHICLE, settle
from tests.knowing.asking.test_changes_page import address, table, words


def test_every_area_is_in_the_list_with_its_rate(town: Cast) -> None:
    """480 and 240 in 16 areas of 1,500 people."""
    rows = table(town.client("amira").get(address("/holmbridge/map/areas.csv", measure=VEHICLE)))
    assert len(rows) == 16
    assert sum(int(row["Count"]) for row in rows) == 480
    assert sum(int(row["Count before"]) for row in rows) == 240
    for row in rows:
        assert float(row["Rate per 1,000"]) == pytest.approx(int(row["Count"]) / 1.5, rel=1e-4)


def test_the_two_periods_stand_side_by_side_with_ids_of_their_own(town: Cast) -> None:
    page = html(town.client("amira").get(address(MAP, measure=VEHICLE)))
    assert page.count('<figure class="wm-picture') == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_each_map_can_be_taken_away_as_a_picture_that_stands_alone(town: Cast) -> None:
    client = town.client("amira")
    page = html(client.get(address(MAP, measure=VEHICLE)))
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/holmbridge/map/[^"]+\.svg[^"]*)"', page)
    }
    assert len(links) == 2
    for link in links:
        response = client.get(link)
        assert response["Content-Type"] == "image/svg+xml"
        assert b"<title>" in response.content


def test_a_click_on_an_area_leads_to_what_changed_there(town: Cast) -> None:
    client = town.client("amira")
    page = html(client.get(address(MAP, measure=VEHICLE)))
    links = re.findall(r'<a href="(/holmbridge/changes/\?[^"]+)" tabindex="-1" aria-label="([^"]+)"', page)
    assert len(links) == 32  # 16 areas on two maps
    link, said = links[0]
    assert said.startswith("Holmbridge 00")
    assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_without_residents_the_map_shows_counts_and_says_which_file_is_missing(
    cast: Cast, data: Path, holmbridge_folder: Path
) -> None:
    shutil.copytree(holmbridge_folder, data, dirs_exist_ok=True)
    for receipt in data.glob("loads/*/receipt.json"):
        if '"source": "population"' in receipt.read_text("utf-8"):
            shutil.rmtree(receipt.parent)
    settle(cast.holmbridge, "Holmbridge")
    response = cast.client("amira").get(address(MAP, measure=VEHICLE))
    assert response.status_code == 200
    assert "Counts, not rates" in words(response)
    assert "Add a population file" in words(response)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"unit": "ward:1066"}, "This source cannot be mapped by that kind of area here."),
        ({"period": "2021-10:2021-12"}, "counted by LSOA over twelve months or more only"),
        ({"measure": "nothing/here"}, "There is no such measure here."),
    ],
)
def test_what_cannot_be_mapped_is_told(town: Cast, query: dict[str, str], said: str) -> None:
    response = town.client("amira").get(address(MAP, **query))
    assert response.status_code == 400
    assert said in words(response)


def test_without_evidence_the_map_says_how_to_begin(cast: Cast) -> None:
    assert "Nothing is loaded for this partnership yet" in words(cast.client("amira").get(MAP))


def test_the_map_asks_the_database_little(town: Cast, queries: Any) -> None:
    client = town.client("amira")
    with queries(at_most=15):
        client.get(MAP)
