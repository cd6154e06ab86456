"""The mapping page with whole files: what it guesses is enough, or what it still asks is little."""

import gzip
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, html
from tests.kept_evidence import town_files
from tests.knowing.evidence.test_upload import ROWS, bring, explain, latest, load, page_of
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.store.folder import Folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    town_files(None, folder)
    return folder


def filled(page: str) -> dict[str, Any]:
    """The form as it stands on the page: what a browser would send."""
    form = page[page.index('name="revision"') - 400 :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and "checked" not in tag:
            continue
        if "name" in given and given.get("type") != "file":
            sent.setdefault(given["name"], []).append(given.get("value", ""))
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        sent[name] = [chosen[1] if chosen else ""]
    return sent


def confirm(cast: Cast, upload: Upload, **said: Any) -> Upload:
    """Send the page as it stands, with these answers."""
    client = cast.client("amira")
    url = page_of(upload, "mapping")
    sent = {**filled(html(client.get(url))), "title": "A source", "provider": "Police", **said}
    response = client.post(url, sent)
    assert response.status_code == 302, re.findall(r"govuk-error-message\">(.*?)</p>", html(response))[:3]
    work.run_all()
    upload.refresh_from_db()
    return upload


def mapping(data: Path, name: str = "a-source") -> dict[str, Any]:
    return tomllib.loads(Folder(data).mapping("holmbridge", name).read_text(encoding="utf-8"))


def test_the_towns_crimes_need_only_the_list_of_codes(cast: Cast, data: Path, town: Path) -> None:
    bring(cast, ("crime.csv", (town / "crime.csv").read_bytes()))
    upload = confirm(cast, latest(), scheme="ho-2007-08", place="Stevenage (SYN-2007)")
    assert upload.state == "loaded", upload.problem
    kept = mapping(data)
    assert kept["columns"]["from"] == "From"
    assert kept["offenders"] == {"columns": ["Offender 1", "Offender 2", "Offender 3"]}
    assert kept["flags"]["alcohol"] == {
        "column": "Alcohol related",
        "yes": ["Y", "Yes"],
        "no": ["N", "No"],
        "set_by": "Flags set by",
    }
    labels = {name: set(words) for name, words in kept["labels"].items()}
    assert labels == {"lighting": {"lit", "unlit", "unknown"}, "cctv": {"no", "yes", "unknown"}}
    (receipt,) = opened(cast.holmbridge).receipts
    assert (receipt.counts["read"], receipt.synthetic, receipt.notes) == (23_360, True, ())


def test_the_towns_survey_is_read_as_guessed(cast: Cast, data: Path, town: Path) -> None:
    bring(cast, ("survey.csv", (town / "survey.csv").read_bytes()))
    upload = confirm(
        cast,
        latest(),
        wave="2007",
        fieldwork_start="2007-06",
        fieldwork_end="2007-09",
        place="Stevenage (SYN-2007)",
    )
    assert upload.state == "loaded", upload.problem
    kept = mapping(data)
    assert kept["survey"]["weight"] == "Weight"
    assert {question["column"] for question in kept["questions"].values()} == {
        "Walking alone by day",
        "Walking alone after dark",
    }


def test_the_towns_replies_need_only_their_labels(cast: Cast, data: Path, town: Path) -> None:
    bring(cast, ("replies.csv", (town / "replies.csv").read_bytes()))
    page, labels = html(cast.client("amira").get(page_of(latest(), "mapping"))), defaultdict(list)
    for name, value in re.findall(r'name="(l\d+)" value="([^"]*)"', page):
        labels[name].append(value)
    upload = confirm(cast, latest(), place="Stevenage (SYN-2007)", **labels)
    assert upload.state == "loaded", upload.problem
    kept = mapping(data)
    assert kept["columns"]["themes"] == ["Theme 1", "Theme 2", "Theme 3"]
    assert set(kept["labels"]["agrees"]) == {"Yes", "Partly", "No"}
    assert "Web page" in kept["labels"]["channel"]


def test_counts_by_area_are_read_with_their_people(cast: Cast, data: Path, shared_data: Path) -> None:
    name = "leeds_msoa_monthly_crime_to_2024-07.csv"
    text = gzip.decompress((shared_data / "police/leeds" / f"{name}.gz").read_bytes())
    bring(cast, (name, text))
    upload = confirm(cast, latest(), place="Leeds", area_kind="msoa", area_vintage="2021")
    assert upload.state == "loaded", upload.problem
    (receipt,) = opened(cast.holmbridge).receipts
    assert receipt.counts["total"] == 236_056  # the shared data's README
    kept = mapping(data)
    assert kept["areas"] == {"kind": "msoa", "vintage": "2021", "prefix": "leeds"}
    assert kept["denominators"]["population"] == "census_population"


def test_a_file_can_be_read_as_another_kind_than_guessed(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    page = html(cast.client("amira").get(page_of(latest(), "mapping") + "?kind=replies"))
    assert "read as replies to a consultation" in page
    assert "how it came" in page


def test_a_mapping_that_is_corrected_keeps_what_the_page_does_not_show(cast: Cast, data: Path) -> None:
    bring(cast, ("crime.csv", (ROWS + "R91,01/05/2021 10:00,Arson attack\n").encode()))
    upload = latest()
    explain(cast, upload, w2="arson")
    work.run_all()
    path = Folder(data).mapping("holmbridge", "police-crime-records")
    path.write_text(path.read_text("utf-8") + '\n[covers]\nstart = "2021-03"\nend = "2021-06"\n', "utf-8")
    later = ROWS.replace("/03/", "/06/") + "R99,01/06/2021 10:00,Drunk and loud\n"
    bring(cast, ("june.csv", later.encode()))
    upload = latest()
    load(cast, upload)
    upload.refresh_from_db()
    assert upload.state == "bad-rows"
    told = html(cast.client("amira").get(page_of(upload)))
    assert "does not say what this is (14 characters, letters and spaces)" in told
    page = html(cast.client("amira").get(page_of(upload, "mapping")))
    sent = filled(page)
    (asked,) = [name for name, value in sent.items() if name.startswith("w") and value == [""]]
    response = cast.client("amira").post(
        page_of(upload, "mapping"), {**sent, asked: "anti-social-behaviour", "place": "Holmbridge"}
    )
    assert response.status_code == 302
    work.run_all()
    upload.refresh_from_db()
    assert upload.state == "loaded", upload.problem
    kept = mapping(data, "police-crime-records")
    assert kept["covers"] == {"start": "2021-03", "end": "2021-06"}
    assert kept["categories"]["Arson attack"] == "arson"


def test_of_two_who_press_load_one_job_is_made(cast: Cast) -> None:
    lookup = b"lsoa21_code,ltla22_code\nE01000001,E07000777\n"
    bring(cast, ("lookup.csv", lookup))
    upload = latest()
    assert cast.client("amira").post(page_of(upload), {"do": "load"}).status_code == 302
    second = cast.client("brian").post(page_of(upload), {"do": "load"})
    assert second.status_code == 409
    assert "This file is being loaded already." in html(second)
    assert Job.objects.count() == 1


def test_what_was_chosen_over_an_expired_session_stands_in_the_form_again(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    url = page_of(latest(), "mapping")
    client = cast.client("amira")
    page = html(client.get(url))
    writer = re.search(r'name="written_by" value="([^"]+)"', page)
    assert writer is not None
    client.logout()
    sent = {**filled(page), "title": "Calls to the police", "c2": "category", "written_by": writer[1]}
    assert client.post(url, sent).status_code == 302
    client.login(username="amira@example.org", password="a long password")
    assert 'value="Calls to the police"' in html(client.get(url))
