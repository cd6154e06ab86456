"""Whole lives of a plan: editions written, approved and followed while data land; nothing dies of it.

A life is drawn by a seed: priorities, sub-priorities, indicators, measures, actions and bodies are added,
dropped, merged, split, renamed and put in order; months land new, late and restated; exceptions open and are
answered. Each step is one the rooms refuse or take. After each the review runs, and what is watched is the
same through the page, the API and the edition; in the end every link of every page of the plan leads
somewhere, and every address of the read API answers. The suite lives one, in which every step is taken;
``./wardmote test lives --seed N --count N`` lives others.
"""

import csv
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from tests.deciding.conftest import reading_of
from tests.site.drawn_addresses import LINK, name_of
from wardmote.deciding.performance import api as performance_api
from wardmote.deciding.performance.exceptions import answers, month_review
from wardmote.deciding.performance.measures import review_run, settings
from wardmote.deciding.performance.measures.results import Read
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.performance.rules.measures import Given, TargetWanted
from wardmote.deciding.plan import api as plan_api
from wardmote.deciding.plan.demonstration import write_own_years
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import MeasureUse, PlanBody, PlanEdition, Priority, SubPriority
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records import (
    action_updates,
    approval,
    edit_action,
    import_edition,
    next_edition,
    parts,
    signatures,
)
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import EditConflict
from wardmote.ground.owed import owed_on
from wardmote.ground.partners import tokens
from wardmote.ground.partners.models import Body, Membership
from wardmote.ground.partners.reminding import due_letters
from wardmote.measuring.catalogue.measures import measure, measures
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
SEED, COUNT = int(os.environ.get("WARDMOTE_SEED", "3")), int(os.environ.get("WARDMOTE_COUNT", "1"))
YEARS = 3
MOST = 1000 if "WARDMOTE_COUNT" in os.environ else 3
RUNNING = ("reported", "landed", "answered", "aimed", "entered")
WRITING = (
    "decided", "priority_added", "part_added", "part_changed", "part_changed", "part_removed", "part_moved",
    "action_changed", "action_added", "action_removed",
)  # fmt: skip
WRITTEN_SLOWLY = (".pdf", ".docx")
WHY = {"reason": "The review.", "evidence": "Finding 1"}
BASE = "/holmbridge/plan/"


