"""How long until a dropped file is recognised, and until loaded evidence is opened and counted?

Run: PYTHONPATH=src python benchmarks/recognise.py [--real FOLDER]

Hertfordshire's street files of 2021 in one archive and every published file (by default in
../shared/data beside the project) are recognised, the slowest told. Then the force's months,
boundaries, lookups and residents are loaded, not timed, and Stevenage is counted by itself and
by LSOA from opening on, the best of three times. Goals: 2 s a file; 0.5 s. Status 1 when one is missed.
"""

import argparse
import gzip
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from assess import DEFAULT, LOADS, wardmote

from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.recognising import recognise

FILE_GOAL, COUNT_GOAL = 2.0, 0.5


def main() -> int:
    """Print the seconds beside their goals."""
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
        year = year_of_a_force(real, folder)
        files = [year, *sorted(real.rglob("*.*"))]
        took, slowest = max(
            (seconds(lambda path=path: recognise(path, path.name)), path.name) for path in files
        )
        wardmote(folder, "load", "police-uk", *map(str, (real / "police/hertfordshire/street").glob("*.gz")))
        for kind, file, *options in LOADS:
            wardmote(folder, "load", kind, str(real / file), *options)
        counted = min(seconds(lambda: count(folder / "data")) for _ in range(3))
    print(f"{len(files)} files recognised, the slowest {slowest}: {took:.2f} s (goal {FILE_GOAL:g} s)")
    print(f"Stevenage opened and counted: {counted:.2f} s (goal {COUNT_GOAL:g} s)")
    return int(took > FILE_GOAL or counted > COUNT_GOAL)


def year_of_a_force(real: Path, folder: Path) -> Path:
    """Hertfordshire's street files of 2021 in one archive."""
    path = folder / "hertfordshire.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for source in sorted((real / "police/hertfordshire/street").glob("2021-*.csv.gz")):
            month = source.name.removesuffix(".gz")
            archive.writestr(f"{month[:7]}/{month}", gzip.decompress(source.read_bytes()))
    return path


def count(data: Path) -> None:
    """What a page asks first of a folder."""
    evidence = Evidence(data)
    place = evidence.place("Stevenage")
    for unit in ("place", "lsoa:2011"):
        evidence.monthly("police-uk", place, unit)


def seconds(done: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    done()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
