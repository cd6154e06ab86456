"""Upgrades from every earlier state of the records, killed at random moments, on both databases.

In: a seed and a number; 2000 are all states and 100 kills. Every state of
``earlier_states.txt`` gets rows in all its tables and is upgraded by ``wardmote serve --prepare-only``: once
left alone, then killed (SIGKILL) and started again. Out: a line for each row that is gone or changed, each
constraint that does not hold, a log that is not whole, a page that does not open, words that are none.
PostgreSQL is left out, saying so, where it is not installed.
"""

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgresql
from tests.faults.earlier_records import STATES, Records
from tests.faults.side_by_side import side_by_side
from tests.installation import ROOT, Installation

NUMBER = 2000
STATES_EACH, KILLED_EACH = 50, 20  # of the number: 2000 are all states and 100 kills
BEFORE = "before.pickle"
BUILD = """
import pickle, sys
from tests.faults.earlier_records import build, read_records, states
state, seed, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
build(states()[state], seed)
pickle.dump(read_records(), open(file, "wb"))
"""
CHECK = """
import json, pickle, sys
from tests.faults.upgrade_faults import faults_of_upgraded
print(json.dumps(faults_of_upgraded(int(sys.argv[1]), pickle.load(open(sys.argv[2], "rb")))))
"""
ROOMS = ("owed/", "people/", "log/", "tasks/", "evidence/")
FAULT = "a fault of its own"
PREPARE = ("serve", "--prepare-only")


def faults_of_upgraded(state: int, before: Records) -> list[str]:
    """In the installation's own process: what is wrong with records that were in that state."""
    from django.db import IntegrityError, connection

    from tests.faults.earlier_records import differences, read_records, states
    from wardmote.ground.audit.verifying import verify
    from wardmote.site.commands.starting import waiting

    if changes := waiting():
        return [f"the start ended well and left undone: {changes}"]
    found = differences(before, read_records(), states()[state])
    try:
        connection.check_constraints()
    except IntegrityError as error:
        found.append(f"a constraint does not hold: {error}")
    checked = verify(begun=True)
    found += [f"log: {fault.kind} {fault.first}-{fault.last} {fault.words}" for fault in checked.faults]
    return found + _pages_that_fail()


def _pages_that_fail() -> list[str]:
    """A few pages of a town that was there before, by somebody who joins it now."""
    from django.test import Client

    from wardmote.ground.partners import joining
    from wardmote.ground.partners.models import Partnership, Person

    town = Partnership.objects.order_by("pk").first()
    assert town is not None
    person = Person.objects.create_user("new@example.org", "New", "a long password")
    body = joining.body_named(town, name="New council", kind="district-council")
    joining.join(town, person=person, body=body, role="manager", by="tests")
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    statuses = {room: client.get(f"/{town.slug}/{room}").status_code for room in ROOMS}
    return [f"/{town.slug}/{room} answers {status}" for room, status in statuses.items() if status != 200]


# ---- where it runs ----


@dataclass
class Upgrades:
    """The installations of one database: how a state is copied, and what became of the upgrades."""

    seed: int
    folder: Path
    address: str
    told: Counter[str] = field(default_factory=Counter)

    def named(self, name: str) -> Installation:
        """A data folder, and on PostgreSQL a database, of that name."""
        place = self.folder / name
        address = postgresql.on_same_server(self.address, name) if self.address else ""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "wardmote.site.settings",
            "WARDMOTE_DATA": str(place / "data"),
            "WARDMOTE_DATABASE": address,
        }
        return Installation(place / "data", environment)

    def begin(self, name: str) -> Installation:
        made = self.named(name)
        made.data.mkdir(parents=True)
        self._sql(f"CREATE DATABASE {name}")
        return made

    @contextmanager
    def copy(self, source: str, name: str) -> Iterator[Installation]:
        """The same records once more, gone afterwards."""
        shutil.copytree(self.folder / source, self.folder / name)
        self._sql(f"CREATE DATABASE {name} TEMPLATE {source}")
        made = self.named(name)
        try:
            yield made
        finally:
            made.end()
            shutil.rmtree(self.folder / name)
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def keep(self, source: str, name: str) -> None:
        shutil.copytree(self.folder / source, self.folder / name)
        self._sql(f"CREATE DATABASE {name} TEMPLATE {source}")

    def _sql(self, statement: str) -> None:
        if self.address:
            import psycopg

            with psycopg.connect(self.address, autocommit=True) as reached:
                reached.execute(statement)  # type: ignore[arg-type]


