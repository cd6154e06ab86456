"""``wardmote load`` from the command line: exit status, words and JSON."""

import json
from pathlib import Path

import pytest

from tests.measuring.sources.far_cell import far_cell
from tests.measuring.store.making import row, street
from wardmote.measuring.store.evidence import Evidence
from wardmote.site.commands.command_line import main

GOOD = [row(n) for n in range(1, 31)]


def load(tmp_path: Path, *words: str) -> int:
    return main(["load", "--data", str(tmp_path / "data"), *words])


def test_loaded_then_already_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = street(tmp_path / "files", GOOD)
    assert load(tmp_path, "police-uk", str(path.parent)) == 0
    told = capsys.readouterr()
    assert "30 of 30 rows loaded" in told.out
    assert "barchester: 1 months held" not in told.out
    assert "barchester: 1 month held, 2021-03" in told.out
    assert "file 1 of 1" in told.err
    assert load(tmp_path, "police-uk", str(path.parent / "*.csv")) == 0
    assert "already loaded" in capsys.readouterr().out


def test_loaded_but_a_person_must_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = street(tmp_path, [*GOOD, row(99, word="Witchcraft")])
    assert load(tmp_path, "police-uk", str(path)) == 1
    assert "row 32, Crime type: 10 characters, letters" in capsys.readouterr().out


def test_refused_with_words_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "2021-03-barchester-street.csv"
    path.write_text("<html>502 Bad Gateway</html>")
    assert load(tmp_path, "police-uk", str(path)) == 2
    told = capsys.readouterr()
    assert "web page" in told.err
    assert "where: 2021-03-barchester-street.csv" in told.err
    assert not told.out
    assert load(tmp_path, "police-uk", str(tmp_path / "*.nothing")) == 2
    assert load(tmp_path, "areas", str(path), "--kind", "ward", "--vintage", "thirteen") == 2


