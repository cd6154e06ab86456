"""Receipts: the record that a file was loaded, and what came of its rows.

A load exists exactly when its receipt exists, at ``loads/<sha256>/receipt.json``;
only parts named in receipts are ever read. ``sha256`` names the load: the
SHA-256 of the file, or of the file and the options that change what its rows
mean (a year, a vintage, a mapping); ``file_sha256`` is always the file's own.
The same police.uk file met again in a later release adds a small
``seen-YYYY-MM`` file beside the receipt: ``released`` is the latest of them,
whatever the order of loads.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.store.folder import Folder

SCHEMA = 1
LOADED, LOOK = "loaded", "look"


@dataclass(frozen=True)
class Part:
    """One Parquet file of a load. ``table`` says what its rows are; month is an index."""

    path: str
    rows: int
    table: str = ""
    force: str = ""
    month: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """What a load left behind. ``rejects`` are the first 200; all are in ``rejects.csv``."""

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
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()
    revisions: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    status: str = LOADED
    schema: int = SCHEMA

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def load_sha256(file_sha256: str, options: Mapping[str, Any]) -> str:
    """The name of a load: the file's SHA-256, or that of file and options when there are any."""
    if not options:
        return file_sha256
    canonical = json.dumps(options, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{file_sha256} {canonical}".encode()).hexdigest()


def read_receipt(path: Path) -> Receipt:
    """One receipt; a later release the file was also seen in counts as its release."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        known = {item.name for item in fields(Receipt)}
        receipt = Receipt(**{key: value for key, value in kept.items() if key in known})
        receipt = replace(
            receipt,
            parts=tuple(Part(**part) for part in kept["parts"]),
            rejects=tuple(Reject(**reject) for reject in kept["rejects"]),
            notes=tuple(kept["notes"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(
            "A receipt in the data folder cannot be read.",
            where=f"loads/{path.parent.name}/{path.name}",
            found=f"{type(error).__name__}: {error}",
            todo="Restore it from a backup, or delete its folder and load the file again.",
        ) from None
    seen = [mark.name.removeprefix("seen-") for mark in path.parent.glob("seen-*")]
    released = max([month for month in (receipt.released, *seen) if month], default=None)
    return replace(receipt, released=released)


def list_receipts(folder: Folder) -> tuple[Receipt, ...]:
    """Every load there is, ordered by sha256: never by when it was loaded.

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
            return receipts
