"""Files brought over the web: what each is, what is asked and what comes of it; wrong ones are refused."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast, html
from tests.measuring.sources.far_cell import far_cell
from tests.measuring.sources.test_geography import geojson
from tests.measuring.sources.test_opening import BAD
from tests.measuring.sources.test_partner_tables import WRONG
from tests.measuring.store.making import HEADER, row
from tests.measuring.store.test_recognising import NOMIS
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.knowing.evidence import mappings, uploads
from wardmote.knowing.evidence.arriving import path_of
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.opening import opened

ADD = "/holmbridge/evidence/add/"
HOSTILE = "<img src=x onerror=alert(1)>.csv"


def street_zip(*months: str, town: str = "Holmbridge", rows: int = 20) -> bytes:
    """An archive as data.police.uk gives it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for month in months:
            force = "Holmshire Constabulary"
            lines = [
                row(n, month=month, force=force, lsoa=f"E01000001,{town} 001A") for n in range(1, rows + 1)
            ]
            lines += [
                row(900 + n, month=month, force=force, lsoa="E01000002,Great Wick 001A") for n in range(3)
            ]
            archive.writestr(
                zipfile.ZipInfo(f"{month}/{month}-holmshire-street.csv"), "\n".join([HEADER, *lines]) + "\n"
            )
    return out.getvalue()


