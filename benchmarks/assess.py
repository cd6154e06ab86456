"""How long does an assessment take, from loaded evidence to every output?

Run: PYTHONPATH=src python benchmarks/assess.py [--real FOLDER]

Loads Hertfordshire's 17 monthly files, boundaries, lookups and population (by
default from ../shared/data beside the project) into a temporary folder, then
times Stevenage 2021 and the county's ten districts, each as a process of its
own. Goals on 2 cores: 10 s and 60 s. Status 1 when one is missed or a document
is not there, 2 when a command fails.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data"
LOADS = (
    ("areas", "geography/hertfordshire_lsoa11.geojson.gz", "--kind", "lsoa", "--vintage", "2011"),
    ("areas", "geography/stevenage_ward13.geojson", "--kind", "ward", "--vintage", "2013"),
    ("areas", "geography/stevenage_ward25.geojson", "--kind", "ward", "--vintage", "2025"),
    ("lookup", "geography/lookup_lsoa11_lsoa21_ltla22_hertfordshire.csv"),
    ("lookup", "geography/lookup_ltla24_csp24_pfa24_england_wales.csv"),
    ("population", "denominators/population_mid2020_lsoa11_hertfordshire.csv", "--year", "2020"),
)
PERIOD = ("--period", "2021-01:2021-12")
TOWN_GOAL, COUNTY_GOAL, DISTRICTS = 10, 60, 10


def main() -> int:
    """Load, time both and print them beside their goals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--real", type=Path, default=DEFAULT, help="folder of the real public data")
    real: Path = parser.parse_args().real
    if not real.is_dir():
        print(f"No real data at {real}; give --real FOLDER.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        street = sorted(map(str, (real / "police/hertfordshire/street").glob("*.gz")))
        wardmote(folder, "load", "police-uk", *street)
        for kind, file, *options in LOADS:
            wardmote(folder, "load", kind, str(real / file), *options)
        town = assess(folder, "town", "--place", "Stevenage")
        county = assess(folder, "county", "--place", "Hertfordshire", "--each", "district")
        written = [len(list((folder / out).rglob("assessment.pdf"))) for out in ("town", "county")]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Stevenage 2021, evidence to all outputs: {town:.1f} s (goal {TOWN_GOAL} s)")
    print(f"{written[1]} districts of Hertfordshire: {county:.1f} s (goal {COUNTY_GOAL} s)")
    print(f"largest process, loading included: {peak:.0f} MiB")
    if written != [1, DISTRICTS]:
        print(
            f"Expected 1 and {DISTRICTS} assessments, found {written[0]} and {written[1]}.", file=sys.stderr
        )
        return 1
    return int(town > TOWN_GOAL or county > COUNTY_GOAL)


def assess(folder: Path, out: str, *words: str) -> float:
    """Draft into ``folder/out``; seconds taken."""
    return wardmote(folder, "assess", *words, *PERIOD, "--out", str(folder / out))


def wardmote(folder: Path, *words: str) -> float:
    """Run one command on the folder's data; seconds taken. One that fails ends the benchmark.

    Python itself ends with 1 when the program cannot start, as a command does
    when a person must look: so nothing but 0 counts as done.
    """
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-m", "wardmote", *words, "--data", str(folder / "data")],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode != 0:
        print(
            f"wardmote {words[0]} ended with {told.returncode}:\n{told.stdout}{told.stderr}", file=sys.stderr
        )
        sys.exit(2)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
