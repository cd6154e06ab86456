"""Telling a person which rows of a partner's file cannot be used, all of them, in few lines.

In: the rejects of a file. Out: nothing, or a ``Refusal`` that tells every reject:
one line for each column and reason, with the numbers of its rows as a
spreadsheet shows them and the first cells that stood there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.counted import counted, ngettext
from wardmote.measuring.catalogue.periods import stretches
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject


@dataclass(unsafe_hash=True)
class BadRows(Refusal):
    """Some rows of a partner's file cannot be used; ``kept`` others could go in without them."""

    bad: int = 0
    kept: int = 0


CELLS, LETTERS, SPANS, REASONS = 3, 40, 60, 40


def refuse_bad_rows(
    name: str, rejects: Sequence[Reject], *, read: int, kept: int, keep_good: bool = False
) -> None:
    """Refuse a file with bad rows, unless the good ones are wanted; and always one without good rows."""
    bad = len({reject.row for reject in rejects})
    if kept and (keep_good or not bad):
        return
    first = rejects[0] if rejects else None
    at = f", column {first.column}" if first and first.column else ""
    raise BadRows(
        f"{bad:,} of {read:,} rows cannot be used." if kept else "No row can be used.",
        where=f"{name}, row {first.row}{at}" if first else name,
        found="\n         ".join(told(rejects)),
        todo="Mend the rows or the mapping" + (", or load the good rows with --keep-good." if kept else "."),
        bad=bad,
        kept=kept,
    )


def told(rejects: Iterable[Reject]) -> Iterator[str]:
    """``From, rows 3, 7-9: in the future (2030-01-01)``, one line for each column and reason."""
    reasons: dict[tuple[str, str], list[Reject]] = {}
    for reject in rejects:
        reasons.setdefault((reject.column, reject.reason), []).append(reject)
    for number, ((column, reason), found) in enumerate(reasons.items()):
        if number == REASONS:
            yield f"and {counted(len(reasons) - REASONS, 'more reason', 'more reasons')}"
            return
        cells = list(dict.fromkeys(reject.found or "nothing" for reject in found))
        shown = [cell if len(cell) <= LETTERS else f"{cell[:LETTERS]}…" for cell in cells[:CELLS]]
        quoted = "; ".join([*shown, *(["…"] if len(cells) > CELLS else [])])
        rows = row_numbers(reject.row for reject in found)
        yield f"{column or 'the whole row'}, {rows}: {reason} ({quoted})"


def row_numbers(numbers: Iterable[int]) -> str:
    """``row 4``, or ``rows 3, 7-9``.

    >>> row_numbers([9, 3, 7, 8])
    'rows 3, 7-9'
    """
    rows = set(numbers)
    spans = stretches(rows)
    words = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:SPANS]]
    more = sum(last - first + 1 for first, last in spans[SPANS:])
    return f"{ngettext('row', 'rows', len(rows))} {', '.join(words)}{f' and {more:,} more' if more else ''}"