def bring(
    cast: Cast, *files: tuple[str, bytes], who: str = "amira", slug: str = "holmbridge"
) -> HttpResponse:
    """Choose files on the page and send them."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    found = cast.client(who).post(f"/{slug}/evidence/add/", {"files": sent}, follow=True)
    assert isinstance(found, HttpResponse)
    return found


def latest() -> Upload:
    found = Upload.objects.first()
    assert found is not None
    return found


def page_of(upload: Upload, *more: str) -> str:
    return "/".join([f"/holmbridge/evidence/uploads/{upload.pk}", *more, ""])


def load(cast: Cast, upload: Upload, who: str = "amira", **said: str) -> HttpResponse:
    """Press the button and let the worker work."""
    response = cast.client(who).post(page_of(upload), {"do": "load", **said})
    work.run_all()
    assert isinstance(response, HttpResponse)
    return response


# ---- police files, from nothing ----


def test_a_police_zip_is_recognised_its_district_chosen_and_loaded(cast: Cast, data: Path) -> None:
    page = html(bring(cast, ("police.zip", street_zip("2021-01", "2021-02"))))
    assert "Street-level crimes of Holmshire, January to February 2021, from data.police.uk" in page
    assert 'value="Holmbridge" selected' in page.replace("  ", " ")
    assert "Holmbridge (40 rows)" in page
    assert "geoportal.statistics.gov.uk" in page
    upload = latest()
    response = load(cast, upload, district="Holmbridge")
    assert response.status_code == 302
    page = html(cast.client("amira").get(page_of(upload)))
    assert "All 46 rows went in." in page
    assert "/holmbridge/map/" in page
    assert "/holmbridge/assessment/" in page
    cast.holmbridge.refresh_from_db()
    assert cast.holmbridge.place.name == "Holmbridge"
    assert Entry.objects.filter(what="evidence.loaded", partnership="holmbridge").count() == 1
    assert not list((data / "uploads").rglob("*.zip"))  # what is loaded is in the evidence


def test_a_district_chosen_by_mistake_is_put_right_and_the_log_says_so(cast: Cast) -> None:
    bring(cast, ("police.zip", street_zip("2021-01")))
    load(cast, latest(), district="Great Wick")
    page = html(cast.client("amira").get(ADD))
    assert "another district than Great Wick" in page
    assert "another district" not in html(cast.client("elaine").get(ADD))
    place = next(option for option in page.split('<option value="')[1:] if ">Holmbridge<" in option)
    area = place.partition('"')[0]
    refused = cast.client("elaine").post(ADD, {"do": "place", "district": area})
    assert refused.status_code == 409
    nowhere = cast.client("amira").post(ADD, {"do": "place", "district": "district:2011:nowhere"})
    assert "There are no rows of that district." in html(nowhere)
    page = html(cast.client("amira").post(ADD, {"do": "place", "district": area}, follow=True))
    assert "These pages are now about Holmbridge." in page
    cast.holmbridge.refresh_from_db()
    assert cast.holmbridge.place.name == "Holmbridge"
    assert Entry.objects.filter(what="partners.place_settled").count() == 2


def test_without_the_district_nothing_is_loaded(cast: Cast) -> None:
    bring(cast, ("police.zip", street_zip("2021-01", town="Elsewhere")))
    response = load(cast, latest())
    assert response.status_code == 400
    assert "Choose the district of this partnership." in html(response)
    assert not Job.objects.exists()


def test_several_files_are_loaded_with_one_click(cast: Cast, data: Path) -> None:
    lookup = (
        "lsoa21_code,lsoa21_name,ltla22_code,ltla22_name\nE01000001,Holmbridge 001A,E07000777,Holmbridge\n"
    )
    page = html(
        bring(
            cast,
            ("2021.zip", street_zip("2021-01")),
            ("2022.zip", street_zip("2022-01")),
            ("census2021-ts001-lsoa.csv", NOMIS.encode()),
            ("lookup.csv", lookup.encode()),
        )
    )
    assert "Load the 4 files that are ready" in page
    response = cast.client("amira").post(ADD, {"do": "load", "district": "Holmbridge"})
    assert response.status_code == 302
    work.run_all()
    assert {each.state for each in Upload.objects.all()} == {"loaded"}
    assert len(opened(cast.holmbridge).receipts) == 4
    cast.holmbridge.refresh_from_db()
    assert cast.holmbridge.place.area_id.endswith("E07000777")


def test_the_head_of_a_file_says_how_far_it_is(cast: Cast) -> None:
    def head() -> Any:
        return cast.client("amira").get(page_of(latest())).context["head"]

    bring(cast, ("wrong.csv", b"one column\n"))
    assert [(step.label, step.place) for step in head().steps] == [
        ("Brought", "done"),
        ("Cannot be used", "done"),
    ]
    assert head().action.label == "Add another file"
    bring(cast, ("ours.csv", b"Ref,When,What\n1,2007-03-01,Theft\n2,2007-03-02,Theft\n"))
    assert [step.place for step in head().steps] == ["done", "now", "next"]
    assert head().action.label == "Say what its columns mean"


def test_the_same_file_dropped_twice_waits_once(cast: Cast) -> None:
    bring(cast, ("police.zip", street_zip("2021-01")))
    bring(cast, ("police.zip", street_zip("2021-01")))
    assert Upload.objects.count() == 1


def test_a_file_that_was_loaded_before_changes_nothing_and_says_so(cast: Cast) -> None:
    for _ in range(2):
        bring(cast, ("police.zip", street_zip("2021-01")))
        load(cast, latest(), district="Holmbridge")
    assert "This file was loaded before; nothing changed." in html(
        cast.client("amira").get(page_of(latest()))
    )
    assert len(opened(cast.holmbridge).receipts) == 1


# ---- boundaries and people ----


def test_boundaries_are_recognised_and_their_year_asked_when_nothing_says_it(
    cast: Cast, tmp_path: Path
) -> None:
    text = geojson(tmp_path, properties=[{"code": "E05004806", "name": "Bedwell"}]).read_bytes()
    page = html(bring(cast, ("wards.geojson", text)))
    assert "Boundaries: 1 ward" in page
    assert "Of which year are the areas?" in page
    response = load(cast, latest(), vintage="soon")
    assert "Write the year with four digits" in html(response)
    load(cast, latest(), vintage="2013")
    (receipt,) = opened(cast.holmbridge).receipts
    assert receipt.options == {"kind": "ward", "vintage": "2013"}


def test_names_of_areas_without_official_codes_are_looked_through_and_a_file_s_name_stays_at_home(
    cast: Cast, tmp_path: Path
) -> None:
    """Such names, unlike a partner's rows, are read by every partnership and the public."""
    text = geojson(tmp_path, properties=[{"name": "Town Gardens", "category": "park"}]).read_bytes()
    page = html(bring(cast, ("Amira Khan.geojson", text)))
    assert "None of these areas is called by a person" in page
    said = {"kind": "place", "vintage": "2021"}
    assert "Look through the names." in html(load(cast, latest(), **said))
    load(cast, latest(), **said, names="on")
    assert latest().state == "loaded", latest().problem
    assert "Amira Khan" in html(cast.client("amira").get("/holmbridge/evidence/"))
    other = html(cast.client("carol").get("/otherham/evidence/"))
    assert "Amira Khan" not in other and f"areas, file {latest().sha256[:12]}" in other
    for job in Job.objects.values_list("about", "words", "problem", "result"):
        assert "Amira Khan" not in str(job), "all members read of work"


