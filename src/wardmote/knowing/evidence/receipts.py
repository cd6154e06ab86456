"""A load's receipt in plain words: what the file was, what became of its rows, what rests on it.

In: a receipt, how the loads stand, the kept figures. Out: pairs and rows for
the load's page.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.held import KINDS, months_of, what_it_is
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import Period, day_words, month_label, parse_month, parse_period
from wardmote.measuring.figures.inquiry import METHODS
from wardmote.measuring.figures.standing import LoadStatus, Shaken, figures_on, standing
from wardmote.measuring.store.receipts import WITHDRAWN, Receipt, list_receipts, visible

LOADED = "evidence.loaded"
ROWS = {
    "read": "Rows in the file",
    "kept": "Rows that went in",
    "rejected": "Rows not used (listed below)",
    "repeated": "The same crime again in this release, counted once",
    "left_out": "Left out, as the mapping says",
    "unlocated": "Of the rows that went in: without a location",
    "alike": "Of the rows that went in: word for word like another without a reference, each counted",
    "outside": "Of the rows that went in: outside the window or the area",
    "total": "What the counts add up to",
}
COLUMNS: dict[str, tuple[Any, ...]] = {
    "outcome_columns": ("What", ("Rows", "number")),
    "rejected_columns": (("Row", "number"), "Column", "What stood there", "Why it was not used"),
    "history_columns": ("When", "What", "By", "Because"),
}
WHY = {
    "withdrawn": "a load under it is withdrawn",
    "restated": "a later file restates its months",
    "replaced": "the file was loaded again under a mended mapping",
    "gone": "a load under it is no longer here",
}


def loads_of(now: Opened) -> tuple[Receipt, ...]:
    """Every load the partnership may see, withdrawn ones too."""
    return now.once(
        "loads",
        lambda evidence: visible(list_receipts(evidence.folder, withdrawn=True), evidence.partnership),
    )


def standing_of(now: Opened) -> LoadStatus:
    """How the loads stand, for flagging figures: ``standing_of(opened(p)).of(figure)``."""
    loads = loads_of(now)
    return now.once("standing", lambda evidence: standing(evidence, loads))


def receipt_of(now: Opened, sha256: str) -> Receipt | None:
    """The load, as far as this partnership may see it."""
    return next((receipt for receipt in loads_of(now) if receipt.sha256 == sha256), None)


def facts(receipt: Receipt) -> list[tuple[str, Any]]:
    """What the file was and how it was read."""
    options = receipt.options
    told: list[tuple[str, Any]] = [
        ("What it is", what_it_is(receipt)),
        ("Months", months_of(receipt)),
        ("Released", month_label(parse_month(receipt.released)) if receipt.released else ""),
        (
            "Supplied by",
            next((str(p.facts["provider"]) for p in receipt.parts if p.facts.get("provider")), ""),
        ),
        ("Mapping", str(options.get("mapping") or "")),
        ("Areas", KINDS.get(str(options.get("kind")), "") if receipt.source == "areas" else ""),
        ("Year", str(options.get("year") or "")),
        ("Loaded", moment_words(receipt.loaded_at)),
        ("Size", size_words(receipt.bytes)),
        ("Seen by", "this partnership" if receipt.partnership else "every partnership here: an open source"),
        ("Fingerprint", receipt.file_sha256),
    ]
    return [(key, value) for key, value in told if value]


def outcome_rows(receipt: Receipt) -> list[list[Any]]:
    """What became of every row."""
    return [[words, receipt.counts[key]] for key, words in ROWS.items() if _worth(receipt, key)]


def _worth(receipt: Receipt, key: str) -> bool:
    return key in ("read", "kept") or bool(receipt.counts.get(key))


def outcome_words(receipt: Receipt) -> str:
    """The one thing to know of a load."""
    read, kept = receipt.counts.get("read", 0), receipt.counts.get("kept", 0)
    if read == kept:
        return ngettext("The one row went in.", f"All {read:,} rows went in.", read)
    return f"{kept:,} of {read:,} rows went in."


@dataclass(frozen=True)
class RestingFigure:
    """A kept figure on a load: what it is, and the mark of whether it stands."""

    hash: str
    title: str
    about: str
    period: Period
    mark: tuple[str, str]


@dataclass(frozen=True)
class Resting:
    """The kept figures on a load, and how many of them no longer stand."""

    shaken: int
    rows: list[RestingFigure]

    @property
    def words(self) -> str:
        """How many no longer stand."""
        if self.shaken == 1:
            return "1 number that rests on this load no longer stands."
        return f"{self.shaken:,} numbers that rest on this load no longer stand."


def resting(receipt: Receipt, now: Opened) -> Resting:
    """What rests on a load, the flagged first; only figures this partnership may see."""
    stands = standing_of(now)
    seen = [figure for figure in figures_on(folder(), receipt.sha256) if stands.visible(figure)]
    shaken = {figure["hash"]: stands.of(figure) for figure in seen}
    seen.sort(key=lambda figure: (not shaken[figure["hash"]], figure["method"], figure["hash"]))
    return Resting(
        shaken=sum(bool(found) for found in shaken.values()),
        rows=[_resting(figure, shaken[figure["hash"]]) for figure in seen],
    )


def _resting(figure: Mapping[str, Any], shaken: tuple[Shaken, ...]) -> RestingFigure:
    method = METHODS.get(figure["method"])
    return RestingFigure(
        hash=figure["hash"],
        title=method.title if method else figure["method"],
        about=about(figure["params"]),
        period=parse_period(figure["period"]),
        mark=("off-track", WHY[shaken[0].why]) if shaken else ("on-track", "stands"),
    )


def about(params: Mapping[str, Any]) -> str:
    """What a figure speaks of."""
    key, known = str(params.get("class", "")), offence_classes()
    what = known[key].label if key in known else {"all": "All rows"}.get(key, key)
    return ", ".join(word for word in (what, str(params.get("feed", ""))) if word)


def figure_url(slug: str, figure: str) -> str:
    return reverse("asking:figure", args=[slug, figure])


def withdrawn_by(receipt: Receipt) -> str:
    """Who withdrew the load, when and why; nothing when it counts."""
    act = receipt.withdrawn
    return f"{act.by}, {moment_words(act.at)}: {act.because}" if act else ""


def moment_words(written: str) -> str:
    """``2024-06-15T11:00:00Z`` -> ``15 June 2024, 12:00``: local time."""
    moment = parse_datetime(written)
    assert moment is not None, written
    local = timezone.localtime(moment)
    return f"{day_words(local.date())}, {local:%H:%M}"


def history(receipt: Receipt) -> list[list[Any]]:
    """Every withdrawing and bringing back, the latest first."""
    return [
        [
            parse_datetime(act.at),
            "withdrawn" if act.what == WITHDRAWN else "brought back",
            act.by,
            act.because,
        ]
        for act in reversed(receipt.withdrawals)
    ]


def brought_by(receipt: Receipt, viewer: Viewer) -> tuple[str, bool]:
    """(who loaded it on the web, whether that was the viewer); "" for the command line. One query.

    The log tells: the row the load's job wrote names the person.
    """
    entry = (
        Entry.objects.filter(partnership=viewer.partnership, what=LOADED, subject=f"load:{receipt.sha256}")
        .order_by("-id")
        .first()
    )
    if entry is None:
        return "", False
    return entry.by, json.loads(entry.detail).get("person") == viewer.person


def rejected_rows(receipt: Receipt) -> Iterator[list[str]]:
    """Every rejected row under the page's headings; the receipt's own first ones where no file lists more."""
    heads = ["Row", *COLUMNS["rejected_columns"][1:], "File"]
    path = folder().loads / receipt.sha256 / "rejects.csv"
    if not path.exists():
        yield heads[:-1]
        yield from ([str(r.row), r.column, r.found, r.reason] for r in receipt.rejects)
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        yield heads[: len(next(rows, []))]
        yield from rows


def size_words(size: int) -> str:
    """Bytes as people say them.

    >>> size_words(900), size_words(15_300), size_words(2_400_000)
    ('900 bytes', '15 kB', '2.4 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
