"""Stop and search: Barset's file of March 2021, counted on paper.

Twelve searches in Barchester: six for drugs (two arrests, a resolution, three with no further action), four
for weapons (an arrest, three with no further action), two of which the file says neither what for nor with
what result. Three elsewhere, one nowhere. One was at half past eleven at night on 28 February in UTC: the
file's month counts it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.measuring.drafting.test_not_held import Assessed, assessed
from tests.measuring.store.making import SEARCH_HEADER, load, search
from tests.measuring.store.test_evidence import county, square, with_county
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Table
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.holdings import holdings
from wardmote.measuring.store.open_load import load_areas

THERE, NOWHERE = "51.9,-0.5", ","
DRUGS, WEAPONS = "Controlled drugs", "Offensive weapons"
NOTHING, SOLVED = "A no further action disposal", "Community resolution"
PUBLISHED = "2021-03-barset-stop-and-search.csv"


ROWS = [
    search(DRUGS, "Arrest", day="2021-02-28"),
    search(DRUGS, "Suspect arrested", groups="Other ethnic group - Not stated,Black"),
    search(DRUGS, SOLVED, groups="Black/African/Caribbean/Black British - African,Black"),
    *[search(DRUGS, NOTHING, groups="Black/African/Caribbean/Black British - Caribbean,Black")] * 3,
    search(WEAPONS, "Arrest"),
    *[search(WEAPONS, NOTHING)] * 3,
    *[search("", "", groups=",")] * 2,
    *[search(DRUGS, NOTHING, point=THERE)] * 3,
    search(DRUGS, NOTHING, point=NOWHERE),
]


def published(folder: Path, rows: Sequence[str] = ROWS, *, name: str = PUBLISHED) -> Path:
    path = folder / name
    path.write_text("\n".join([SEARCH_HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Barset with its lookups, and the boundary of Barchester's district."""
    found = county(tmp_path)
    with_county(tmp_path, found)
    return found