def test_names_are_looked_through_whatever_file_brings_them_and_however_its_headings_tell_the_kind(
    cast: Cast, tmp_path: Path
) -> None:
    wards = geojson(tmp_path, properties=[{"ward21_code": "p1", "ward21_name": "Khan's corner shop"}])
    files = {
        "wards_2021.geojson": wards.read_bytes(),
        "lookup.csv": b"lsoa21_code,ward21_code,ward21_name\nE01000001,Z12345678,Khan's corner shop\n",
        "census2021_lsoa21.csv": b"lsoa21_code,lsoa21_name,total_residents\nZ12345678,Khan's shop,5\n",
    }
    for name, content in files.items():
        page = html(bring(cast, (name, content)))
        assert "None of these areas is called by a person" in page, name
        load(cast, latest())
        assert latest().state == "asks", name
        load(cast, latest(), names="on")
        assert latest().state == "loaded", (name, latest().problem)


def test_one_census_file_gives_people_and_households(cast: Cast) -> None:
    text = b'lsoa21_code,total_residents,total_households\nE01000001,"1,555",527\n'
    bring(cast, ("census2021_lsoa21.csv", text))
    load(cast, latest())
    assert {receipt.source for receipt in opened(cast.holmbridge).receipts} == {"population", "households"}


# ---- a partner's own file ----

ROWS = "Ref,Start Date/Time,What\n" + "".join(
    f"R{n},0{n % 9 + 1}/03/2021 10:00,{'Broken window' if n % 2 else 'Burglary'}\n" for n in range(1, 21)
)
SAID = {
    "kind": "incidents",
    "title": "Police crime records",
    "provider": "Police",
    "place": "Holmbridge",
    "c0": "reference",
    "c1": "from",
    "c2": "category",
    "w0": "criminal-damage",
    "w1": "burglary",
}


def explain(cast: Cast, upload: Upload, who: str = "amira", **said: Any) -> HttpResponse:
    upload.refresh_from_db()
    form = {**SAID, "revision": str(upload.revision), **said}
    found = cast.client(who).post(page_of(upload, "mapping"), form)
    assert isinstance(found, HttpResponse)
    return found


def test_a_partners_file_adds_one_page_and_the_next_of_its_shape_none(cast: Cast, data: Path) -> None:
    page = html(bring(cast, ("crime.csv", ROWS.encode())))
    assert "Say what its columns mean" in page
    upload = latest()
    page = html(cast.client("amira").get(page_of(upload, "mapping")))
    assert "Start Date/Time" in page
    assert "05/03/2021 10:00" in page  # the first rows are shown
    assert 'value="from" selected' in page  # guessed from the heading
    words = [word for word in ("Broken window", "Burglary") if word in page]
    assert words == ["Broken window", "Burglary"]
    assert explain(cast, upload).status_code == 302
    assert Job.objects.get().about == "Loading 1 file"  # the administrator reads no name of a partner's
    work.run_all()
    upload.refresh_from_db()
    assert upload.state == "loaded", upload.problem
    (receipt,) = opened(cast.holmbridge).receipts
    assert (receipt.feed, receipt.counts["kept"], receipt.partnership) == (
        "police-crime-records",
        20,
        "holmbridge",
    )
    cast.holmbridge.refresh_from_db()
    assert cast.holmbridge.place.name == "Holmbridge"
    later = ROWS.replace("/03/", "/04/").replace("R", "S").replace("Sef", "Ref")
    page = html(bring(cast, ("april.csv", later.encode())))
    assert "It is read as “police-crime-records” was before." in page
    load(cast, latest())
    assert sum(receipt.counts["kept"] for receipt in opened(cast.holmbridge).receipts) == 40


