"""Between files: the later release counts, conflicts are shown, and load order never decides."""

import zipfile
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.measuring.store.making import HEADER, load, row, street
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.evidence import Evidence

NAME = "2021-03-barchester-street.csv"


def file(folder: Path, name: str, rows: Sequence[str]) -> Path:
    return street(folder / name, rows, name=NAME)


def total(data: Path) -> int:
    evidence = Evidence(data)
    return int(evidence.monthly("police-uk", evidence.place("Barchester"), "place").counts.sum())


def test_a_later_release_counts_as_a_whole_and_revisions_are_logged(tmp_path: Path) -> None:
    old = file(tmp_path, "old", [row(n) for n in range(1, 11)])
    later = [row(n) for n in range(2, 11)] + [row(3, word="Robbery"), row(11), row(12)]
    later[0] = row(2, word="Robbery")
    later[1] = row(3, outcome="Suspect charged")
    new = file(tmp_path, "new", later)
    load(tmp_path / "data", [old], released="2021-05")
    (outcome,) = load(tmp_path / "data", [new], released="2021-06")
    (found,) = outcome.receipt.revisions.values()
    assert {key: found[key] for key in ("added", "removed", "changed", "outcomes")} == {
        "added": 2,
        "removed": 1,
        "changed": 1,
        "outcomes": 1,
    }
    assert total(tmp_path / "data") == 11
    evidence = Evidence(tmp_path / "data")
    assert evidence.force_totals("police-uk", evidence.place("Barchester")).revised == 4


def test_one_release_with_different_rows_must_be_looked_at(tmp_path: Path) -> None:
    ten, nine = (file(tmp_path, str(n), [row(i) for i in range(n)]) for n in (10, 9))
    load(tmp_path / "data", [ten])
    (outcome,) = load(tmp_path / "data", [nine])
    assert outcome.must_look
    assert "10 rows, counted" in outcome.receipt.notes[0]
    assert "9 rows, not counted" in outcome.receipt.notes[0]
    evidence = Evidence(tmp_path / "data")
    totals = evidence.force_totals("police-uk", evidence.place("Barchester"))
    assert (totals.place, len(totals.conflicts)) == (10, 1)


def test_a_later_release_much_smaller_must_be_looked_at(tmp_path: Path) -> None:
    load(tmp_path / "data", [file(tmp_path, "whole", [row(n) for n in range(1, 41)])], released="2021-05")
    (outcome,) = load(
        tmp_path / "data", [file(tmp_path, "part", [row(n) for n in range(1, 9)])], released="2021-06"
    )
    assert outcome.must_look
    assert "only a part of the month" in outcome.receipt.notes[0]


def test_a_part_by_its_name_never_counts_beside_the_whole(tmp_path: Path) -> None:
    load(tmp_path / "data", [file(tmp_path, "whole", [row(n) for n in range(1, 41)])])
    part = street(tmp_path, [row(n) for n in range(1, 9)], name=NAME.replace(".csv", "-barchester.csv"))
    (outcome,) = load(tmp_path / "data", [part], released="2022-01")
    assert outcome.must_look
    assert total(tmp_path / "data") == 40


def test_the_same_file_in_a_later_release_counts_as_the_later(tmp_path: Path) -> None:
    first = file(tmp_path, "first", [row(n) for n in range(1, 6)])
    second = file(tmp_path, "second", [row(n) for n in range(1, 8)])
    load(tmp_path / "data", [first], released="2021-05")
    load(tmp_path / "data", [second], released="2021-06")
    assert total(tmp_path / "data") == 7
    (outcome,) = load(tmp_path / "data", [first], released="2021-07")
    assert outcome.already
    assert outcome.must_look
    assert outcome.changed == (f"barchester 2021-03: now counts from this file, before from {second.name}.",)
    assert total(tmp_path / "data") == 5
    (again,) = load(tmp_path / "data", [first], released="2021-07")
    assert not again.must_look


def test_a_bad_row_in_an_archive_names_its_file(tmp_path: Path) -> None:
    archive = tmp_path / "2021.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for month in ("2021-03", "2021-04"):
            rows = [row(n, month=month) for n in range(1, 40)]
            rows += [row(99, month=month, word="Witchcraft")] if month == "2021-04" else []
            packed.writestr(f"{month}/{month}-barchester-street.csv", "\n".join([HEADER, *rows]) + "\n")
    (outcome,) = load(tmp_path / "data", [archive])
    (reject,) = [reject for reject in outcome.receipt.rejects if reject.column == "Crime type"]
    assert (reject.row, reject.file) == (41, "2021-04-barchester-street.csv")
    listed = tmp_path / "data" / "loads" / outcome.receipt.sha256 / "rejects.csv"
    assert "10 characters, letters" in listed.read_text()
    assert listed.read_text().splitlines()[0] == "row,column,found,reason,file"
    assert "2021-04-barchester-street.csv" in listed.read_text()


@pytest.mark.parametrize(
    ("released", "words"), [("2024-07", "future"), ("2021-02", "later month"), ("soon", "not a month")]
)
def test_an_impossible_release_is_refused(released: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=words):
        load(tmp_path / "data", [file(tmp_path, "a", [row(1)])], released=released)


RELEASES = st.lists(
    st.tuples(st.sampled_from([None, "2021-05", "2021-06"]), st.integers(1, 4), st.booleans()),
    min_size=2,
    max_size=3,
    unique=True,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RELEASES)
def test_the_order_of_loading_never_decides(releases: list[tuple[str | None, int, bool]]) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = []
        for number, (released, rows, robbery) in enumerate(releases):
            word = "Robbery" if robbery else "Burglary"
            lines = [row(n, word=word) for n in range(1, rows + 1)]
            files.append((file(folder, f"{number}", lines), released))
        seen = set()
        for at, order in enumerate(permutations(files)):
            data = folder / f"data{at}"
            for path, released in order:
                load(data, [path], released=released)
            evidence = Evidence(data)
            place = evidence.place("Barchester")
            counted = evidence.monthly("police-uk", place, "place")
            totals = evidence.force_totals("police-uk", place)
            seen.add(
                (
                    counted.classes,
                    counted.counts.tobytes(),
                    str(counted.loads),
                    totals.revised,
                    totals.conflicts,
                )
            )
        assert len(seen) == 1
