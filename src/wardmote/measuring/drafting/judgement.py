"""What people decide about a draft: order, words, hiding, additions and sign-off, kept beside the outputs.

In: ``judgement.toml`` as a person wrote it (or nothing yet), or the same content
as plain values from the web's records, and the findings of this run. Out: the
findings as judged, with a flag on each edit whose figure has changed since the
person wrote it. ``JudgementFile`` is the file's only description (``strict_toml``).
The file is never overwritten: the program only adds what it saw (``figure``,
``automatic``) beside a new edit, and keeps every comment and word of the person's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from wardmote.measuring.catalogue.assessment_parts import PARTS
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import Filled, Must, OneOf, ReadAs, check_numbers, record_of
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.words import owned, plain, relinked, typed
from wardmote.measuring.figures.canonical import fingerprint
from wardmote.measuring.store.commit import write_whole

FILE_NAME = "judgement.toml"


@dataclass(frozen=True)
class JudgedFinding:
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

    def below(self, *, named: bool) -> str:
        """The words with a person's comment, without the subject where it was just ``named``."""
        note = f" ({self.comment})" if self.comment else ""
        follow = self.finding.follow if named and not self.edited else ""
        return owned((follow or self.words) + note, self.finding.id)

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


def _day(text: str) -> str:
    """The day in words; as it was written where it is not a date."""
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


ClassKey = Annotated[str, OneOf(offence_classes)]
Reason = Annotated[str, Must(bool, "A finding is hidden without a reason.", 'Give it: hide = "because ...".')]
Harm = Annotated[int, Must(range(1, 5).__contains__, "There is no such harm.", "Give a number from 1 to 4.")]


@dataclass(frozen=True)
class Headline:
    """The headline in a person's words; ``automatic`` is what the program's own was."""

    words: str = ""
    by: str = ""
    automatic: str = ""


@dataclass(frozen=True)
class FindingEdit:
    """What a person wrote over a finding; ``figure`` and ``automatic`` are what the program saw beside it."""

    words: str = ""
    hide: Reason = ""
    comment: str = ""
    by: str = ""
    figure: str = ""
    automatic: str = ""


@dataclass(frozen=True)
class AddedStatement:
    """Something a person added: words and where they come from."""

    words: Filled
    source: Filled
    by: str = ""


@dataclass(frozen=True)
class Delivery:
    """How far last year's plan was carried out."""

    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class SignOffRecord:
    """Who signed, as what, on which day in words, and the reason for each part that is missing.

    ``findings`` seals what was signed.
    """

    by: Filled
    role: Filled
    on: Annotated[Filled, ReadAs(_day, "the day, as 2022-02-01")]
    missing: Mapping[Annotated[str, OneOf(PARTS)], Filled] = field(default_factory=dict)
    findings: str = ""


@dataclass(frozen=True, kw_only=True)
class JudgementFile:
    """What ``judgement.toml`` holds."""

    schema: int = 1
    headline: Headline = Headline()
    order: tuple[str, ...] = ()
    finding: Mapping[str, FindingEdit] = field(default_factory=dict)
    added: tuple[AddedStatement, ...] = ()
    intelligence: tuple[AddedStatement, ...] = ()
    delivery: Delivery = Delivery()
    harm: Mapping[ClassKey, Harm] = field(default_factory=dict)
    decision: Mapping[ClassKey, str] = field(default_factory=dict)
    sign_off: SignOffRecord | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement(JudgementFile):
    """The content, checked. ``raw`` keeps a person's own layout for writing back."""

    raw: tomlkit.TOMLDocument


def template() -> str:
    """The file as it begins: nothing decided, and each thing one can do as a comment."""
    return files("wardmote.measuring.drafting").joinpath("judgement_template.toml").read_text("utf-8")


def read_judgement(path: Path) -> Judgement:
    """The judgement in a file, or an empty one; ``Refusal`` says which line or key is wrong."""
    try:
        text = path.read_text("utf-8") if path.exists() else template()
        raw = tomlkit.parse(text)
        check_numbers(raw)
    except UnicodeDecodeError:
        raise Refusal("The text is not UTF-8.", where=str(path), todo="Save it again as UTF-8.") from None
    except (TOMLKitError, RecursionError, ValueError) as error:
        line = getattr(error, "line", 0)  # not of a key that stands twice
        raise Refusal(
            "The judgement file cannot be read.",
            where=f"{path}, line {line}" if line else str(path),
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


def _checked(raw: tomlkit.TOMLDocument, where: str) -> Judgement:
    return Judgement(raw=raw, **vars(record_of(JudgementFile, raw.unwrap(), where=where)))


def judged(findings: Sequence[Finding], judgement: Judgement) -> tuple[JudgedFinding, ...]:
    """Each finding with the person's edit on it, in the person's order first, then the program's."""
    place = {key: i for i, key in enumerate(judgement.order)}
    ranked = sorted(findings, key=lambda f: place.get(f.id, len(place)))
    return tuple(_one(finding, judgement.finding.get(finding.id, FindingEdit())) for finding in ranked)


def _one(finding: Finding, edit: FindingEdit) -> JudgedFinding:
    return JudgedFinding(
        finding=finding,
        words=relinked(typed(edit.words), finding.words) if edit.words else finding.words,
        edited=bool(edit.words),
        hidden=edit.hide,
        comment=typed(edit.comment),
        flag=_flag(finding, edit),
    )


def _flag(finding: Finding, edit: FindingEdit) -> str:
    """What changed under a person's edit since it was made; empty when nothing did."""
    if edit.figure in ("", finding.figure):
        return ""
    before, now = edit.automatic, plain(finding.words)
    return say("edited-same") if before == now else say("edited-changed", then=before, now=now)


def orphans(findings: Sequence[Finding], judgement: Judgement) -> tuple[str, ...]:
    """Edits whose finding this run did not make: kept in the file, and said."""
    present = {finding.id for finding in findings}
    return tuple(sorted({*judgement.finding, *judgement.order} - present))


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
    write_whole(path, tomlkit.dumps(judgement.raw))


def findings_seal(findings: Sequence[Finding]) -> str:
    """What a sign-off covers: changes when any finding's words or figure change."""
    return fingerprint([[f.id, f.figure, plain(f.words)] for f in findings])


def signed_version_changed(judgement: Judgement, findings: Sequence[Finding]) -> bool:
    """Whether the findings differ from those that were signed off."""
    sealed = judgement.sign_off.findings if judgement.sign_off else ""
    return bool(sealed) and sealed != findings_seal(findings)
