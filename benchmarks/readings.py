"""How long do the readings of every measure take from 250,000 incidents?

Run: PYTHONPATH=src python benchmarks/readings.py [--rows 250000]

Invented incidents of one place over fifteen years, coded by the Home Office's codes of 2008/09, are loaded
as a partner's file (not timed). Then, in a process that has opened the data folder, every
measure that such a file can feed is read month by month for all fifteen years, and again by year to
date and by twelve months until at least twenty readings were made. Goal: twenty in under 5 s.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.measures import measures
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.periods import Period, month_code, month_index
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.figures.readings import STRETCHES, feeds_for
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner

FIRST, LAST = month_index(2010, 1), month_index(2024, 12)
SCHEME, GOAL, MEASURES = "ho-2008-09", 5.0, 20
CODES = ("8G", "28A", "34B", "45", "48", "58A", "46", "92D")
INCIDENTS = f"""
name = "crime"
kind = "incidents"
confirmed = true
provider = "Police"
title = "Invented incidents"
place = "Barchester"
[columns]
reference = "Ref"
from = "From"
code = "Code"
[scheme]
code = "{SCHEME}"
"""
PEOPLE = """
name = "people"
kind = "counts"
confirmed = true
title = "Invented people"
place = "Barchester"
[columns]
month = "Month"
area = "Area"
class = "Type"
count = "N"
[areas]
kind = "msoa"
vintage = "2021"
prefix = "barchester"
[denominators]
population = "People"
"""


def main() -> int:
    """Print the seconds; status 1 when the goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=250_000)
    rows: int = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        _load(data, rows)
        began = time.monotonic()
        inquiry = open_inquiry(data)
        area = str(inquiry.evidence.place("Barchester").id)
        period = Period.of_months(FIRST, LAST)
        usable = [key for key, item in measures().items() if feeds_for(inquiry, area, item)["crime"] is None]
        asked, good = 0, 0
        for stretch in STRETCHES * MEASURES:
            for key in usable:
                if asked < max(MEASURES, len(usable)):
                    # a parameter of no meaning here makes the same question a new one
                    found = inquiry.ask(
                        "reading", area, period, None, measure=key, feed="crime", stretch=stretch, round=asked
                    )
                    asked, good = asked + 1, good + (found.result.status == Status.OK)
        took = time.monotonic() - began
    print(
        f"{asked} readings of {len(period.months)} months from {rows:,} incidents in {took:.2f} s "
        f"(goal under {GOAL:g} s), {len(usable)} different measures, {good} with a value in the last month"
    )
    return int(took >= GOAL or good == 0)


def _load(data: Path, rows: int) -> None:
    folder = Folder(data)
    folder.mappings.mkdir(parents=True)
    assert SCHEME in code_schemes()
    for path, kind in ((write_crime(data.parent, rows), "incidents"), (write_people(data.parent), "counts")):
        (folder.mappings / f"{path.stem}.toml").write_text(
            path.with_suffix(".toml").read_text("utf-8"), "utf-8"
        )
        outcome = load_partner(folder, path, kind=kind, mapping=path.stem, keep_good=True)
        print(f"loaded {path.name}: {outcome.receipt.counts}")


def write_crime(folder: Path, rows: int) -> Path:
    """Invented incidents over fifteen years, with the mapping beside them."""
    (folder / "crime.toml").write_text(INCIDENTS, "utf-8")
    rng = np.random.default_rng(1)
    months = rng.integers(FIRST, LAST + 1, rows)
    days, codes = rng.integers(1, 29, rows), rng.choice(CODES, rows)
    path = folder / "crime.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Ref,From,Code\n")
        for row, (month, day, code) in enumerate(zip(months.tolist(), days.tolist(), codes, strict=True)):
            file.write(f"{row},{month_code(month)}-{day:02d} 20:00,{code}\n")
    return path


def write_people(folder: Path) -> Path:
    """The place's residents, with the mapping beside them."""
    (folder / "people.toml").write_text(PEOPLE, "utf-8")
    path = folder / "people.csv"
    path.write_text("Month,Area,Type,N,People\n2010-01,North,Robbery,1,80000\n", "utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
