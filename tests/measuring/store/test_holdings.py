"""What is held month by month, what lacks, and what was restated."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.measuring.store.making import load, row, street
from tests.measuring.store.test_partner_rows import COUNTS, POLICE, csv
from tests.measuring.store.test_partner_rows import row as incident
from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.holdings import Stream, holdings
from wardmote.measuring.store.open_load import load_lookup
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts, visible
from wardmote.measuring.store.withdrawing import withdraw

NOON = datetime(2024, 6, 15, 12, tzinfo=UTC)
COUNTS_HEADER = "Month,MSOA,Type,N,People"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path / "data")
    for partnership in ("own", "elsewhere"):
        found.mappings_of(partnership).mkdir(parents=True)
        found.mapping(partnership, "police").write_text(POLICE, encoding="utf-8")
        found.mapping(partnership, "counts").write_text(COUNTS, encoding="utf-8")
    return found


def months(folder: Folder, numbers: dict[str, int], *, name: str = "a", released: str | None = None) -> str:
    """Street files of so many crimes in each month; the sha256 of the last."""
    files = [
        street(
            folder.root.parent / name,
            [row(n, month=month) for n in range(1, rows + 1)],
            name=f"{month}-barchester-street.csv",
        )
        for month, rows in numbers.items()
    ]
    return load(folder.root, files, released=released)[-1].receipt.sha256


def partner(folder: Folder, name: str, rows: list[str], *, kind: str = "incidents", slug: str = "own") -> str:
    header = {"header": COUNTS_HEADER} if kind == "counts" else {}
    path = csv(folder.root, name, rows, **header)
    mapping = "counts" if kind == "counts" else "police"
    outcome = load_partner(folder, path, kind=kind, mapping=mapping, keep_good=False, partnership=slug)
    return outcome.receipt.sha256


def told(stream: Stream) -> dict[str, int | None]:
    return {month_code(each.month): each.rows for each in stream.months}


def test_months_with_their_rows_and_the_gaps_between(folder: Folder) -> None:
    months(folder, {"2021-01": 3, "2021-02": 5, "2021-05": 2})
    (police,) = holdings(Evidence(folder.root)).streams
    assert (police.source, police.feed, police.rows) == ("police-uk", "barchester", 10)
    assert told(police) == {"2021-01": 3, "2021-02": 5, "2021-05": 2}
    assert [month_code(month) for month in police.gaps] == ["2021-03", "2021-04"]
    assert police.title == "Police recorded crime, Barchester (data.police.uk)"


def test_a_month_supplied_within_two_months_is_provisional_until_a_later_release(folder: Folder) -> None:
    months(folder, {"2021-01": 3, "2021-02": 5}, released="2021-03")
    (police,) = holdings(Evidence(folder.root)).streams
    assert [(each.provisional, each.released) for each in police.months] == [
        (False, "2021-03"),
        (True, "2021-03"),
    ]
    months(folder, {"2021-02": 6}, name="b", released="2021-06")
    (police,) = holdings(Evidence(folder.root)).streams
    assert [(e.provisional, e.released, e.versions) for e in police.months][1] == (False, "2021-06", 2)
    assert (police.last_release, police.rows) == ("2021-06", 9)


def test_revisions_say_which_load_restated_which_month(folder: Folder) -> None:
    old = months(folder, {"2021-02": 5}, released="2021-03")
    new = months(folder, {"2021-02": 7}, name="b", released="2021-06")
    (revision,) = holdings(Evidence(folder.root)).revisions
    assert (revision.older, revision.newer, revision.month) == (old, new, 2021 * 12 + 1)
    assert (revision.added, revision.removed, revision.changed) == (2, 0, 0)
    withdraw(folder, new, by="Ann", because="Wrong", at=NOON)
    found = holdings(Evidence(folder.root))
    assert found.revisions == ()
    assert found.streams[0].rows == 5


def test_partners_feeds_are_held_by_month_and_only_by_whom_they_belong_to(folder: Folder) -> None:
    partner(folder, "a.csv", [incident("1", "2021-01-05"), incident("2", "2021-03-05")])
    partner(folder, "b.csv", [incident("2", "2021-03-06"), incident("3", "2021-03-07")])
    counts = ["2021-01,North,Burglary,4,1000", "2021-01,South,Burglary,6,900", "2021-03,North,Robbery,2,1000"]
    partner(folder, "c.csv", counts, kind="counts")
    partner(folder, "d.csv", [incident("9", "2019-01-05")], slug="elsewhere")
    incidents, counted = holdings(Evidence(folder.root)).streams
    assert told(incidents) == {"2021-01": 1, "2021-02": 0, "2021-03": 2}
    assert told(counted) == {"2021-01": 10, "2021-03": 2}
    assert [month_code(month) for month in counted.gaps] == ["2021-02"]
    assert (incidents.rows, counted.rows, incidents.provider) == (3, 12, "Police")
    (elsewhere,) = holdings(Evidence(folder.root, "elsewhere")).streams
    assert told(elsewhere) == {"2019-01": 1}
    (revision,) = holdings(Evidence(folder.root)).revisions
    assert (revision.feed, revision.month, revision.restated, revision.changed) == ("police", None, 1, 1)


def test_bases_and_an_empty_folder(folder: Folder) -> None:
    assert holdings(Evidence(folder.root)).empty
    path = folder.root.parent / "lookup.csv"
    path.write_text("lsoa11_code,ltla22_code\nE01000001,E07000001\n", encoding="utf-8")
    load_lookup(folder, path)
    (base,) = holdings(Evidence(folder.root)).bases
    assert (base.source, base.kind, base.areas) == ("lookup", "lsoa 2011, district 2022", 1)


def test_a_partnership_sees_open_loads_and_its_own(folder: Folder) -> None:
    police = months(folder, {"2021-01": 3})
    mine = partner(folder, "a.csv", [incident("1", "2021-01-05")])
    theirs = partner(folder, "b.csv", [incident("2", "2021-01-05")], slug="elsewhere")
    everything = list_receipts(folder)
    assert {receipt.sha256 for receipt in visible(everything, "own")} == {police, mine}
    assert {receipt.sha256 for receipt in visible(everything, "elsewhere")} == {police, theirs}
    assert {receipt.sha256 for receipt in visible(everything, "new")} == {police}
