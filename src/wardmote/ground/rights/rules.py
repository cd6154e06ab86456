"""What may be done with rights to records: pure, values in, a reason or ``None`` out."""

from collections.abc import Collection
from datetime import date, timedelta

from wardmote.measuring.catalogue.access_matrix import ALL, CASE, CASE_OWN
from wardmote.measuring.catalogue.event_windows import windows
from wardmote.measuring.catalogue.purposes import purpose_kinds

NOT_HERE = "There is no such record here."
"""Said of a record that is not there and of one that is not theirs alike: that there is one is secret."""
NO_PURPOSE = (
    "Say first what you read it for. It opens then, for as long as that lasts, and the log names you and the "
    "purpose."
)


def why_not_give(
    *, giver: Collection[str], runs: bool, taker: Collection[str], own: bool, why: str
) -> str | None:
    """Why a record is not given to somebody, or None.

    ``giver``, ``taker``: their cells of its register; ``runs``: the giver is the manager, who gives records
    of registers that nobody reads in full.

    >>> why_not_give(giver={"F"}, runs=False, taker={"D"}, own=False, why="Joint visit")
    'They read no single record of this register, whoever gives it to them.'
    """
    if ALL not in giver and not (runs and CASE in giver):
        return "Only who reads all of this register, or the manager, gives one of its records to somebody."
    if own:
        return "Nobody gives a record to themselves: ask another who reads this register."
    if not {CASE, CASE_OWN} & set(taker):
        return "They read no single record of this register, whoever gives it to them."
    return None if why.strip() else "Say why they are given it."


def why_not_begin(*, kind: str, words: str, given: bool) -> str | None:
    """Why a purpose does not begin, or None; ``given``: the record is given to them today."""
    if not given:
        return NOT_HERE
    if kind not in purpose_kinds():
        return f"Choose one of: {', '.join(each.title.lower() for each in purpose_kinds().values())}."
    return None if words.strip() else "Say in a few words what you read it for."


def why_not_break(*, cells: Collection[str], why: str) -> str | None:
    """Why the glass is not broken, or None: only for who could be given such a record, and with a reason."""
    if not {CASE, CASE_OWN} & set(cells):
        return NOT_HERE
    return (
        None
        if len(why.strip()) >= 20
        else "Say why it cannot wait, in a sentence: it is read by another body."
    )


def why_not_answer(*, own: bool, same_body: bool, cells: Collection[str], answered: bool) -> str | None:
    """Why somebody does not confirm or refuse a broken glass, or None; ``cells``: theirs of its register."""
    if answered:
        return "Somebody answered it before you."
    if own or same_body:
        return "Somebody of another body answers for it."
    return None if {ALL, CASE, CASE_OWN} & set(cells) else "You read no record of this register."


def working_days_after(day: date, count: int) -> date:
    """The working day that many after a day, by the bank holidays of England.

    >>> working_days_after(date(2026, 12, 24), 1), working_days_after(date(2026, 11, 27), 1)
    (datetime.date(2026, 12, 29), datetime.date(2026, 11, 30))
    """
    closed = {
        window.start + timedelta(days=n)
        for window in windows("bank-holiday")
        if not window.countries or "England" in window.countries
        for n in range(window.days)
    }
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in closed
    return day
