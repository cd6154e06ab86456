"""How fast police.uk files load: 5 million rows of all 43 forces, from CSV, on this machine.

Run: ``PYTHONPATH=src python benchmarks/load_police_uk.py [--rows N] [--keep DIR]``. Writes realistic files
(fixed seed; made-up places, the published columns and words) to a temporary folder, loads
them with the ordinary ``load`` in a process of its own and prints seconds,
rows a second and that process's peak memory. Goal: at most 10 s on 2 cores,
under 1 GiB. Status 1 when the goal is missed.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from wardmote.measuring.catalogue.classes import CRIME_TYPES
from wardmote.measuring.catalogue.periods import month_code, month_index
from wardmote.measuring.sources.police_uk import COLUMNS, STREET

SECONDS, GIBIBYTES = 10.0, 1.0
ASB = "Anti-social behaviour"
# fmt: off
FORCES = (
    "avon-and-somerset", "bedfordshire", "cambridgeshire", "cheshire", "city-of-london", "cleveland",
    "cumbria", "derbyshire", "devon-and-cornwall", "dorset", "durham", "dyfed-powys", "essex",
    "gloucestershire", "greater-manchester", "gwent", "hampshire", "hertfordshire", "humberside", "kent",
    "lancashire", "leicestershire", "lincolnshire", "merseyside", "metropolitan", "norfolk",
    "north-wales", "north-yorkshire", "northamptonshire", "northumbria", "nottinghamshire",
    "south-wales", "south-yorkshire", "staffordshire", "suffolk", "surrey", "sussex", "thames-valley",
    "warwickshire", "west-mercia", "west-midlands", "west-yorkshire", "wiltshire",
)
# fmt: on
BIG = {"metropolitan": 8.0, "greater-manchester": 3.0, "west-midlands": 3.0, "west-yorkshire": 2.5}
SHARES = {ASB: 24, "Violence and sexual offences": 28, "Shoplifting": 7, "Vehicle crime": 8, "Other theft": 8}
OUTCOMES = (
    "Unable to prosecute suspect",
    "Investigation complete; no suspect identified",
    "Status update unavailable",
    "Under investigation",
    "Awaiting court outcome",
    "Local resolution",
)
CHILD = """
import json, sys, time, resource
from datetime import date
from pathlib import Path
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import files_named
from wardmote.measuring.store.police_uk_load import ENDINGS, load_police_uk
started = time.perf_counter()
outcomes = load_police_uk(Folder(Path(sys.argv[2])), files_named([sys.argv[1]], endings=ENDINGS),
    released=None, today=date.today(), report=lambda line: None)
kept = sum(outcome.receipt.counts["read"] for outcome in outcomes)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": time.perf_counter() - started, "rows": kept, "peak": peak}))
"""


def write_files(folder: Path, rows: int) -> int:
    """Files of as many whole months as it takes; the number of files."""
    weights = [BIG.get(force, 1.0) for force in FORCES]
    months = max(1, round(rows / 500_000))
    files = 0
    for index in range(months):
        month = month_code(month_index(2022, 1) + index)
        (folder / month).mkdir(parents=True)
        for force, weight in zip(FORCES, weights, strict=True):
            number = round(rows / months * weight / sum(weights))
            chance = random.Random(f"{force} {month}")
            path = folder / month / f"{month}-{force}-street.csv"
            path.write_text("\n".join(_lines(force, month, number, chance)) + "\n", encoding="utf-8")
            files += 1
    return files


def _lines(force: str, month: str, number: int, chance: random.Random) -> list[str]:
    name = f"{force.replace('-', ' ').title()} Police"
    if force == "metropolitan":
        name = "Metropolitan Police Service"
    words = list(CRIME_TYPES)
    drawn = chance.choices(words, weights=[SHARES.get(word, 2.5) for word in words], k=number)
    points = [
        f"{chance.uniform(-3.2, 1.2):.6f},{chance.uniform(50.8, 53.9):.6f},On or near Road {i},"
        f"E010{chance.randrange(10_000, 33_000):05d},{force.title()} {i % 60:03d}{'ABCDEF'[i % 6]}"
        for i in range(max(50, number // 12))
    ]
    nowhere = ",,No location,,"
    lines = [",".join(COLUMNS[STREET])]
    for word in drawn:
        place = nowhere if chance.random() < 0.015 else points[int(chance.random() * len(points))]
        crime, outcome = (
            ("", "") if word == ASB else (f"{chance.getrandbits(256):064x}", chance.choice(OUTCOMES))
        )
        lines.append(f"{crime},{month},{name},{name},{place},{word},{outcome},")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Write, load, tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--keep", type=Path, help="write the files here, and use them again the next time")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="wardmote-benchmark-") as scratch:
        folder = args.keep or Path(scratch) / "csv"
        if not folder.exists():
            started = time.perf_counter()
            files = write_files(folder, args.rows)
            print(f"wrote {files} files in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), str(Path(scratch) / "data")],
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
    gib = told["peak"] / 2**30
    met = told["seconds"] <= SECONDS * args.rows / 5_000_000 and gib < GIBIBYTES
    print(
        f"{told['rows']:,} rows in {told['seconds']:.1f} s ({told['rows'] / told['seconds']:,.0f} rows/s),"
        f" peak memory {gib:.2f} GiB: the goal is {'met' if met else 'missed'}."
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
