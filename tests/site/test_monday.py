"""The Monday page: by role, at most seven lines, and empty said plainly."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.cast import Cast, html
from wardmote.deciding.performance.exceptions.answers import reply
from wardmote.deciding.performance.exceptions.month_review import review_now
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.records.import_edition import load
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.ground.owed import SharedQuery, registered
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.rules import ADMINISTRATOR, ANALYST, CHAIR, MANAGER, OFFICER
from wardmote.knowing.assessment import first_drafts, keeping
from wardmote.knowing.assessment.correcting import NewStatement, Written, correct, state
from wardmote.knowing.assessment.making import DraftRequest, ask_for_draft, begin
from wardmote.knowing.assessment.models import Assessment, Version
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.paper import paper_of
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts
from wardmote.measuring.store.withdrawing import withdraw
from wardmote.site.today.monday import chosen
from wardmote.site.today.monday_lines import CHANGED, NEXT, WAITING, DashboardContext, MondayLine

PEOPLE = ("amira", "brian", "adam", "catherine", "elaine")


@pytest.fixture(autouse=True)
def no_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take two seconds, and the first page shows none."""
    monkeypatch.setattr(keeping, "RENDER", {})


def lines(changed: int, waiting: int, coming: int) -> list[MondayLine]:
    counts = {CHANGED: changed, WAITING: waiting, NEXT: coming}
    return [MondayLine(kind, f"{kind} {i}", "/") for kind, count in counts.items() for i in range(count)]


@pytest.mark.parametrize(
    ("roles", "there", "shown"),
    [
        ([ANALYST], (9, 9, 9), (3, 3, 1)),
        ([MANAGER], (9, 9, 9), (2, 4, 1)),
        ([CHAIR], (9, 9, 9), (3, 2, 2)),
        ([OFFICER], (9, 9, 9), (3, 3, 1)),
        ([ADMINISTRATOR], (0, 9, 9), (0, 6, 1)),
        ([ANALYST, MANAGER], (9, 9, 9), (3, 3, 1)),  # the larger of both would be eight; the longest gives
        ([MANAGER], (9, 0, 9), (4, 0, 3)),  # room nobody uses goes to the others in turn
        ([MANAGER], (0, 9, 0), (0, 7, 0)),
        ([CHAIR], (1, 1, 1), (1, 1, 1)),
        ([ANALYST], (0, 0, 0), (0, 0, 0)),
    ],
)
def test_at_most_seven_lines_by_role(
    roles: list[str], there: tuple[int, int, int], shown: tuple[int, int, int]
) -> None:
    groups = chosen(lines(*there), roles, nothing="")
    assert tuple(len(group.lines) for group in groups) == shown
    assert sum(shown) <= 7
    assert [group.more for group in groups] == [has - seen for has, seen in zip(there, shown, strict=True)]


def test_an_empty_town_says_how_to_begin(cast: Cast) -> None:
    page = html(cast.client("brian").get("/holmbridge/"))
    assert "Nothing is held here yet" in page and "/holmbridge/evidence/add/" in page
    assert "clearly changed" not in page, "nothing is known yet, so nothing is said of it"


def test_a_file_that_waits_for_an_answer_is_on_the_page_of_who_can_give_it(cast: Cast) -> None:
    brought = SimpleUploadedFile("people.csv", b"lsoa11_code,total_population\nE01023700,1500\n")
    cast.client("elaine").post("/holmbridge/evidence/add/", {"files": brought})
    assert "people.csv has been brought but not loaded yet" in html(cast.client("brian").get("/holmbridge/"))
    assert "people.csv" not in html(cast.client("catherine").get("/holmbridge/")), "a chair loads nothing"


def test_a_draft_behind_the_evidence_waits_for_the_analyst(syn: Cast, data: Path) -> None:
    first_drafts.schedule_first_drafts()
    work.run_all()
    assert "out of date" not in html(syn.client("amira").get("/holmbridge/"))
    receipt = next(each for each in list_receipts(Folder(data)) if each.source == "incidents")
    withdraw(Folder(data), receipt.sha256, by="Amira", because="A test.", at=timezone.now())
    page = html(syn.client("amira").get("/holmbridge/"))
    assert "so its numbers may be out of date" in page
    assert "out of date" not in html(syn.client("elaine").get("/holmbridge/")), "not hers to draft"


def test_the_administrator_sees_the_system_and_no_numbers(syn: Cast) -> None:
    page = html(syn.client("adam").get("/holmbridge/"))
    assert "What changed" not in page.split("<main", 1)[1]


def test_only_who_reads_changes_is_told_what_they_are_of(syn: Cast) -> None:
    begin(syn.holmbridge, DraftRequest("2007-01:2007-12"), by="the tests")
    work.run_all()
    assert "These changes compare" in html(syn.client("elaine").get("/holmbridge/"))
    assert "These changes compare" not in html(syn.client("adam").get("/holmbridge/"))


