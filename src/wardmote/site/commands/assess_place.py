"""The work of ``wardmote assess``: one place's assessment drafted and written, and what came of it said.

Apart from the command's words, since it brings every method: ``wardmote assess --help`` needs none.
"""

import json
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wardmote.measuring.catalogue.periods import Period, day_words
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.draft import Draft, draft
from wardmote.measuring.drafting.headline import headline
from wardmote.measuring.drafting.judgement import FILE_NAME, orphans, read_judgement, signed_version_changed
from wardmote.measuring.drafting.outputs import write_outputs
from wardmote.measuring.drafting.parts import missing, unsigned_because
from wardmote.measuring.drafting.release_register import public_release_of, publish
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.store.evidence import Place


def each_inside(inquiry: Inquiry, place: Place, kind: str, period: Period) -> tuple[Place, ...]:
    """The places of a kind that lie in a larger place, by their LSOAs; ``Refusal`` when there are none."""
    found = inquiry.evidence.places(kind, period)
    inside = tuple(
        part
        for part in found
        if any(codes & place.members.get(key, frozenset()) for key, codes in part.members.items())
    )
    if not inside:
        raise Refusal(
            f"No {kind} with rows in {period.label} lies in {place.name}.",
            todo="Load a lookup or boundaries first.",
        )
    return inside


@dataclass(frozen=True)
class Commission:
    """What was asked for: periods, for whom, where to write and which data folder to read."""

    period: Period
    against: Period | None
    audience: str
    out: Path
    data: Path
    as_json: bool = False


def assess(inquiry: Inquiry, place: Place, wanted: Commission) -> int:
    """Draft one assessment and say what came of it; returns the exit status."""
    began = time.monotonic()
    judgement = read_judgement(wanted.out / FILE_NAME)
    say(f"{place.name}: reading evidence")
    own = Inquiry(inquiry.evidence)
    study = open_study(own, place, wanted.period, against=wanted.against, audience=wanted.audience)
    release = public_release_of(study, wanted.data, own.evidence.partnership)
    say(f"{place.name}: finding what the rows show")
    found = draft(study, judgement)
    say(f"{place.name}: writing documents")
    document = compose(found, date=day_words(date.today()))
    if release:
        publish(release, lambda: study, wanted.data, own.evidence.partnership)
    write_outputs(found, document, wanted.out, data=wanted.data, began=began)
    look = _must_look(found)
    if wanted.as_json:
        print(json.dumps({"place": str(place.id), "out": str(wanted.out), "look": look}, ensure_ascii=False))
    else:
        print("\n".join(_told(found, wanted.out, time.monotonic() - began, look)))
    return 1 if look else 0


def _must_look(found: Draft) -> list[str]:
    """What a person must see to: flagged edits, edits without a finding, a sign-off that cannot stand."""
    look = [f"{item.finding.id}: {plain(item.flag)}" for item in found.findings if item.flag]
    findings = [item.finding for item in found.findings]
    look += [
        f"{key}: edited or ordered, but not found in this run; the edit is kept"
        for key in orphans(findings, found.judgement)
    ]
    look += [f"cannot be signed off: {line}" for line in unsigned_because(found.parts, found.judgement)]
    if signed_version_changed(found.judgement, findings):
        look.append("signed off on other findings than these; read again and sign anew")
    return look


def _told(found: Draft, out: Path, seconds: float, look: list[str]) -> list[str]:
    lacking = missing(found.parts)
    lines = [
        f"{found.study.place.name}, {found.study.period.label}: {plain(headline(found))}.",
        f"  {len(found.findings)} findings, {len(found.stories)} on the first pages, in {seconds:.1f} s",
        f"  read first: {out / 'assessment.html'} (also .pdf and .docx)",
    ]
    if lacking:
        lines.append(f"  incomplete: {'; '.join(f'{part.title} ({part.missing})' for part in lacking)}")
    return [*lines, *(f"  to look at: {line}" for line in look)]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
