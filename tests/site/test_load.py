"""``wardmote load`` from the command line: exit status, words and JSON."""

import json
from pathlib import Path

import pytest

from tests.measuring.store.making import row, street
from wardmote.site.command_line import main

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
    assert "row 32, Crime type: Witchcraft" in capsys.readouterr().out


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
