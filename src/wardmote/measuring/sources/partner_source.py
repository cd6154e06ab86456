"""What every reader of a partner's file answers: the good rows, what to remember of them, what became of the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.sources.tables import SourceTable

Texts = NDArray[np.object_]
Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class PartnerSource:
    """``columns`` are parallel, by their stored names; ``keys`` of people are as the file has them.

    ``facts`` are kept beside the rows, for reading them back; ``counts``: rows read, kept, rejected and more.
    """

    columns: Columns
    facts: Mapping[str, Any]
    rejects: tuple[Reject, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    keys: Columns = field(default_factory=dict)
    areas: Columns = field(default_factory=dict)


def texts(values: Iterable[str]) -> Texts:
    """Words as a column, also where there are none."""
    return np.array([*values, None], dtype=object)[:-1]


def ragged_rows(table: SourceTable) -> list[Reject]:
    """Rows that are not under the headings."""
    return [Reject(number, "", "", "not the columns of the header") for number in table.ragged]


def in_order(rejects: Iterable[Reject]) -> tuple[Reject, ...]:
    """From the first row to the last."""
    return tuple(sorted(rejects, key=lambda reject: (reject.row, reject.column)))


def rows_counted(table: SourceTable, rejects: Iterable[Reject], kept: int, **more: int) -> dict[str, int]:
    """What became of every row of the file."""
    rejected = len({reject.row for reject in rejects})
    return {"read": len(table.rows) + len(table.ragged), "kept": kept, "rejected": rejected, **more}
