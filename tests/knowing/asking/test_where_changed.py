"""Where it changed, on What changed, the map and a measure alike: a shop that is put on the map elsewhere.

Holmbridge as always, and 20 thefts a month from one shop more: in 2020 at a point of area 002B, in 2021 at
one of 002C beside it. Robbery is five in all.
"""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cast import Cast, html, settle
from tests.journeys import holmbridge
from tests.knowing.asking.conftest import CHANGES, MAP
from tests.knowing.asking.test_changes_page import address, table, words
from tests.measuring.store.making import load
from tests.starting_points import staying
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.open_load import load_areas

OLD, NEW = 5, 6
SHOPS = "police-uk/shoplifting"


def month_with_the_shop(month: str) -> str:
    code, name, west, south = holmbridge.areas()[OLD if month < "2021" else NEW]
    text = io.StringIO(holmbridge.street(month))
    text.seek(0, io.SEEK_END)
    at = code, name, west + 0.002, south
    rows = [holmbridge.row(month, 9000 + i, "Shoplifting", at) for i in range(20)]
    rows += [holmbridge.row(month, 9900, "Robbery", holmbridge.areas()[0])] if month > "2021-07" else []
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shop")
    for month in holmbridge.months():
        (folder / f"{month}-hertfordshire-street.csv").write_text(month_with_the_shop(month), "utf-8")
    data = folder / "data"
    load(data, sorted(folder.glob("*.csv")))
    areas = holmbridge.write_boundaries(folder / "areas.geojson")
    load_areas(Folder(data), areas, kind="lsoa", vintage="2011")
    with staying(data):
        yield data


@pytest.fixture
def town(cast: Cast, data: Path, shop_folder: Path, prepared: Callable[..., None]) -> Cast:
    shutil.copytree(shop_folder, data, dirs_exist_ok=True)
    prepared(settle, cast.holmbridge, "Holmbridge")
    return cast.with_its_place()


def counts(area: int, year: str) -> int:
    """Shoplifting of an area in a year, counted from the files."""
    code = holmbridge.areas()[area][0]
    rows = [
        row
        for month in holmbridge.months()
        if month.startswith(year)
        for row in csv.DictReader(io.StringIO(month_with_the_shop(month)))
    ]
    return sum(row["LSOA code"] == code and row["Crime type"] == "Shoplifting" for row in rows)


def test_page_map_and_measure_name_both_areas_and_say_that_it_may_only_be_the_map(town: Cast) -> None:
    client = town.client("amira")
    response = client.get(CHANGES)
    went = {a: f"{counts(a, '2020')} to {counts(a, '2021')}" for a in (OLD, NEW)}
    told = {a: f"Holmbridge 002{'BC'[a - OLD]} ({went[a]};" for a in went}
    said = words(response)
    assert "Where it changed" in said
    assert "Shoplifting changed differently from the rest of Holmbridge in two small areas (LSOAs)" in said
    links = dict(re.findall(r'<a href="([^"]*place=[^"]*)">([^<]*)</a>', html(response)))
    assert {"Holmbridge 002B", "Holmbridge 002C"} <= set(links.values())
    inside = next(url for url, name in links.items() if name == "Holmbridge 002B").replace("&amp;", "&")
    assert str(counts(OLD, "2021")) in words(client.get(inside))
    mapped = words(client.get(address(MAP, measure=SHOPS)))
    for page in (said, mapped):
        assert all(each in page for each in told.values())
        assert "In Holmbridge 002B one point of the map, with none now, makes up 100 % of that" in page
        assert "In Holmbridge 002C one point of the map, with none before, makes up 100 % of that" in page
        assert "Beside Holmbridge 002B, Holmbridge 002C had more than if it had gone with the rest" in page
        assert f"gone with the rest ({went[NEW]})" in page
    measure = words(client.get(address(measure=SHOPS)))
    assert "changed differently from the rest, by more than chance" in measure
    assert "Holmbridge 002B (" in measure and "Holmbridge 002C (" in measure


def test_the_list_beside_the_map_tells_areas_that_moved_from_those_with_too_few(town: Cast) -> None:
    client = town.client("amira")

    def changed(measure: str) -> dict[str, str]:
        rows = table(client.get(address(f"{MAP}areas.csv", measure=measure)))
        return {row["Area"]: row["Changed differently from the rest"] for row in rows}

    shops = changed(SHOPS)
    assert {name for name, words in shops.items() if words == "yes"} == {"Holmbridge 002B", "Holmbridge 002C"}
    assert set(shops.values()) == {"yes", ""}
    assert set(changed("police-uk/robbery").values()) == {"too few to say"}
