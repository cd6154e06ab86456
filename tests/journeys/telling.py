"""The command line run inside a test, and its outputs read back as a person or a program would.

In: the words of a command. Out: its exit status, what it said, and the files of an
assessment's folder (findings by id, tables as rows, the first pages as plain text).
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from wardmote.measuring.documents.rendering import render
from wardmote.measuring.drafting import outputs
from wardmote.site.commands.command_line import main


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    status: int
    out: str
    err: str


def wardmote(*words: object) -> Told:
    """Run ``wardmote WORDS``; a refused argument (argparse) counts as its exit status."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:
            status = int(left.code or 0)
    return Told(status, out.getvalue(), err.getvalue())


def done(*words: object) -> Told:
    """As ``wardmote``, where anything but status 0 is a failure that shows what was said."""
    told = wardmote(*words)
    assert told.status == 0, f"{words}: {told.status}\n{told.out}\n{told.err}"
    return told


def findings(out: Path) -> dict[str, dict[str, Any]]:
    """findings.json by id, in its order."""
    return {finding["id"]: finding for finding in json.loads((out / "findings.json").read_text("utf-8"))}


def table(out: Path, name: str) -> list[list[str]]:
    """One CSV of tables/, header first."""
    with (out / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def number(cell: str) -> int:
    """``1,629`` as 1629."""
    return int(cell.replace(",", ""))


def page(out: Path) -> str:
    """The HTML's words in one line, pictures and style left out."""
    return _text((out / "assessment.html").read_text("utf-8"))


def first_pages(out: Path) -> str:
    """The words of the two pages to decide from."""
    html = (out / "assessment.html").read_text("utf-8")
    found = re.search(r'<section class="front".*?</section>', html, re.DOTALL)
    assert found, "no first pages"
    return _text(found[0])


def _text(html: str) -> str:
    html = re.sub(r"<(style|svg|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r"</?(a|em|strong|span)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def load_police(data: Path, shared: Path, *, force: bool) -> None:
    """The real street files (whole force, or Stevenage's rows), with boundaries and residents."""
    police, places = shared / "police", shared / "geography"
    done("load", "police-uk", police / ("hertfordshire" if force else "stevenage") / "street", "--data", data)
    if force:
        done("load", "police-uk", police / "hertfordshire" / "outcomes", "--data", data)
        for name in ("lookup_lsoa11_lsoa21_ltla22_hertfordshire", "lookup_ltla24_csp24_pfa24_england_wales"):
            done("load", "lookup", places / f"{name}.csv", "--data", data)
    lsoas = "hertfordshire_lsoa11.geojson.gz" if force else "stevenage_lsoa11.geojson"
    areas = ((lsoas, "lsoa", "2011"), ("stevenage_ward13.geojson", "ward", "2013"))
    for name, kind, vintage in (*areas, ("stevenage_ward25.geojson", "ward", "2025")):
        done("load", "areas", places / name, "--kind", kind, "--vintage", vintage, "--data", data)
    residents = shared / "denominators" / "population_mid2020_lsoa11_hertfordshire.csv"
    done("load", "population", residents, "--data", data)
    if force:
        done(
            "load", "deprivation", shared / "deprivation" / "imd2019_hertfordshire_lsoa11.csv", "--data", data
        )


def assess(data: Path, out: Path, *more: object, place: str = "Stevenage", year: int = 2021) -> Told:
    """Draft one year of a place into ``out``."""
    words: Sequence[object] = ("--place", place, "--period", f"{year}-01:{year}-12", "--out", out)
    return wardmote("assess", *words, "--data", data, *more)


def quickly(data: Path, out: Path, *more: object, place: str = "Stevenage", year: int = 2021) -> Told:
    """As ``assess``, with quick documents."""
    with quick_documents():
        return assess(data, out, *more, place=place, year=year)


@contextmanager
def quick_documents() -> Iterator[None]:
    """For who looks at neither PDF nor Word, which take a second to write: the HTML stands in for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "render", lambda document, kind: render(document, "html"))
        yield