def test_correcting_the_town_that_a_first_file_was_said_to_be_of_takes_the_partnership_along(
    cast: Cast, data: Path
) -> None:
    for file, place in (("march", "Holmbridge Community Safety"), ("april", "Holmbridge")):
        rows = (
            ROWS if file == "march" else ROWS.replace("/03/", "/04/").replace("R", "S").replace("Sef", "Ref")
        )
        bring(cast, (f"{file}.csv", rows.encode()))
        assert explain(cast, latest(), place=place).status_code == 302
        work.run_all()
        cast.holmbridge.refresh_from_db()
        assert cast.holmbridge.place.name == place
    assert "Nothing is held here yet" not in html(cast.client("amira").get("/holmbridge/"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"c1": "unused"}, "Say which column tells when it happened."),
        ({"c0": "from"}, "Two columns are when it happened"),
        ({"w0": ""}, "Say what “Broken window” is."),
        ({"title": ""}, "Give the source a name."),
        ({"c0": "easting"}, "Choose a column for easting and one for northing"),
        ({"c2": "unused"}, "Choose a column that tells the kind, or say what every row is."),
    ],
)
def test_what_is_missing_on_the_mapping_page_is_said_at_its_field(
    cast: Cast, said: dict[str, str], words: str
) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    response = explain(cast, latest(), **said)
    assert response.status_code == 400
    assert words in html(response)
    assert not Job.objects.exists()


def test_the_mapping_page_reads_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    monkeypatch.setattr(mappings, "run_in_child", None)
    page = html(cast.client("amira").get(page_of(latest(), "mapping")))
    assert "05/03/2021 10:00" in page
    assert "Broken window" in page
    assert explain(cast, latest()).status_code == 302


