"""The evidence page: what is held, what lacks, what was restated, every load, and who may see it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, html
from tests.measuring.store.making import load, row, street
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner

PAGE = "/holmbridge/evidence/"
MAPPING = """\
schema = 1
name = "set"
kind = "incidents"
confirmed = true
provider = "A partner"
title = "Set {key} of the regulations"
place = "Holmbridge"
{every}
[columns]
reference = "Ref"
from = "When"
easting = "E"
northing = "N"
{column}
{words}
"""


def police(data: Path, months: dict[str, int], *, name: str = "a", released: str | None = None) -> str:
    """So many crimes in each month, loaded as on the command line; the sha256 of the last file."""
    files = [
        street(
            data.parent / name,
            [row(n, month=month, force="Holmshire Police") for n in range(1, rows + 1)],
            name=f"{month}-holmshire-street.csv",
        )
        for month, rows in months.items()
    ]
    return load(data, files, released=released)[-1].receipt.sha256


def test_an_empty_evidence_page_says_how_to_begin(cast: Cast) -> None:
    page = html(cast.client("amira").get(PAGE))
    assert "Nothing is loaded yet" in page
    assert "data.police.uk" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("amira", 200),
        ("brian", 200),
        ("catherine", 200),
        ("elaine", 200),
        ("carol", 200),
        ("adam", 404),
        ("stella", 404),
        (None, 302),
    ],
)
def test_members_who_read_see_it_and_nobody_else(cast: Cast, who: str | None, status: int) -> None:
    assert cast.client(who).get(PAGE).status_code == status


def test_a_load_made_on_the_command_line_appears_by_itself(cast: Cast, data: Path) -> None:
    client = cast.client("amira")
    assert "2021-01-holmshire-street.csv" not in html(client.get(PAGE))
    police(data, {"2021-01": 12})
    page = html(client.get(PAGE))
    assert "2021-01-holmshire-street.csv" in page
    assert "Police recorded crime, Holmshire (data.police.uk)" in page


def test_the_grid_tells_rows_by_month_and_the_months_that_are_missing(cast: Cast, data: Path) -> None:
    police(data, {"2021-01": 12, "2021-02": 3, "2021-05": 7})
    page = html(cast.client("catherine").get(PAGE))
    assert "22 rows" in page
    assert "March 2021 to April 2021 (2 months) are missing." in page
    assert page.count('<span class="govuk-visually-hidden">missing</span>') == 2
    assert (
        "3 files are loaded, with rows from January 2021 to May 2021; 2 months in between are missing."
        in page
    )


SETS = {
    "Q1": ('category = "Kind"', '[categories]\n"Noise" = "anti-social-behaviour"', ("Noise", "NOISE")),
    "Q2": ('code = "Kind"', '[scheme]\ncode = "ho-2007-08"', ("8A", "34B")),  # harassment, robbery
    "Q3": (
        'category = "Kind"',
        '[categories]\n"Primary" = "deliberate-primary-fire"\n"Secondary" = "deliberate-secondary-fire"',
        ("Primary", "Secondary"),
    ),
    "Q7": ("", "", ("", "")),  # nothing but what was reported to the council
}
"""Sets that the law has partners disclose (domain notes 2.3), and how a file of each tells what happened."""


@pytest.mark.parametrize("key", SETS)
def test_q1_q2_q3_q7_a_partners_set_is_held_with_its_months_and_those_that_are_missing(
    cast: Cast, data: Path, key: str
) -> None:
    column, words, kinds = SETS[key]
    every = "" if column else 'every_row = "anti-social-behaviour"'
    mapping = Folder(data).mapping("holmbridge", "set")
    mapping.parent.mkdir(parents=True)
    mapping.write_text(MAPPING.format(key=key, column=column, words=words, every=every), encoding="utf-8")
    for name, months in (("first", (1, 2)), ("second", (4,))):
        told = [f"2008-{month:02}-05 21:30,523800,224100,{kind}" for month in months for kind in kinds]
        rows = ["Ref,When,E,N,Kind", *(f"{name}{n},{each}" for n, each in enumerate(told))]
        file = data.parent / f"{name}.csv"
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        load_partner(
            Folder(data), file, kind="incidents", mapping="set", keep_good=False, partnership="holmbridge"
        )
    page = html(cast.client("catherine").get(PAGE))
    assert f"Set {key} of the regulations" in page
    assert "6 rows" in page
    assert "March 2008 is missing." in page


def test_what_a_later_release_restated_is_listed_and_marked(cast: Cast, data: Path) -> None:
    police(data, {"2021-02": 5}, released="2021-03")
    page = html(cast.client("amira").get(PAGE))
    assert "No file has restated another one." in page
    assert "provisional</span>" in page
    police(data, {"2021-02": 7}, name="b", released="2021-06")
    page = html(cast.client("amira").get(PAGE))
    assert "No file has restated another one." not in page
    assert "restated</span>" in page
    assert "last release June 2021" in page


def test_another_partnerships_files_are_not_there(syn: Cast) -> None:
    assert "syn-2007" in html(syn.client("carol").get(PAGE)).lower()
    other = html(syn.client("carol").get("/otherham/evidence/"))
    assert "crime.csv" not in other
    assert "Police crime records" not in other
    assert "wards.geojson" in other  # an open source


def test_synthetic_data_are_marked_as_such(syn: Cast) -> None:
    page = html(syn.client("amira").get(PAGE))
    assert "Synthetic data." in page
    assert "36 months" not in page


def test_the_page_asks_at_most_fifteen_queries(syn: Cast, queries: Callable[..., Any]) -> None:
    client = syn.client("amira")
    with queries(at_most=15):
        assert client.get(PAGE).status_code == 200


def test_loads_are_found_and_sorted_by_the_address(syn: Cast) -> None:
    page = html(syn.client("amira").get(f"{PAGE}?loads-find=crime.csv"))
    assert page.count("/evidence/loads/") < 40
    assert "crime.csv" in page


def test_only_who_may_load_is_led_to_adding(cast: Cast, data: Path) -> None:
    police(data, {"2021-01": 2})
    assert "Add evidence" not in html(cast.client("catherine").get(PAGE))


def downloaded(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_months_loads_and_revisions_are_downloaded_as_tables(cast: Cast, data: Path) -> None:
    police(data, {"2021-01": 12, "2021-03": 5}, released="2021-04")
    police(data, {"2021-03": 7}, name="b", released="2021-06")
    client = cast.client("catherine")
    months = downloaded(client.get(f"{PAGE}months.csv"))
    assert months[0][1:5] == ["Source", "What it is", "Month", "State"], "the words of people"
    assert [row[3:] for row in months[1:]] == [
        ["2021-01", "held", "12", "2021-04", "1"],
        ["2021-02", "missing", "", "", "0"],
        ["2021-03", "held", "7", "2021-06", "2"],
    ]
    loads = downloaded(client.get(f"{PAGE}loads.csv"))[1:]
    assert sorted((row[0], row[4]) for row in loads) == [
        ("2021-01-holmshire-street.csv", "12"),
        ("2021-03-holmshire-street.csv", "5"),
        ("2021-03-holmshire-street.csv", "7"),
    ]
    heads, revision = downloaded(client.get(f"{PAGE}restated.csv"))
    assert heads[4:8] == ["Added", "Gone", "Changed", "Other outcome"], "as the page has them"
    assert revision[3:8] == ["2021-03", "2", "0", "0", "0"]
    assert client.get(f"{PAGE}secrets.csv").status_code == 404
    assert cast.client("stella").get(f"{PAGE}months.csv").status_code == 404


def test_a_file_name_that_a_spreadsheet_would_run_is_guarded(cast: Cast, data: Path) -> None:
    (outcome,) = load(
        data, [street(data.parent / "a", [row(1)], name="=cmd()-2021-03-barchester-street.csv")]
    )
    assert outcome.receipt.counts["kept"] == 1
    rows = downloaded(cast.client("amira").get(f"{PAGE}loads.csv"))
    assert rows[1][0] == "'=cmd()-2021-03-barchester-street.csv"
