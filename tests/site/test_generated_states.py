"""Every page of a partnership over generated states of it: none dies, whoever opens it and whenever.

A state is lived through by the rooms' own functions: steps in any order, each of which may be refused, and a
day on which all is looked at. Then each page is opened by its people: by links, by keys that may be another
record's or nobody's, with what a list may be asked for. The suite tries a few fixed states; more are drawn
with ``./wardmote test states --seed N --count N``.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.cast import MEMBERS, Cast
from tests.deciding.plan.test_one_state_everywhere import ADVISED_AGAIN, LEFT_OPEN, live
from tests.site.drawn_addresses import Links, name_of, town_pages, tried
from wardmote.deciding.performance.demonstration import enter
from wardmote.deciding.performance.exceptions import answers, month_review
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.plan import demonstration
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records import documents as plan_documents
from wardmote.deciding.plan.records import import_edition, next_edition, scoring
from wardmote.doing.tasking.tasks import Asking, Origin, finish, set_task
from wardmote.ground.casework import EditConflict
from wardmote.ground.jobs import work
from wardmote.ground.pages.addresses import menu_labels
from wardmote.ground.partners import joining, tokens
from wardmote.ground.partners.models import Body, Membership
from wardmote.knowing.assessment import correcting, keeping, making, signing
from wardmote.knowing.assessment.correcting import NewStatement, Written
from wardmote.knowing.assessment.models import Assessment
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.assessment_parts import PARTS
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.paper import paper_of
from wardmote.measuring.sources import child_process
from wardmote.measuring.store.receipts import list_receipts
from wardmote.measuring.store.withdrawing import bring_back, withdraw
from wardmote.site.access import table

pytestmark = pytest.mark.django_db
TOWN = "holmbridge"
PEOPLE = ("amira", "brian", "catherine", "elaine", "adam")
UNASKED = ("owed", "help", "jobs:home", "partners:tokens")
"""Pages that links of every page lead to, beside those of the navigation."""
SEED, COUNT = int(os.environ.get("WARDMOTE_SEED", "10")), int(os.environ.get("WARDMOTE_COUNT", "0"))
TODAY = date(2026, 6, 1)
NOON = time(12, tzinfo=UTC)


# ---- what may happen to a partnership ----


def place_unknown(cast: Cast) -> None:
    """A place of which no evidence tells."""
    joining.settle_place(cast.holmbridge, area_id="district:2021:E07000999", name="Nowhere", by="the tests")


def place_of_another_kind(cast: Cast) -> None:
    joining.settle_place(cast.holmbridge, area_id="ward:2008:99SYAE", name="A ward", by="the tests")


def no_place(cast: Cast) -> None:
    """As the demonstration's empty town: evidence may lie there, the place is not settled."""
    type(cast.holmbridge).objects.filter(pk=cast.holmbridge.pk).update(place=None)


def begun(cast: Cast) -> None:
    """An assessment whose draft waits."""
    making.begin(cast.with_its_place().holmbridge, making.DraftRequest("2007-01:2007-12"), by="the tests")


def nothing_to_compare(cast: Cast) -> None:
    making.begin(cast.with_its_place().holmbridge, making.DraftRequest("2005-01:2005-12"), by="the tests")


def worked(cast: Cast) -> None:
    work.run_all()


def every_part(cast: Cast) -> None:
    """What no file holds is said by people, so that nothing is missing."""
    for assessment in Assessment.objects.all():
        said = [("delivery", ""), *(("missing", part) for part in PARTS)]
        for kind, about in said:
            with suppress(Refusal):
                new = NewStatement("It is so.", "The review", about)
                correcting.state(assessment, kind, new, by=cast.viewer("amira"))
        making.ask_for_draft(assessment, by="Amira")
    work.run_all()


def every_sentence_left_out(cast: Cast) -> None:
    version = _version()
    hidden = Written(words="", hidden="It is not for us.", comment="")
    for finding in paper_of(version.paper).findings:
        with suppress(EditConflict):
            correcting.correct(version.assessment, finding.id, hidden, revision=0, by=cast.viewer("amira"))
    making.ask_for_draft(version.assessment, by="Amira")


def signed(cast: Cast) -> None:
    version = _version()
    excuses = dict.fromkeys(PARTS, "Not held.")
    signing.sign(version.assessment, version, excuses=excuses, role="chair", by=cast.viewer("catherine"))