def test_a_persons_files_are_read_one_request_at_a_time(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    path = path_of(latest().stored)
    assert path is not None
    (path.parent / mappings.KEPT).unlink()  # as of a file that came before
    with uploads.reading_for(latest().person_id or 0):
        held = cast.client("amira").get(page_of(latest(), "mapping"))
        assert "A file of yours is being read just now." in html(held)
    assert "Broken window" in html(cast.client("amira").get(page_of(latest(), "mapping")))


def test_a_request_brings_few_files_and_reads_them_for_a_while(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bring(cast, *((f"{number}.csv", b"a,b") for number in range(21)))
    assert page.status_code == 400
    assert "These are 21 files, and at most 20 can be added at a time." in html(page)
    assert not Upload.objects.exists()
    monkeypatch.setattr(uploads, "READ_TOGETHER", 0)
    bring(cast, ("crime.csv", ROWS.encode()), ("other.csv", ROWS.encode()))
    for upload in Upload.objects.all():
        assert (upload.state, path_of(upload.stored)) == ("wrong", None)
    assert Upload.objects.count() == 2
    assert "There was no time left to look at this file." in html(cast.client("amira").get(page_of(latest())))
    with uploads.reading_for(latest().person_id or 0):
        page = bring(cast, ("crime.csv", ROWS.encode()))
    assert "A file of yours is being read just now." in html(page)


def test_a_problem_keeps_no_name_of_a_file_in_a_zip(cast: Cast) -> None:
    named = (
        {"Jane Roe.csv": "a,b", "John Roe.csv": "a,b"},
        {"Jane Roe.pdf": "a", "b.csv": "a,b"},
        {"Jane Roe.csv": "<html>Jane Roe"},
        {"../Jane Roe.csv": "a,b"},
        {"Jane Roe.json": '{"Jane Roe": 1}'},
    )
    for members in named:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        bring(cast, ("rows.zip", out.getvalue()))
        assert latest().state == "wrong", members
        assert "roe" not in json.dumps(latest().recognised).lower()


@pytest.mark.parametrize(
    "header", ["Date,Category,Date,Category,,,", "Received,Channel,Received", "Date,Date,Category"]
)
def test_headings_that_stand_twice_are_refused_in_words(cast: Cast, header: str) -> None:
    cells = ",".join("01/03/2021" for _ in header.split(","))
    bring(cast, ("twice.csv", f"{header}\n{cells}\n".encode()))
    for kind in ("incidents", "counts", "survey", "replies"):
        page = cast.client("amira").get(page_of(latest(), "mapping") + f"?kind={kind}")
        assert page.status_code in (200, 409), kind
    page = cast.client("amira").get(page_of(latest(), "mapping"))
    assert page.status_code == 409
    assert "Two columns have the same heading." in html(page)


def test_bad_rows_are_named_and_the_good_ones_wait_for_a_decision(cast: Cast, data: Path) -> None:
    bad = ROWS + "R90,soon,Burglary\nR91,01/01/2999 10:00,Burglary\n"
    bring(cast, ("crime.csv", bad.encode()))
    upload = latest()
    explain(cast, upload)
    work.run_all()
    page = html(cast.client("amira").get(page_of(upload)))
    assert "2 of 22 rows cannot be used." in page
    assert "Start Date/Time, row 22: not a date and time" in page
    assert "Load the 20 rows that can be used" in page
    assert opened(cast.holmbridge).receipts == ()
    hidden = html(cast.client("brian").get(page_of(upload)))
    assert "soon" not in hidden
    cast.client("amira").post(page_of(upload), {"do": "keep-good"})
    work.run_all()
    (receipt,) = opened(cast.holmbridge).receipts
    assert (receipt.counts["kept"], receipt.counts["rejected"]) == (20, 2)


def test_only_the_analyst_and_who_brought_it_see_rows_of_a_partners_file(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()), who="elaine")
    upload = latest()
    assert cast.client("elaine").get(page_of(upload, "mapping")).status_code == 200
    assert cast.client("amira").get(page_of(upload, "mapping")).status_code == 200
    assert cast.client("brian").get(page_of(upload, "mapping")).status_code == 404
    assert "rows of it are shown there" in html(cast.client("brian").get(page_of(upload)))
    assert cast.client("catherine").get(page_of(upload)).status_code == 404
    assert cast.client("stella").get(page_of(upload)).status_code == 404
    assert cast.client("stella").get(f"/otherham/evidence/uploads/{upload.pk}/").status_code == 404


def test_of_two_who_confirm_the_second_is_told_and_keeps_what_was_chosen(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    upload = latest()
    before = upload.revision
    assert explain(cast, upload).status_code == 302
    second = explain(cast, upload, revision=str(before), title="Mine")
    assert second.status_code in (302, 409)
    assert Job.objects.count() == 1
    Upload.objects.filter(pk=upload.pk).update(state="mapping")
    second = explain(cast, upload, revision=str(before), title="Mine")
    assert second.status_code == 409
    assert "Somebody else has gone on with this file meanwhile." in html(second)
    assert 'value="Mine"' in html(second)


# ---- bad days ----


@pytest.mark.parametrize("case", BAD, ids=str)
def test_every_wrong_file_is_refused_with_words_to_act_on(case: str, cast: Cast, data: Path) -> None:
    name, content, words = BAD[case]
    page = html(bring(cast, (name, content() if callable(content) else content)))
    assert words in page
    assert latest().state == "wrong"
    assert "What to do" in page
    assert not [path for path in (data / "uploads").rglob("*") if path.is_file()]


@pytest.mark.parametrize("case", WRONG)
def test_every_wrong_partner_file_is_refused(case: str, cast: Cast, tmp_path: Path) -> None:
    make, words = WRONG[case]
    path = make(tmp_path)
    assert words in html(bring(cast, (path.name, path.read_bytes())))
    assert latest().state == "wrong"


def test_a_cell_far_away_is_refused_on_every_page_that_takes_a_workbook(cast: Cast) -> None:
    """A workbook of 1,464 bytes asked for 512 GB and ended the web process."""
    assert "This file takes too much to read." in html(bring(cast, ("far.xlsx", far_cell())))
    assert latest().state == "wrong"
    sent = SimpleUploadedFile("plan.xlsx", far_cell())
    refused = cast.client("brian").post("/holmbridge/plan/add/", {"workbook": sent})
    assert refused.status_code == 400
    assert "This file takes too much to read." in html(refused)


def test_nothing_is_read_while_a_transaction_is_open(cast: Cast) -> None:
    """A file of 300 MB that was looked through kept every writer waiting."""
    with transaction.atomic(), pytest.raises(RuntimeError, match="while a transaction is open"):
        bring(cast, ("police.zip", street_zip("2021-01")))


def test_html_in_a_files_name_and_in_its_headings_is_only_text(cast: Cast) -> None:
    text = ROWS.replace("What", "<script>alert(1)</script>").replace("Burglary", "<b>Burglary</b>")
    pages = [html(bring(cast, (HOSTILE, text.encode())))]
    upload = latest()
    pages += [html(cast.client("amira").get(url)) for url in (ADD, page_of(upload, "mapping"))]
    for page in pages:
        assert "<img" not in page
        assert "<script>alert" not in page
        assert "&lt;img src=x" in page
    assert "<" not in upload.stored


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "C:\\windows\\a.csv",
        "...csv",
        "\x00a.csv",
        "a" * 300 + ".csv",
        "中" * 110 + ".csv",
    ],
)
def test_a_files_name_leads_nowhere_else(cast: Cast, data: Path, name: str) -> None:
    bring(cast, (name, ROWS.encode()))
    for path in data.parent.rglob("*"):
        if path.is_file() and path.read_bytes() == ROWS.encode():
            assert path.is_relative_to(data / "uploads" / "holmbridge")


