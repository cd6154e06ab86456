"""The whole force at once: an assessment for each of Hertfordshire's ten districts."""

import json
from pathlib import Path

import pytest

from tests.journeys.telling import findings, quickly

pytestmark = pytest.mark.slow

DISTRICTS = {
    "broxbourne", "dacorum", "east-hertfordshire", "hertsmere", "north-hertfordshire", "st-albans",
    "stevenage", "three-rivers", "watford", "welwyn-hatfield",
}  # fmt: skip


def test_each_of_ten_districts_is_drafted(hertfordshire: Path, tmp_path: Path) -> None:
    told = quickly(hertfordshire, tmp_path, "--each", "district", place="Hertfordshire")
    assert told.status == 0, told.err
    assert {folder.name for folder in tmp_path.iterdir()} == DISTRICTS
    assert "10 of 10: Welwyn Hatfield" in told.err
    _each_is_whole_and_its_own(tmp_path)


def _each_is_whole_and_its_own(folder: Path) -> None:
    """Every document is there; the ten add up to each one's own and the rest of the county."""
    counts = {}
    for out in folder.iterdir():
        assert {"assessment.html", "assessment.pdf", "assessment.docx"} < {
            path.name for path in out.iterdir()
        }
        against = findings(out)["comparison_area/police-uk/all"]
        counts[out.name] = against["count"]
        assert against["count"] + against["count_against"] == 10_463 + 87_053
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        assert manifest["place"]["name"] == findings(out)["level/police-uk/all"]["place"]
    assert counts["stevenage"] == 10_463
    assert sum(counts.values()) == 10_463 + 87_053
