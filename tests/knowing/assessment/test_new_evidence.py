"""When evidence changes under an assessment: the page says so; the next draft keeps and flags corrections."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from tests.cast import HOLMBRIDGE, find_cast
from tests.kept_evidence import town_files
from tests.knowing.assessment.conftest import MINE, Reader, done
from wardmote.knowing.assessment import making
from wardmote.knowing.assessment.models import Assessment, Edit
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts
from wardmote.measuring.store.withdrawing import bring_back, withdraw
from wardmote.site.commands import load

pytestmark = pytest.mark.django_db
THEFT = "45"
"""The Home Office's code of theft from a vehicle."""
OURS = "Theft from vehicles went from 600 to 730."


def restate(files) -> None:
    """The police send the crimes with fifty thefts fewer: the old file is withdrawn, the new one loaded."""
    old = files / "crime.csv"
    lines = old.read_text("utf-8").splitlines(keepends=True)
    thefts = [
        i for i, line in enumerate(lines) if line.split(",")[4] == THEFT and line.split(",")[1][:4] == "2007"
    ][:50]
    assert len(thefts) == 50
    new = files.parent / "restated.csv"
    new.write_text("".join(line for i, line in enumerate(lines) if i not in thefts), "utf-8")
    folder = Folder(settings.WARDMOTE_DATA)
    receipt = next(each for each in list_receipts(folder) if each.name == "crime.csv")
    withdraw(folder, receipt.sha256, by="the tests", because="restated", at=datetime(2026, 5, 1, tzinfo=UTC))
    parser = argparse.ArgumentParser()
    load.add_arguments(parser)
    args = parser.parse_args(["incidents", str(new), "--mapping", "syn-2007-crime"])
    args.data, args.json, args.partnership = settings.WARDMOTE_DATA, False, HOLMBRIDGE
    assert load.run(args) in (0, 1)


@pytest.fixture
def restated(assessment, prepared):
    """A sentence is corrected; then its months are restated."""
    prepared(correct_and_restate)


def correct_and_restate() -> None:
    Reader(find_cast().client("amira"), Assessment.objects.get()).correct(words=OURS)
    done()
    with TemporaryDirectory() as place:
        restate(town_files(None, Path(place)).folder)


@pytest.fixture
def drafted_again(restated, prepared):
    """Then Brian has it drafted again."""
    prepared(draft_again)


def draft_again() -> None:
    answer = Reader(find_cast().client("brian"), Assessment.objects.get()).post("again/")
    assert answer.status_code == 302
    done()


def test_the_page_says_that_newer_evidence_has_landed_and_offers_to_draft_again(at, restated):
    page = at("brian").get()
    assert "withdrawn or replaced" in page
    assert "Draft again" in page


def test_a_load_that_comes_to_count_is_said_to_have_landed(at):
    folder, day = Folder(settings.WARDMOTE_DATA), datetime(2026, 5, 1, tzinfo=UTC)
    fires = next(each for each in list_receipts(folder) if each.name == "fires.csv")
    withdraw(folder, fires.sha256, by="the tests", because="to see", at=day)
    brian = at("brian")
    assert "Evidence this rests on has been withdrawn" in brian.get()
    brian.post("again/")
    done()
    assert "withdrawn" not in brian.get().split("paper-front")[0]
    bring_back(folder, fires.sha256, by="the tests", at=day)
    assert "Newer evidence has landed: draft again." in brian.get()


def test_a_restated_month_keeps_the_correction_and_flags_it_with_then_and_now(at, assessment, drafted_again):
    page = at("brian").get()
    assert "1 corrected sentence to read again" in page
    assert "600 thefts from vehicles in 2006, 730 in 2007" in page
    assert "600 thefts from vehicles in 2006, 680 in 2007" in page
    assert "Theft from vehicles went from" in page
    assert Edit.objects.get().words == OURS
    assert assessment.versions.count() == 2


def test_reading_and_saving_it_again_takes_the_flag_away(at, drafted_again):
    brian = at("brian")
    assert "The numbers have changed since this was corrected" in brian.get(f"findings/?key={MINE}")
    brian.correct(words="Theft from vehicles went from 600 to 680.")
    done()
    assert "to read again" not in brian.get()


def test_with_one_version_there_is_nothing_to_set_beside_it(at):
    assert "There is one version only" in at("brian").get("compare/")


def test_the_versions_are_set_beside_each_other(at, drafted_again):
    page = at("brian").get("compare/")
    assert "What changed from version 1 to version 2" in page
    assert "600 thefts from vehicles in 2006, 730 in 2007" in page
    assert "600 thefts from vehicles in 2006, 680 in 2007" in page


def test_a_flagged_version_cannot_be_signed_until_it_is_read_again(at, drafted_again):
    assert "rests on numbers that have changed" in at("catherine").get("sign-off/")


def test_a_draft_that_is_refused_says_why_and_keeps_the_last_version(at, assessment, syn):
    type(assessment).objects.filter(pk=assessment.pk).update(against="2003-01:2003-12")
    making.ask_for_draft(assessment, by="the tests")
    from wardmote.ground.jobs import work

    assert [job.state for job in work.run_all()] == ["refused"]
    page = at("brian").get()
    assert "not held whole" in page
    assert "heft from vehicles" in page
