"""Partners' files loaded and read back: mappings first, keys hashed apart, in any order."""

import errno
import itertools
import json
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pytest

from wardmote.measuring.catalogue.periods import month_index, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.open_load import load_areas
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts

POLICE = """
name = "police"
kind = "incidents"
confirmed = true
provider = "Police"
title = "Police crime records"
place = "Barchester"
[columns]
reference = "Ref"
from = "From"
easting = "E"
northing = "N"
category = "What"
victim = "Victim"
[offenders]
columns = ["Offender"]
[flags.alcohol]
column = "Alcohol"
set_by_text = "Officer"
"""
HEADER = "Ref,From,E,N,What,Victim,Offender,Alcohol"
COUNTS = """
name = "counts"
kind = "counts"
confirmed = true
title = "Counts"
place = "Barchester"
[columns]
month = "Month"
area = "MSOA"
class = "Type"
count = "N"
[areas]
kind = "msoa"
vintage = "2021"
prefix = "barchester"
[denominators]
population = "People"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two confirmed mappings."""
    folder = tmp_path / "data"
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / "police.toml").write_text(POLICE, encoding="utf-8")
    (folder / "mappings" / "counts.toml").write_text(COUNTS, encoding="utf-8")
    return folder


def row(reference: str, day: str, *, what: str = "Burglary", victim: str = "", offender: str = "") -> str:
    return f"{reference},{day} 10:00,523800,224100,{what},{victim},{offender},Y"


def csv(data: Path, name: str, rows: Iterable[str], *, header: str = HEADER) -> Path:
    path = data.parent / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def load(
    data: Path, path: Path, *, kind: str = "incidents", mapping: str = "police", keep: bool = False
) -> LoadOutcome:
    return load_partner(Folder(data), path, kind=kind, mapping=mapping, keep_good=keep)


def square(west: float, south: float, size: float, **properties: str) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def boundaries(data: Path, kind: str, shapes: Sequence[dict[str, object]]) -> None:
    path = data.parent / f"{kind}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    load_areas(Folder(data), path, kind=kind, vintage="2008")


def test_a_mapping_is_suggested_then_asked_for_then_used(data: Path) -> None:
    header = HEADER.replace(",E,N,What", ",Easting,Northing,Category")
    path = csv(data, "a.csv", [row("1", "2021-01-05")], header=header)
    saved = data / "mappings" / "new.toml"
    first = load(data, path, mapping="new")
    assert first.must_look
    assert "confirmed = true" in first.receipt.notes[0]
    assert load(data, path, mapping="new").must_look
    assert list_receipts(Folder(data)) == ()
    saved.write_text(
        saved.read_text("utf-8").replace("confirmed = false", "confirmed = true"), encoding="utf-8"
    )
    assert load(data, path, mapping="new").receipt.counts["kept"] == 1
    assert load(data, path, mapping="new").already


@pytest.mark.parametrize("name", ["../police", "Police", "a/b", ""])
def test_a_mapping_has_a_plain_name(data: Path, name: str) -> None:
    with pytest.raises(Refusal, match="name of a mapping"):
        load(data, csv(data, "a.csv", [row("1", "2021-01-05")]), mapping=name)


def test_bad_rows_refuse_the_file_or_are_left_out_and_listed(data: Path) -> None:
    path = csv(
        data, "a.csv", [row("1", "2021-01-05"), row("2", "2021-13-05"), row("3", "2021-01-06", what="Odd")]
    )
    with pytest.raises(Refusal) as refused:
        load(data, path)
    assert refused.value.what == "2 of 3 rows cannot be used."
    assert refused.value.where == "a.csv, row 3, column From"
    assert (
        "From, row 3: no such date; are day and month exchanged? (16 characters, like a date)"
        in refused.value.found
    )
    assert (
        "What, row 4: the mapping's [categories] does not say what this is (3 characters, letters)"
        in refused.value.found
    )
    assert "--keep-good" in refused.value.todo
    assert list_receipts(Folder(data)) == ()
    outcome = load(data, path, keep=True)
    assert outcome.must_look
    assert [(r.row, r.column) for r in outcome.receipt.rejects] == [(3, "From"), (4, "What")]
    assert (data / "loads" / outcome.receipt.sha256 / "rejects.csv").exists()
    with pytest.raises(Refusal, match="No row can be used"):
        load(data, csv(data, "b.csv", [row("2", "2021-13-05")]), keep=True)