def test_two_gigabytes_are_refused_before_a_byte_is_read(cast: Cast) -> None:
    client = cast.client("amira")
    response = client.post(
        ADD, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2 * 1024**3)
    )
    assert response.status_code == 413
    assert "too large" in html(response)
    assert "At most 1.0" in html(response)


def test_a_large_file_from_nobody_leads_to_signing_in_unread(data: Path) -> None:
    response = Client().post(
        ADD, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(500 << 20)
    )
    assert response.status_code == 302
    assert "next=/holmbridge/evidence/add/" in response["Location"]


def test_what_streams_in_is_counted_whatever_was_announced(cast: Cast, settings: Any, data: Path) -> None:
    settings.WARDMOTE_UPLOAD_LIMIT = 10_000
    response = bring(cast, ("a.csv", b"x" * 9_900))
    assert response.status_code in (200, 413)
    settings.WARDMOTE_UPLOAD_LIMIT = 500
    from wardmote.knowing.evidence import arriving

    counted = arriving.CountedUploadHandler()
    counted.new_file("file", "a.csv", "text/csv", 0)
    counted.receive_data_chunk(b"x" * 400, 0)
    with pytest.raises(Exception, match="more than 500"):
        counted.receive_data_chunk(b"x" * 400, 400)


def test_no_other_page_takes_large_requests(cast: Cast) -> None:
    response = cast.client("amira").post("/holmbridge/people/invite/", {"email": "x" * (9 << 20)})
    assert response.status_code == 413


