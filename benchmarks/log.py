"""What does the log cost: a page with its reading logged and without, chaining, and checking it all?

Run: PYTHONPATH=src python benchmarks/log.py [--people 20] [--seconds 30] [--pause 1.0] [--rows 300000]

Makes an installation in a temporary folder (SQLite, or the empty database that WARDMOTE_DATABASE names) with
a partnership, that many people and fifty tasks. Each person opens the list of tasks and single tasks, reading
each for about `pause` seconds; which of the openings are logged is drawn by lot, so that both kinds stand in
one run, while a worker's chaining goes on beside them. Then so many rows are chained, and the log is checked.
Prints the 95th percentiles and rates beside their goals. Status 1 when one is missed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GOAL_SECONDS, GOAL_ROWS = 0.010, 100_000
TOWN = "benchmark"
BACKEND = "django.contrib.auth.backends.ModelBackend"
logged = threading.local()


def main() -> int:
    """Prepare, let people read, chain, check, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds a page is read, on average")
    parser.add_argument("--rows", type=int, default=300_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        start(Path(name) / "data")
        pages = prepare(wanted.people)
        missed = told_pages(read_together(wanted, pages), wanted.people)
        missed |= told_rows(wanted.rows)
    return int(missed)


def start(data: Path) -> None:
    """Django over an installation of its own."""
    data.mkdir()
    os.environ.update(WARDMOTE_DATA=str(data), DJANGO_SETTINGS_MODULE="wardmote.site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare(people: int) -> list[str]:
    """The partnership with its people and tasks; the addresses that are opened."""
    from django.utils import timezone

    from wardmote.doing.tasking.tasks import Asking, Origin, set_task
    from wardmote.ground.audit.pending import put_down
    from wardmote.ground.partners import joining
    from wardmote.ground.partners.models import Person
    from wardmote.ground.partners.viewing import viewer_of
    from wardmote.site.operations import read_log

    town = joining.begin_partnership(slug=TOWN, name="Benchmark", by="benchmark")
    body = joining.body_named(town, name="Council", kind="district-council")
    for number in range(people):
        person = Person.objects.create_user(f"person{number}@example.org", f"Person {number}")
        joining.join(town, person=person, body=body, role="manager", by="benchmark")
    viewer = viewer_of(Person.objects.get(email="person0@example.org"), TOWN, timezone.now())
    assert viewer is not None
    asking = Asking("Mend the light", body.pk, viewer.today)
    tasks = [set_task(town, asking, Origin("action", "1", "Action", "/"), by=viewer) for _ in range(50)]

    def by_lot(*words: object, **named: object) -> None:
        if logged.on:
            put_down(*words, **named)  # type: ignore[arg-type]

    vars(read_log)["put_down"] = by_lot
    return [f"/{TOWN}/tasks/", *(f"/{TOWN}/tasks/{task.pk}/" for task in tasks)]


def read_together(wanted: argparse.Namespace, pages: list[str]) -> list[tuple[bool, float]]:
    """Everybody at once, and the worker's chaining beside them: whether it was logged, seconds."""
    from wardmote.ground.audit.pending import chain_pending

    over = threading.Event()

    def chain() -> None:
        while not over.wait(3):
            chain_pending()

    beside = threading.Thread(target=chain)
    beside.start()
    with ThreadPoolExecutor(wanted.people) as pool:
        told = list(pool.map(lambda seed: read(seed, pages, wanted), range(wanted.people)))
    over.set()
    beside.join()
    return [each for person in told for each in person]


def read(seed: int, pages: list[str], wanted: argparse.Namespace) -> list[tuple[bool, float]]:
    """One person."""
    from django.test import Client

    from wardmote.ground.partners.models import Person

    chance, client, found = random.Random(seed), Client(), []
    client.force_login(Person.objects.get(email=f"person{seed}@example.org"), backend=BACKEND)
    logged.on = True
    for page in pages[:2]:
        client.get(page)  # what is loaded once is no page's cost
    until = time.monotonic() + wanted.seconds
    time.sleep(chance.uniform(0, wanted.pause))
    while time.monotonic() < until:
        logged.on = chance.random() < 0.5
        page = chance.choice(pages)
        began = time.perf_counter()
        assert client.get(page).status_code == 200
        found.append((logged.on, time.perf_counter() - began))
        time.sleep(chance.uniform(0.5, 1.5) * wanted.pause)
    return found


def told_pages(taken: list[tuple[bool, float]], people: int) -> bool:
    """Print what a page takes; whether the goal is missed."""
    ends: dict[bool, float] = {}
    print(f"{people} people at once, {len(taken)} pages, on {vendor()}")
    for on, name in ((False, "without the log"), (True, "with the log")):
        times = sorted(seconds for each, seconds in taken if each == on)
        ends[on] = times[int(0.95 * (len(times) - 1))]
        middle = statistics.median(times)
        print(f"{name:20}{len(times):>7} pages{1000 * middle:>8.1f} ms{1000 * ends[on]:>8.1f} ms at the 95th")
    more = ends[True] - ends[False]
    missed = more > GOAL_SECONDS
    print(f"the log adds {1000 * more:.1f} ms at the 95th (goal 10): {'missed' if missed else 'kept'}")
    return missed


def told_rows(rows: int) -> bool:
    """Chain rows, check them all, print both rates; whether the goal is missed."""
    from wardmote.ground.audit.models import PendingEntry
    from wardmote.ground.audit.pending import chain_pending
    from wardmote.ground.audit.verifying import verify

    chain_pending()
    detail = {"person": 7, "records": [f"task:{n}" for n in range(10)], "count": 10, "result": 200}
    same = {"at": "2026-01-01T09:00:00.000000Z", "partnership": TOWN, "by": "Ann (Council)"}
    for begins in range(0, rows, 10_000):
        PendingEntry.objects.bulk_create(
            PendingEntry(what="read.shown", subject=f"task:{n}", detail=detail, **same)
            for n in range(begins, min(rows, begins + 10_000))
        )
    began = time.perf_counter()
    chain_pending()
    seconds = time.perf_counter() - began
    print(f"chained {rows:,} rows in batches, {rows / seconds:,.0f} a second")
    began, cpu = time.perf_counter(), time.process_time()
    found = verify()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert found.whole, found.faults
    rate = found.rows / seconds
    missed = rate < GOAL_ROWS
    print(
        f"verified {found.rows:,} rows, {rate:,.0f} a second ({found.rows / cpu:,.0f} by processor time; "
        f"goal {GOAL_ROWS:,}): {'missed' if missed else 'kept'}"
    )
    told_log_page(found.rows)
    return missed


def told_log_page(rows: int) -> None:
    """Print what the log's own page takes over so many rows; it has no goal."""
    from django.test import Client

    from wardmote.ground.partners.models import Person

    client, logged.on = Client(), True
    client.force_login(Person.objects.get(email="person0@example.org"), backend=BACKEND)
    for query in ("", "?record=task:7"):
        began = time.perf_counter()
        assert client.get(f"/{TOWN}/log/{query}").status_code == 200
        print(f"the log's page{query} over {rows:,} rows: {time.perf_counter() - began:.2f} s")


def vendor() -> str:
    from django.db import connection

    return str(connection.vendor)


if __name__ == "__main__":
    sys.exit(main())
