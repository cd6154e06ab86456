"""Replies to a consultation: when each came, by which channel, and what it raised.

In: a table and its confirmed mapping. Out: a ``PartnerSource``: parallel arrays of the
good rows. The words themselves are not read, only themes that a person gave
them, and of those (as of its channel and answer) what is on the mapping's list; a
theme named twice in one reply counts once. A reply outside the
consultation's window is kept and marked. Rejects: no date, no channel.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from wardmote.measuring.sources.labels import as_labels, labels_of, not_kept, notes_on_labels
from wardmote.measuring.sources.mapping import PartnerMapping
from wardmote.measuring.sources.moments import moment
from wardmote.measuring.sources.partner_source import PartnerSource, ragged_rows, what_became
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.sources.tables import SourceTable


def read_replies(table: SourceTable, mapping: PartnerMapping, *, today: date) -> PartnerSource:
    """Every reply judged."""
    mapping.check_header(table)
    rejects = ragged_rows(table)
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
                Reject(number, mapping.columns["received"], shape_of(text), str(error) if text else "no date")
            )
            continue
        if not channel:
            rejects.append(Reject(number, mapping.columns["channel"], shape_of(""), "no channel"))
            continue
        if reference and first.setdefault(reference, number) != number:
            reason = f"row {first[reference]} has the same reference"
            rejects.append(Reject(number, mapping.columns["reference"], shape_of(reference), reason))
            continue
        raised = tuple(dict.fromkeys(t for place in themed if (t := table.rows[row][place])))
        agrees = columns["agrees"][row] if "agrees" in columns else ""
        inside = window is None or window.start <= when <= window.end
        good.append((when, channel, raised, agrees, inside))
    columns_kept, notes = _columns(good, mapping)
    return PartnerSource(
        columns=columns_kept,
        facts={
            "window": [window.start.isoformat(), window.end.isoformat()] if window else None,
            "themes": len(themed),
        },
        **what_became(table, rejects, len(good), outside=int((~columns_kept["inside"]).sum())),
        notes=notes,
    )


def _columns(
    good: Sequence[tuple[date, str, tuple[str, ...], str, bool]], mapping: PartnerMapping
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The replies that count, column by column, each theme in one of its own; notes on words not kept."""
    words = {"channel": [item[1] for item in good], "agrees": [item[3] for item in good]}
    words |= {
        f"theme_{i + 1}": ["".join(item[2][i : i + 1]) for item in good] for i in range(len(mapping.themes))
    }
    kept = {
        name: as_labels(cells, labels_of(mapping, name.partition("_")[0])) for name, cells in words.items()
    }
    unlisted: dict[str, int] = {}
    for name, cells in words.items():
        said = "Themes" if name.startswith("theme") else str(mapping.columns.get(name, ""))
        unlisted[said] = unlisted.get(said, 0) + int(not_kept(cells, kept[name]).sum())
    columns = {
        "received": np.array([item[0] for item in good], dtype="datetime64[D]"),
        "inside": np.array([item[4] for item in good], dtype=bool),
        **kept,
    }
    return columns, notes_on_labels(unlisted)