def stored(data: Path) -> str:
    """Every cell of every stored part, and every other file as text."""
    said = []
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            said.append(str(duckdb.connect().execute(f"SELECT * FROM read_parquet('{path}')").fetchall()))
        said.append(path.read_bytes().decode("latin-1"))
    return "\n".join(said)


def test_keys_of_people_are_hashed_and_lie_apart(data: Path) -> None:
    rows = [row("1", "2021-01-05", victim="JANE-DOE-1980", offender="SMITH-77"), row("2", "2021-01-06")]
    rows += [row("3", "2021-01-07", offender="smith-77"), "4,bad,1,1,Burglary,JANE-DOE-1980,SMITH-77,Y"]
    load(data, csv(data, "a.csv", rows), keep=True)
    assert "JANE-DOE" not in stored(data)
    assert "SMITH-77" not in stored(data)
    key = data.parent / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 or os.name == "nt"
    assert key.read_text("ascii").strip() not in stored(data)
    rows_part = next((data / "partners/own/incidents/police").iterdir())
    columns = {
        name for name, *_ in duckdb.connect().execute(f"DESCRIBE SELECT * FROM '{rows_part}'").fetchall()
    }
    assert not {"victim", "offender_1"} & columns
    evidence = Evidence(data)
    found = evidence.incidents("police", evidence.place("Barchester"))
    offenders = found.offenders[0].tolist()
    assert offenders[0] == offenders[2] != ""  # one person, however the name is written
    assert offenders[1] == ""
    assert found.victim[0] not in ("", offenders[0])


