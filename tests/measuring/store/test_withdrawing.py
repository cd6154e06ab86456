"""A withdrawn load counts no more, nothing of it is lost, and bringing it back undoes it."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.measuring.store.making import load, row, street
from tests.measuring.store.test_partner_rows import POLICE, csv
from tests.measuring.store.test_partner_rows import row as incident
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import staged_load
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.open_load import load_lookup
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts
from wardmote.measuring.store.snapshot import snapshot
from wardmote.measuring.store.withdrawing import bring_back, withdraw

NOON = datetime(2024, 6, 15, 12, tzinfo=UTC)
NAME = "2021-03-barchester-street.csv"
WHO, WHY = "Ann Bell (Barchester council)", "It is last year's file."


def total(data: Path) -> int:
    evidence = Evidence(data)
    return int(evidence.monthly("police-uk", evidence.place("Barchester"), "place").counts.sum())


def two_releases(tmp_path: Path) -> tuple[Folder, str]:
    """Ten crimes, restated as seven; the folder and the sha256 of the later release."""
    data = tmp_path / "data"
    load(data, [street(tmp_path / "a", [row(n) for n in range(1, 11)], name=NAME)], released="2021-05")
    (new,) = load(
        data, [street(tmp_path / "b", [row(n) for n in range(1, 8)], name=NAME)], released="2021-06"
    )
    return Folder(data), new.receipt.sha256


def test_what_a_withdrawn_load_had_restated_counts_again(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    assert total(folder.root) == 7
    gone = withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    assert gone.withdrawn is not None
    assert (gone.withdrawn.by, gone.withdrawn.because) == (WHO, WHY)
    assert total(folder.root) == 10
    assert len(list_receipts(folder)) == 1
    assert [r.sha256 for r in list_receipts(folder, withdrawn=True) if r.withdrawn] == [new]
    assert bring_back(folder, new, by=WHO, at=NOON).withdrawn is None
    assert total(folder.root) == 7


def test_nothing_of_the_load_is_lost_and_every_act_is_kept(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    withdraw(folder, new, by=WHO, because=WHY, at=NOON.astimezone(timezone(timedelta(hours=1))))
    bring_back(folder, new, by="Cy Dunn (police)", at=NOON + timedelta(hours=1))
    withdraw(folder, new, by=WHO, because="Truly.", at=NOON + timedelta(hours=2))
    assert {path: path.read_bytes() for path in before} == before
    (receipt,) = (each for each in list_receipts(folder, withdrawn=True) if each.sha256 == new)
    assert [(act.what, act.at, act.because) for act in receipt.withdrawals] == [
        ("withdrawn", "2024-06-15T12:00:00Z", WHY),
        ("brought-back", "2024-06-15T13:00:00Z", ""),
        ("withdrawn", "2024-06-15T14:00:00Z", "Truly."),
    ]


def test_loading_a_withdrawn_file_again_says_who_withdrew_it_and_how_it_comes_back(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    with pytest.raises(Refusal, match="withdrawn") as refused:
        load(folder.root, [tmp_path / "b" / NAME], released="2021-06")
    assert refused.value.found == f"withdrawn by {WHO} on 2024-06-15: {WHY}"
    assert new[:12] in refused.value.todo
    bring_back(folder, new, by=WHO, at=NOON)
    (again,) = load(folder.root, [tmp_path / "b" / NAME])
    assert again.already


def test_a_withdrawn_lookup_or_partners_file_is_told_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.mappings.mkdir(parents=True)
    folder.mapping("own", "police").write_text(POLICE, encoding="utf-8")
    lookup = tmp_path / "lookup.csv"
    lookup.write_text("lsoa11_code,ltla22_code\nE01000001,E07000001\n", encoding="utf-8")
    incidents = csv(folder.root, "a.csv", [incident("1", "2021-01-05")])

    def again(path: Path) -> str:
        if path == lookup:
            return load_lookup(folder, path).receipt.sha256
        found = load_partner(folder, path, kind="incidents", mapping="police", keep_good=False)
        return found.receipt.sha256

    for path in (lookup, incidents):
        withdraw(folder, again(path), by=WHO, because=WHY, at=NOON)
        with pytest.raises(Refusal, match="loaded before and withdrawn"):
            again(path)
    assert Evidence(folder.root).receipts() == ()


def test_a_withdrawn_release_is_no_neighbour_for_what_is_loaded_next(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    nine = street(tmp_path / "c", [row(n) for n in range(1, 10)], name=NAME)
    (outcome,) = load(folder.root, [nine], released="2021-07")
    (found,) = outcome.receipt.revisions.values()
    assert (found["older_rows"], found["newer_rows"], found["removed"]) == (10, 9, 1)


@pytest.mark.parametrize("because", ["", "  \n"])
def test_a_reason_is_needed(tmp_path: Path, because: str) -> None:
    folder, new = two_releases(tmp_path)
    with pytest.raises(Refusal, match="reason"):
        withdraw(folder, new, by=WHO, because=because, at=NOON)


def test_withdrawing_twice_or_bringing_back_what_counts_is_refused(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    with pytest.raises(Refusal, match="it counts"):
        bring_back(folder, new, by=WHO, at=NOON)
    withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    with pytest.raises(Refusal, match="already") as refused:
        withdraw(folder, new, by="Cy Dunn (police)", because="Mine", at=NOON)
    assert WHO in refused.value.found


@pytest.mark.parametrize("sha256", ["", "..", "../../x", "0" * 64, "A" * 64])
def test_a_load_that_is_none_is_refused(tmp_path: Path, sha256: str) -> None:
    folder, _ = two_releases(tmp_path)
    with pytest.raises(Refusal, match="no such load"):
        withdraw(folder, sha256, by=WHO, because=WHY, at=NOON)


def test_a_load_can_be_withdrawn_while_another_is_running(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    with staged_load(folder):
        withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    assert total(folder.root) == 10


def test_of_two_who_withdraw_at_once_one_is_told(tmp_path: Path) -> None:
    folder, new = two_releases(tmp_path)
    told: list[str] = []

    def person(name: str) -> None:
        try:
            withdraw(folder, new, by=name, because=WHY, at=NOON)
        except Refusal as refusal:
            told.append(refusal.what)

    people = [threading.Thread(target=person, args=(f"Person {n}",)) for n in range(8)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert told == ["This load is withdrawn already."] * 7
    kept = json.loads((folder.loads / new / "withdrawn.json").read_text(encoding="utf-8"))
    assert len(kept["history"]) == 1


def test_the_snapshot_changes_with_all_that_counts_and_with_nothing_else(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    seen = [snapshot(folder)]
    folder, new = two_releases(tmp_path)
    seen.append(snapshot(folder))
    with staged_load(folder):
        assert snapshot(folder) == seen[-1]
    assert snapshot(folder) == seen[-1]
    withdraw(folder, new, by=WHO, because=WHY, at=NOON)
    seen.append(snapshot(folder))
    bring_back(folder, new, by=WHO, at=NOON)
    seen.append(snapshot(folder))
    load(folder.root, [tmp_path / "b" / NAME], released="2021-09")  # the same file in a later release
    seen.append(snapshot(folder))
    folder.mappings_of("barchester").mkdir(parents=True)
    folder.mapping("barchester", "police").write_text(POLICE, encoding="utf-8")
    seen.append(snapshot(folder))
    assert len(set(seen)) == len(seen)