def _version() -> Any:
    assessment = Assessment.objects.select_related("partnership").latest("pk")
    version = assessment.versions.first()
    if version is None:
        raise Refusal("Nothing is drafted.")
    version.assessment = assessment
    return version


def load_withdrawn(cast: Cast) -> None:
    _withdraw("incidents", most=1)


def no_boundaries(cast: Cast) -> None:
    """Nothing a map could be drawn of."""
    _withdraw("areas", most=9)


def _withdraw(source: str, *, most: int) -> None:
    loads = [each for each in list_receipts(folder()) if each.source == source]
    for each in loads[:most]:
        withdraw(folder(), each.sha256, by="Amira", because="A test.", at=timezone.now())


def file_brought(cast: Cast) -> None:
    brought = SimpleUploadedFile("people.csv", b"lsoa11_code,total_population\nE01023700,1500\n")
    cast.client("elaine").post(f"/{TOWN}/evidence/add/", {"files": brought})


def plan_left_open(cast: Cast) -> None:
    live(cast, LEFT_OPEN)


def plan_advised_again(cast: Cast) -> None:
    live(cast, ADVISED_AGAIN)


def plan_rolled(cast: Cast) -> None:
    demonstration.roll(cast.holmbridge, by="the tests")
    enter(cast.holmbridge, by="the tests")


def plan_as_printed(cast: Cast) -> None:
    import_edition.load(cast.holmbridge, shipped_edition("stevenage-2008-09"), by="the tests")


def next_opened(cast: Cast) -> None:
    edition = PlanEdition.objects.filter(status="published").latest("pk")
    next_edition.open_next(edition, by="the tests", on=timezone.localdate())


def reviewed(cast: Cast) -> None:
    month_review.review_now(cast.with_its_place().holmbridge, by="the tests", on=timezone.localdate())


def exceptions_answered(cast: Cast) -> None:
    """The first is replied to, the second advised on, the third accepted."""
    rows, brian = PlanException.objects.all()[:3], cast.viewer("brian")
    for at, row in enumerate(rows):
        answers.reply(row, words="We know.", by=brian)
        if at:
            row.refresh_from_db()
            answers.advise(row, words="Patrol.", by=brian)
        if at > 1:
            row.refresh_from_db()
            due = timezone.localdate() + timedelta(days=40)
            wanted = answers.Answer(
                "accept", "It is worth it.", owner=_body(cast).pk, due=due, task="Patrol."
            )
            answers.answer(row, wanted, by=brian)


def tasks_set(cast: Cast) -> None:
    """One that is late, one that is due, one that is done."""
    brian = cast.viewer("brian")
    for days in (0, 1, 30):
        due = timezone.localdate() + timedelta(days=days)
        origin = Origin("plan action", "x/A1", "Action A1", f"/{TOWN}/plan/")
        task = set_task(cast.holmbridge, Asking(f"Visit in {days}.", _body(cast).pk, due), origin, by=brian)
    finish(task, evidence="The list", by=brian)


def scored(cast: Cast) -> None:
    known = scoring.open_round(cast.holmbridge, "This year's", by=cast.viewer("brian"))
    proposed = scoring.proposed(scoring.newest_version(cast.holmbridge))
    scoring.put_in(known, "", list(proposed[:1]), by=cast.viewer("brian"))


def people_left(cast: Cast) -> None:
    """Everybody of the fire service is gone, and a token and an invitation were made before."""
    tokens.make(cast.holmbridge, name="Tool", whom=_body(cast, "Fire"), by=cast.viewer("brian"))
    wanted = joining.NewInvitation("olu@example.org", ["officer"], _body(cast))
    joining.invite(cast.holmbridge, wanted, by=cast.viewer("adam"))
    joining.leave(
        Membership.objects.get(person=cast.carol, partnership=cast.holmbridge), by=cast.viewer("brian")
    )


def _body(cast: Cast, begins: str = "Police") -> Body:
    return Body.objects.filter(partnership=cast.holmbridge, name__startswith=begins)[0]