@contextmanager
def _databases() -> Iterator[list[tuple[str, str]]]:
    if reason := postgresql.why_not():
        print(f"  PostgreSQL is left out: {reason}")
        yield [("SQLite", "")]
        return
    with postgresql.server() as address:
        yield [("SQLite", ""), ("PostgreSQL", address)]


# ---- upgrading ----


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Upgrade from every state (from some where the number is small), then kill; yield the faults.

    Both databases at the same time: each upgrade is one process after another.
    """
    states = sum(not line.startswith("#") for line in STATES.read_text("utf-8").splitlines())
    chance = random.Random(seed)
    chosen = sorted(chance.sample(range(states), min(states, max(2, number // STATES_EACH))))
    with _databases() as databases:
        kills = max(1, number // KILLED_EACH // len(databases))
        yield from side_by_side(
            *(
                _over(name, Upgrades(seed, folder / name, address), chosen, kills)
                for name, address in databases
            )
        )


def _over(name: str, upgrades: Upgrades, chosen: list[int], kills: int) -> Iterator[str]:
    """All that is done over one database."""
    began, chance = time.monotonic(), random.Random(f"{upgrades.seed} {name}")
    for state in chosen:
        _build(upgrades, state)
    seconds: dict[int, float] = {}
    for done, state in enumerate(chosen, 1):
        for fault in _left_alone(upgrades, state, seconds):
            yield f"{name}, from state {state}: {fault}"
        _so_far(f"{name}: {done} of {len(chosen)} states upgraded", done)
    for kill in range(kills):
        _so_far(f"{name}: {kill} of {kills} upgrades killed", kill)
        state = chance.choice(chosen)
        for fault in _killed(upgrades, state, seconds[state], chance, kill):
            yield f"{name}, from state {state}, killed: {fault}"
    told = ", ".join(f"{words} {count}" for words, count in sorted(upgrades.told.items()))
    took = time.monotonic() - began
    print(f"{name}: {len(chosen)} states, {kills} upgrades killed; {told}; {took:.0f} s", flush=True)


def _so_far(words: str, done: int) -> None:
    """What an hour's run has done, every tenth time."""
    if done and done % 10 == 0:
        print(f"  {words}", flush=True)


def _build(upgrades: Upgrades, state: int) -> None:
    """One installation lives through all states; each is kept as it is then."""
    begun = (upgrades.folder / "living").exists()
    made = upgrades.named("living") if begun else upgrades.begin("living")
    file = str(made.data.parent / BEFORE)
    made.answer(BUILD, str(state), str(upgrades.seed), file)
    upgrades.keep("living", f"state_{state}")


def _left_alone(upgrades: Upgrades, state: int, seconds: dict[int, float]) -> Iterator[str]:
    with upgrades.copy(f"state_{state}", "alone") as made:
        began = time.monotonic()
        ran = made.command(*PREPARE)
        seconds[state] = time.monotonic() - began
        if ran.returncode:
            yield f"the start ends with {ran.returncode}: {ran.stderr[-500:]}"
        else:
            yield from _faults(made, state)


def _killed(
    upgrades: Upgrades, state: int, seconds: float, chance: random.Random, kill: int
) -> Iterator[str]:
    """Killed once or twice; in between and at the end it works or says why not."""
    with upgrades.copy(f"state_{state}", f"killed_{kill}") as made:
        for _ in range(chance.choice((1, 1, 2))):
            upgrades.told[_kill_within(made, seconds * chance.uniform(0.15, 1.0))] += 1
            asked = made.command("audit", "verify")
            if "Traceback" in asked.stderr or FAULT in asked.stderr or asked.returncode not in (0, 2):
                yield f"in between, audit verify ends with {asked.returncode}: {asked.stderr[-500:]}"
            upgrades.told["then not ready" if asked.returncode else "then ready"] += 1
        ran = made.command(*PREPARE)
        if ran.returncode:
            yield f"the next start ends with {ran.returncode}: {ran.stderr[-500:]}"
        yield from _faults(made, state)
        left = [path.name for path in made.data.rglob("*.part")]
        if left:
            yield f"half files are left: {left}"


def _kill_within(made: Installation, seconds: float) -> str:
    process = made.begin(*PREPARE)
    time.sleep(seconds)
    if process.poll() is not None:
        return "ended before the kill"
    process.send_signal(signal.SIGKILL)
    process.wait()
    return "killed"


def _faults(made: Installation, state: int) -> Iterator[str]:
    process = made.python(CHECK, str(state), str(made.data.parent / BEFORE))
    out, err = process.communicate(timeout=120)
    yield from (
        json.loads(out.splitlines()[-1]) if process.returncode == 0 else [f"the check dies: {err[-800:]}"]
    )
