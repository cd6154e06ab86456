"""Adding files in a real browser: dropped or chosen, with a bar, under the strict policy, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.knowing.evidence.test_evidence_in_browser import page
from tests.knowing.evidence.test_upload import HOSTILE, ROWS, street_zip
from tests.looking import focus_path, refused_by_policy, wrong_at
from wardmote.ground.jobs import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ("page",)


def add(page: Any, live_server: Any, *paths: Path) -> None:
    page.goto(f"{live_server.url}/holmbridge/evidence/add/")
    page.get_by_label("Files", exact=True).set_input_files([str(path) for path in paths])
    page.get_by_role("button", name="Add these files").click()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_police_zip_goes_from_the_page_to_the_map(
    page: Any, live_server: Any, tmp_path: Path, cast: Cast
) -> None:
    page.goto(f"{live_server.url}/holmbridge/evidence/add/")
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    assert [stop["html"] for stop in focus_path(page) if not stop["shown"]] == []
    add(page, live_server, written(tmp_path, "police.zip", street_zip("2021-01", "2021-02")))
    page.get_by_role("heading", name="police.zip").wait_for()
    assert page.get_by_label("Which of these districts is yours?").input_value() == "Holmbridge"
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.get_by_role("button", name="Load this file").click()
    work.run_all()
    page.get_by_text("All 46 rows went in.").wait_for()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    expect(page.get_by_role("button", name="See it on the map")).to_be_visible()
    assert refused_by_policy(page) == []


def test_a_partners_file_is_explained_on_one_page(page: Any, live_server: Any, tmp_path: Path) -> None:
    add(page, live_server, written(tmp_path, f"{'long_name_of_a_file_' * 4}.csv", ROWS.encode()))
    page.get_by_role("button", name="Say what its columns mean").click()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.get_by_role("button", name="Confirm and load the file").click()
    expect(page.get_by_text("Give the source a name.").first).to_be_visible()
    assert wrong_at(page, 1280) == []
    page.get_by_label("What shall this source be called?").fill("Police crime records")
    page.get_by_label("Broken window").select_option("criminal-damage")
    page.get_by_role("button", name="Confirm and load the file").click()
    work.run_all()
    page.get_by_text("All 20 rows went in.").wait_for()
    assert refused_by_policy(page) == []


def test_a_wrong_file_is_told_and_a_dropped_one_is_taken(page: Any, live_server: Any, tmp_path: Path) -> None:
    add(page, live_server, written(tmp_path, "crime.csv", b"%PDF-1.7 and so on"))
    page.get_by_text("The file is a PDF, not a text file.").wait_for()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    page.goto(f"{live_server.url}/holmbridge/evidence/add/")
    page.evaluate(
        """([name, text]) => {
            const held = new DataTransfer();
            held.items.add(new File([text], name, { type: "text/csv" }));
            const how = { dataTransfer: held, bubbles: true, cancelable: true };
            document.dispatchEvent(new DragEvent("drop", how));
        }""",
        [HOSTILE, ROWS],
    )
    page.get_by_role("heading", name=HOSTILE).wait_for()
    assert refused_by_policy(page) == []


def test_too_large_a_file_is_told_before_it_is_sent(
    page: Any, live_server: Any, tmp_path: Path, settings: Any
) -> None:
    settings.WARDMOTE_UPLOAD_LIMIT = 100_000
    add(page, live_server, written(tmp_path, "big.csv", b"x" * 300_000))
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    assert "evidence/add" in page.url


def test_bad_rows_lead_back_to_the_file_where_one_decides(
    page: Any, live_server: Any, tmp_path: Path
) -> None:
    bad = ROWS + "R90,soon,Burglary\n"
    add(page, live_server, written(tmp_path, "crime.csv", bad.encode()))
    page.get_by_role("button", name="Say what its columns mean").click()
    page.get_by_label("What shall this source be called?").fill("Police crime records")
    page.get_by_label("Broken window").select_option("criminal-damage")
    page.get_by_role("button", name="Confirm and load the file").click()
    page.get_by_role("progressbar").wait_for()
    work.run_all()
    page.get_by_role("button", name="Load the 20 rows that can be used").wait_for()
    assert [*wrong_at(page, 1280), *wrong_at(page, 320, 640)] == []
    assert page.get_by_text("--keep-good").count() == 0