class Life:
    """One plan, lived through day by day; ``said`` is every step that was taken."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.rng, self.said = cast, random.Random(seed), [f"seed {seed}"]
        self.town, self.day = cast.holmbridge, date(2008, 5, 6)
        self.counts: dict[str, list[int | None]] = {}
        import_edition.load(self.town, shipped_edition("stevenage-2008-09"), by="the tests")

    @property
    def now(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(12)))

    def by(self, name: str = "brian") -> Any:
        return replace(self.cast.viewer(name), at=self.now)

    @property
    def edition(self) -> PlanEdition:
        found = PlanEdition.objects.select_related("partnership").filter(partnership=self.town).in_force()
        assert found is not None
        return found

    @property
    def draft(self) -> PlanEdition:
        found = (
            PlanEdition.objects.select_related("partnership", "follows").filter(status=rules.DRAFT).first()
        )
        if found is None:
            raise Refusal("Nothing is drafted.")
        return found

    def one(self, rows: Any) -> Any:
        found = list(rows)
        if not found:
            raise Refusal("There is none.")
        return self.rng.choice(found)

    # ---- the draft ----

    def opened(self) -> None:
        self.day = max(self.day, self.edition.year.end - timedelta(days=60))
        next_edition.open_next(self.edition, by="Brian", on=self.day)

    def decided(self) -> None:
        draft = self.draft
        review = self.one(draft.reviews.all())
        review.edition = draft
        way = self.rng.choice(["keep", "change", "drop"]) if review.was else "add"
        wanted = next_edition.Decided(way, **WHY, title=self.words("Priority"))
        next_edition.decide(review, wanted, revision=review.revision, by="Brian", on=self.day)

    def priority_added(self) -> None:
        draft = self.draft
        wanted = next_edition.Decided("add", **WHY, title=self.words("New"), lead=(self.key("bodies"),))
        next_edition.add(draft, wanted, by="Brian", on=self.day)

    def part_added(self) -> None:
        table = self.rng.choice(["sub_priorities", "indicators", "bodies"])
        key = f"k{self.rng.randrange(10**6)}"
        made = {
            "sub_priorities": lambda: SubPriority(
                key=key, priority=Priority(key=self.key("priorities")), title=self.words("Part")
            ),
            "indicators": lambda: MeasureUse(
                key=key, priority=self.key("priorities"), words="What we watch",
                measures=self.some_measures(), sub_priorities=(self.key("sub_priorities"),), national=False,
            ),
            "bodies": lambda: PlanBody(
                key=key, name=self.words("Body"), kind="voluntary", part="attending"
            ),
        }  # fmt: skip
        parts.add(self.draft, table, made[table](), by=self.by())

    def part_changed(self) -> None:
        """Renamed; or another's from now on: so priorities merge and split."""
        table = self.rng.choice(["sub_priorities", "indicators", "bodies"])
        row = self.one(parts.records(self.draft, table))
        more = {
            "sub_priorities": lambda: {
                "title": self.words("Part"),
                "priority": Priority(key=self.key("priorities")),
            },
            "indicators": lambda: {"priority": self.key("priorities"), "measures": self.some_measures()},
            "bodies": lambda: {"name": self.words("Body")},
        }[table]()
        parts.change(self.draft, table, copied(row, **more), read=parts.seen(row), by=self.by())

    def part_removed(self) -> None:
        table = self.rng.choice(["sub_priorities", "indicators", "bodies", "facts"])
        parts.remove(self.draft, table, self.key(table), by=self.by())

    def part_moved(self) -> None:
        table = self.rng.choice(["sub_priorities", "priorities"])
        rows, key = parts.records(self.draft, table), self.key(table)
        step = parts.Step(key, self.rng.choice(list(parts.STEPS)), parts.order_seen(parts.beside(rows, key)))
        parts.move(self.draft, table, step, by=self.by())

    def action_changed(self) -> None:
        action = self.one(self.draft.actions.all())
        action.edition = self.draft
        values = {name: getattr(action, name) for name in edit_action.WRITTEN}
        values |= {"words": self.words("Action"), "lead": [self.key("bodies")]}
        values |= {"sub_priority": self.key("sub_priorities"), "starting_level": "As it is"}
        edit_action.change(action, values, revision=action.revision, by=self.by())

    def action_added(self) -> None:
        values = {name: rules_default(name) for name in edit_action.WRITTEN}
        values |= {"words": self.words("Action"), "type": "support", "lead": [self.key("bodies")]}
        edit_action.add(self.draft, self.key("sub_priorities"), values, by=self.by())

    def action_removed(self) -> None:
        action = self.one(self.draft.actions.all())
        action.edition = self.draft
        edit_action.remove(action, revision=action.revision, by=self.by())

    def published(self) -> None:
        draft = self.draft
        for review in draft.reviews.filter(decision=""):
            review.edition = draft
            wanted = next_edition.Decided("keep", **WHY)
            next_edition.decide(review, wanted, revision=review.revision, by="Brian", on=self.day)
        draft = self.draft
        write_own_years(draft, draft.follows, by="the tests")
        PlanEdition.objects.filter(pk=draft.pk).update(signed_person="A chair")
        draft = self.draft
        signatures.sign_on(draft, read_edition(draft), on=self.day, by="Catherine")
        approval.approve_on(self.draft, on=self.day, by="Catherine")
        approval.published(PlanEdition.objects.select_related("partnership").get(pk=draft.pk), by="Catherine")

    # ---- what goes on meanwhile ----

    def reported(self) -> None:
        where = self.one(stands(self.edition, on=self.day))
        said = action_updates.Said(
            self.rng.choice(list(rules.ActionState)), "So it went.", evidence="The file"
        )
        action_updates.report(where, said, by=self.by())

    def landed(self) -> None:
        """New months, late ones, and now and then another number for an old one."""
        self.day += timedelta(days=31)
        watched = read_edition(self.edition).measures
        for key in self.rng.sample(sorted(watched), min(4, len(watched))):
            held = self.counts.setdefault(key, [100] * 60)
            if self.rng.random() < 0.3:
                held[self.rng.randrange(len(held))] = self.rng.choice([None, 10, 300])
            held += [self.rng.choice([100, 100, 240, None]) for _ in range(self.rng.randint(1, 2))]

    def answered(self) -> None:
        row = self.one(PlanException.objects.select_related("partnership", "lead").open())
        how = self.rng.choice(["reply", "advise", "accept", "close"])
        if how in ("reply", "advise"):
            getattr(answers, how)(row, words="What we know.", by=self.by())
            return
        owner = self.one(Body.objects.filter(partnership=self.town))
        wanted = answers.Answer(
            how if how == "accept" else "reject", "It is so.", owner.pk, due=self.day + timedelta(days=20),
            held_until="", task="Do it.",
        )  # fmt: skip
        answers.answer(row, wanted, by=self.by("catherine"))

    def aimed(self) -> None:
        edition = self.one([self.edition, *PlanEdition.objects.filter(status=rules.DRAFT)])
        item = measure(self.one(read_edition(edition).measures))
        wanted = TargetWanted(
            value=1.0, unit=item.unit, until=edition.period.end, reason="Agreed.", start=None, path="linear",
            tolerance=5.0, told="",
        )  # fmt: skip
        settings.agree_target(edition, item, wanted, by=self.by())

    def entered(self) -> None:
        item = measure(self.one(measures()))
        year = self.day.year - 2 - self.rng.randrange(4)
        given = Given(
            period=Period(date(year, 4, 1), date(year + 1, 3, 31)), area_kind="district", area="Stevenage",
            value=self.rng.random() * 50, source="Somebody",
        )  # fmt: skip
        settings.enter_reading(self.town, item, given, by=self.by())

    # ---- drawing ----

    def key(self, table: str) -> str:
        row = self.one(parts.records(self.draft, table))
        return str(row.key)

    def some_measures(self) -> tuple[str, ...]:
        return tuple(self.rng.sample(sorted(measures()), self.rng.randint(1, 3)))

    def words(self, what: str) -> str:
        return f"{what} {self.rng.randrange(10**4)}"

    # ---- and what must hold ----

    def lived(self, years: int) -> None:
        """What goes on, a draft, its publication, year after year; looked at after each landing of data."""
        for _ in range(years):
            for name in self.rng.choices(RUNNING, k=5):
                self.step(name)
            self.step("opened")
            for name in self.rng.choices((*WRITING, *WRITING, *RUNNING), k=12):
                self.step(name)
            self.step("published")
            self.step("landed")

    def step(self, name: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, name)()
            self.said.append(name)
        except (Refusal, EditConflict) as refusal:
            self.said.append(f"{name} (refused: {refusal})")
        self.day += timedelta(days=self.rng.randrange(9))
        if name in ("landed", "published"):
            self.looked_at()

    def read(self, _opened: Any, _place: Any, each: Any) -> Read:
        known = self.counts.get(each.measure.key)
        if not known:
            return Read(each, "not_available", "nothing landed")
        found, nothing = reading_of(each, known), [None] * len(known)
        found.series |= dict.fromkeys(("values", "low", "high", "denominators"), nothing)
        return found

    def looked_at(self) -> None:
        """The review, the list, the API and the edition agree on what is watched."""
        review = month_review.review_now(self.town, by="the tests", on=self.day)
        assert review is not None
        assert [line for line in review.lines if line["kind"] == "lacks one"] == []
        watched = set(read_edition(self.edition).measures)
        assert {one.key for one in performance_api.measures_now(self.town)} == watched
        assert {line["measure"].partition("/")[0] for line in review.lines} == watched
        owed = list(owed_on("holmbridge", self.day))
        assert all(each.words and each.by for each in owed)
        due_letters(self.town, on=self.day)
        plan_api.actions(self.edition, on=self.day)
        plan_api.edition_whole(self.edition)
        performance_api.exceptions(self.town)
        performance_api.readings(self.town)

    def walked(self, most: int) -> None:
        """Pages of the plan that a page of it links to, at most so many of each kind."""
        client, seen, left = self.cast.client("brian"), Counter[str](), [BASE, f"{BASE}?all=1"]
        known = set(left)
        while left:
            address = left.pop()
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, f"{address} answers {answer.status_code}"
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            links = sorted({unescape(found) for found in LINK.findall(html(answer))} - known)
            self.rng.shuffle(links)
            for link in links:
                kind = name_of(link)
                if link.startswith(BASE) and seen[kind] < most and not link.endswith(WRITTEN_SLOWLY):
                    seen[kind] += 1
                    known.add(link)
                    left.append(link)

    def asked(self) -> None:
        """Every address of the read API, with each edition and each measure that its lists name."""
        brian = self.cast.viewer("brian")
        token = tokens.make(self.town, name="Reports", whom=self.cast.people["brian"], by=brian)[1]
        client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")

        def get(address: str) -> Any:
            answer = client.get(f"/api/holmbridge/{address}", {"page_size": 500})
            assert answer.status_code == 200, f"{address} answers {answer.status_code}"
            return answer

        for name in ("editions", "actions", "measures", "readings", "exceptions"):
            found = get(name).json()
            rows = csv.reader(StringIO(get(f"{name}.csv").content.decode()))
            assert found["count"] == sum(1 for _ in rows) - 1, f"{name} as JSON and as CSV"
            for row in found["results"] if name in ("editions", "measures") else ():
                get(f"{name}/{row['key']}")


def rules_default(name: str) -> Any:
    """What an action's field holds where nobody wrote in it."""
    from wardmote.deciding.plan.models import Action

    field = Action._meta.get_field(name)
    return False if name == "recurring" else field.get_default()


@pytest.fixture
def alive(syn: Cast, quick: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Life]:
    def begin(seed: int) -> Life:
        life = Life(syn, seed)
        Membership.objects.update(begins=date(2000, 1, 1))
        monkeypatch.setattr(review_run, "read", life.read)
        monkeypatch.setattr(timezone, "now", lambda: life.now)
        return life

    return begin


@pytest.mark.parametrize("seed", range(SEED, SEED + COUNT))
def test_nothing_dies_in_a_plans_life(alive: Callable[[int], Life], seed: int) -> None:
    life = alive(seed)
    try:
        life.lived(years=YEARS)
        if "WARDMOTE_COUNT" not in os.environ:
            assert {*RUNNING, *WRITING} <= set(life.said), "a seed whose life has every step is wanted"
        life.walked(most=MOST)
        life.asked()
    except Exception as error:
        error.add_note("; ".join(life.said))
        raise