def test_a_full_disk_is_told_and_nothing_stays(
    cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*about: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    bring(cast, ("police.zip", street_zip("2021-01")))
    monkeypatch.setattr("wardmote.knowing.evidence.loading_job.load_in_child", full)
    load(cast, latest(), district="Holmbridge")
    page = html(cast.client("amira").get(page_of(latest())))
    assert "The disk is full." in page
    monkeypatch.undo()
    load(cast, latest(), district="Holmbridge")
    assert latest().state == "loaded"


def test_a_load_whose_worker_was_killed_is_done_again_and_counts_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(cast, ("police.zip", street_zip("2021-01")))
    upload = latest()
    cast.client("amira").post(page_of(upload), {"do": "load", "district": "Holmbridge"})

    def killed(*about: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("wardmote.knowing.evidence.loading_job._loaded", killed)  # after the store's commit
        with pytest.raises(KeyboardInterrupt):
            work.run_all()
    assert "being loaded" in html(cast.client("amira").get(page_of(upload)))
    work.release(work.INLINE)
    work.run_all()
    upload.refresh_from_db()
    assert upload.state == "loaded", upload.problem
    assert len(opened(cast.holmbridge).receipts) == 1
    assert Entry.objects.filter(what="evidence.loaded").count() == 1


@pytest.mark.parametrize("where", ["uploads.write", "uploads.drop_file", "loading_job.drop_file"])
def test_what_a_kill_left_between_a_file_and_its_record_goes_and_what_is_waited_for_stays(
    cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """While it was taken in, set aside or loaded."""

    def killed(*about: object, **more: object) -> None:
        raise KeyboardInterrupt

    bring(cast, ("first.zip", street_zip("2021-01")))
    first = latest()
    acts: dict[str, Callable[[], object]] = {
        "uploads.write": lambda: bring(cast, ("second.zip", street_zip("2021-02"))),
        "uploads.drop_file": lambda: cast.client("amira").post(page_of(first), {"do": "leave"}),
        "loading_job.drop_file": lambda: load(cast, first, district="Holmbridge"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(f"wardmote.knowing.evidence.{where}", killed)
        with pytest.raises(KeyboardInterrupt):
            acts[where]()
    wanted = ["first.zip"] if where == "uploads.write" else []
    assert sorted(path.name for path in (data / "uploads").rglob("*.zip")) != wanted
    uploads.settle_left_over()
    work.release(work.INLINE)
    work.run_all()
    assert sorted(path.name for path in (data / "uploads").rglob("*.zip")) == wanted
    assert not list((data / "uploads").rglob(".in-flight"))


def test_nothing_of_a_file_that_is_sent_lies_in_the_folder_for_temporary_files(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed meanwhile left it there for good."""
    there = tmp_path / "temporary"
    there.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(there))
    seen: list[str] = []
    monkeypatch.setattr(
        "wardmote.knowing.evidence.uploads.keep_file",
        lambda file, partnership: seen.extend(each.name for each in there.iterdir()) or 1 / 0,
    )
    with pytest.raises(ZeroDivisionError):
        bring(cast, ("police.zip", street_zip("2021-01")))
    assert seen == []


def test_killed_while_a_mapping_is_confirmed_the_file_is_explained_and_loaded_or_neither(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*about: object) -> None:
        raise KeyboardInterrupt

    bring(cast, ("crime.csv", ROWS.encode()))
    with monkeypatch.context() as patch:
        patch.setattr("wardmote.knowing.evidence.mappings.keep_mapping", killed)
        with pytest.raises(KeyboardInterrupt):
            explain(cast, latest())
    assert (latest().state, latest().said) == ("mapping", {})
    assert explain(cast, latest()).status_code == 302
    assert latest().state == "loading"


def test_a_stopped_load_says_so_and_can_begin_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(cast, ("police.zip", street_zip("2021-01")))
    upload = latest()
    cast.client("amira").post(page_of(upload), {"do": "load", "district": "Holmbridge"})
    work.cancel(Job.objects.get(), by="Amira")
    work.run_all()
    page = html(cast.client("amira").get(page_of(upload)))
    assert "The load was stopped." in page
    load(cast, upload, district="Holmbridge")
    upload.refresh_from_db()
    assert upload.state == "loaded"


def test_a_file_is_set_aside_and_deleted(cast: Cast, data: Path) -> None:
    bring(cast, ("police.zip", street_zip("2021-01")))
    upload = latest()
    cast.client("brian").post(page_of(upload), {"do": "leave"})
    upload.refresh_from_db()
    assert upload.state == "left"
    assert not list((data / "uploads").rglob("*.zip"))
    again = cast.client("brian").post(page_of(upload), {"do": "load", "district": "Holmbridge"})
    assert again.status_code == 409
    assert "was set aside" in html(again)


def test_nothing_chosen_is_said_at_the_field(cast: Cast) -> None:
    response = cast.client("amira").post(ADD, {})
    assert response.status_code == 400
    assert "Choose at least one file." in html(response)


@pytest.mark.parametrize(("who", "status"), [("catherine", 404), ("adam", 404), ("stella", 404), (None, 302)])
def test_nobody_else_brings_files(cast: Cast, who: str | None, status: int) -> None:
    client = cast.client(who)
    assert client.get(ADD).status_code == status
    sent = SimpleUploadedFile("a.csv", ROWS.encode())
    assert client.post(ADD, {"files": [sent]}).status_code == status
    assert not Upload.objects.exists()


def test_the_pages_ask_at_most_fifteen_queries(cast: Cast, queries: Callable[..., Any]) -> None:
    bring(cast, *((f"{n}.zip", street_zip(f"2021-0{n}")) for n in range(1, 6)))
    client = cast.client("amira")
    with queries(at_most=15):
        client.get(ADD)
    bring(cast, ("crime.csv", ROWS.encode()))
    for url in (page_of(latest()), page_of(latest(), "mapping")):
        with queries(at_most=15):
            assert client.get(url).status_code == 200


def test_the_log_says_who_brought_what(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()), who="elaine")
    entry = Entry.objects.get(what="evidence.brought")
    assert entry.by == "Elaine (Fire and rescue)"
    elaine = cast.viewer("elaine")
    told = {"recognised": "partner", "account": elaine.person, "hat": elaine.hat}
    assert json.loads(entry.detail) == told  # the file's name stays with the file


def test_a_file_of_one_row_is_not_said_to_have_rows(cast: Cast) -> None:
    shown = html(bring(cast, ("notes.csv", b"a,b\n1,2\n")))
    assert "A table not known here: 1 row with a, b" in shown


def test_an_upgrade_takes_cells_out_of_the_problems_of_uploads_and_jobs(cast: Cast) -> None:
    bring(cast, ("crime.csv", ROWS.encode()))
    bad = {"what": "2 of 9 rows cannot be used.", "found": "From, rows 3-4: no date (Amira; Khan)", "bad": 2}
    Upload.objects.update(problem=bad, recognised={**latest().recognised, "problem": {**bad, "what": "No."}})
    told = {
        "partnership": "holmbridge",
        "by": "Amira",
        "about": "Loading",
        "lane": "x",
        "made_at": latest().at,
    }
    Job.objects.create(kind="load", problem={**bad, "what": "No."}, **told)
    migration = import_module("wardmote.knowing.evidence.migrations.0002_no_cells_in_problems")
    migration.strip(apps, connection.schema_editor())
    assert latest().problem["found"] == "From, rows 3-4: no date"
    assert latest().recognised["problem"]["found"] == ""
    assert "Amira;" not in str(Job.objects.values_list("problem", flat=True).get())
    whole = {"about": "Loading Amira Khan.csv", "words": "Amira Khan.csv: 9 rows", "params": {"uploads": [1]}}
    Job.objects.update(problem={"what": "No.", "where": "Amira Khan.csv, row 3", "todo": "Mend it."}, **whole)
    migration = import_module("wardmote.knowing.evidence.migrations.0003_no_names_in_jobs")
    migration.strip(apps, connection.schema_editor())
    job = Job.objects.get()
    assert (job.about, job.words, job.problem["todo"]) == ("Loading 1 file", "9 rows", "Mend it.")
    assert "Amira Khan" not in str(job.problem)


LIT = "Ref,Start Date/Time,What,Lighting\n" + "".join(
    f"R{n},0{n % 9 + 1}/03/2021 10:00,Burglary,{'lit' if n % 2 else 'Half lit'}\n" for n in range(1, 21)
)


def test_only_confirmed_values_are_kept_and_a_new_one_is_shown_before_the_next_file_goes_in(
    cast: Cast, data: Path
) -> None:
    named = LIT + "R91,01/03/2021 10:00,Burglary,Amira Khan\n"
    bring(cast, ("march.csv", named.encode()))
    page = html(cast.client("amira").get(page_of(latest(), "mapping")))
    assert "Half lit (10 rows)" in page and "Amira Khan (1 row)" in page
    ticked = re.findall(r'name="l3" value="([^"]*)"[^>]* checked', page)
    assert ticked == ["lit"]  # a plain word; no other is taken for granted
    said = {"c3": "attribute:lighting", "w0": "burglary"}
    assert "Confirm a value of “Lighting”" in html(explain(cast, latest(), **said))
    assert explain(cast, latest(), **said, l3=["lit", "Half lit"]).status_code == 302
    work.run_all()
    (receipt,) = opened(cast.holmbridge).receipts
    assert receipt.notes[0].startswith("Lighting: 1 row with a value not on the list; it was not kept.")
    assert receipt.notes[0] in html(cast.client("amira").get(page_of(latest())))

    bring(cast, ("april.csv", LIT.replace("/03/", "/04/").replace("R", "S").replace("Sef", "Ref").encode()))
    assert latest().state == "ready"
    bring(cast, ("may.csv", named.replace("/03/", "/05/").replace("R9", "T9").encode()))
    assert latest().state == "mapping"
    assert "hold a value that nobody has confirmed as a label" in html(
        cast.client("amira").get(page_of(latest()))
    )
    page = html(cast.client("amira").get(page_of(latest(), "mapping")))
    assert sorted(re.findall(r'name="l3" value="([^"]*)"[^>]* checked', page)) == ["Half lit", "lit"]
