"""What the pages show of files that were brought: rows for tables, pairs, what is still needed."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.urls import reverse

from wardmote.ground.jobs.models import Job
from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps
from wardmote.ground.pages.words import moment
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence import rules
from wardmote.knowing.evidence.held import load_url, state, what_it_is
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.opening import Opened
from wardmote.knowing.evidence.receipts import outcome_words, receipt_of, size_words, standing_of
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.needing import Need, needs
from wardmote.measuring.store.recognised_police import months_told

DISTRICT_COLUMNS = ("District", ("Rows", "number"))
DRAFTS = ("first-draft", "draft")  # kinds of jobs of the room assessment
TO_DO: dict[str, str] = {
    rules.READY: "Load it",
    rules.ASKS: "Answer a question, then load it",
    rules.MAPPING: "Say what its columns mean",
    rules.LOADING: "It is being loaded",
    rules.BAD_ROWS: "Decide about the rows that cannot be used",
    rules.REFUSED: "Look why it was not loaded",
}
MARKS: dict[str, str] = {
    rules.LOADED: "on-track",
    rules.WRONG: "off-track",
    rules.REFUSED: "off-track",
    rules.LEFT: "not-set",
}


def limit() -> int:
    """The most bytes of files at a time."""
    return int(settings.WARDMOTE_UPLOAD_LIMIT)


def mark_of(upload: Upload) -> str:
    """The sign of a status mark."""
    return MARKS.get(upload.state, "near")


STEPS: tuple[tuple[str, str], ...] = (
    ("brought", "Brought"),
    ("understood", "Understood"),
    ("loaded", "Loaded"),
)
ENDS: dict[str, str] = {rules.WRONG: "Cannot be used", rules.LEFT: "Set aside"}
OPEN_QUESTIONS = (rules.ASKS, rules.MAPPING)


def head(upload: Upload, *, may_map: bool) -> RecordHead:
    """Brought, understood, loaded; or where it ended before that."""
    slug, mark, state_ = upload.partnership.slug, mark_of(upload), upload.get_state_display()
    steps, now, action = STEPS, "understood" if upload.state in OPEN_QUESTIONS else "loaded", None
    words = {"brought": f"{upload.by}, {moment(upload.at)}", "understood": ""}
    words[now] = state_
    if upload.state in ENDS:
        steps, now = (STEPS[0], ("ended", ENDS[upload.state])), ""
        words["ended"] = ""
    if upload.state == rules.LOADED:
        now = ""
        action = HeadAction("See it on the map", reverse("asking:map", args=[slug]))
    elif upload.state == rules.WRONG:
        action = HeadAction("Add another file", reverse("evidence:add", args=[slug]))
    elif upload.state == rules.MAPPING and may_map:
        url = reverse("evidence:mapping", args=[slug, upload.pk])
        action = HeadAction("Say what its columns mean", url)
    path = life_steps(steps, now, words)
    return RecordHead(upload.name, (mark, state_.capitalize()), path, action)


def facts(upload: Upload) -> list[tuple[str, Any]]:
    """The file itself."""
    known, said = upload.known, upload.said
    told = [
        ("File", upload.name),
        ("Size", size_words(upload.bytes)),
        ("Months", months_told(known.months) if known.months else ""),
        ("District chosen", str(said.get("district", ""))),
        ("Read by the mapping", str(said.get("mapping", ""))),
        ("Year", str(said.get("year") or "")),
        ("Month supplied", str(said.get("released", ""))),
        ("Brought by", upload.by),
        ("Fingerprint", upload.sha256),
    ]
    return [(key, value) for key, value in told if value]


def problem(upload: Upload, *, hidden: bool) -> dict[str, Any]:
    """Why a file cannot be used or was not loaded; cells of its rows only for who may see them."""
    known = upload.known.problem
    if known is not None:
        return asdict(known)
    kept = dict(upload.problem)
    if upload.state == rules.BAD_ROWS:
        reasons = [line.strip() for line in str(kept.pop("found", "")).splitlines()]
        kept["reasons"] = ["The analyst, or whoever brought the file, sees which."] if hidden else reasons
    return kept


def loads(upload: Upload, now: Opened) -> list[dict[str, Any]]:
    """What came of it: each receipt in words, with its page."""
    found = []
    for sha256 in upload.loads:
        receipt = receipt_of(now, sha256)
        if receipt is not None:
            found.append(
                {
                    "url": load_url(upload.partnership.slug, sha256),
                    "what": what_it_is(receipt),
                    "told": outcome_words(receipt),
                    "notes": receipt.notes,
                    "state": state(receipt, standing_of(now)),
                }
            )
    return found


def is_being_drafted(slug: str) -> bool:
    """Whether an assessment is being written now, or waits to be."""
    return Job.objects.of(slug).unfinished().filter(kind__in=DRAFTS).exists()


def needed(now: Opened, partnership: Partnership) -> tuple[Need, ...]:
    """Boundaries and numbers of people that maps and rates of the partnership's place rest on."""
    place = now.place(partnership)

    def ask(evidence: Evidence) -> tuple[Need, ...]:
        return needs(evidence, place, POLICE_UK)

    return now.once(f"needs:{place.id if place else ''}", ask)
