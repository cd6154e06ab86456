"""What every kind of load has in common: its outcome, its files, its progress."""

import glob
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from wardmote.measuring.catalogue.periods import month_code, month_index, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import LOADING, run_in_child
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import LOOK, Receipt, list_receipts


@dataclass(frozen=True)
class Progress:
    """How far a load has come: ``done`` of ``total`` steps (police.uk: files), and a line to read."""

    done: int
    total: int
    words: str


# Called between steps. What it raises stops the load, and nothing of the load stays.
Report = Callable[[Progress], None]


def quiet(progress: Progress) -> None:
    """A ``Report`` for who does not want to know."""


@dataclass(frozen=True)
class LoadOutcome:
    """One file's load. ``already``: it was loaded before; then ``changed`` says what a later release did."""

    receipt: Receipt
    already: bool = False
    changed: tuple[str, ...] = ()

    @property
    def must_look(self) -> bool:
        return bool(self.changed) or (self.receipt.status == LOOK and not self.already)


Outcome = TypeVar("Outcome")


def load_in_child(
    load: Callable[..., Outcome],
    folder: Folder,
    files: Path | Sequence[Path],
    *,
    report: Report = quiet,
    **options: Any,
) -> Outcome:
    """What a load answers, from a process of its own with limits; what ``report`` raises stops it."""
    where = files.name if isinstance(files, Path) else ", ".join(path.name for path in files[:3])
    return run_in_child(load, folder, files, limits=LOADING, where=where, report=report, **options)


def loaded_before(folder: Folder, sha256: str) -> Receipt | None:
    """The load of this name, where there is one; ``Refusal`` where it was withdrawn."""
    for receipt in list_receipts(folder, withdrawn=True):
        if receipt.sha256 == sha256:
            refuse_withdrawn(receipt)
            return receipt
    return None


def receipt_of_file(path: Path, file_sha256: str, **known: Any) -> Receipt:
    """The receipt of a file that is being loaded now; by its own name where none is ``known``."""
    named = {"sha256": file_sha256, "brought_by": _town_of(path), **known}
    return Receipt(
        file_sha256=file_sha256, name=path.name, bytes=path.stat().st_size, loaded_at=_now(), **named
    )


def _town_of(path: Path) -> str:
    """Whose page it came by: what comes over the web lies under ``uploads/<partnership>/<number>/``."""
    home = path.resolve().parent.parent
    return home.name if home.parent.name == "uploads" else ""


def refuse_withdrawn(receipt: Receipt) -> None:
    """``Refusal`` for a file that was loaded before and withdrawn: who, when, why, and how it comes back."""
    act = receipt.withdrawn
    if act is None:
        return
    raise Refusal(
        "This file was loaded before and withdrawn.",
        where=receipt.name,
        found=f"withdrawn by {act.by} on {act.at[:10]}: {act.because}",
        todo=f"Bring it back on its page under Evidence (load {receipt.sha256[:12]}); nothing is lost.",
    )


def _now() -> str:
    """The time of loading, UTC, to the second; no figure rests on it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def release_named(released: str | None, today: date) -> str | None:
    """The month that ``--released`` names, checked; None when nothing was said."""
    if released is None:
        return None
    try:
        month = parse_month(released)
    except ValueError as error:
        raise Refusal(
            "The release is not a month.", found=str(error), todo="Write --released 2022-01."
        ) from None
    if month > month_index(today.year, today.month):
        raise Refusal("The release lies in the future.", found=released, todo="Check --released.")
    return month_code(month)


def files_named(names: Sequence[str], *, endings: Iterable[str]) -> tuple[Path, ...]:
    """The files a person named: each as it is, a folder's files with these endings, or a pattern's."""
    found: dict[Path, None] = {}
    wanted = tuple(endings)
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(item for item in path.rglob("*") if item.name.lower().endswith(wanted))
            if not inside:
                raise Refusal(
                    "The folder holds no file to load.",
                    where=name,
                    todo=f"Name a folder with files that end in {', '.join(wanted)}.",
                )
            found.update(dict.fromkeys(inside))
        elif not path.exists() and any(mark in name for mark in "*?["):
            matched = sorted(Path(item) for item in glob.glob(name, recursive=True))
            if not matched:
                raise Refusal(
                    "No file matches the pattern.", where=name, todo="Check the folder and the name."
                )
            found.update(dict.fromkeys(matched))
        else:
            found[path] = None
    return tuple(found)
