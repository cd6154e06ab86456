"""Stevenage 2021 from the whole force's real files, against the pages written by hand from the same rows.

Expected numbers: guide/example_first_pages.md, the data's own README, and plain counts of the CSVs.
"""

import csv
import gzip
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.telling import (
    assess,
    done,
    findings,
    first_pages,
    number,
    page,
    quick_documents,
    quickly,
    table,
    wardmote,
)
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.lacking import lacking
from wardmote.measuring.drafting.moves import find_moves
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.keeping import kept, recompute
from wardmote.measuring.figures.methods import open_inquiry

FIELDS = [
    "schema", "id", "question", "subject", "place", "place_id", "period", "against", "value", "unit", "count",
    "count_against", "denominator", "interval", "n", "status", "words", "change", "out_of_the_ordinary",
    "caveats", "figure", "areas",
]  # fmt: skip
ROWS_USED = 146_655
"""Rows of the 17 force months held, all of which teach how much months vary (the data's README)."""
OUTCOME_ROWS = 6_395
"""Rows of the one outcomes file of the force (June 2021), counted in the file."""


@pytest.fixture(scope="module")
def out(hertfordshire: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "stevenage-2021"
    told = assess(hertfordshire, folder)
    assert told.status == 0, told.err
    return folder


@pytest.fixture(scope="module")
def found(out: Path) -> dict[str, dict[str, Any]]:
    return findings(out)


def test_how_much_was_recorded(found: dict[str, dict[str, Any]]) -> None:
    whole = found["level/police-uk/all"]
    assert whole["count"] == 10_463
    assert "119 for every 1,000 residents, against 79 in the rest of Hertfordshire" in whole["words"]
    assert found["level/police-uk/anti-social-behaviour"]["count"] == 2_655
    assert found["level/police-uk/violence-and-sexual-offences"]["count"] == 3_326
    assert whole["place_id"] == "district:2024:E07000243"


@pytest.mark.parametrize(
    ("key", "before", "now", "words"),
    [
        ("vehicle-crime", 92, 194, "no clear change"),  # 32, 56 and 106 in a month: more than a rise
        ("other-theft", 122, 175, "no clear change"),
        ("shoplifting", 297, 154, "clear fall"),
        ("bicycle-theft", 48, 18, "no clear change"),
        ("robbery", 27, 19, "no clear change"),
        ("burglary", 111, 86, "no clear change"),
        ("theft-from-the-person", 20, 24, "no clear change"),
        ("possession-of-weapons", 17, 25, "no clear change"),
        ("violence-and-sexual-offences", 876, 879, "no clear change"),
        ("anti-social-behaviour", 584, 532, "no clear change"),
    ],
)
def test_october_to_december_2018_and_2021(
    found: dict[str, dict[str, Any]], key: str, before: int, now: int, words: str
) -> None:
    change = found[f"change/police-uk/{key}"]
    assert (change["count_against"], change["count"]) == (before, now)
    assert f"({words}" in change["words"]
    assert change["change"] == words
    assert change["period"] == {"start": "2021-10-01", "end": "2021-12-31"}
    assert change["against"] == {"start": "2018-10-01", "end": "2018-12-31"}
    assert "gap" in change["caveats"]


@pytest.mark.parametrize(("key", "low", "high"), [("vehicle-crime", 1.65, 2.70), ("burglary", 0.58, 1.03)])
def test_the_changes_are_less_sure_than_chance_alone_would_have_it(
    found: dict[str, dict[str, Any]], key: str, low: float, high: float
) -> None:
    """By chance alone, as the pages written by hand have it: 1.65 to 2.70 and 0.58 to 1.03."""
    change = found[f"change/police-uk/{key}"]
    assert change["interval"][0] < low
    assert change["interval"][1] > high
    assert {"little_history", "overdispersed"} <= set(change["caveats"])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("vehicle-crime", "half as common again as in the rest of Hertfordshire (8.5 against 5.7"),
        ("violence-and-sexual-offences", "1.7 times as common as in the rest of Hertfordshire"),
        ("burglary", "about as common as in the rest of Hertfordshire (2.8 against 2.8"),
    ],
)
def test_against_the_rest_of_the_county(found: dict[str, dict[str, Any]], key: str, words: str) -> None:
    assert words in found[f"comparison_area/police-uk/{key}"]["words"]


