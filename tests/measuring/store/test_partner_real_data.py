"""Real incident files of three cities, loaded as a partner's, against the numbers published with them."""

from pathlib import Path

import numpy as np
import pytest

from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.changes import find_changes
from wardmote.measuring.drafting.levels import find_levels
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.drafting.times import find_windows
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.keyed_hash import REFERENCE, open_key
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.partner_answers import Incidents
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.receipts import list_receipts

MEMPHIS = """
name = "memphis"
kind = "incidents"
confirmed = true
place = "Memphis"
[columns]
reference = "uid"
from = "date"
longitude = "lon"
latitude = "lat"
category = "offense_type"
[categories]
"personal robbery" = "robbery"
[coordinates]
anywhere = true
"""
TORONTO = """
name = "toronto"
kind = "incidents"
confirmed = true
place = "Toronto"
every_row = "burglary"
[columns]
from = "occurrencedate"
longitude = "Long"
latitude = "Lat"
[attributes]
premises = "premises_type"
[coordinates]
anywhere = true
"""
# the file does not say which fires were deliberate: this mapping is only for counting and placing rows
LONDON = """
name = "london"
kind = "incidents"
confirmed = true
place = "London"
every_row = "leave-out"
[columns]
reference = "incident_number"
from = "timestamp_of_call"
easting = "easting_m"
northing = "northing_m"
category = "incident_group"
[categories]
"Fire" = "deliberate-secondary-fire"
"""


def read(folder: Path, path: Path, mapping: str) -> tuple[LoadOutcome, Incidents]:
    name = mapping.split('"')[1]
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / f"{name}.toml").write_text(mapping, encoding="utf-8")
    outcome = load_partner(Folder(folder), path, kind="incidents", mapping=name, keep_good=False)
    evidence = Evidence(folder)
    return outcome, evidence.incidents(name, evidence.place(name.title()))


def test_memphis_robberies_have_a_minute_and_a_point(shared_data: Path, tmp_path: Path) -> None:
    _, rows = read(tmp_path / "data", shared_data / "incidents" / "memphis_robberies_2019.csv", MEMPHIS)
    assert len(rows) == 2_245
    midnight = rows.start == rows.start.astype("datetime64[D]")
    assert int(midnight.sum()) == 41
    assert not rows.day_only.any()
    _, shared = np.unique(np.column_stack([rows.x, rows.y]), axis=0, return_counts=True)
    assert np.isfinite(rows.x).all()
    assert shared.max() > 1
    # the file's own first point: 89.942 W, 35.149 N, and metres of a plane near it
    receipts = list_receipts(Folder(tmp_path / "data"))
    key = open_key(Folder(tmp_path / "data"), receipts, partnership="own")
    first = rows.reference.tolist().index(key.column(["15213800"], of=REFERENCE)[0])
    assert (rows.longitude[first], rows.latitude[first]) == (-89.942, 35.149)
    north = rows.y[first] / 35.149
    assert north == pytest.approx(110_900, rel=0.002)  # metres in a degree of latitude, on the average


def test_toronto_rows_without_a_reference_are_never_taken_for_one(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "incidents" / "toronto_break_and_enter_2017_2020.csv.gz"
    outcome, rows = read(tmp_path / "data", path, TORONTO)
    assert outcome.receipt.counts["kept"] == len(rows) == 29_131
    assert outcome.receipt.counts["alike"] == 514  # as the data's own notes count them
    assert rows.day_only.all()
    assert ((rows.end - rows.start) == np.timedelta64(1, "D")).all()
    assert set(rows.attributes) == {"premises"}
    inquiry = open_inquiry(tmp_path / "data")
    study = open_study(
        inquiry, inquiry.place("Toronto"), parse_period("2020-01:2020-12"), against=None, audience="partner"
    )
    told = [finding for found in (find_changes(study), find_levels(study)) for finding in found]
    assert any(finding.question == "change" for finding in told)
    assert not any("restrictions" in finding.words for finding in told), "those of another country"
    assert not any("lockdown" in finding.caveats for finding in told)
    times, refused = find_windows(study)
    assert {
        figure.question.params["window"]
        for figure in study.inquiry.asked.values()
        if figure.question.method == "event_window"
    } == {"christmas-new-year"}
    assert not [finding.id for finding in times if "christmas" not in finding.id]
    assert [each.id for each in refused] == ["holidays"]


def test_london_fires_keep_their_place_where_it_is_given(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "fire" / "london_fire_brigade_incidents_2017_jan_apr.csv.gz"
    outcome, rows = read(tmp_path / "data", path, LONDON)
    counts = outcome.receipt.counts
    assert (counts["read"], counts["kept"], counts["left_out"]) == (32_247, 6_434, 15_732 + 10_081)
    assert len(rows) == 6_434
    located = np.isfinite(rows.x)
    assert counts["unlocated"] == int((~located).sum())
    # all of it within some 45 km of Charing Cross
    assert np.hypot(rows.x[located] - 530_000, rows.y[located] - 180_400).max() < 45_000