STEPS: tuple[Callable[[Cast], None], ...] = (
    place_unknown, place_of_another_kind, no_place, begun, nothing_to_compare, worked, every_part,
    every_sentence_left_out, signed, load_withdrawn, no_boundaries, file_brought, plan_left_open,
    plan_advised_again, plan_rolled, plan_as_printed, next_opened, reviewed, exceptions_answered,
    tasks_set, scored, people_left,
)  # fmt: skip
DAYS = (
    date(2004, 2, 29), date(2008, 3, 31), date(2008, 4, 1), date(2009, 3, 31), date(2009, 4, 1),
    date(2012, 2, 29), ADVISED_AGAIN.on, LEFT_OPEN.on, TODAY, date(2030, 12, 31),
)  # fmt: skip
State = tuple[tuple[Callable[[Cast], None], ...], date]
FIXED: tuple[State, ...] = (
    ((no_place, file_brought), TODAY),
    ((place_unknown, plan_left_open, tasks_set, people_left), LEFT_OPEN.on),
    ((place_of_another_kind, begun, plan_as_printed), date(2008, 4, 1)),
    ((begun, worked, every_part, plan_advised_again, reviewed, no_boundaries), date(2012, 2, 29)),
    ((begun, worked, scored, signed, every_sentence_left_out, worked, plan_rolled, next_opened), TODAY),
)


def states() -> Iterator[State]:
    """The fixed ones; or as many as are asked for, drawn."""
    if not COUNT:
        yield from FIXED
    rng = random.Random(SEED)
    for _ in range(COUNT):
        yield tuple(rng.sample(STEPS, rng.randint(2, 12))), rng.choice(DAYS)


@pytest.fixture
def town(syn: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody has been a member for long; documents are quick to write."""
    Membership.objects.update(begins=date(2000, 1, 1))
    for render in (keeping.RENDER, plan_documents.RENDER):
        for name in render:
            monkeypatch.setitem(render, name, lambda *about, **more: b"a document")
    return syn


def test_no_page_dies_in_any_state(
    town: Cast, data: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "_checks", [])  # each state stands in a transaction of the test
    settings.DEBUG = False
    for number, (steps, day) in enumerate(states()):
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", partial(datetime.combine, day, NOON))
            lived = ", ".join(lived_through(town, step) for step in steps)
            dead = list(died(town, random.Random(f"{SEED} {number}")))
            transaction.set_rollback(True)
        all_brought_back()
        assert dead == [], "\n".join([f"seed {SEED}, state {number}: {lived}; on {day}", *dead])


def all_brought_back() -> None:
    """The evidence is files, which no transaction undoes."""
    counted = {each.sha256 for each in list_receipts(folder())}
    for each in list_receipts(folder(), withdrawn=True):
        if each.sha256 not in counted:
            bring_back(folder(), each.sha256, by="Amira", at=timezone.now())


def lived_through(town: Cast, step: Callable[[Cast], None]) -> str:
    """Do a step where the state allows it: its name, in brackets where it was refused."""
    try:
        with transaction.atomic():
            step(town)
    except (Refusal, ObjectDoesNotExist, EditConflict, IndexError):
        return f"({step.__name__})"
    return step.__name__


def died(town: Cast, rng: random.Random) -> Iterator[str]:
    """Each page that was answered with a fault."""
    links, clients = Links(), {name: town.client(name) for name in PEOPLE}
    pages = {name: route for name, route in town_pages().items() if isinstance(table().get(name), frozenset)}
    roles = {name: set(MEMBERS[name][2][TOWN]) for name in PEOPLE}
    may = {page: [name for name in PEOPLE if roles[name] & set(table()[page])] for page in pages}
    for page in (*menu_labels(), *UNASKED):
        for name in may[page] if COUNT or page == "monday" else rng.sample(may[page], 1):
            address = pages[page].replace("<slug:slug>", TOWN)
            yield from faults(links, clients[name], address, least=400)
    for page, address in tried(rng, links, TOWN, pages, most=2 if COUNT else 1):
        yield from faults(links, clients[rng.choice(may[page])], address)


def faults(links: Links, client: Client, address: str, *, least: int = 500) -> Iterator[str]:
    """The answer, where its status is at least this; who asks for nothing has made no error."""
    client.raise_request_exception = False
    answer: Any = client.get(address)
    links.read(answer)
    if answer.status_code >= least:
        told = getattr(answer, "exc_info", None) or ("", "")
        yield f"{answer.status_code} {address} ({name_of(address)}): {told[1]!r}"
