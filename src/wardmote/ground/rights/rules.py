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


LONGEST = 300
"""Characters that a reason or a purpose has at most."""
TOO_LONG = f"Say it in {LONGEST} characters or fewer."


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
    return why_not_words(why, "Say why they are given it.")


def why_not_own(taker: Collection[str], *, brought: bool) -> str | None:
    """Why somebody is not given a record of another body, or None; ``brought``: their own body brought it.

    >>> why_not_own({"C own"}, brought=False)
    'They read only what their own body brought to this register: say that it brought this record.'
    """
    if brought or CASE_OWN not in taker or {ALL, CASE} & set(taker):
        return None
    return "They read only what their own body brought to this register: say that it brought this record."


def why_not_words(words: str, missing: str, *, least: int = 1) -> str | None:
    """Why words of a person's own are not taken, or None; ``missing``: what is said of too few."""
    if len(words.strip()) < least:
        return missing
    return TOO_LONG if len(words.strip()) > LONGEST else None


def why_not_begin(*, kind: str, words: str, given: bool) -> str | None:
    """Why a purpose does not begin, or None; ``given``: the record is given to them today."""
    if not given:
        return NOT_HERE
    if kind not in purpose_kinds():
        return f"Choose one of: {', '.join(each.title.lower() for each in purpose_kinds().values())}."
    return why_not_words(words, "Say in a few words what you read it for.")


def why_not_break(*, cells: Collection[str], why: str, refused: bool = False) -> str | None:
    """Why the glass is not broken, or None: only for who could be given such a record, and with a reason.

    Not for who reads only what their own body brought: nobody has said of the record that it is such a one.
    ``refused``: another body refused them this record, and the day until which it was open is not over.
    """
    if CASE not in cells:
        return NOT_HERE
    if refused:
        return "Another body refused that: ask to be given the record."
    missing = "Say why it cannot wait, in a sentence: it is read by another body."
    return why_not_words(why, missing, least=20)


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
