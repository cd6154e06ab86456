"""Receipts: the record that a file was loaded, and what came of its rows.

A load exists exactly when its receipt exists, at ``loads/<sha256>/receipt.json``;
only parts named in receipts are ever read. ``sha256`` names the load: the
SHA-256 of the file, or of the file and the options that change what its rows
mean (a year, a vintage, a mapping); ``file_sha256`` is always the file's own.
The same police.uk file met again in a later release adds a small
``seen-YYYY-MM`` file beside the receipt: ``released`` is the latest of them,
whatever the order of loads. ``withdrawn.json`` beside it takes the load out of
what counts, or tells that it was brought back; nothing is ever deleted.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.store.folder import Folder

SCHEMA = 2  # 1 had cells of the file in it (``scrubbing``)
LOADED, LOOK = "loaded", "look"
WITHDRAWN_FILE, SEEN = "withdrawn.json", "seen-"
WITHDRAWN, BROUGHT_BACK = "withdrawn", "brought-back"


@dataclass(frozen=True)
class ReceiptPart:
    """One Parquet file of a load. ``table`` says what its rows are; month is an index."""

    path: str
    rows: int
    table: str = ""
    force: str = ""
    month: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Withdrawing:
    """One act on a load: it was ``withdrawn`` (because) or ``brought-back``; ``at`` is UTC, ISO."""

    what: str
    by: str
    at: str
    because: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a load left behind. ``rejects`` are the first 200; all are in ``rejects.csv``.

    ``withdrawals`` are kept beside the receipt, oldest first; ``withdrawn`` is the one in force.
    ``brought_by``: the partnership that sent it over the web; what it called the file is its own to read.
    """

    sha256: str
    file_sha256: str
    source: str
    feed: str
    name: str
    bytes: int
    loaded_at: str
    released: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[ReceiptPart, ...] = ()
    notes: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()
    revisions: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    status: str = LOADED
    brought_by: str = ""
    schema: int = SCHEMA
    withdrawals: tuple[Withdrawing, ...] = ()

    @property
    def withdrawn(self) -> Withdrawing | None:
        """Why the load does not count; None when it does."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last if last is not None and last.what == WITHDRAWN else None

    @property
    def partnership(self) -> str | None:
        """Whose load it is; None for an open source, which all partnerships of the folder share."""
        owners = (self.options.get("partnership"), *(part.facts.get("partnership") for part in self.parts))
        return next((str(owner) for owner in owners if owner), None)

    def as_json(self) -> str:
        """The kept form; what was withdrawn is not in it."""
        kept = {key: value for key, value in asdict(self).items() if key != "withdrawals"}
        return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def load_sha256(file_sha256: str, options: Mapping[str, Any]) -> str:
    """The name of a load: the file's SHA-256, or that of file and options when there are any."""
    if not options:
        return file_sha256
    canonical = json.dumps(options, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{file_sha256} {canonical}".encode()).hexdigest()


def read_receipt(path: Path) -> Receipt:
    """One receipt; a later release the file was also seen in counts as its release."""
    names = os.listdir(path.parent)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        receipt = Receipt(
            **{key: value for key, value in kept.items() if key in _KEPT and key not in _LISTS},
            parts=tuple(ReceiptPart(**part) for part in kept["parts"]),
            rejects=tuple(Reject(**reject) for reject in kept["rejects"]),
            notes=tuple(kept["notes"]),
            withdrawals=read_withdrawals(path.parent) if WITHDRAWN_FILE in names else (),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(
            "A receipt in the data folder cannot be read.",
            where=f"loads/{path.parent.name}/{path.name}",
            found=f"{type(error).__name__}: {error}",
            todo="Restore it from a backup, or delete its folder and load the file again.",
        ) from None
    seen = [name.removeprefix(SEEN) for name in names if name.startswith(SEEN)]
    if not seen:
        return receipt
    return replace(receipt, released=max([month for month in (receipt.released, *seen) if month]))


def read_withdrawals(home: Path) -> tuple[Withdrawing, ...]:
    """What was done to a load, oldest first; nothing where it was never withdrawn."""
    try:
        kept = json.loads((home / WITHDRAWN_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(Withdrawing(**act) for act in kept["history"])


def list_receipts(folder: Folder, *, withdrawn: bool = False) -> tuple[Receipt, ...]:
    """Every load that counts, ordered by sha256: never by when it was loaded. ``withdrawn``: the others too.

    A command's loads appear together: a ``.commit-*`` folder holds receipts
    that are already committed and only wait to be moved to their own folder.
    """
    while True:
        waiting = {path.parent.name: path for path in sorted(folder.loads.glob(".commit-*/*/receipt.json"))}
        settled = {path.parent.name: path for path in folder.loads.glob("*/receipt.json")}
        found = {**waiting, **{sha: path for sha, path in settled.items() if not sha.startswith(".")}}
        try:
            receipts = tuple(read_receipt(found[sha]) for sha in sorted(found))
        except FileNotFoundError:
            continue
        if set(waiting) == {path.parent.name for path in folder.loads.glob(".commit-*/*/receipt.json")}:
            return tuple(receipt for receipt in receipts if withdrawn or receipt.withdrawn is None)


def visible(receipts: Iterable[Receipt], partnership: str) -> tuple[Receipt, ...]:
    """The loads a partnership may see: open sources and its own; not what others called a file."""
    seen = [receipt for receipt in receipts if receipt.partnership in (None, partnership)]
    others = {each.name: _neutral(each) for each in seen if each.brought_by not in ("", partnership)}
    if not others:
        return tuple(seen)
    return tuple(_called_neutrally(each, others, partnership) for each in seen)


def _neutral(receipt: Receipt) -> str:
    return f"{receipt.source}, file {receipt.file_sha256[:12]}"


def _called_neutrally(receipt: Receipt, others: Mapping[str, str], partnership: str) -> Receipt:
    """A load with files that others brought called by number, in its notes and its rejects too."""
    if receipt.brought_by not in ("", partnership):
        rejects = tuple(replace(each, file="") for each in receipt.rejects)
        receipt = replace(receipt, name=_neutral(receipt), rejects=rejects)
    notes = receipt.notes
    for name, neutral in others.items():
        notes = tuple(note.replace(name, neutral) for note in notes)
    return replace(receipt, notes=notes)


_LISTS = frozenset({"parts", "rejects", "notes", "withdrawals"})
_KEPT = frozenset(item.name for item in fields(Receipt))