def test_the_town_centre_leads_and_carries_its_caution(found: dict[str, dict[str, Any]], out: Path) -> None:
    lead = found["concentration/police-uk/all"]
    assert (lead["count"], lead["n"]) == (1_629, 10_463)
    assert "16 %" in lead["words"]
    assert "the busiest five had 35 %" in lead["words"]
    assert "616 for every 1,000" in lead["words"]
    assert "not its 2,644 residents" in lead["words"]
    assert {"ambient_population", "snapped_area"} <= set(lead["caveats"])
    areas = table(out, "areas-police-uk-lsoa-2011")
    assert [number(row[1]) for row in areas[1:6]] == [1_629, 613, 550, 521, 363]
    assert len(areas) == 1 + 52
    assert sum(number(row[1]) for row in areas[1:]) == 10_463
    one = found["concentration/police-uk/other-theft"]  # 110 of the 613 lie in Stevenage 011D
    assert (one["count"], one["value"]) == (110, pytest.approx(110 / 613))


def test_the_most_deprived_areas_against_the_others(
    found: dict[str, dict[str, Any]], shared_data: Path
) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((shared_data / name).open(encoding="utf-8")))

    deciles = {
        r["lsoa11_code"]: int(r["IMD_decile"]) for r in rows("deprivation/imd2019_hertfordshire_lsoa11.csv")
    }
    people = {
        r["lsoa11_code"]: int(r["total_population"])
        for r in rows("denominators/population_mid2020_lsoa11_hertfordshire.csv")
        if r["lsoa11_name"].startswith("Stevenage ")
    }
    files = [f"police/stevenage/street/2021-{m:02}-hertfordshire-street-stevenage.csv" for m in range(1, 13)]
    codes = [r["LSOA code"] for name in files for r in rows(name)]
    worst = {code for code in people if deciles[code] <= 2}
    count, residents = sum(code in worst for code in codes), sum(people[code] for code in worst)
    finding = found["deprivation/police-uk/all"]
    assert (finding["count"], finding["n"]) == (count, 10_463)
    others = (10_463 - count) / (88_104 - residents)
    assert finding["value"] == pytest.approx(count / residents / others)
    assert finding["words"].startswith(f"{len(worst)} of 52 ")
    busiest = max(worst, key=codes.count)
    rest = (count - codes.count(busiest)) / (residents - people[busiest]) / others
    assert f"alone has {codes.count(busiest):,} of their {count:,} records" in finding["words"]
    assert f"without it the rate is {rest:.1f} times that of the others" in finding["words"]


def test_the_months(out: Path, found: dict[str, dict[str, Any]]) -> None:
    header, *months = table(out, "months-police-uk")
    asb, vehicles = header.index("Anti-social behaviour"), header.index("Vehicle crime")
    by_month = {row[0]: row for row in months}
    assert by_month["June 2021"][asb] == "325"
    assert by_month["January 2021"][asb] == "130"
    assert by_month["September 2021"][vehicles] == "128"
    assert by_month["December 2021"][vehicles] == "106"
    words = found["season/police-uk/vehicle-crime"]["words"]
    assert "September (128) and December (106) were the highest months; no other month passed 82" in words
    assert "one_year" in found["season/police-uk/anti-social-behaviour"]["caveats"]


def test_the_gap_the_lockdown_and_the_months_compared_are_told_in_front(out: Path) -> None:
    front = first_pages(out)
    assert "Changes on these pages compare October to December 2021 with the same months of 2018" in front
    assert "The months between are not held" in front
    assert "10,463 offences and incidents were recorded in 2021 (partly under national restrictions)" in front


def test_the_headline_is_the_finding(out: Path) -> None:
    front = first_pages(out)
    assert "Stevenage recorded half as much again as the rest of Hertfordshire" in front[:200]
    assert "Vehicle crime was 2.1 times as high, but the months vary too much to call that clear" in front
    assert "to tell a real change from chance:" in front
    few = front.split("to tell a real change from chance:")[1].split("What these data cannot say")[0]
    for counts in ("robbery 27 to 19", "theft from the person 20 to 24", "weapons 17 to 25"):
        assert counts in few


