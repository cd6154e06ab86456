"""What people decide about a draft: order, words, hiding, additions and sign-off, kept beside the outputs.

In: ``judgement.toml`` as a person wrote it (or nothing yet), or the same content
as plain values from the web's records, and the findings of this run. Out: the
findings as judged, with a flag on each edit whose figure has changed since the
person wrote it. The file is never overwritten: the program only adds what it saw
(``figure``, ``automatic``) beside a new edit, and keeps every comment and word of
the person's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Table

from wardmote.measuring.catalogue.assessment_parts import PARTS
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.words import owned, plain, relinked, typed
from wardmote.measuring.figures.canonical import fingerprint

FILE_NAME = "judgement.toml"
KEYS: Mapping[str, Sequence[str]] = {
    "schema": (),
    "headline": ("words", "by", "automatic"),
    "order": (),
    "finding": ("words", "hide", "comment", "by", "figure", "automatic"),
    "added": ("words", "source", "by"),
    "intelligence": ("words", "source", "by"),
    "delivery": ("words", "by"),
    "harm": (),
    "decision": (),
    "sign_off": ("by", "role", "on", "missing", "findings"),
}
"""What may stand in the file: heading -> the keys below it; none where any class may stand there."""
TEMPLATE = """\
# What people decide about this draft. Edit this file and run the same command again:
# your words survive new data and new runs; an edit whose figure has changed is flagged.
# Finding ids stand in findings.json, in the order of the document.
schema = 1

# The headline in your own words:
# [headline]
# words = "..."

# The findings to lead with, first to last:
# order = ["change/police-uk/vehicle-crime", "concentration/police-uk/all"]

# Reword, hide (with the reason) or comment a finding:
# [finding."change/police-uk/vehicle-crime"]
# words = "..."
# hide = "why it is not shown"
# comment = "printed below the sentence"
# by = "your name"

# What partners report and nobody has counted:
# [[intelligence]]
# words = "..."
# source = "who reports it"

# A finding of your own (say where it comes from):
# [[added]]
# words = "..."
# source = "..."

# How far last year's plan was carried out:
# [delivery]
# words = "..."

# Harm, 1 (low) to 4 (high), where you judge otherwise than the catalogue:
# [harm]
# "robbery" = 3

# What the group decided on each matter proposed:
# [decision]
# "vehicle-crime" = "accepted, because ..."

# Sign-off. A part the regulations ask for that is missing needs a reason here.
# [sign_off]
# by = "name"
# role = "role"
# on = 2022-02-01
# [sign_off.missing]
# "delivery" = "first plan of this partnership"
"""


@dataclass(frozen=True)
class Judged:
    """A finding as people left it: ``words`` as printed; ``flag`` says what changed under an edit.

    ``said``, ``headline`` and ``detail`` carry the finding's id (``words.owned``).
    """

    finding: Finding
    words: str
    edited: bool = False
    hidden: str = ""
    comment: str = ""
    flag: str = ""

    @property
    def said(self) -> str:
        """The words as printed."""
        return owned(self.words, self.finding.id)

    @property
    def headline(self) -> str:
        """The person's words, else the bold sentence, without its stop."""
        said = self.words if self.edited else self.finding.headline or self.words
        return owned(said.rstrip("."), self.finding.id)

    @property
    def detail(self) -> str:
        """What stands below the headline, and a person's comment; below their own words that alone."""
        note = f"({self.comment})" if self.comment else ""
        below = "" if self.edited else self.finding.detail
        return owned(" ".join(filter(None, (below, note))), self.finding.id)


@dataclass(frozen=True)
class Statement:
    """Something a person added: words and where they come from."""

    words: str
    source: str


@dataclass(frozen=True)
class SignOff:
    """Who signed, as what, on which day in words, and the reason for each part that is missing."""

    by: str
    role: str
    on: str
    missing: Mapping[str, str]


