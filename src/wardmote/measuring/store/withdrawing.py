"""Taking a load out of what counts, and bringing it back; nothing is ever deleted.

In: a load's sha256, who does it, why and when. Out: the receipt as it is now,
and ``loads/<sha256>/withdrawn.json``, which keeps every act. Everything that is
asked from then on is answered without the load, as if it had never been loaded:
where it had restated months, the load before it counts again. Safe beside a
running load and beside another withdrawal; a killed one changed nothing.
"""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import locked, recover, try_lock, write_whole
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import (
    BROUGHT_BACK,
    WITHDRAWN,
    WITHDRAWN_FILE,
    Receipt,
    Withdrawing,
    read_receipt,
)

SCHEMA = 1
LONGEST_WAIT, PAUSE = 5.0, 0.02  # seconds for another withdrawal to end


def withdraw(folder: Folder, sha256: str, *, by: str, because: str, at: datetime) -> Receipt:
    """The load counts no more; ``Refusal`` without a reason, or when it is withdrawn already."""
    if not because.strip():
        raise Refusal("A reason is missing.", todo="Say in a few words why this load must not count.")
    act = Withdrawing(WITHDRAWN, by, _utc(at), because.strip())
    return _acted(folder, sha256, act)


def bring_back(folder: Folder, sha256: str, *, by: str, at: datetime) -> Receipt:
    """The load counts again; ``Refusal`` when it was not withdrawn."""
    return _acted(folder, sha256, Withdrawing(BROUGHT_BACK, by, _utc(at)))


def _acted(folder: Folder, sha256: str, act: Withdrawing) -> Receipt:
    home = _home(folder, sha256)
    with _one_at_a_time(folder):
        receipt = read_receipt(home / "receipt.json")
        before = receipt.withdrawn
        if act.what == WITHDRAWN and before is not None:
            raise Refusal(
                "This load is withdrawn already.",
                where=receipt.name,
                found=f"by {before.by} on {before.at[:10]}: {before.because}",
            )
        if act.what == BROUGHT_BACK and before is None:
            raise Refusal("This load is not withdrawn: it counts.", where=receipt.name)
        _write(home, (*receipt.withdrawals, act))
        return read_receipt(home / "receipt.json")


def _home(folder: Folder, sha256: str) -> Path:
    """The load's folder; one that a killed load committed but did not settle is settled first."""
    home = folder.loads / sha256
    whole = len(sha256) == 64 and all(digit in "0123456789abcdef" for digit in sha256)
    if whole and not (home / "receipt.json").exists() and list(folder.loads.glob(f".commit-*/{sha256}")):
        with locked(folder):
            recover(folder)
    if not whole or not (home / "receipt.json").exists():
        raise Refusal("There is no such load.", found=sha256[:64], todo="Choose one of the list of loads.")
    return home


def _write(home: Path, history: tuple[Withdrawing, ...]) -> None:
    kept = {"schema": SCHEMA, "history": [asdict(act) for act in history]}
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(home / WITHDRAWN_FILE, text)


@contextlib.contextmanager
def _one_at_a_time(folder: Folder) -> Iterator[None]:
    """Withdrawals wait for each other, not for loads."""
    until = time.monotonic() + LONGEST_WAIT
    with (folder.loads / ".withdrawing").open("a+b") as handle:
        while not try_lock(handle):
            if time.monotonic() > until:
                raise Refusal("Somebody else is withdrawing a load.", todo="Try again in a minute.")
            time.sleep(PAUSE)
        yield


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
