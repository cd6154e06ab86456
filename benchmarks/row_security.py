"""What does row-level security cost: the plan's pages with it and without, on PostgreSQL?

Run: WARDMOTE_DATABASE=postgresql://... PYTHONPATH=src python benchmarks/row_security.py [--times 6]

WARDMOTE_DATABASE names an empty database of a server on this machine, and a superuser. Makes partnerships as
`benchmarks/plan.py` does, then opens the pages of the first, each as a role that the policies hold and as the
superuser whom they do not, in an order drawn by lot. Prints for each kind of page the median processor time
of both, the program's and the server's together, and over all pages the difference with its error. Processor
time says the same on a busy machine. No goal; status 2 where it cannot measure.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

try:
    from benchmarks.plan import begin, crawl, make_town, review
except ImportError:  # run as a file
    from plan import begin, crawl, make_town, review  # type: ignore[no-redef]

Pages = list[tuple[str, str]]
Taken = dict[tuple[str, str], tuple[list[float], list[float]]]
ROLE = "benchmark_held"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def main() -> int:
    """Make the installation, open pages, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--towns", type=int, default=3)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=6, help="how often each page is opened each way")
    wanted = parser.parse_args()
    if not os.environ.get("WARDMOTE_DATABASE") or not Path("/proc/self/schedstat").exists():
        print("Name an empty PostgreSQL database of this machine in WARDMOTE_DATABASE.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        client, pages = make(Path(folder), wanted)
        told(open_by_lot(client, pages, wanted.times))
    return 0


def make(folder: Path, wanted: argparse.Namespace) -> tuple[Any, Pages]:
    """The installation, a manager's browser and the pages it finds."""
    begin(folder / "data")
    from django.db import connection

    connection.settings_dict["CONN_MAX_AGE"] = None  # one process of the server answers all
    from django.test import Client

    from wardmote.ground.audit.guarding import give_rights
    from wardmote.ground.partners.models import Person

    slugs = [f"town-{number}" for number in range(1, wanted.towns + 1)]
    for slug in slugs:
        make_town(folder, slug, rows=wanted.rows)
        review(slug, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute("ANALYZE")
    give_rights(ROLE)
    client = Client()
    client.force_login(Person.objects.get(email=f"manager@{slugs[0]}.example"), backend=BACKEND)
    return client, list(crawl(client, slugs[0], 4))


def switch(held: bool) -> None:
    """Held by the policies and told for whom, or neither."""
    from django.db import connection

    from wardmote.ground.row_security.statements import tell_partnership

    connection.execute_wrappers[:] = [tell_partnership] if held else []
    with connection.connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}" if held else "RESET ROLE")


def open_by_lot(client: Any, pages: Pages, times: int) -> Taken:
    """Processor seconds of each page, with and without."""
    chance, taken = random.Random(1), defaultdict(lambda: ([], []))
    every = [(page, held) for page in pages for held in (True, False)]
    for number in range(times + 1):
        chance.shuffle(every)
        for (kind, url), held in every:
            switch(held)
            began = processor_seconds()
            response = client.get(url)
            if number:  # what is read for the first time is not measured
                taken[kind, url][not held].append(processor_seconds() - began)
            assert response.status_code == 200, (url, response.status_code)
    return taken


def processor_seconds() -> float:
    """Of this process and of the server's that answers it."""
    from django.db import connection

    server = connection.connection.info.backend_pid
    return time.process_time() + int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9


def told(taken: Taken) -> None:
    """The table, and the difference over all pages."""
    print(f"{'page':28}{'with':>10}{'without':>10}")
    for kind in sorted({kind for kind, _ in taken}):
        both = [[s for (of, _), pair in taken.items() if of == kind for s in pair[n]] for n in (0, 1)]
        print(f"{kind:28}" + "".join(f"{1000 * statistics.median(each):>7.1f} ms" for each in both))
    more = [1000 * (statistics.mean(a) - statistics.mean(b)) for a, b in taken.values()]
    without = statistics.mean(1000 * statistics.mean(pair[1]) for pair in taken.values())
    error = statistics.stdev(more) / len(more) ** 0.5
    print(
        f"a page: {statistics.mean(more):.1f} ± {error:.1f} ms more than {without:.1f} ms ({len(more)} pages)"
    )


if __name__ == "__main__":
    sys.exit(main())
