"""A data folder of an earlier version: what it kept of files word for word goes; it counts as before."""

import csv
import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.measuring.store.test_partner_rows import HEADER, POLICE, load, months, row, stored
from tests.measuring.store.test_partner_rows import csv as file_of
from tests.measuring.store.test_partner_rows import data as data  # the fixture
from wardmote.measuring.store.engine import write_arrays
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, list_receipts
from wardmote.measuring.store.scrubbing import scrub

NAME, OFFICER, REFERENCE = "Amira Khan", "PC Quartermaine", "CASE/Thistlewhite"
LIGHTING = ["lit"] * 4 + ["half lit"] * 5 + [NAME]


def as_before(data: Path, receipt: Receipt) -> None:
    """The load as the version before wrote it: words as they stood in the file."""
    part = data / receipt.parts[0].path
    read = duckdb.connect().execute(f"SELECT * FROM '{part}'").fetchnumpy()
    columns = {
        name: np.asarray(np.ma.filled(column, "") if column.dtype == object else column)
        for name, column in read.items()
    }
    rows = len(columns["row"])
    said = {"reference": [f"{REFERENCE}-{n}" for n in range(rows)], "set_by_alcohol": [OFFICER] * rows}
    said |= {"attribute_lighting": LIGHTING, "age_band": ["18-24", NAME, *[""] * (rows - 2)]}
    write_arrays({**columns, **{name: np.array(cells, dtype=object) for name, cells in said.items()}}, part)
    home = data / "loads" / receipt.sha256
    kept = json.loads((home / "receipt.json").read_text("utf-8"))
    kept["rejects"][0]["found"], kept["schema"] = NAME, 1
    kept["notes"] = [f"Day: 1 answers are outside its base: {NAME} (1)."]
    kept["parts"][0]["facts"].pop("key", None)
    (home / "receipt.json").write_text(json.dumps(kept), "utf-8")
    with (home / "rejects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["row", "column", "found", "reason"], [12, "From", NAME, "no date"]])


@pytest.fixture
def before(data: Path) -> Receipt:
    """Ten burglaries and a row that could not be used, as the version before kept them."""
    mapping = POLICE.replace("[flags.alcohol]", '[attributes]\nlighting = "Light"\n[flags.alcohol]')
    (data / "mappings" / "police.toml").write_text(mapping, encoding="utf-8")
    lines = [f"{row(str(n), '2021-01-05')}," for n in range(10)] + ["x,soon,,,Burglary,,,,"]
    receipt = load(data, file_of(data, "a.csv", lines, header=f"{HEADER},Light"), keep=True).receipt
    as_before(data, receipt)
    (data / "figures").mkdir()
    counts = {"count": 9, "count_others": 0}
    rows = [{"name": f"lighting {label}", **counts} for label in ("lit", NAME)]
    figure = {"method": "circumstance", "result": {"rows": rows, "standing_out": [f"lighting {NAME}"]}}
    (data / "figures" / "0f.json").write_text(json.dumps(figure), "utf-8")
    assert all(word in stored(data) for word in (NAME, OFFICER, REFERENCE))
    return receipt


def test_words_of_earlier_loads_go_and_later_files_still_meet_their_rows(data: Path, before: Receipt) -> None:
    later = f"{row(f'{REFERENCE}-3', '2021-01-05', what='Robbery')},"
    load(data, file_of(data, "b.csv", [later, f"{row('new', '2021-02-05')},"], header=f"{HEADER},Light"))
    assert months(data) == {"burglary": 10, "robbery": 1}  # the one the later file says again counts once
    assert not [word for word in (NAME, OFFICER, REFERENCE, "soon") if word in stored(data)]
    rows = Evidence(data).incidents("police", Evidence(data).place("Barchester"))
    assert sorted(set(rows.attributes["lighting"].tolist())) == ["", "lit"]
    assert sorted(set(rows.age_band.tolist())) == ["", "18-24"]
    cleaned = next(each for each in list_receipts(Folder(data)) if each.sha256 == before.sha256)
    assert cleaned.rejects[0].found == "10 characters, letters and spaces"
    assert cleaned.notes == (
        "Day: 1 answers are outside its base.",
        "attribute_lighting: 6 values that nobody had confirmed as labels were taken out.",
    )
    result = json.loads((data / "figures" / "0f.json").read_text("utf-8"))["result"]
    assert ([each["name"] for each in result["rows"]], result["standing_out"]) == (["lighting lit"], [])
    assert scrub(Folder(data)) == 0


def test_a_cleaning_that_was_killed_is_ended_by_the_next(
    data: Path, before: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            scrub(Folder(data))
    scrub(Folder(data))
    assert not [word for word in (NAME, OFFICER, REFERENCE) if word in stored(data)]
    assert months(data) == {"burglary": 10}
