"""What every reader of a partner's file answers: good rows, what is kept with them, what became of others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.rejects import Reject, shape_of
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
    return [Reject(number, "", shape_of(""), "not the columns of the header") for number in table.ragged]


def what_became(table: SourceTable, rejects: Iterable[Reject], kept: int, **more: int) -> dict[str, Any]:
    """``rejects`` from the first row to the last, and ``counts`` of every row of the file."""
    ordered = tuple(sorted(rejects, key=lambda reject: (reject.row, reject.column)))
    rejected = len({reject.row for reject in ordered})
    counts = {"read": len(table.rows) + len(table.ragged), "kept": kept, "rejected": rejected, **more}
    return {"rejects": ordered, "counts": counts}