def test_the_months_that_are_compared_are_told_and_not_the_whole_period() -> None:
    """Of 2021 only October to December can be set beside 2018."""
    period, against = parse_period("2021-01:2021-12"), parse_period("2018-10:2018-12")
    change = SimpleNamespace(question="change", period=parse_period("2021-10:2021-12"), against=against)
    paper: Any = SimpleNamespace(place="Stevenage", period=period, against=against, findings=(change,))
    nobody: Any = None
    context = DashboardContext(Partnership(), nobody, timezone.now())
    context.paper = paper
    assert context.about == (
        "These changes compare October to December 2021 with October to December 2018 in Stevenage."
    )


def test_where_nothing_earlier_is_loaded_monday_says_that_and_not_that_nothing_changed(syn: Cast) -> None:
    begin(syn.holmbridge, DraftRequest("2005-01:2005-12"), by="the tests")
    work.run_all()
    page = html(syn.client("elaine").get("/holmbridge/"))
    assert "No earlier months are loaded, so nothing can be compared." in page
    assert "clearly changed" not in page and "These changes compare" not in page


def failed_draft(cast: Cast, key: str, *, by: str = "the tests") -> Job:
    same = {"kind": "draft", "partnership": "holmbridge", "about": f"Drafting {key}", "key": key}
    moments = {"made_at": timezone.now(), "ended_at": timezone.now()}
    return Job.objects.create(
        **same, **moments, by=by, lane="x", state="failed", problem={"what": "It broke."}
    )


def test_work_that_failed_is_told_to_who_may_mend_it_until_it_was_put_right(cast: Cast) -> None:
    there = Assessment.objects.create(
        partnership=cast.holmbridge, place_id="x", period="2007-01:2007-12", title="2007"
    )
    failed, told = failed_draft(cast, str(there.pk)), "did not work: It broke."
    seen = {name: told in html(cast.client(name).get("/holmbridge/")) for name in PEOPLE}
    assert seen == {"amira": True, "brian": True, "adam": True, "catherine": False, "elaine": False}
    Job.objects.filter(pk=failed.pk).update(by=str(cast.viewer("elaine")))
    assert told in html(cast.client("elaine").get("/holmbridge/")), "she asked for it"
    later = failed_draft(cast, str(there.pk))
    assert html(cast.client("brian").get("/holmbridge/")).count(told) == 2
    Job.objects.filter(pk=later.pk).update(state="done")
    for name in PEOPLE:
        assert told not in html(cast.client(name).get("/holmbridge/"))


def test_who_keeps_the_system_and_reads_is_told_once(cast: Cast) -> None:
    there = Assessment.objects.create(
        partnership=cast.holmbridge, place_id="x", period="2007-01:2007-12", title="2007"
    )
    failed_draft(cast, str(there.pk))
    police = Body.objects.get(partnership=cast.holmbridge, name="Police")
    joining.join(
        cast.holmbridge, person=cast.people["catherine"], body=police, role=ADMINISTRATOR, by="the tests"
    )
    page = html(cast.client("catherine").get("/holmbridge/"))
    assert page.count("did not work: It broke.") == 1


def test_work_on_an_assessment_that_was_taken_away_is_no_longer_told(cast: Cast) -> None:
    failed_draft(cast, "17")
    assert "did not work" not in html(cast.client("brian").get("/holmbridge/"))


# ---- the plan's lines ----


@pytest.fixture
def exception(syn: Cast, prepared: Callable[..., None]) -> PlanException:
    """SYN-2007 landed for Holmbridge under the plan of 2008/09, today."""
    prepared(land, syn.holmbridge)
    return PlanException.objects.get()


def land(partnership: Partnership) -> None:
    load(partnership, shipped_edition("stevenage-2008-09"), by="the tests")
    assert review_now(partnership, by="the tests", on=timezone.localdate()) is not None


def test_pm_05_a_new_exception_is_told_first_with_its_numbers_and_its_curve(
    syn: Cast, exception: PlanException
) -> None:
    for name in ("brian", "catherine", "elaine", "amira"):
        page = html(syn.client(name).get("/holmbridge/")).partition("<main")[2]
        told = "Theft from vehicles (part of vehicle crime): 730 in the twelve months to December 2007, up"
        assert told in page
        assert f"/holmbridge/plan/exceptions/{exception.pk}/" in page
    assert "in each month, January 2006 to December 2007" in page


def test_the_manager_is_told_what_is_owed_to_us_in_one_line(syn: Cast, exception: PlanException) -> None:
    page = html(syn.client("brian").get("/holmbridge/"))
    assert "1 reply is owed to us. It is not late." in page
    assert "The plan&#x27;s year 2008/09 is over with 52 actions left open" in page
    assert "/holmbridge/owed/" in page
    assert "owed to us" not in html(syn.client("elaine").get("/holmbridge/"))