def test_what_these_data_cannot_say(out: Path) -> None:
    front = first_pages(out)
    said = front.split("What these data cannot say:")[1].split("For the group to decide")[0]
    for topic in ("hour", "exact places", "repeat victims", "who offends", "domestic", "fires", "feel"):
        assert topic in said
    assert "anonymised map points" in page(out)


def test_the_first_pages_hold_no_method_jargon_and_claim_no_cause(out: Path) -> None:
    front = first_pages(out).lower()
    for word in ("significant", "proves", "worked", "byar", "poisson", "p-value", "gini", "funnel", "fdr"):
        assert word not in front
    assert len(re.findall(r'<article class="finding"', (out / "assessment.html").read_text("utf-8"))) <= 5


def test_the_banner_names_the_missing_parts(out: Path) -> None:
    assert "Incomplete: what residents say; delivery of last year's plan" in page(out)


def test_of_two_ward_sets_the_one_in_force_is_told(out: Path) -> None:
    rows = table(out, "counts-police-uk-ward-2013")[1:]
    assert len(rows) == 13
    assert not list((out / "tables").glob("*ward-2025*"))
    said = page(out).rsplit("By wards, boundaries of 2013:", 1)[1]
    nowhere = 10_463 - sum(number(row[1]) for row in rows)
    assert re.search(rf"\) {nowhere:,} records? of the place lies? in none of these wards", said[:300])
    assert "boundaries of 2025" not in page(out)


def test_two_ward_sets_give_one_verdict(stevenage: Path) -> None:
    """By the wards of 2025 Symonds Green had not changed differently; the quarter had those of 2013."""
    inquiry = open_inquiry(stevenage)
    place, period = inquiry.place("Stevenage"), parse_period("2021-10:2021-12")
    study = open_study(inquiry, place, period, against=parse_period("2021-07:2021-09"), audience="partner")
    moved, _ = find_moves(study)
    assert [each.areas for each in moved] == [("ward:2013:E05004816",)]
    assert "in one ward (boundaries of 2013)," in plain(moved[0].words)
    judged = read_judgement(stevenage / "none")
    assert "where" not in lacking(study, {"moved"}, (), judged), "section 4 was called missing"


def test_every_output_is_there(out: Path) -> None:
    for name in ("assessment.html", "assessment.pdf", "assessment.docx", "findings.json", "judgement.toml"):
        assert (out / name).stat().st_size > 1000, name
    assert (out / "assessment.pdf").read_bytes().startswith(b"%PDF-")
    assert list((out / "tables").glob("*.csv"))
    assert list((out / "figures").glob("map-*.svg"))
    assert not list(out.glob("**/*.part"))
    assert {path.name for path in out.iterdir()} == {
        "assessment.html", "assessment.pdf", "assessment.docx", "findings.json", "judgement.toml",
        "manifest.json", "tables", "figures",
    }  # fmt: skip


def test_the_page_and_the_pictures_ask_no_other_machine(out: Path) -> None:
    for path in (out / "assessment.html", *(out / "figures").glob("*.svg")):
        addresses = set(re.findall(r"https?://[^\"'\s<)]+", path.read_text("utf-8")))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, path.name
        assert "<script" not in path.read_text("utf-8")


