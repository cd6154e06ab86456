"""What a district still needs for maps and rates, and which of it is there."""

import zipfile
from pathlib import Path

from tests.measuring.sources.test_geography import geojson
from tests.measuring.store.making import load, row, street
from tests.measuring.store.test_recognising import NOMIS
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.needing import needs
from wardmote.measuring.store.open_load import load_areas, load_lookup, load_totals

LSOAS = ["E01000001,Barchester 001A", "E01000002,Barchester 001B"]


def barchester(tmp_path: Path) -> Path:
    """Rows of two LSOAs with codes of 2021."""
    data = tmp_path / "data"
    rows = [row(n, lsoa=LSOAS[n % 2]) for n in range(1, 9)] + [row(20, lsoa="E01033999,Far 001A")]
    load(data, [street(tmp_path, rows)])
    return data


def had(data: Path) -> dict[str, bool]:
    evidence = Evidence(data)
    return {need.key: need.have for need in needs(evidence, evidence.place("Barchester"), "police-uk")}


def test_rows_alone_need_everything(tmp_path: Path) -> None:
    data = barchester(tmp_path)
    assert had(data) == {
        "lsoa-boundaries": False,
        "lookup": False,
        "ward-boundaries": False,
        "ward-lookup": False,
        "population": False,
        "households": False,
    }


def test_each_file_ticks_its_own_need(tmp_path: Path) -> None:
    data = barchester(tmp_path)
    properties = [{"LSOA21CD": code[:9], "LSOA21NM": code[10:]} for code in LSOAS]
    load_areas(Folder(data), geojson(tmp_path, properties=properties), kind="lsoa", vintage="2021")
    assert [key for key, have in had(data).items() if have] == ["lsoa-boundaries"]
    archive = tmp_path / "census2021-ts001.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for area in ("oa", "lsoa"):
            packed.writestr(f"census2021-ts001-{area}.csv", NOMIS)
    outcome = load_totals(Folder(data), archive, what="population")
    assert outcome.receipt.parts[0].facts["total"] == 3000
    assert [key for key, have in had(data).items() if have] == ["lsoa-boundaries", "population"]
    lookup = tmp_path / "lookup.csv"
    lines = [f"{code[:9]},{code[10:]},{code[:9]},{code[10:]},U,E07000777,Barchester" for code in LSOAS]
    header = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHNGIND,LAD22CD,LAD22NM"
    lookup.write_text("\n".join([header, *lines]) + "\n")
    load_lookup(Folder(data), lookup)
    assert [key for key, have in had(data).items() if not have] == [
        "ward-boundaries",
        "ward-lookup",
        "households",
    ]


def test_before_a_place_is_chosen_everything_is_named_with_where_to_get_it(tmp_path: Path) -> None:
    found = needs(Evidence(tmp_path / "data"), None, "police-uk")
    assert not any(need.have for need in found)
    assert all(need.where and need.file_looks_like and need.why for need in found)
    assert any("geoportal.statistics.gov.uk" in need.where for need in found)