def bounded(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "districts.geojson"
    feature = square(-0.25, "E07000001", "Barchester", "LAD22")
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    load_areas(Folder(data), path, kind="district", vintage="2022")


def tables(made: Assessed) -> Mapping[str, Sequence[Sequence[str]]]:
    found = [b for b in made.document.body if isinstance(b, Table) and b.name.startswith("searches-")]
    return {
        table.name: [["".join(run.text for run in cell) for cell in row] for row in table.rows]
        for table in found
    }


def test_searches_are_told_by_object_result_and_the_two_ways_groups_are_put(
    tmp_path: Path, data: Path
) -> None:
    (outcome,) = load(data, [published(tmp_path)])
    assert (outcome.receipt.counts["kept"], outcome.receipt.counts["unlocated"]) == (16, 1)
    bounded(tmp_path, data)
    made = assessed(data, "Barchester", "2021-03:2021-03")
    assert (
        "The police recorded 12 searches in Barchester in March 2021, most often for controlled drugs (6). 3 "
        "ended with an arrest, 1 with another action, 6 with no further action; of 2 the result is not known."
    ) in made.whole
    assert "1 of the force's 16 searches of these months have no location" in made.whole
    assert "No rate by ethnic group is given." in made.whole
    assert tables(made) == {
        "searches-objects": [
            [DRUGS, "6", "2", "1", "3", "0"],
            [WEAPONS, "4", "1", "0", "3", "0"],
            ["Not recorded", "2", "0", "0", "0", "2"],
        ],
        "searches-groups-officer": [["Black", "5"], ["White", "5"], ["Not recorded", "2"]],
        "searches-groups-self": [
            ["Black/African/Caribbean/Black British", "4"],
            ["Not stated", "1"],
            ["Not recorded", "7"],
        ],
    }


def test_a_word_that_is_on_no_list_is_counted_and_not_printed(tmp_path: Path, data: Path) -> None:
    """Somebody's name stands where what was searched for, the result and both groups stand."""
    name = "Xanthe Thistlewhite"
    more = [
        search(name, name, groups=f"{name},{name}"),
        search("dog", NOTHING, groups=f"White - {name},White"),
    ]
    load(data, [published(tmp_path, [*ROWS, *more])])
    bounded(tmp_path, data)
    made = assessed(data, "Barchester", "2021-03:2021-03")
    assert name not in made.whole
    told = tables(made)
    assert told["searches-objects"][-2:] == [
        ["Not on the list", "2", "0", "0", "1", "1"],
        ["Not recorded", "2", "0", "0", "0", "2"],
    ]
    assert ["Not on the list", "1"] in told["searches-groups-officer"]
    assert told["searches-groups-self"][1:3] == [["Not stated", "1"], ["White", "1"]]


def test_the_public_reads_no_small_group(tmp_path: Path, data: Path) -> None:
    """Of 5, 5 and 2 in twelve none may stand; of 11 White, 12 Asian and 4 others the 4 would come out of the
    total, so that one more goes with them."""
    load(data, [published(tmp_path)])
    bounded(tmp_path, data)

    def public() -> Assessed:
        inquiry = open_inquiry(data)
        place = inquiry.place("Barchester")
        study = open_study(inquiry, place, parse_period("2021-03:2021-03"), against=None, audience="public")
        return Assessed(draft(study, read_judgement(data / "none.toml")))

    first = tables(public())
    assert [row[1] for row in first["searches-groups-officer"]] == ["hidden"] * 3
    more = [
        search(DRUGS, NOTHING, groups=f",{group}")
        for group in ["Asian"] * 12 + ["White"] * 11 + ["Black"] * 4
    ]
    load(data, [published(tmp_path, more)], released="2021-06")
    told = {row[0]: row[1] for row in tables(public())["searches-groups-officer"]}
    assert told["Black"] == "hidden"
    assert list(told.values()).count("hidden") >= 2


def test_without_a_boundary_the_whole_force_is_counted_and_told(tmp_path: Path, data: Path) -> None:
    load(data, [published(tmp_path)])
    made = assessed(data, "Barchester", "2021-03:2021-05")
    assert "16 searches in the whole area of Barset police in March 2021" in made.whole
    assert "No boundary of Barchester is loaded" in made.whole
    streams = {stream.title: stream.rows for stream in holdings(Evidence(data)).streams}
    assert streams["Stop and search, Barset (data.police.uk)"] == 16


def test_where_none_is_loaded_there_is_no_section(data: Path) -> None:
    made = assessed(data, "Barchester", "2021-03:2021-05")
    assert "Stop and search" not in made.whole
    with pytest.raises(Refusal, match="No stop and search is loaded"):
        made.study.inquiry.ask(
            "searches", made.study.area, made.study.period, feed="stop-and-search", where="place"
        )


WRONG = [
    ("stops.csv", ROWS, "names none either"),
    ("2021-04-barset-stop-and-search.csv", ROWS, "The file's name says 2021-04"),
    (PUBLISHED, [], "a header and no rows"),
    (PUBLISHED, [search(DRUGS, NOTHING, point="-0.2,51.9")], "swapped"),
    (PUBLISHED, [search(DRUGS, NOTHING, point="north,east")], "not a number"),
]


@pytest.mark.parametrize(("name", "rows", "said"), WRONG)
def test_a_wrong_file_is_refused_in_words(name: str, rows: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=said):
        load(tmp_path / "data", [published(tmp_path, rows, name=name)])


def test_the_published_rows_are_read(shared_data: Path, tmp_path: Path) -> None:
    """22 rows, one of them without a place, as they were counted by hand."""
    rows = (shared_data / "police/stop_and_search_hertfordshire_2023-06_first_rows.csv").read_text("utf-8")
    file = published(tmp_path, rows.splitlines()[1:], name="2023-06-hertfordshire-stop-and-search.csv")
    (outcome,) = load(tmp_path / "data", [file])
    assert (outcome.receipt.counts["kept"], outcome.receipt.counts["unlocated"]) == (22, 1)