def test_pm_05_the_chair_is_told_how_many_decisions_wait(syn: Cast, exception: PlanException) -> None:
    assert "waiting for a decision" not in html(syn.client("catherine").get("/holmbridge/"))
    reply(exception, words="Two men were charged in March.", by=syn.viewer("brian"))
    page = html(syn.client("catherine").get("/holmbridge/"))
    assert "1 exception is waiting for a decision." in page
    assert "(part of vehicle crime): 730 in the twelve months" in page, "told until it is decided on"
    assert "/holmbridge/plan/decisions/" in page
    assert "waiting for a decision" not in html(syn.client("elaine").get("/holmbridge/"))


PAGE_ASKS = 8
"""Who looks (3), the draft with what people wrote over it (2), files, failed work with invitations, and what
the rooms owe that ask in one question."""
ROOM_ASKS = {"wardmote.deciding.plan.owed_items.owed_by_plan": 4}
"""What a room asks for what it owes, where that is more than once: the editions, and of the one in force
actions, bodies and updates."""


def test_a_room_asks_once_for_what_it_owes(
    syn: Cast, exception: PlanException, queries: Callable[..., Any]
) -> None:
    """The first page asks every room, so that ten of them must not make it slow; each of two rows is told."""
    origin, due = Origin("exception", str(exception.pk), "Fires", "/x/"), timezone.localdate()
    for body in Body.objects.filter(partnership=syn.holmbridge)[:2]:
        set_task(syn.holmbridge, Asking("Visit five schools.", body.pk, due), origin, by=syn.viewer("brian"))
    for path in registered():
        with queries(at_most=ROOM_ASKS.get(path, 1)):
            list(import_string(path)("holmbridge", timezone.localdate()))


def test_monday_asks_at_most_fifteen_questions_however_many_rooms_ask_in_one(
    syn: Cast, exception: PlanException, queries: Callable[..., Any]
) -> None:
    first_drafts.schedule_first_drafts()
    work.run_all()
    rooms = {path: import_string(path)("holmbridge", timezone.localdate()) for path in registered()}
    alone = [path for path, answer in rooms.items() if not isinstance(answer, SharedQuery)]
    at_most = PAGE_ASKS + sum(ROOM_ASKS.get(path, 1) for path in alone)
    assert at_most <= 15, "a room that asks once answers with a SharedQuery"
    for name in ("brian", "catherine", "elaine", "amira"):
        client = syn.client(name)
        with queries(at_most=at_most):
            assert "What changed" in html(client.get("/holmbridge/"))


def test_a_draft_that_has_every_part_waits_for_its_sign_off_alone(syn: Cast) -> None:
    first_drafts.schedule_first_drafts()
    work.run_all()
    assessment = Assessment.objects.get()
    assert "still empty: delivery of last year&#x27;s plan" in html(syn.client("brian").get("/holmbridge/"))
    said = NewStatement(words="Nine of twelve actions were done.", source="the plan's review", about="")
    state(assessment, "delivery", said, by=syn.viewer("amira"))
    ask_for_draft(assessment, by="Amira")
    work.run_all()
    for name in ("brian", "catherine"):
        page = html(syn.client(name).get("/holmbridge/"))
        assert "is waiting to be signed off." in page and "still empty" not in page


def test_a_draft_that_cannot_be_read_stands_beside_the_newest_that_can(syn: Cast) -> None:
    """Written by another version of the program, as after going back to the one before."""
    first_drafts.schedule_first_drafts()
    work.run_all()
    elaine, assessment = syn.client("elaine"), Assessment.objects.get()
    before = html(elaine.get("/holmbridge/")).partition('id="monday-changed"')[2].partition("</li>")[0]
    later = Version.objects.get()
    later.pk, later.number, later.paper = None, 2, {"schema": 99}
    later.save()
    page = html(elaine.get("/holmbridge/"))
    assert page.partition('id="monday-changed"')[2].partition("</li>")[0] == before != ""
    assert "version 2 was written by another version of the program and cannot be read here" in page
    assert "This page speaks of" in page
    address = f"/holmbridge/assessment/{assessment.pk}/"
    told = syn.client("amira").get(address)
    assert told.status_code == 200
    assert "written by another version" in html(told) and "Draft again" in html(told)
    Version.objects.update(paper={"schema": 99})
    for name in PEOPLE:
        assert syn.client(name).get("/holmbridge/").status_code == 200
    ask_for_draft(assessment, by="Amira")
    work.run_all()
    assert "cannot be read" not in html(elaine.get("/holmbridge/"))
    assert elaine.get(address).status_code == 200


def test_a_change_that_somebody_reworded_keeps_its_counts_each_with_its_months(syn: Cast) -> None:
    """SYN-2007 has 2,107 damage offences in 2006 and 1,740 in 2007."""
    first_drafts.schedule_first_drafts()
    work.run_all()
    assessment = Assessment.objects.get()
    findings = paper_of(assessment.versions.get().paper).findings
    damage = next(f for f in findings if f.question == "change" and f.about == "criminal-damage")
    said = Written(words="Damage fell.", hidden="", comment="")
    correct(assessment, damage.id, said, revision=0, by=syn.viewer("amira"))
    page = html(syn.client("brian").get("/holmbridge/"))
    assert "Damage fell." in page
    assert "2,107 in January to December 2006, 1,740 in January to December 2007" in page