def test_a_key_for_which_the_disk_has_no_room_is_not_half_there(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty key file was left, and every later load refused: "Put the right file back"."""
    file = csv(data, "a.csv", [row("1", "2021-01-05", victim="V1")])
    before = sorted(data.parent.iterdir())

    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        with pytest.raises(Refusal, match="No space left"):
            load(data, file)
    assert sorted(data.parent.iterdir()) == before
    load(data, file)


def test_the_key_must_stay_the_same_and_outside(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(data, csv(data, "a.csv", [row("1", "2021-01-05", victim="V1")]))
    later = csv(data, "b.csv", [row("2", "2021-02-05", victim="V1")])
    key = data.parent / "data.key"
    kept = key.read_text("ascii")
    key.unlink()
    with pytest.raises(Refusal, match="key file is missing"):
        load(data, later)
    key.write_text("0" * 64, encoding="ascii")
    with pytest.raises(Refusal, match="another one"):
        load(data, later)
    monkeypatch.setenv("WARDMOTE_KEY_FILE", str(data / "own.key"))
    with pytest.raises(Refusal, match="inside the data folder"):
        load(data, later)
    elsewhere = data.parent / "elsewhere.key"
    elsewhere.write_text(kept, encoding="ascii")
    monkeypatch.setenv("WARDMOTE_KEY_FILE", str(elsewhere))
    load(data, later)
    evidence = Evidence(data)
    assert len(set(evidence.incidents("police", evidence.place("Barchester")).victim.tolist())) == 1


def months(data: Path) -> dict[str, int]:
    evidence = Evidence(data)
    counted = evidence.monthly("police", evidence.place("Barchester"), "place")
    return {key: int(n) for key, n in zip(counted.classes, counted.counts.sum(axis=(1, 2)), strict=True)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_reference_in_a_later_file_replaces_the_earlier_whatever_the_order(
    data: Path, order: Sequence[int]
) -> None:
    files = [
        csv(data, "a.csv", [row("1", "2021-01-05"), row("2", "2021-01-06")]),
        csv(data, "b.csv", [row("2", "2021-01-06", what="Robbery"), row("3", "2021-02-05")]),
        csv(data, "c.csv", [row("2", "2021-01-06", what="Drugs"), row("4", "2021-03-05")]),
    ]
    for index in order:
        load(data, files[index])
    assert months(data) == {"burglary": 3, "drugs": 1}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_without_references_the_file_that_reaches_further_restates_its_days(
    data: Path, order: Sequence[int]
) -> None:
    files = [
        csv(data, "a.csv", [row("", "2021-01-05"), row("", "2021-01-20"), row("", "2021-01-20")]),
        csv(data, "b.csv", [row("", "2021-01-20", what="Drugs"), row("", "2021-02-05", what="Drugs")]),
    ]
    outcomes = [load(data, files[index]) for index in order]
    assert [outcome.must_look for outcome in outcomes] == [False, True]
    assert months(data) == {"burglary": 1, "drugs": 2}


def test_a_mended_mapping_replaces_what_was_read_with_the_old_one(data: Path) -> None:
    path = csv(data, "a.csv", [row("", "2021-01-05", what="Rowdy")])
    saved = data / "mappings" / "police.toml"
    for key in ("public-order", "anti-social-behaviour", "public-order"):
        saved.write_text(POLICE + f'[categories]\nRowdy = "{key}"\n', encoding="utf-8")
        load(data, path)
        assert months(data) == {key: 1}


def test_incidents_count_in_their_place_and_in_areas_by_point(data: Path) -> None:
    boundaries(data, "ward", [square(-0.21, 51.89, 0.02, code="W1", name="Bedwell")])
    boundaries(
        data,
        "place",
        [
            square(-0.25, 51.85, 0.2, code="P1", name="Town", category="town-centre"),
            square(-0.203, 51.9, 0.004, code="P2", name="Market Square", category="high-street"),
        ],
    )
    nowhere = "2,2021-01-06 10:00,,,Burglary,,,N"
    load(
        data,
        csv(data, "a.csv", [row("1", "2021-01-05"), nowhere, "3,2021-03-06 10:00,530000,224100,Robbery,,,N"]),
    )
    evidence = Evidence(data)
    town, ward = evidence.place("Barchester"), evidence.place("Bedwell")
    assert evidence.monthly("police", town, "place").counts.sum() == 3
    feed = evidence.feeds(town)[0]
    assert (feed.precision, feed.provider, feed.synthetic, len(feed.months)) == ("exact", "Police", False, 3)
    found = evidence.incidents("police", town)
    assert found.place_names.tolist() == ["Market Square", "", "Town"]
    assert evidence.area_of(found, "ward:2008").tolist() == ["ward:2008:W1", "", ""]
    assert found.flags["alcohol"].tolist() == [1, 0, 0]
    (who,) = found.flag_set_by["alcohol"]  # a hash: one person set them all
    assert len(who) == 32
    assert evidence.incidents("police", ward).reference.tolist() == [found.reference[0]] != ["1"]
    assert evidence.monthly("police", ward, "place").counts.sum() == 1
    with pytest.raises(Refusal, match="No oa boundaries"):
        evidence.area_of(found, "oa:2011")


def test_counts_bring_their_areas_months_and_people(data: Path) -> None:
    header = "Month,MSOA,Type,N,People,synthetic"
    old = ["2021-01,North,Burglary,5,100,", "2021-02,North,Burglary,6,100,"]
    new = ["2021-02,North,Burglary,7,100,made up", "2021-02,South,Drugs,2,50,", "2021-04,South,Drugs,1,50,"]
    for name, rows in (("new.csv", new), ("old.csv", old)):
        load(data, csv(data, name, rows, header=header), kind="counts", mapping="counts")
    evidence = Evidence(data)
    town = evidence.place("barchester")
    assert str(town.id) == "district:2021:barchester"
    assert evidence.places("district", parse_period("2021-01:2021-12")) == (town,)
    feed = evidence.feeds(town)[0]
    assert (feed.source, feed.precision, feed.units, feed.synthetic) == (
        "counts",
        "area",
        ("msoa:2021",),
        True,
    )
    counted = evidence.monthly("counts", town, "msoa:2021")
    assert [str(area) for area in counted.areas] == [
        "msoa:2021:barchester/north",
        "msoa:2021:barchester/south",
    ]
    assert counted.held == (True, True, False, True)
    assert counted.counts.sum(axis=1).tolist() == [[12, 0], [0, 3]]  # February as restated
    assert [area.name for area in evidence.units(town, "msoa:2021")] == ["North", "South"]
    people = evidence.denominator("population", town, "place", 2021)
    assert people is not None
    assert (people.values, people.year) == ((150.0,), 2021)
    by_area = evidence.denominator("population", town, "msoa:2021", 2021)
    assert by_area is not None
    assert by_area.values == (100.0, 50.0)
    assert evidence.denominator("households", town, "place", 2021) is None


def test_another_partnership_sees_nothing(data: Path) -> None:
    load(data, csv(data, "a.csv", [row("1", "2021-01-05")]))
    with pytest.raises(Refusal, match="No such place"):
        Evidence(data, "barset").place("Barchester")


LEEDS = COUNTS.replace('"barchester"', '"leeds"').replace("Barchester", "Leeds")


def test_leeds_fell_from_121876_to_114180(data: Path, shared_data: Path) -> None:
    text = (
        LEEDS.replace('"Month"', '"month"')
        .replace('"MSOA"', '"msoa_hocl_name"')
        .replace('"N"', '"crime_count"')
    )
    text = text.replace('"Type"', '"crime_type"').replace('"People"', '"census_population"')
    text += 'workday_population = "workday_population"\n'
    (data / "mappings" / "counts.toml").write_text(text, encoding="utf-8")
    path = shared_data / "police/leeds/leeds_msoa_monthly_crime_to_2024-07.csv.gz"
    assert load(data, path, kind="counts", mapping="counts").receipt.counts["read"] == 27_063
    evidence = Evidence(data)
    leeds = evidence.place("Leeds")
    counted = evidence.monthly("counts", leeds, "place")
    assert counted.months[0] == month_index(2022, 8)
    assert counted.counts[:, :12].sum() == 121_876
    assert counted.counts[:, 12:].sum() == 114_180
    assert len(evidence.units(leeds, "msoa:2021")) == 107
    workday = evidence.denominator("workday_population", leeds, "msoa:2021", 2023)
    assert workday is not None
    assert len(workday.areas) == 107


NYC = """
name = "thefts"
kind = "incidents"
confirmed = true
place = "New York"
every_row = "theft-of-vehicle"
[columns]
reference = "uid"
from = "date_start"
to = "date_end"
longitude = "longitude"
latitude = "latitude"
[covers]
start = "2014-01"
end = "2017-12"
[coordinates]
anywhere = true
"""


def test_vehicle_thefts_keep_their_earliest_and_latest_time(data: Path, shared_data: Path) -> None:
    (data / "mappings" / "thefts.toml").write_text(NYC, encoding="utf-8")
    load(data, shared_data / "incidents/nyc_vehicle_thefts_2014_2017.csv.gz", mapping="thefts")
    evidence = Evidence(data)
    city = evidence.place("New York")
    rows = evidence.incidents("thefts", city)
    assert len(rows) == 35_746
    assert int(np.isnat(rows.end).sum()) == 2_852
    assert int((rows.start == rows.end).sum()) == 512
    assert int((rows.end - rows.start > np.timedelta64(7, "D")).sum()) == 2_842
    assert len(evidence.feeds(city)[0].months) == 48  # December 2013 is not covered


BCS = """
name = "bcs"
kind = "survey"
confirmed = true
place = "England and Wales"
[survey]
weight = "tcindwt"
wave = "2007/08"
[questions.safe-night]
column = "walkdark"
yes = ["very safe", "fairly safe"]
base = ["very safe", "fairly safe", "a bit unsafe", "very unsafe"]
"""


def test_the_crime_survey_has_16_people_without_a_weight(data: Path, shared_data: Path) -> None:
    (data / "mappings" / "bcs.toml").write_text(BCS, encoding="utf-8")
    path = shared_data / "survey/bcs_2007_08_teaching.csv.gz"
    with pytest.raises(Refusal, match="16 of 11,676 rows"):
        load(data, path, kind="survey", mapping="bcs")
    load(data, path, kind="survey", mapping="bcs", keep=True)
    evidence = Evidence(data)
    wave = evidence.surveys(evidence.place("England and Wales"))[0]
    assert (wave.n, wave.wave, wave.self_selected) == (11_660, "2007/08", False)
    assert wave.weights.min() == pytest.approx(0.17, abs=0.005)
    assert wave.weights.max() == pytest.approx(6.17, abs=0.005)
