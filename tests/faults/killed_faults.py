"""kill -9 of the web, the worker, both with what serves them, and the database, while people write on pages.

In: a seed, how many kills, a folder. Out: a line for each promise that was not kept, each record without its
row in the log (or the other way round), file without its record, stray file, and each time the site or the
worker did not go on. Half of the kills are over SQLite, half over PostgreSQL, where that is installed, side
by side. Everything is looked at after every fifth.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tests import postgresql
from tests.faults.side_by_side import side_by_side
from tests.faults.writing import Written, descendants, kill, written_on
from tests.installation import until
from wardmote.site.commands.serve import SOON

NUMBER = 500
QUICK_DEATHS = 2  # of a part that just began; after a third serve gives up, as it should
QUICK = SOON + 3  # seconds after a kill in which one more is such a death; a part needs some to begin
WHOLE_EVERY = 5  # kills between looks at everything
IDLE_EVERY = 25  # kills between waits for all work to be done
WEB, WORKER, BOTH, DATABASE = "web", "worker", "both", "database"
COMMANDS = {WEB: "wardmote.site.commands.web", WORKER: "wardmote worker"}


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Kill over both databases at the same time, each with a processor of its own."""
    if why := postgresql.why_not():
        print(f"  SQLite alone: {why}")
        yield from kills_over(None, seed, number, folder / "sqlite")
        return
    with postgresql.cluster(lasting=True) as cluster:
        yield from side_by_side(
            kills_over(None, seed, number // 2, folder / "sqlite"),
            kills_over(cluster, seed, number - number // 2, folder / "postgresql"),
        )


def kills_over(cluster: "postgresql.Cluster | None", seed: int, number: int, folder: Path) -> Iterator[str]:
    """That many kills over one database."""
    name = "PostgreSQL" if cluster else "SQLite"
    with written_on(folder, seed, cluster) as run:
        for fault in kills(run, number, cluster):
            yield f"{name}, {fault}"
        print(f"  {name} survived {number} kills", flush=True)


def kills(
    run: Written, number: int, cluster: "postgresql.Cluster | None" = None, first: Sequence[str] = ()
) -> Iterator[str]:
    """That many kills; ``first``: the parts to begin with, the others by chance.

    Between two looks at everything several parts are killed, also while others still begin again.
    """
    killer = Killer(run, cluster)
    for at in range(number):
        kind, last = first[at] if at < len(first) else killer.drawn(), at == number - 1
        whole, idle = last or (at + 1) % WHOLE_EVERY == 0, last or (at + 1) % IDLE_EVERY == 0
        settled = killer.settled_after(kind)
        for fault in run.strike(kind, partial(killer.kill, kind), whole=whole, settled=settled, idle=idle):
            yield f"up to kill {at + 1} ({kind}): {fault}"
        if idle:
            print(f"  {'PostgreSQL' if cluster else 'SQLite'}: {run.summary()}", flush=True)


class Killer:
    """Kills parts of what runs."""

    def __init__(self, run: Written, cluster: "postgresql.Cluster | None") -> None:
        self.run, self.cluster = run, cluster
        self.quick: Counter[str] = Counter()
        self.killed_at: dict[str, float] = {}
        self.settled = True

    def drawn(self) -> str:
        """Which part is killed next; both less often: they take as long to begin as the others together."""
        able = [kind for kind in COMMANDS if self._quick(kind) < QUICK_DEATHS]
        return self.run.chance.choice([*able * 3, BOTH, *([DATABASE] if self.cluster else [])])

    def _quick(self, kind: str) -> int:
        """How many times in a row it died soon after it began."""
        if time.monotonic() - self.killed_at.get(kind, 0) > QUICK:
            self.quick[kind] = 0
        return self.quick[kind]

    def settled_after(self, kind: str) -> bool:
        """Whether the web begins anew since the database went away under it: then it clears what was left."""
        self.settled = kind in (WEB, BOTH) or (self.settled and kind != DATABASE)
        return self.settled

    def kill(self, kind: str) -> None:
        self.quick[kind] = self._quick(kind) + 1
        self.killed_at[kind] = time.monotonic()
        if kind == DATABASE:
            self._database()
        elif kind == BOTH:
            self._both()
        else:
            serving = self.run.serving
            for pid in serving.children(COMMANDS[kind]):
                kill([pid, *descendants(pid)])
            if kind == WEB:
                until(lambda: not serving.answers(), 10)

    def _database(self) -> None:
        assert self.cluster
        self.cluster.kill()
        time.sleep(self.run.chance.choice((0.0, 0.0, 0.5, 2.0)))
        self.cluster.begin()

    def _both(self) -> None:
        self.quick.clear()
        serve = self.run.serving.process
        kill([serve.pid, *descendants(serve.pid)])
        serve.wait()
        self.run.site.gate.clear()
        self.run.serve()