@dataclass(frozen=True)
class Judgement:
    """The content, checked. ``raw`` keeps a person's own layout for writing back."""

    raw: tomlkit.TOMLDocument
    headline: str
    order: tuple[str, ...]
    findings: Mapping[str, Mapping[str, Any]]
    added: tuple[Statement, ...]
    intelligence: tuple[Statement, ...]
    delivery: str
    harm: Mapping[str, int]
    decision: Mapping[str, str]
    sign_off: SignOff | None


def read_judgement(path: Path) -> Judgement:
    """The judgement in a file, or an empty one; ``Refusal`` says which line or key is wrong."""
    text = path.read_text("utf-8") if path.exists() else TEMPLATE
    try:
        raw = tomlkit.parse(text)
    except ParseError as error:
        raise Refusal(
            "The judgement file cannot be read.",
            where=f"{path}, line {error.line}",
            found=str(error),
            todo="Mend that line (text needs quotation marks) and run again; nothing was changed.",
        ) from None
    return _checked(raw, str(path))


def judgement_of(content: Mapping[str, Any], *, where: str = "the assessment's records") -> Judgement:
    """The judgement in plain values, of the same shape as the file; ``Refusal`` as for the file."""
    return _checked(tomlkit.parse(tomlkit.dumps({"schema": 1, **content})), where)


def as_toml(judgement: Judgement) -> str:
    """The judgement as ``judgement.toml`` holds it; read back it is the same judgement."""
    return tomlkit.dumps(judgement.raw)


def _checked(raw: tomlkit.TOMLDocument, path: str) -> Judgement:
    data = raw.unwrap()
    _check_keys(data, path)
    for key, edit in data.get("finding", {}).items():
        if "hide" in edit and not str(edit["hide"]).strip():
            _refuse(
                path, f"finding {key!r} is hidden without a reason", 'Give the reason: hide = "because ...".'
            )
    for key, harm in data.get("harm", {}).items():
        if harm not in (1, 2, 3, 4):
            _refuse(path, f"harm of {key!r} is {harm!r}", "Harm is a whole number from 1 to 4.")
    return Judgement(
        raw=raw,
        headline=str(data.get("headline", {}).get("words", "")),
        order=tuple(data.get("order", ())),
        findings=data.get("finding", {}),
        added=_statements(data.get("added", ()), path),
        intelligence=_statements(data.get("intelligence", ()), path),
        delivery=str(data.get("delivery", {}).get("words", "")),
        harm=data.get("harm", {}),
        decision=data.get("decision", {}),
        sign_off=_sign_off(data.get("sign_off"), path),
    )


def _refuse(path: str, found: str, todo: str) -> None:
    raise Refusal("The judgement holds something the program cannot use.", path, found, todo)


def _check_keys(data: Mapping[str, Any], path: str) -> None:
    """Refuse a heading or a key below it that the program would not read."""
    unknown = sorted(set(data) - set(KEYS))
    if unknown:
        _refuse(path, f"unknown heading {unknown[0]!r}", f"Use one of: {', '.join(KEYS)}.")
    if not isinstance(data.get("order", []), list):
        _refuse(path, "order is not a list", 'Write order = ["first", "second"], above every [heading].')
    for heading in ("headline", "delivery", "sign_off"):
        _check_table(data.get(heading, {}), KEYS[heading], f"[{heading}]", path)
    for heading in ("added", "intelligence"):
        for item in data.get(heading, ()):
            _check_table(item, KEYS[heading], f"[[{heading}]]", path)
    for key, edit in data.get("finding", {}).items():
        _check_table(edit, KEYS["finding"], f'[finding."{key}"]', path)
    missing = data.get("sign_off", {}).get("missing", {})
    _check_table(missing, tuple(PARTS), "[sign_off.missing]", path)


def _check_table(found: object, known: Sequence[str], heading: str, path: str) -> None:
    if not isinstance(found, Mapping):
        _refuse(path, f"{heading} is not a heading", f"Write {heading} with {', '.join(known[:3])} below it.")
        return
    unknown = sorted(set(found) - set(known))
    if unknown:
        order = " Write order above the first [heading]." if "order" in unknown else ""
        _refuse(
            path, f"unknown key {unknown[0]!r} under {heading}", f"Use one of: {', '.join(known)}.{order}"
        )


