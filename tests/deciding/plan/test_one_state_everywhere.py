"""One state of a plan through every door: pages, tables, the owed list, Monday, letters, CSV and the API.

States are generated: actions with their updates around the year's end, a leap day and midnight, leads of
several bodies, exceptions with replies, advice and decisions in any order, tasks. What must be said of each
is worked out here from the plain facts; every door must say exactly that.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.cast import Cast, html
from wardmote.deciding.performance.exceptions import answers
from wardmote.deciding.performance.exceptions.answers import Answer
from wardmote.deciding.performance.measures.settings import agree_target, enter_reading
from wardmote.deciding.performance.models import PlanException
from wardmote.deciding.performance.rules.measures import Given, TargetWanted
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import Action, PlanEdition
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records import import_edition
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.progress import stands
from wardmote.doing.tasking.tasks import Asking, Origin, finish, set_task
from wardmote.ground.partners import tokens
from wardmote.ground.partners.models import Body, Membership
from wardmote.ground.partners.reminding import due_letters
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import Period, day_words

pytestmark = pytest.mark.django_db

COUNCIL, POLICE, FIRE = "Borough council", "Police", "Fire and rescue"
NAMES = {"council": COUNCIL, "police": POLICE, "fire": FIRE}
GROUP, TOWN = "The strategy group", "The partnership"
STATES = {"not-begun": "Not begun", "under-way": "Under way", "done": "Done", "stopped": "Stopped"}


@dataclass(frozen=True)
class GivenAction:
    """``ends``: days after the year's end, or none of its own; ``updates``: (days before today, state)."""

    lead: tuple[str, ...]
    ends: int | None
    updates: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class GivenException:
    """``steps``: (kind, days after the step before, days until it is due), from the day it opened."""

    leads: tuple[str, ...]
    opened: int
    steps: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class State:
    """A plan's year, the day (days after the year's end) and hour it is looked at, and all that was done."""

    year: int
    today: int
    hour: time
    actions: tuple[GivenAction, ...]
    exceptions: tuple[GivenException, ...] = ()
    tasks: tuple[tuple[str, int, bool], ...] = ()

    @property
    def begins(self) -> date:
        return date(self.year, 4, 1)

    @property
    def ends(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def on(self) -> date:
        return self.ends + timedelta(days=self.today)


LEADS = st.sampled_from([("police",), ("council",), ("fire", "police"), ("fire", "police", "council"), ()])
ACTIONS = st.builds(
    GivenAction,
    LEADS,
    st.none() | st.sampled_from([-31, -14, -7, -1, 0, 1, 40]),
    st.lists(
        st.tuples(st.sampled_from([0, 1, 61, 62, 300]), st.sampled_from(sorted(STATES))), max_size=2
    ).map(tuple),
)
STEPS = st.tuples(
    st.sampled_from(["reply", "advice", "advice", "accept", "defer", "reject"]),
    st.sampled_from([0, 1, 40, 92]),
    st.sampled_from([0, 1, 60]),
)
EXCEPTIONS = st.builds(
    GivenException,
    st.sampled_from([("police",), ("fire", "police"), ("council",)]),
    st.sampled_from([0, 14, 15, 93, 250]),
    st.lists(STEPS, max_size=4).map(tuple),
)
TASKS = st.tuples(st.sampled_from(sorted(NAMES)), st.sampled_from([-400, -1, 0, 14, 15]), st.booleans())
WORLDS = st.builds(
    State,
    st.sampled_from([2008, 2011]),  # 29 February 2012 lies in the second
    st.sampled_from([-300, -40, -31, -14, -1, 0, 1, 7, 81, 400]),
    st.sampled_from([time(0, 5), time(12), time(23, 55)]),
    st.lists(ACTIONS, min_size=3, max_size=6).map(tuple),
    st.lists(EXCEPTIONS, max_size=2).map(tuple),
    st.lists(TASKS, max_size=2).map(tuple),
)


# ---- what must be said, from the facts alone ----


@dataclass(frozen=True)
class Owing:
    """A row of the owed list."""

    words: str
    kind: str
    who: tuple[str, ...]
    since: date
    due: date | None
    late: int


@dataclass(frozen=True)
class Told:
    """Where an action stands."""

    key: str
    leads: tuple[str, ...]
    due: date
    state: str
    overdue: bool
    stale: bool
    left_open: bool
    since: date

    @property
    def mark(self) -> str:
        if self.left_open:
            return "Left open"
        return "Overdue" if self.overdue else "Stale" if self.stale else STATES[self.state]


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def late(due: date | None, on: date) -> int:
    return max(0, (on - due).days) if due else 0


def told_of(state: State) -> list[Told]:
    """Overdue and stale in the year; after its last day what is open was left open, and is neither."""
    over, found = state.on > state.ends, []
    for at, action in enumerate(state.actions, 1):
        # the latest day counts; of one day what was written last
        said = sorted(action.updates, key=lambda update: -update[0])
        last = said[-1] if said else None
        now = last[1] if last else "not-begun"
        since = state.on - timedelta(days=last[0]) if last else state.begins
        due = state.ends + timedelta(days=action.ends) if action.ends is not None else state.ends
        open_ = now not in ("done", "stopped")
        found.append(
            Told(
                f"A{at}", tuple(NAMES[key] for key in action.lead or ("police", "council")), due, now,
                overdue=open_ and not over and due < state.on,
                stale=open_ and not over and (state.on - since).days > 61,
                left_open=open_ and over, since=since,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Answered:
    """An exception as its steps left it: ``since`` when a decision is waited for, none where none is."""

    title: str
    leads: tuple[str, ...]
    opened: date
    state: str
    since: date | None
    steps: tuple[tuple[str, date, date], ...]

    @property
    def reply_due(self) -> date:
        return self.opened + timedelta(days=14)

    def waits(self, on: date) -> bool:
        if self.state == "open":
            return self.reply_due < on
        if self.state == "deferred":
            return self.since is not None and self.since <= on
        return self.state in ("replied", "advised")


def answered(state: State) -> list[Answered]:
    """A decision is waited for from the opening; after one from the day it named or first advice since."""
    found = []
    for at, each in enumerate(state.exceptions, 1):
        day = opened = state.on - timedelta(days=each.opened)
        now, since, steps = "open", opened, []
        for kind, gap, ahead in each.steps:
            day += timedelta(days=gap)
            accepted = now == "accepted" and kind in ("accept", "reject", "defer")
            if day > state.on or now == "closed" or accepted:
                break
            due = day + timedelta(days=ahead)
            steps.append((kind, day, due))
            if kind == "reply":
                now = "replied" if now == "open" else now
            elif kind == "advice":
                now, since = "advised", min(since, day) if since else day
            else:
                now = {"accept": "accepted", "defer": "deferred", "reject": "closed"}[kind]
                since = due if kind == "defer" else None
        names = tuple(NAMES[key] for key in each.leads)
        found.append(Answered(f"Exception {at}", names, opened, now, since, tuple(steps)))
    return found


def owed_by(state: State) -> list[Owing]:
    """Everything owed on the day."""
    on, found = state.on, []
    for each in answered(state):
        if each.state == "open":
            due = each.reply_due
            found.append(
                Owing(f"Reply to: {each.title}", "Reply", each.leads, each.opened, due, late(due, on))
            )
        if each.waits(on):
            assert each.since is not None
            due = each.since + timedelta(days=92)
            words = f"Decide on: {each.title}"
            found.append(Owing(words, "Decision", (GROUP,), each.since, due, late(due, on)))
        for kind, day, due in each.steps:
            if kind == "accept":
                words = f"Do {day} (Exception: {each.title})"
                found.append(Owing(words, "Task", (COUNCIL,), day, due, late(due, on)))
    for at, (owner, ahead, done) in enumerate(state.tasks, 1):
        if not done:
            due = on + timedelta(days=ahead)
            set_on = min(due, on)
            words = f"Task {at} (Action A1)"
            found.append(Owing(words, "Task", (NAMES[owner],), set_on, due, late(due, on)))
    now = told_of(state)
    for told in now:
        soon = (told.due - on).days <= 14
        if told.state not in ("done", "stopped") and on <= state.ends and (soon or told.stale):
            due = told.due if soon else None
            words = f"{told.key}: What {told.key} does"
            found.append(Owing(words, "Action", told.leads, told.since, due, late(due, on)))
    if on > state.ends:
        left = sum(each.left_open for each in now)
        words = f"The plan's year {state.year}/{(state.year + 1) % 100:02} is over"
        count, them = (f"{left} action", "it") if left == 1 else (f"{left} actions", "them")
        words += f" with {count} left open: carry {them} over or close {them} in the next edition."
        words = words if left else f"{words.partition(' with ')[0]}: the next edition is due."
        found.append(Owing(words, "Next edition", (TOWN,), state.begins, state.ends, late(state.ends, on)))
    return found


# ---- living through it ----


def edition_of(state: State) -> EditionFile:
    """A small plan with these actions; two bodies lead its first priority."""
    base = shipped_edition("aldersby-2026-27")
    sub = next(each for each in base.sub_priorities if each.priority == base.priorities[0])
    actions = tuple(
        Action(
            key=f"A{at}", sub_priority=sub, words=f"What A{at} does", type="prevention", recurring=True,
            lead=tuple(each.lead),
            ends=state.ends + timedelta(days=each.ends) if each.ends is not None else None,
        )
        for at, each in enumerate(state.actions, 1)
    )  # fmt: skip
    bodies = tuple(copied(body, name=NAMES.get(body.key, body.name)) for body in base.bodies)
    head = copied(
        base.head,
        year=Period(state.begins, state.ends),
        period=Period(state.begins, date(state.year + 3, 3, 31)),
        approved_on=state.begins,
    )
    targets = (copied(base.targets[0], by=head.period.end),)
    return replace(
        base, head=head, bodies=bodies, actions=actions, targets=targets, passages=(), facts=(), groups=()
    )


def viewer_on(cast: Cast, name: str, day: date, hour: time = time(12)) -> Any:
    return replace(cast.viewer(name), at=timezone.make_aware(datetime.combine(day, hour)))


def live(cast: Cast, state: State) -> PlanEdition:
    """The plan loaded, reported on, its exceptions opened and answered, its tasks set."""
    edition = import_edition.load(cast.holmbridge, edition_of(state), by="the tests").edition
    for at, action in enumerate(state.actions, 1):
        for before, now in sorted(action.updates, key=lambda update: -update[0]):
            day = state.on - timedelta(days=before)
            (where,) = stands(edition, on=day, only=[f"A{at}"])
            add_update(where, Said(now, "So it went.", evidence="The file"), on=day, by="the tests")
    bodies = {body.name: body for body in Body.objects.filter(partnership=cast.holmbridge)}
    for each in answered(state):
        _answer(cast, edition, each, bodies)
    for at, (owner, ahead, done) in enumerate(state.tasks, 1):
        due = state.on + timedelta(days=ahead)
        by = viewer_on(cast, "brian", min(due, state.on), time(0, 5))
        origin = Origin("plan action", f"{edition.key}/A1", "Action A1", "/holmbridge/plan/")
        asking = Asking(f"Task {at}", bodies[NAMES[owner]].pk, due)
        task = set_task(cast.holmbridge, asking, origin, by=by)
        if done:
            finish(task, evidence="The list", by=by)
    return edition


def _answer(cast: Cast, edition: PlanEdition, each: Answered, bodies: Mapping[str, Body]) -> None:
    row = PlanException.objects.create(
        partnership=cast.holmbridge, edition=edition, measure=f"robbery/{each.title}", measures=["robbery"],
        title=each.title, words="Up.", p=0.001, opened_month="2008-03", reviewed_month="2008-03",
        opened_on=each.opened, reply_due=each.reply_due, lead=bodies[each.leads[0]],
    )  # fmt: skip
    row.joint.set(bodies[name] for name in each.leads[1:])
    for kind, day, due in each.steps:
        by = viewer_on(cast, "brian", day, time(23, 55))
        row.refresh_from_db()
        if kind == "reply":
            answers.reply(row, words="We know.", by=by)
        elif kind == "advice":
            answers.advise(row, words="Do this.", by=by)
        else:
            goes_on = {} if kind == "reject" else {"owner": bodies[COUNCIL].pk, "due": due}
            answers.answer(row, Answer(kind, "Because.", task=f"Do {day}", **goes_on), by=by)


# ---- the doors ----


class Doors:
    """Somebody at everything that tells of the plan."""

    def __init__(self, clients: Mapping[str, Client], token: str, edition: PlanEdition) -> None:
        self.clients, self.token, self.edition = clients, token, edition
        self.plan = f"/holmbridge/plan/{edition.pk}/"

    def page(self, name: str, address: str) -> str:
        response = self.clients[name].get(address)
        assert response.status_code == 200, (address, response.status_code)
        return html(response)

    def text(self, name: str, address: str) -> str:
        return plain(self.page(name, address).partition("<main")[2])

    def table(self, name: str, address: str) -> list[dict[str, str]]:
        return rows_of(self.clients[name].get(address).content)

    def api(self, path: str) -> Any:
        return Client().get(f"/api/holmbridge/{path}", HTTP_AUTHORIZATION=f"Bearer {self.token}")


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split()).replace(" .", ".").replace(" ,", ",")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def table_rows(page: str) -> Iterator[list[str]]:
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.S):
        yield [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]


def yes(flag: bool) -> str:
    return "yes" if flag else "no"


def actions_are_told_alike(doors: Doors, state: State) -> None:
    expected = told_of(state)
    over, count = state.on > state.ends, sum(each.state == "done" for each in expected)
    left, overdue, stale = (
        sum(getattr(each, name) for each in expected) for name in ("left_open", "overdue", "stale")
    )
    how = f"{left} left open" if over else f"{overdue} overdue, {stale} without an update"
    for page in ("", "actions/", "priorities/AP-1/"):
        assert f"{count} done, {how}" in doors.text("elaine", doors.plan + page), page
    listed_ = {row[0]: row for row in table_rows(doors.page("elaine", doors.plan + "actions/"))}
    csv_ = {row["No."]: row for row in doors.table("elaine", doors.plan + "actions/now.csv")}
    json_ = {row["key"]: row for row in doors.api("actions").json()["results"]}
    api_csv = {row["key"]: row for row in rows_of(doors.api("actions.csv").content)}
    for each in expected:
        row, file, data, sheet = (found[each.key] for found in (listed_, csv_, json_, api_csv))
        who, flags = listed(each.leads), (each.overdue, each.stale, each.left_open)
        assert (row[2], row[3], row[4]) == (who, day_words(each.due), each.mark)
        assert (file["Led by"], file["Due"], file["State"]) == (who, str(each.due), STATES[each.state])
        assert tuple(file[head] for head in ("Overdue", "Stale", "Left open")) == tuple(map(yes, flags))
        assert (tuple(data["led_by"]), data["due"], data["state"]) == (each.leads, str(each.due), each.state)
        assert (data["overdue"], data["stale"], data["left_open"]) == flags
        assert tuple(sheet[name] for name in ("overdue", "stale", "left_open")) == tuple(map(yes, flags))
    shown = doors.text("elaine", doors.plan + "actions/A1/")
    assert f"{expected[0].mark} Due" in shown and f"led by {listed(expected[0].leads)}." in shown
    wanted = {each.key for each in expected if each.overdue or each.left_open}
    assert {row["key"] for row in doors.api("actions?late=overdue").json()["results"]} == wanted
    filtered = doors.page("elaine", doors.plan + "actions/?late=overdue")
    assert {row[0] for row in table_rows(filtered)} - {"No."} == wanted


def what_is_owed_is_told_alike(doors: Doors, state: State) -> None:
    expected = owed_by(state)
    rows = doors.table("brian", "/holmbridge/owed.csv")
    assert sorted(tuple(row.values())[:6] for row in rows) == sorted(
        (e.words, e.kind, listed(e.who), str(e.since), str(e.due or ""), str(e.late or "")) for e in expected
    )
    theirs = {each.words for each in expected if FIRE in each.who}
    assert {row["What"] for row in doors.table("elaine", "/holmbridge/owed.csv")} == theirs
    page = doors.text("brian", "/holmbridge/owed/")
    for each in expected:
        told = page.partition(each.words)[2][:200]
        if each.kind == "Next edition":
            assert "Overdue" in told
        elif each.late:
            assert f" {day_words(each.due)} " in told and f"{days(each.late)} late" in told, each
    shared = {COUNCIL, GROUP, TOWN}
    to_us = [each for each in expected if not shared & set(each.who)]
    monday = doors.text("brian", "/holmbridge/")
    if to_us:
        late = [each.late for each in to_us if each.late]
        told = f"{counted(len(late), 'is late', 'are late')}, " if late else "None is late."
        if len(to_us) == 1:
            told = f"owed to us, {days(late[0])} late" if late else "It is not late."
        assert told in monday, monday
    else:
        assert "owed to us" not in monday
    waiting = [each for each in expected if each.kind == "Decision"]
    exceptions = counted(len(waiting), "exception is waiting", "exceptions are waiting")
    chair = doors.text("catherine", "/holmbridge/")
    assert (f"{exceptions} for a decision." in chair) == bool(waiting)


def letters_tell_the_same(doors: Doors, state: State) -> None:
    expected = {
        (body, each.words.rstrip("."), when(each, state.on))
        for each in owed_by(state)
        if (each.due and (each.due - state.on).days <= 14) or (each.due is None and each.kind == "Action")
        for body in each.who
    }
    found = set()
    for letter in due_letters(doors.edition.partnership, on=state.on):
        for part in letter.text.split("\n\n")[1:-1]:
            words, _, rest = part.partition("\n")[0].rpartition(" (")
            found.add((letter.by.name, words, rest.removesuffix(")")))
    assert found == expected


def exceptions_are_told_alike(doors: Doors, state: State) -> None:
    expected, on = answered(state), state.on
    waiting = [each for each in expected if each.waits(on)]
    page = doors.page("catherine", "/holmbridge/plan/exceptions/")
    text, rows = plain(page), {row[0]: row for row in table_rows(page)}
    replies = [each for each in expected if each.state == "open"]
    overdue = [each for each in replies if each.reply_due < on]
    if expected:
        count = f"{len(replies)} {'reply is' if len(replies) == 1 else 'replies are'} owed"
        assert (
            f"{count}{f', {len(overdue)} late' if overdue else ''}." if replies else "No reply is owed."
        ) in text
    told = {each["title"]: each for each in doors.api("exceptions").json()["results"]}
    desk = doors.text("catherine", "/holmbridge/plan/decisions/")
    waits = f"{counted(len(waiting), 'exception is', 'exceptions are')} waiting for a decision"
    assert (waits in desk) if waiting else ("Nothing is waiting for a decision." in desk)
    for each in expected:
        row, data = rows[each.title], told[each.title]
        assert (row[2], row[3]) == (listed(each.leads), day_words(each.opened))
        assert row[4] == (day_words(each.reply_due) if each.state == "open" else "")
        too_long = each.since is not None and each.waits(on) and on > each.since + timedelta(days=92)
        assert row[5].startswith(mark_of(each, on, too_long=too_long)), each
        assert (data["state"], data["lead"], data["reply_due"]) == (
            each.state, listed(each.leads), str(each.reply_due)
        )  # fmt: skip
        one = doors.text("catherine", f"/holmbridge/plan/exceptions/{data['id']}/")
        since = f"It has been waiting since {weekday(each.since)}" if too_long else ""
        assert ("It has been waiting since" in one) == too_long
        assert since in one and since in desk


def mark_of(each: Answered, on: date, *, too_long: bool) -> str:
    if each.state == "open" and each.reply_due < on:
        return "Reply late"
    if too_long:
        return "Decision late"
    if each.state == "deferred" and each.waits(on):
        return "Back for a decision"
    return {
        "open": "Reply owed", "replied": "Replied to", "advised": "Advice given",
        "accepted": "Accepted, under way", "deferred": "Deferred", "closed": "Closed",
    }[each.state]  # fmt: skip


def days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def weekday(day: date | None) -> str:
    assert day is not None
    return f"{day:%A} {day_words(day)}"


def when(each: Owing, on: date) -> str:
    if each.due is None:
        return f"nothing heard since {day_words(each.since)}"
    left = (each.due - on).days
    if left == 0:
        return f"due today, {day_words(each.due)}"
    if left < 0 and each.kind == "Next edition":
        return f"due {day_words(each.due)}, overdue"
    return f"due {day_words(each.due)}, {f'in {days(left)}' if left > 0 else f'{days(-left)} late'}"


@pytest.fixture
def people(cast: Cast, quick: None) -> tuple[dict[str, Client], str]:
    """Everybody was a member already in the years that are looked at; a token for another program."""
    Membership.objects.update(begins=date(2000, 1, 1))
    fire = Body.objects.get(partnership=cast.holmbridge, name=FIRE)
    _, token = tokens.make(cast.holmbridge, name="Reporting tool", whom=fire, by=cast.viewer("brian"))
    return {name: cast.client(name) for name in ("brian", "catherine", "elaine")}, token


LEFT_OPEN = State(
    2008,
    81,
    time(12),
    (GivenAction(("police",), -31), GivenAction(("fire", "police"), None), GivenAction((), 0)),
)
ADVISED_AGAIN = State(
    2011, -32, time(0, 5), (GivenAction(("council",), None, ((62, "under-way"),)),),
    (GivenException(("fire", "police"), 250, (("accept", 1, 1), ("advice", 40, 0), ("advice", 92, 0))),
     GivenException(("police",), 250, (("defer", 0, 1), ("advice", 92, 0)))),
)  # fmt: skip


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller example would take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(LEFT_OPEN)
@example(ADVISED_AGAIN)
@given(WORLDS)
def test_the_same_state_is_told_alike_through_every_door(
    cast: Cast, people: tuple[dict[str, Client], str], state: State
) -> None:
    clients, token = people
    now = timezone.make_aware(datetime.combine(state.on, state.hour))
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        doors = Doors(clients, token, live(cast, state))
        patch.setattr(timezone, "now", lambda: now)
        letters_tell_the_same(doors, state)
        actions_are_told_alike(doors, state)
        what_is_owed_is_told_alike(doors, state)
        exceptions_are_told_alike(doors, state)
        transaction.set_rollback(True)


def test_a_measure_stands_alike_in_the_list_on_its_page_in_the_thread_and_over_the_api(
    cast: Cast, people: tuple[dict[str, Client], str]
) -> None:
    """160 robberies of 80,000 people are 2.0 per 1,000. The target falls from 2.0 to 1.6 in three years, so
    that a third of the way is 1.87, and 2.0 lies 7.1 % above; then it is taken away.
    """
    clients, token = people
    state, item, brian = State(2008, -300, time(12), (GivenAction((), None),)), measure("robbery"), "brian"
    doors, by = Doors(clients, token, live(cast, state)), viewer_on(cast, brian, state.on)
    counts = {"count": 160, "base": 80_000, "source": "The police", "area_kind": "district"}
    value = Given(period=Period(date(2007, 4, 1), date(2008, 3, 31)), area="Holmbridge", **counts)
    enter_reading(cast.holmbridge, item, value, by=by)
    for target, said in ((True, "off target: 7.1% above the path"), (False, "target not set")):
        if not target:
            none = TargetWanted(value=None, until=state.ends, reason="It was never agreed.")
            agree_target(doors.edition, item, none, by=by)
        one = doors.api("measures/robbery").json()
        assert (one["value"], one["count"], one["base"], one["month"]) == (2.0, 160, 80_000, "2008-03")
        assert (one["status"], one["against_target"]) == ("entered", said)
        for page in ("watched/", "watched/robbery/"):
            text = doors.text(brian, f"/holmbridge/plan/{page}")
            assert "2.00 offences per 1,000" in text and said in text, page
        thread = doors.text(brian, f"{doors.plan}thread/")
        assert "Robbery: " not in thread.partition("Measures without a value")[2][:400]
        assert ("Robbery" in thread.partition("Measures without a target (")[2][:40]) == (not target)