def test_a_cell_far_away_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It asked for 512 GB and ended the command, and the worker with it."""
    (tmp_path / "far.xlsx").write_bytes(far_cell())
    assert load(tmp_path, "counts", str(tmp_path / "far.xlsx"), "--mapping", "ours") == 2
    told = capsys.readouterr().err
    assert "This file takes too much to read." in told
    assert "where: far.xlsx" in told
    assert "Traceback" not in told


def test_json_is_the_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = street(tmp_path, GOOD)
    assert main(["load", "--data", str(tmp_path / "data"), "--json", "police-uk", str(path)]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["state"], told["counts"]["kept"], told["name"]) == ("loaded", 30, path.name)
    assert (tmp_path / "data" / "loads" / told["sha256"] / "receipt.json").exists()


def test_the_data_folder_may_be_named_after_the_kind(tmp_path: Path) -> None:
    path = street(tmp_path, GOOD)
    assert main(["load", "police-uk", str(path), "--data", str(tmp_path / "after")]) == 0
    assert (tmp_path / "after" / "loads").is_dir()


def test_a_census_file_gives_people_and_households(tmp_path: Path) -> None:
    path = tmp_path / "census2021_lsoa21.csv"
    path.write_text('lsoa21_code,total_residents,total_households\nE01000001,"1,555",527\n')
    assert load(tmp_path, "population", str(path)) == 0
    assert load(tmp_path, "households", str(path)) == 0
    assert load(tmp_path, "population", str(path), "--year", "2020") == 1  # the name says 2021
    assert load(tmp_path, "population", str(path), "--year", "2090") == 2


def test_two_numbers_for_one_area_and_year_must_be_looked_at(tmp_path: Path) -> None:
    for folder, people, status in (("a", 1500, 0), ("b", 1600, 1)):
        path = tmp_path / folder / "population_mid2020_lsoa11.csv"
        path.parent.mkdir()
        path.write_text(f"lsoa11_code,total_population\nE01000001,{people}\n")
        assert load(tmp_path, "population", str(path)) == status


INCIDENTS = """
name = "police"
kind = "incidents"
confirmed = true
title = "Police crime records"
place = "Barchester"
[columns]
reference = "Ref"
from = "From"
category = "What"
"""


def test_a_partnerships_file_is_read_by_its_own_mapping_and_kept_from_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, path = tmp_path / "data", tmp_path / "crime.csv"
    path.write_text("Ref,From,What\n1,2021-01-05 10:00,Burglary\n", encoding="utf-8")
    mapping = data / "partners" / "barchester" / "mappings" / "police.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(INCIDENTS, encoding="utf-8")
    words = ("incidents", str(path), "--mapping", "police")
    assert load(tmp_path, "--partnership", "barchester", *words) == 0
    assert load(tmp_path, *words, "--partnership", "barchester") == 0
    assert "already loaded" in capsys.readouterr().out
    assert load(tmp_path, *words) == 1  # "own" has no such mapping: one is suggested
    assert (data / "mappings" / "police.toml").exists()
    for partnership, seen in (("barchester", 1), ("own", 0), ("elsewhere", 0)):
        evidence = Evidence(data, partnership)
        assert len(evidence.receipts()) == seen
    assert load(tmp_path, *words, "--partnership", "../own") == 2


def test_a_partnerships_place_is_assessed_from_its_own_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, path = tmp_path / "data", tmp_path / "crime.csv"
    path.write_text("Ref,From,What\n1,2021-01-05 10:00,Burglary\n", encoding="utf-8")
    mapping = data / "partners" / "barchester" / "mappings" / "police.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(INCIDENTS, encoding="utf-8")
    assert load(tmp_path, "--partnership", "barchester", "incidents", str(path), "--mapping", "police") == 0
    words = ["assess", "--data", str(data), "--place", "Barchester", "--period", "2021-01:2021-01"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert "Barchester" in capsys.readouterr().err
    assert main([*words, "--out", str(tmp_path / "out"), "--partnership", "barchester"]) in (0, 1)
    (figure, *_) = sorted((data / "figures").iterdir())
    assert main(["figure", figure.stem, "--data", str(data), "--partnership", "barchester"]) == 0
    assert "crime.csv" in capsys.readouterr().out
    assert main(["figure", figure.stem, "--data", str(data)]) != 0


def test_a_suggestion_says_where_its_mapping_lies_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "crime.csv"
    path.write_text(
        "Ref,Start Date/Time,End Date/Time,Category\n1,05/01/2021 10:00,05/01/2021 11:00,Burglary\n"
    )
    assert load(tmp_path, "incidents", str(path), "--mapping", "police") == 1
    told = capsys.readouterr().out
    saved = tmp_path / "data" / "mappings" / "police.toml"
    assert "0 of 0" not in told
    assert "nothing loaded" in told
    assert saved.as_posix() in told
    assert 'from = "Start Date/Time"' in saved.read_text()
    assert 'to = "End Date/Time"' in saved.read_text()


def test_the_rows_left_out_are_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, path = tmp_path / "data", tmp_path / "crime.csv"
    path.write_text("Ref,From,What\n1,2021-01-05 10:00,Burglary\n2,2021-01-06 10:00,Witchcraft\n")
    (data / "mappings").mkdir(parents=True)
    (data / "mappings" / "police.toml").write_text(INCIDENTS, encoding="utf-8")
    words = ("incidents", str(path), "--mapping", "police", "--keep-good")
    for status in (1, 0):
        assert load(tmp_path, *words) == status
        assert "row 3, What: 10 characters, letters: " in capsys.readouterr().out


def test_the_same_file_of_a_later_release_says_what_counts_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = street(tmp_path / "a", GOOD[:20])
    second = street(tmp_path / "b", GOOD)
    assert load(tmp_path, "police-uk", str(first), "--released", "2021-05") == 0
    load(tmp_path, "police-uk", str(second), "--released", "2021-06")
    capsys.readouterr()
    assert load(tmp_path, "police-uk", str(first), "--released", "2021-07") == 1
    assert "now counts from this file" in capsys.readouterr().out
    assert load(tmp_path, "police-uk", str(first), "--released", "2021-07") == 0


REPLIES = """\
name = "talk"
kind = "replies"
confirmed = true
place = "Barchester"
window = { start = "2008-01-01", end = "2008-02-29" }
[columns]
received = "Received"
channel = "Channel"
"""


def test_pb_04_replies_from_outside_the_window_are_kept_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, mapping = tmp_path / "replies.csv", tmp_path / "data" / "mappings" / "talk.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(REPLIES, "utf-8")
    days = ("2007-12-31", "2008-01-01", "2008-02-29", "2008-03-01", "2008-03-09")
    path.write_text("\n".join(["Received,Channel", *(f"{day},Letter" for day in days)]) + "\n", "utf-8")
    assert load(tmp_path, "replies", str(path), "--mapping", "talk") == 0
    assert "5 of 5 rows loaded (3 outside the window)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "name", "asked"),
    [("p1", "Khan's corner shop", True), ("p1", "Town centre", False), ("E05004806", "Bedwell", False)],
)
def test_names_of_areas_without_official_codes_are_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, name: str, asked: bool
) -> None:
    """As on the web: everybody reads what a place is called, and no pattern tells it from a person's name."""
    square = {"type": "Polygon", "coordinates": [[[-0.2, 51.9], [-0.1, 51.9], [-0.1, 52], [-0.2, 51.9]]]}
    feature = {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": square}
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    words = ("areas", str(path), "--kind", "place", "--vintage", "2021")
    assert load(tmp_path, *words) == (2 if asked else 0)
    told = capsys.readouterr().err
    assert ("--names-are-public" in told) == asked and "Khan" not in told
    assert load(tmp_path, *words, "--names-are-public") == 0


@pytest.mark.parametrize(
    ("kind", "head", "name"),
    [
        ("lookup", "lsoa21_code,ward21_code,ward21_name", "lookup.csv"),
        ("population", "lsoa21_code,ward21_code,lsoa21_name,persons", "population_mid2020.csv"),
        ("households", "lsoa21_code,ward21_code,lsoa21_name,households", "census2021_households.csv"),
    ],
)
def test_names_that_other_files_bring_are_asked_about_as_those_of_boundaries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, head: str, name: str
) -> None:
    row = {"lookup": "E01023758,{},{}", "population": "{},E05004806,{},5", "households": "{},E05004806,{},5"}
    path = tmp_path / name

    def loaded(code: str, called: str, *words: str) -> int:
        path.write_text(f"{head}\n{row[kind].format(code, called)}\n")
        return load(tmp_path, kind, str(path), *words)

    assert loaded("Z12345678", "Khan's corner shop") == 2
    told = capsys.readouterr().err
    assert "--names-are-public" in told and "Khan" not in told
    assert loaded("E05004806" if kind == "lookup" else "E01023758", "Bedwell") == 0
    assert loaded("Z12345678", "Khan's corner shop", "--names-are-public") == 0
