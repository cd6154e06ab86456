"""Which release of a force and month counts, and what changed between releases.

In: receipts. Out: for each table, force and month the parts that hold it, in
release order; the last one counts, as a whole: a crime that is gone from it is
gone. A file whose name says that it is a part of a month ("…-street-stevenage")
counts only where no whole file is held. Unknown releases come before known
ones; within one release the part with more rows counts, then the one with the
smaller load sha256, so that the order of loading never decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardmote.measuring.store.receipts import Receipt, ReceiptPart

MUCH_SMALLER = 0.8
Key = tuple[str, str, int]


@dataclass(frozen=True)
class LoadedMonth:
    """One load's copy of a force and month."""

    receipt: Receipt
    part: ReceiptPart

    @property
    def released(self) -> str:
        return self.receipt.released or ""

    @property
    def rank(self) -> tuple[bool, str, int, str]:
        """Sorts the version that counts last; a file named as part of a month never before a whole one."""
        turned = "".join(chr(ord("g") - int(digit, 16)) for digit in self.receipt.sha256)
        whole = not self.part.facts.get("extract")
        return (whole, self.released, self.part.rows, turned)


def versions(receipts: Iterable[Receipt]) -> Mapping[Key, tuple[LoadedMonth, ...]]:
    """Every copy of each (table, force, month), the one that counts last."""
    found: dict[Key, list[LoadedMonth]] = {}
    for receipt in receipts:
        if receipt.source != "police-uk":
            continue
        for part in receipt.parts:
            if part.month is not None:
                found.setdefault((part.table, part.force, part.month), []).append(LoadedMonth(receipt, part))
    return {key: tuple(sorted(found[key], key=lambda version: version.rank)) for key in sorted(found)}