def test_the_manifest_counts_what_was_read(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {
        "schema",
        "place",
        "period",
        "inputs",
        "sources",
        "figures",
        "versions",
        "seconds",
    }
    police = manifest["sources"]["police-uk"]
    assert set(police) == {"read", "kept", "rejected", "unlocated", "revised", "outside"}
    assert (police["read"], police["kept"], police["rejected"]) == (
        ROWS_USED + OUTCOME_ROWS,
        ROWS_USED + OUTCOME_ROWS - 3,
        0,
    )
    assert len([each for each in manifest["inputs"] if each["source"] == "police-uk"]) == 18
    assert {each["path"] for each in manifest["inputs"]} >= {"population_mid2020_lsoa11_hertfordshire.csv"}
    assert manifest["sources"]["population"]["kept"] == 690


def test_findings_keep_the_contract(found: dict[str, dict[str, Any]], out: Path) -> None:
    listed = json.loads((out / "findings.json").read_text("utf-8"))
    assert len(found) == len(listed), "an id appears twice"
    closed, known = questions(), caveats()
    for finding in listed:
        assert list(finding) == FIELDS
        assert finding["question"] in closed
        assert finding["id"].split("/")[0] == finding["question"]
        assert set(finding["caveats"]) <= set(known)
        assert re.fullmatch(r"[0-9a-f]{64}", finding["figure"])
        assert finding["status"] in {"ok", "insufficient", "undefined", "not_comparable"}
        assert finding["interval"] is None or finding["interval"][0] <= finding["interval"][1]
        assert finding["words"].endswith(".")


def test_a_finding_carries_the_ids_of_the_areas_it_names(
    found: dict[str, dict[str, Any]], shared_data: Path
) -> None:
    """Names and codes as the police's own rows pair them; the rest of the force is an area too."""
    files = (shared_data / "police/stevenage/street").glob("2021-*.csv")
    rows = [row for file in files for row in csv.DictReader(file.open(encoding="utf-8"))]
    ids = {row["LSOA name"]: f"lsoa:2011:{row['LSOA code']}" for row in rows}
    rest = found["elsewhere/police-uk/shoplifting"]["place_id"]
    named = set()
    for key, finding in found.items():
        lsoas = [ids[name] for name in re.findall(r"Stevenage \d{3}[A-Z]", finding["words"])]
        there = [rest] if "rest of Hertfordshire" in finding["words"] else []
        place = {finding["place_id"]}
        assert set(finding["areas"]) - {"district:2024:E07000243"} == {*lsoas, *there} - place, key
        named |= {finding["question"]} if lsoas else set()
    assert named == {"area", "concentration", "deprivation"}


def test_findings_stand_in_reading_order(out: Path) -> None:
    listed = [f["id"] for f in json.loads((out / "findings.json").read_text("utf-8"))]
    assert listed[:2] == ["change/police-uk/vehicle-crime", "concentration/police-uk/all"]


def test_every_number_of_the_documents_is_a_kept_figure(
    found: dict[str, dict[str, Any]], out: Path, hertfordshire: Path
) -> None:
    held = {path.stem for path in (hertfordshire / "figures").glob("*.json")}
    assert {finding["figure"] for finding in found.values()} <= held
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(manifest["figures"]) <= held
    html = (out / "assessment.html").read_text("utf-8")
    notes = set(re.findall(r'id="(figure-[0-9a-f]+)"', html))
    assert set(re.findall(r'href="#(figure-[0-9a-f]+)"', html)) <= notes


@pytest.mark.parametrize(
    "key",
    [
        "level/police-uk/all",
        "change/police-uk/vehicle-crime",
        "comparison_area/police-uk/all",
        "concentration/police-uk/all",
        "area/police-uk/all",
        "season/police-uk/vehicle-crime",
        "contribution/police-uk/all",
        "elsewhere/police-uk/shoplifting",
    ],
)
def test_a_number_tells_what_it_is_and_comes_out_the_same(
    found: dict[str, dict[str, Any]], hertfordshire: Path, key: str
) -> None:
    told = wardmote("figure", found[key]["figure"][:12], "--data", hertfordshire)
    assert told.status == 0, told.out + told.err
    assert "Worked out again today: the same." in told.out
    assert "hertfordshire-street.csv.gz" in told.out


def test_every_figure_of_the_assessment_comes_out_the_same(out: Path, hertfordshire: Path) -> None:
    inquiry = open_inquiry(hertfordshire)
    for asked in json.loads((out / "manifest.json").read_text("utf-8"))["figures"]:
        again = recompute(kept(asked, hertfordshire), inquiry)
        assert again.now.hash == asked
        assert again.same_result, again.kept["method"]


def test_figure_as_json(found: dict[str, dict[str, Any]], hertfordshire: Path) -> None:
    told = wardmote("figure", found["change/police-uk/robbery"]["figure"], "--data", hertfordshire, "--json")
    answer = json.loads(told.out)
    assert (answer["kept"]["result"]["count_against"], answer["kept"]["result"]["count"]) == (27, 19)
    assert answer["same_result"]
    assert not answer["evidence_changed"]


def test_a_second_run_gives_the_same_bytes(hertfordshire: Path, out: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (hertfordshire / "figures").glob("*.json")}
    assert quickly(hertfordshire, tmp_path / "again").status == 0
    assert (tmp_path / "again" / "findings.json").read_bytes() == (out / "findings.json").read_bytes()
    assert {path.name: path.read_bytes() for path in (hertfordshire / "figures").glob("*.json")} == before
    for name in ("tables", "figures"):
        for path in (out / name).iterdir():
            assert (tmp_path / "again" / name / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_year_with_seven_months_missing_ranks_no_small_areas_and_says_so(
    hertfordshire: Path, tmp_path: Path
) -> None:
    words = (
        "--place",
        "Stevenage",
        "--period",
        "2020-06:2021-05",
        "--data",
        hertfordshire,
        "--out",
        tmp_path,
    )
    with quick_documents():
        assert wardmote("assess", *words).status == 0
    assert not list((tmp_path / "tables").glob("*lsoa*"))
    assert "counted by LSOA over twelve months or more only" in page(tmp_path)
    whole = findings(tmp_path)["level/police-uk/all"]
    assert whole["count"] == 671 + 636 + 797 + 854 + 951
    assert "five months held" in whole["words"]


@pytest.mark.parametrize("against", ["2021-01:2021-12", "2021-06:2022-05", "2020-01:2020-12"])
def test_a_comparison_within_the_period_or_with_months_not_held_is_refused(
    hertfordshire: Path, tmp_path: Path, against: str
) -> None:
    told = assess(hertfordshire, tmp_path / "out", "--against", against)
    assert told.status == 2
    assert against in told.err
    assert not (tmp_path / "out").exists()


EDIT = """\
schema = 1
[finding."change/police-uk/vehicle-crime"]
words = "Vehicle crime went from 92 to 194; the squad knows why."
[sign_off]
by = "Maria Evans"
role = "Chair"
on = 2022-03-12
[sign_off.missing]
residents = "the survey is in the field"
delivery = "first plan"
"""


@pytest.fixture(scope="module")
def restated(
    hertfordshire: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A copy of the evidence, assessed and signed; then December 2021 again, 40 vehicle crimes fewer."""
    folder = tmp_path_factory.mktemp("restated")
    data, out = folder / "data", folder / "out"
    shutil.copytree(hertfordshire, data)
    out.mkdir()
    (out / "judgement.toml").write_text(EDIT, encoding="utf-8")
    assert quickly(data, out).status == 0
    file = _without_vehicle_crimes(shared_data, folder / "2021-12-hertfordshire-street.csv", most=40)
    done("load", "police-uk", file, "--released", "2022-06", "--data", data)
    return data, out


def _without_vehicle_crimes(shared: Path, path: Path, *, most: int) -> Path:
    name = "2021-12-hertfordshire-street.csv.gz"
    lines = gzip.decompress((shared / "police" / "hertfordshire" / "street" / name).read_bytes()).decode()
    rows, left_out = [], 0
    for line in lines.splitlines():
        gone = left_out < most and ",Stevenage 0" in line and ",Vehicle crime," in line
        left_out += gone
        if not gone:
            rows.append(line)
    assert left_out == most
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_restated_month_changes_the_number_and_an_edit_is_kept_and_flagged(
    restated: tuple[Path, Path], found: dict[str, dict[str, Any]]
) -> None:
    data, out = restated
    told = wardmote("figure", found["change/police-uk/vehicle-crime"]["figure"], "--data", data)
    assert told.status == 1
    assert "Evidence has changed since" in told.out
    again = quickly(data, out)
    assert again.status == 1
    assert "change/police-uk/vehicle-crime: The number behind this sentence has changed" in again.out
    assert "signed off on other findings than these" in again.out
    change = findings(out)["change/police-uk/vehicle-crime"]
    assert (change["count_against"], change["count"]) == (92, 154)
    html = page(out)
    assert "Vehicle crime went from 92 to 194; the squad knows why." in html
    assert html.count("has changed since it was edited") >= 2, "on the first pages and in its section"
    text = (out / "judgement.toml").read_text("utf-8")
    assert "the squad knows why" in text
    revised = json.loads((out / "manifest.json").read_text("utf-8"))["sources"]["police-uk"]["revised"]
    assert revised >= 40
