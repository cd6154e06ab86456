"""Replies to a consultation: when each came, by which channel, and what it raised.

In: a table and its confirmed mapping. Out: ``ReplyRows``: parallel arrays of the
good rows. The words themselves are not read, only themes that a person gave
them; a theme named twice in one reply counts once. A reply outside the
consultation's window is kept and marked. Rejects: no date, no channel.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.mapping import PartnerMapping
from wardmote.measuring.sources.moments import moment
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.sources.tables import SourceTable


@dataclass(frozen=True)
class ReplyRows:
    """``themes`` one tuple for each reply; ``inside`` the window or no window given."""

    received: NDArray[np.datetime64]
    channel: tuple[str, ...]
    themes: tuple[tuple[str, ...], ...]
    agrees: tuple[str, ...]
    inside: tuple[bool, ...]
    rejects: tuple[Reject, ...]
    read: int
    notes: tuple[str, ...] = ()


def read_replies(table: SourceTable, mapping: PartnerMapping, *, today: date) -> ReplyRows:
    """Every reply judged."""
    mapping.check_header(table)
    rejects = [Reject(number, "", "", "not the columns of the header") for number in table.ragged]
    good: list[tuple[date, str, tuple[str, ...], str, bool]] = []
    themed = [table.index(heading) for heading in mapping.themes]
    columns = {key: table.column(heading) for key, heading in mapping.single_columns().items()}
    window = mapping.window.period if mapping.window else None
    first: dict[str, int] = {}
    for row, number in enumerate(table.numbers):
        text, channel = columns["received"][row], columns["channel"][row]
        reference = columns["reference"][row] if "reference" in columns else ""
        try:
            when = moment(text, today=today)[0].astype("datetime64[D]").item()
        except ValueError as error:
            rejects.append(
                Reject(number, mapping.columns["received"], text, str(error) if text else "no date")
            )
            continue
        if not channel:
            rejects.append(Reject(number, mapping.columns["channel"], "", "no channel"))
            continue
        if reference and first.setdefault(reference, number) != number:
            reason = f"row {first[reference]} has the same reference"
            rejects.append(Reject(number, mapping.columns["reference"], reference, reason))
            continue
        raised = tuple(dict.fromkeys(t for place in themed if (t := table.rows[row][place])))
        agrees = columns["agrees"][row] if "agrees" in columns else ""
        inside = window is None or window.start <= when <= window.end
        good.append((when, channel, raised, agrees, inside))
    return ReplyRows(
        received=np.array([item[0] for item in good], dtype="datetime64[D]"),
        channel=tuple(item[1] for item in good),
        themes=tuple(item[2] for item in good),
        agrees=tuple(item[3] for item in good),
        inside=tuple(item[4] for item in good),
        rejects=tuple(sorted(rejects, key=lambda reject: (reject.row, reject.column))),
        read=len(table.rows) + len(table.ragged),
    )