def _statements(items: Sequence[Mapping[str, Any]], path: str) -> tuple[Statement, ...]:
    for item in items:
        if not item.get("words") or not item.get("source"):
            _refuse(path, f"{dict(item)!r}", "Every addition needs words and a source.")
    return tuple(Statement(str(item["words"]), str(item["source"])) for item in items)


def _sign_off(data: Mapping[str, Any] | None, path: str) -> SignOff | None:
    if not data:
        return None
    for key in ("by", "role", "on"):
        if not data.get(key):
            _refuse(path, f"sign_off without {key!r}", "A sign-off needs by, role and on.")
    missing = {str(k): str(v) for k, v in data.get("missing", {}).items() if str(v).strip()}
    return SignOff(str(data["by"]), str(data["role"]), _day(data["on"]), missing)


def _day(written: object) -> str:
    """The day in words; as it was written where it is not a date."""
    try:
        day = written if isinstance(written, date) else date.fromisoformat(str(written))
    except ValueError:
        return str(written)
    return day_words(day)


def judged(findings: Sequence[Finding], judgement: Judgement) -> tuple[Judged, ...]:
    """Each finding with the person's edit on it, in the person's order first, then the program's."""
    place = {key: i for i, key in enumerate(judgement.order)}
    ranked = sorted(findings, key=lambda f: place.get(f.id, len(place)))
    return tuple(_one(finding, judgement.findings.get(finding.id, {})) for finding in ranked)


def _one(finding: Finding, edit: Mapping[str, Any]) -> Judged:
    words = relinked(typed(str(edit["words"])), finding.words) if edit.get("words") else finding.words
    return Judged(
        finding=finding,
        words=words,
        edited=bool(edit.get("words")),
        hidden=str(edit.get("hide", "")),
        comment=typed(str(edit.get("comment", ""))),
        flag=_flag(finding, edit),
    )


def _flag(finding: Finding, edit: Mapping[str, Any]) -> str:
    """What changed under a person's edit since it was made; empty when nothing did."""
    if not edit.get("figure") or edit["figure"] == finding.figure:
        return ""
    before, now = str(edit.get("automatic", "")), plain(finding.words)
    if before == now:
        return (
            "The evidence behind this sentence was loaded anew since it was edited; its numbers are the same."
        )
    return f"The figure behind this sentence has changed since it was edited. Then: {before} Now: {now}"


def orphans(findings: Sequence[Finding], judgement: Judgement) -> tuple[str, ...]:
    """Edits whose finding this run did not make: kept in the file, and said."""
    present = {finding.id for finding in findings}
    return tuple(sorted({*judgement.findings, *judgement.order} - present))


def write_judgement(
    path: Path, judgement: Judgement, findings: Sequence[Finding], *, stands: bool = True
) -> None:
    """Write the person's file back with what was seen beside each new edit; atomic.

    A sign-off that does not stand (a part is missing without a reason) is not sealed.
    """
    by_id = {finding.id: finding for finding in findings}
    edits = judgement.raw.get("finding", {})
    for key in edits:
        edit, finding = edits[key], by_id.get(key)
        if finding and isinstance(edit, Table) and "figure" not in edit:
            edit["figure"] = finding.figure
            edit["automatic"] = plain(finding.words)
    sign_off = judgement.raw.get("sign_off")
    if stands and sign_off is not None and "findings" not in sign_off:
        sign_off["findings"] = findings_seal(findings)
    draft = path.with_suffix(".toml.part")
    draft.write_text(tomlkit.dumps(judgement.raw), encoding="utf-8")
    draft.replace(path)


def findings_seal(findings: Sequence[Finding]) -> str:
    """What a sign-off covers: changes when any finding's words or figure change."""
    return fingerprint([[f.id, f.figure, plain(f.words)] for f in findings])


def signed_version_changed(judgement: Judgement, findings: Sequence[Finding]) -> bool:
    """Whether the findings differ from those that were signed off."""
    sealed = judgement.raw.unwrap().get("sign_off", {}).get("findings")
    return bool(sealed) and sealed != findings_seal(findings)
