"""Leeds from an already counted series: a year against the year before, as the issue says it comes out."""

import csv
import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journeys.telling import Told, findings, first_pages, page, quick_documents, wardmote
from tests.kept_evidence import copy_of


@pytest.fixture(scope="module")
def told(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, Path]:
    folder = tmp_path_factory.mktemp("leeds")
    data, out = copy_of("Leeds", folder), folder / "out"
    words = ("--place", "Leeds", "--period", "2023-08:2024-07", "--data", data, "--out", out)
    with quick_documents():
        return wardmote("assess", *words), out


@pytest.mark.parametrize(
    ("key", "before", "now", "words", "beside"),
    [
        ("all", 121_876, 114_180, "clear fall", "not out of the ordinary"),
        ("shoplifting", 8_877, 10_504, "clear rise", "not out of the ordinary"),
        (
            "burglary",
            5_854,
            6_704,
            "no clear change",
            "since among several kinds compared one may differ this much by chance",
        ),
        ("public-order", 13_822, 10_191, "clear fall", "out of the ordinary"),
    ],
)
def test_the_year_against_the_year_before(
    told: tuple[Told, Path], key: str, before: int, now: int, words: str, beside: str
) -> None:
    finding = findings(told[1])[f"change/leeds-crime/{key}"]
    assert (finding["count_against"], finding["count"]) == (before, now)
    assert f"({words}, {beside};" in finding["words"]
    assert (finding["change"], finding["out_of_the_ordinary"]) == (words, beside == "out of the ordinary")
    assert finding["period"] == {"start": "2023-08-01", "end": "2024-07-31"}
    assert finding["against"] == {"start": "2022-08-01", "end": "2023-07-31"}


def test_the_headline_tells_the_fall_and_what_rose_against_it(told: tuple[Told, Path]) -> None:
    assert told[0].status == 0
    assert "fell by 6 %, but" in told[0].out
    front = first_pages(told[1])
    assert "shoplifting" in front.split("clearly rose")[0]


def test_where_it_changed_is_told_with_counts_and_the_ids_of_the_areas(told: tuple[Told, Path]) -> None:
    """Yeadon West: 59 then, 185 now; all of Leeds but the two areas that moved 8,766 then, 10,154 now."""
    found = findings(told[1])["moved/leeds-crime/shoplifting/msoa-2021"]
    assert "msoa:2021:leeds/yeadon-west" in found["areas"]
    assert "Yeadon West (59 to 185; 68 if it had gone with the rest)" in found["words"]
    rows = (told[1] / "tables" / "moved-leeds-crime-msoa-2021.csv").read_text("utf-8").splitlines()
    assert any("Yeadon West" in row and "59" in row and "185" in row for row in rows)


def test_one_city_centre_is_not_told_once_for_every_kind(told: tuple[Told, Path]) -> None:
    naming = [key for key, each in findings(told[1]).items() if "Leeds City Centre" in each["words"]]
    assert "concentration/leeds-crime/all" in naming
    assert len(naming) <= 4


def test_public_order_carries_the_change_of_recording(told: tuple[Told, Path]) -> None:
    assert "recording_change" in findings(told[1])["change/leeds-crime/public-order"]["caveats"]


def test_rates_stand_on_the_residents_of_the_file_and_no_map_is_drawn(told: tuple[Told, Path]) -> None:
    out = told[1]
    assert "141 for every 1,000 residents" in findings(out)["level/leeds-crime/all"]["words"]
    assert not list((out / "figures").glob("map-*"))
    assert "boundaries" in page(out)


def test_a_suggested_mapping_loads_nothing_until_a_person_confirms(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "police" / "leeds" / "leeds_msoa_monthly_crime_to_2024-07.csv.gz"
    told = wardmote("load", "counts", file, "--mapping", "leeds", "--data", tmp_path)
    assert told.status == 1, told.err
    assert "confirmed = false" in (tmp_path / "mappings" / "leeds.toml").read_text("utf-8")
    assert not list(tmp_path.glob("loads/*/receipt.json"))


def test_months_outside_the_limits_of_the_year_before_are_named(
    told: tuple[Told, Path], shared_data: Path
) -> None:
    file = shared_data / "police" / "leeds" / "leeds_msoa_monthly_crime_to_2024-07.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["crime_type"] == "Shoplifting"]
    months = sorted({row["month"] for row in rows})
    counts = [sum(int(row["crime_count"]) for row in rows if row["month"] == m) for m in months]
    before = counts[:12]
    moved = sum(abs(a - b) for a, b in pairwise(before)) / 11
    top = sum(before) / 12 + 2.66 * moved
    outside = [f"{n:,}" for n in counts[12:] if n > top]
    words = findings(told[1])["signal/leeds-crime/shoplifting"]["words"]
    assert outside == ["959", "967", "1,065"]
    assert all(f"({n})" in words for n in outside) and words.count(" 2023 (") + words.count(" 2024 (") == 3
    assert f"to {int(top):,} a month is usual" in words
