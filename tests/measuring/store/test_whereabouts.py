"""A file of the wrong place, or with its columns exchanged, is seen when the place's boundary is loaded."""

import json
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.open_load import load_areas
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts

# Manchester: eastings and northings are so alike that exchanged points lie on land too, in Lancashire
MAPPING = """
name = "police"
kind = "incidents"
confirmed = true
place = "Manchester"
every_row = "burglary"
[columns]
from = "From"
easting = "E"
northing = "N"
"""
TOWN_HALL, ELSEWHERE = "383900,398000", "523800,224100"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / "police.toml").write_text(MAPPING, encoding="utf-8")
    ring = [[-2.32, 53.4], [-2.15, 53.4], [-2.15, 53.55], [-2.32, 53.55], [-2.32, 53.4]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {
        "type": "Feature",
        "properties": {"code": "E08000003", "name": "Manchester"},
        "geometry": shape,
    }
    path = tmp_path / "district.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    load_areas(Folder(folder), path, kind="district", vintage="2021")
    return folder


def load(data: Path, *points: str) -> LoadOutcome:
    path = data.parent / "rows.csv"
    path.write_text("From,E,N\n" + "".join(f"2021-03-01 10:00,{point}\n" for point in points), "utf-8")
    return load_partner(Folder(data), path, kind="incidents", mapping="police", keep_good=False)


def test_rows_in_the_place_and_rows_without_a_location_say_nothing(data: Path) -> None:
    assert not load(data, TOWN_HALL, TOWN_HALL, ELSEWHERE, ",").must_look


def test_columns_exchanged_are_refused(data: Path) -> None:
    with pytest.raises(Refusal, match="E and N are the wrong way round") as refused:
        load(data, "398000,383900", "398100,383800", TOWN_HALL)
    assert "2 of 3 rows lie in Manchester when" in refused.value.found
    assert len(list_receipts(Folder(data))) == 1  # the boundary's


def test_rows_of_another_town_make_a_person_look(data: Path) -> None:
    outcome = load(data, ELSEWHERE, ELSEWHERE, TOWN_HALL)
    assert outcome.must_look
    assert "2 of 3 located rows lie outside Manchester" in outcome.receipt.notes[0]
