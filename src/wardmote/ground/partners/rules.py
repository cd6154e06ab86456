"""Who may do what: roles, and the rules that need nothing but roles and dates.

Pure: values in, a reason or ``None`` out. The roles stand in
docs/reference/access.md with the pages each opens; the administrator runs the
system and reads no records.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from wardmote.measuring.catalogue.access_matrix import separate
from wardmote.measuring.catalogue.periods import day_words

ADMINISTRATOR, MANAGER, ANALYST, CHAIR, OFFICER = "administrator", "manager", "analyst", "chair", "officer"
TASKING, LEAD, LICENSING = "tasking", "lead", "licensing"
CLERK, COUNCILLOR, READER = "clerk", "councillor", "reader"
ROLES = (
    (ADMINISTRATOR, "system administrator"),
    (MANAGER, "community safety manager"),
    (ANALYST, "partnership analyst"),
    (CHAIR, "chair of the strategy group"),
    (OFFICER, "partner officer"),
    (TASKING, "tasking officer"),
    (LEAD, "officer of a lead agency"),
    (LICENSING, "licensing officer"),
    (CLERK, "clerk of a group"),
    (COUNCILLOR, "councillor"),
    (READER, "reader of the plan"),
)
LINKED = "linked"
"""The kind of a body that is no member: its people see nothing until it has a seat in a group."""
RESERVED = ("sign-in", "account", "static", "admin", "api", "healthz")

READERS = frozenset({MANAGER, ANALYST, CHAIR, OFFICER, TASKING, LEAD, LICENSING})
"""Who works with the records, and answers for the body they belong to."""
PLAN_READERS = READERS | {CLERK, COUNCILLOR, READER}
"""Who reads the plan with its actions and measures, and the groups."""
LOADERS = frozenset({MANAGER, ANALYST, OFFICER, TASKING, LEAD, LICENSING})
JUDGES = frozenset({MANAGER, ANALYST})
SIGNERS = frozenset({MANAGER, ANALYST, CHAIR})
KEEPERS = frozenset({MANAGER, ADMINISTRATOR})
LEADERS = frozenset({MANAGER, CHAIR})
"""Who speaks for the partnership as a whole."""
TWO_STEPS = KEEPERS | JUDGES
"""Who must sign in by two steps unless the installation says otherwise; a role that reads records of persons
joins them."""
LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
"""Alphabets that stand in one word by right."""
EVERYONE = frozenset(key for key, _ in ROLES)


def role_name(key: str) -> str:
    return dict(ROLES)[key]


def in_force(begins: date, ends: date | None, today: date) -> bool:
    """Whether a membership counts today; both ends are inside."""
    return begins <= today and (ends is None or today <= ends)


NOBODY_LEFT = (
    "Nobody else runs the partnership after that day: its managers belong to this body. Invite a manager of "
    "another body first, or let one take up a role at the successor."
)


NO_MANAGER_LEFT = "Nobody would run the partnership after that day. Invite another manager first."


def why_not_end_memberships(roles: Iterable[str], *, own: bool) -> str | None:
    """Why somebody does not end all that another has here, or None."""
    if not KEEPERS & set(roles):
        return "Only the community safety manager or the administrator does that."
    return "You cannot end your own membership: ask another manager to do it." if own else None


def why_not_leave(*, held: bool, last: date, today: date) -> str | None:
    """Why somebody does not leave, or None; ``held``: they have a membership after their last day.

    >>> why_not_leave(held=False, last=date(2026, 6, 30), today=date(2026, 6, 1))
    'They are no member after that day already.'
    """
    if (today - last).days > 1:
        return "Their last day is yesterday at the earliest: until now they did things here as a member."
    return None if held else "They are no member after that day already."


def why_not_wards_of(wards: Iterable[str], known: Iterable[str]) -> str | None:
    """Why a councillor is not for these wards, or None; ``known``: those of the committees, if any."""
    there = {each.casefold() for each in known}
    unknown = [ward for ward in wards if there and ward.casefold() not in there]
    return f"{unknown[0]} is no ward of an area committee here." if unknown else None


def why_not_take_over(*, same: bool, there: bool) -> str | None:
    """Why somebody does not take over, or None; ``there``: they stay a member."""
    if same:
        return "Whoever leaves does not take over from themselves."
    return None if there else "Whoever takes over is no member after that day."


def why_not_change_bodies(roles: Iterable[str]) -> str | None:
    """Why somebody does not say which bodies there are, or None: who answers for what hangs on it."""
    return None if MANAGER in roles else "The community safety manager says which bodies there are."


def why_not_end_partnership(*, ended: bool, circle: bool, there: bool) -> str | None:
    """Why a partnership cannot be said to end, or None; ``there``: its successor is one the day after."""
    if ended:
        return "It has ended already."
    if circle:
        return "It would go on with its own work: the partnership that ends stands behind its successor."
    return None if there else "The partnership that goes on has ended by then."


def why_not_end_body(*, ended: bool, why: str) -> str | None:
    """Why a body cannot be said to end, or None."""
    if ended:
        return "It has ended already: take that back first, where it was wrong."
    return None if why.strip() else "Say why it ends, as: abolished by the Health and Social Care Act 2012."


def why_not_end_on(*, begins: date | None, ends: date | None) -> str | None:
    """Why something cannot have these first and last days, or None.

    >>> why_not_end_on(begins=date(2013, 4, 1), ends=date(2013, 3, 31))
    'It would end before it begins.'
    """
    return "It would end before it begins." if begins and ends and ends < begins else None


def why_not_succeed(*, circle: bool, there: bool, name: str) -> str | None:
    """Why a body does not carry on another's work, or None; ``there``: it is one the day after."""
    if circle:
        return "It would carry on its own work: the body that ends stands behind its successor."
    return None if there else f"{name} is no body here on the day after: say first from when it is one."


def why_not_rename_from(since: date, *, today: date, first: date | None) -> str | None:
    """Why a body is not called otherwise from a day on, or None; ``first``: of the name it has, if known.

    >>> why_not_rename_from(date(2021, 6, 26), today=date(2021, 6, 25), first=None)
    'A new name begins today at the latest: come back on that day.'
    """
    if since > today:
        return "A new name begins today at the latest: come back on that day."
    if first and since < first:
        return f"It has the name it has since {day_words(first)}: a new one begins later."
    return None


def speaks_for(bodies: Iterable[int], *, roles: Iterable[str], own: Iterable[int]) -> bool:
    """Whether somebody answers for one of these bodies: its own people, and a manager for every one.

    Bodies go by their numbers: ``own`` are those that somebody belongs to on the day.
    """
    held = set(roles)
    return MANAGER in held or bool(held & READERS and set(own) & set(bodies))


def why_not_called(name: str, others: Iterable[str]) -> str | None:
    """Why somebody does not choose this name, or None: people are told apart by it, in the log as well.

    >>> why_not_called("brian", ["Amira", "Brian"])
    'Somebody here is called Brian already. Add what tells you apart, as a second first name.'
    >>> why_not_called("Bri\N{CYRILLIC SMALL LETTER A}n Cole", [])
    'Write each word of your name in the letters of one alphabet: some only look like others.'
    >>> [why_not_called(name, []) for name in ("Seán Łukasz", "Иван Smith", "山田 はな子", "M.ª José")]
    [None, None, None, None]
    """
    if not name.isprintable() or set("()[]{}<>") & set(name):
        return "Write your name without brackets and without characters that are not seen."
    if any(len(_scripts(word)) > 1 for word in name.split()):
        return "Write each word of your name in the letters of one alphabet: some only look like others."
    wanted = _folded(name)
    if not wanted:
        return "Write your name in letters."
    if same := [other for other in others if _folded(other) == wanted]:
        return f"Somebody here is called {same[0]} already. Add what tells you apart, as a second first name."
    return None


def _folded(name: str) -> str:
    """A name without what the eye passes over: capitals, accents, blanks, other shapes of a letter."""
    return "".join(each for each in unicodedata.normalize("NFKD", name).casefold() if each.isalnum())


def _scripts(word: str) -> set[str]:
    """The alphabets of its letters, as Unicode names them; those that Japanese mixes are one.

    What Unicode's TR 39 calls a single script, word by word. Whole words that look alike are not told apart.
    """
    letters = [each for each in unicodedata.normalize("NFKC", word) if unicodedata.category(each) in LETTERS]
    found = {unicodedata.name(each, "").split(" ")[0].split("-")[0] for each in letters}
    return found - ASIAN | ({"CJK"} if found & ASIAN else set())


def why_not_invite(roles: Iterable[str], wanted: Iterable[str]) -> str | None:
    """Why somebody with these roles cannot invite another to the wanted ones, or None.

    Managers and administrators invite; nobody gives a role that opens more than managing does.
    """
    held, asked = set(roles), set(wanted)
    if not held & KEEPERS:
        return "Only the community safety manager or the administrator invites people."
    if not asked:
        return "Choose at least one role."
    if unknown := asked - EVERYONE:
        return f"There is no role called {sorted(unknown)[0]}."
    if ADMINISTRATOR in asked and ADMINISTRATOR not in held:
        return "Only an administrator makes another administrator."
    return None


def must_be_confirmed(*, wanted: Iterable[str], by_reader: bool, managed: bool) -> bool:
    """Whether an invitation waits for a second person: it opens what who sent it does not read.

    ``managed``: the partnership has a manager, or ever had one; before that the administrator begins it.
    """
    return managed and not by_reader and bool(PLAN_READERS & set(wanted))


def why_not_confirm(*, roles: Iterable[str], sent: bool, invited: bool) -> str | None:
    """Why somebody cannot confirm an invitation, or None; ``sent``: by them, ``invited``: it is to them."""
    if not LEADERS & set(roles):
        return "Only the community safety manager or the chair confirms an invitation."
    if sent:
        return "You sent this invitation yourself. Somebody else confirms it."
    if invited:
        return "This invitation is to you. Somebody else confirms it."
    return None


def why_not_join(*, there: bool, name: str) -> str | None:
    """Why nobody joins for a body, or None; ``there``: it is one today."""
    return None if there else f"{name} is no body of the partnership today: join for the one that is."


SEPARATE = (
    "One person does not belong to PubWatch and to a body that reads of prolific offenders: who is banned "
    "from pubs and who is managed are kept apart."
)


def why_not_both_hats(hats: Iterable[tuple[str, str]]) -> str | None:
    """Why one person does not wear these hats (kind of body, role) together, or None.

    >>> why_not_both_hats([("business", "lead"), ("district-council", "licensing")])
    >>> why_not_both_hats([("business", "lead"), ("police", "officer")]) == SEPARATE
    True
    """
    return SEPARATE if separate(hats) else None


def why_not_recover(*, managers: Iterable[str]) -> str | None:
    """Why no manager is made on the server, or None: it is only for a partnership that has none."""
    if named := sorted(managers):
        return f"The partnership has a manager, who invites people: {', '.join(named)}."
    return None


def why_not_take_up(
    *, ends_at: datetime, taken_up: bool, withdrawn: bool, waits: bool, now: datetime
) -> str | None:
    """Why an invitation does not open the door, or not yet, or None."""
    if taken_up:
        return "This invitation has been used. Sign in, or ask for a new one."
    if withdrawn:
        return "This invitation was withdrawn. Ask who sent it for a new one."
    if now > ends_at:
        return "This invitation has run out. Ask who sent it for a new one."
    if waits:
        return (
            "The manager or the chair of the partnership has still to confirm this invitation. Open the link "
            "again when they have."
        )
    return None


def why_not_make_token(*, roles: Iterable[str], own: bool, body: bool) -> str | None:
    """Why somebody cannot make a token, or None.

    Everybody who reads makes one for themselves; the manager, who reads too, makes one for a body.
    """
    held = set(roles)
    if own:
        return None if held & READERS else "Only who reads records makes a token to read them."
    if body and MANAGER in held:
        return None
    return "Only the community safety manager makes a token for a body."


def may_have_token(roles: Iterable[str], *, body: bool) -> bool:
    """Whether a token still reads that rests on somebody with these roles today; ``body``: one for a body."""
    return why_not_make_token(roles=roles, own=not body, body=body) is None


def why_not_such_token(*, name: str, ends: date, today: date, most: int) -> str | None:
    """Why a token cannot be made with this name and last day, or None.

    It is named after the program that holds it, and ends within a year.
    """
    if not name.strip():
        return "Name the program that will hold it, as: the council's reporting tool."
    if ends < today:
        return "That day is over already."
    if (ends - today).days > most:
        return "A token ends within a year: make a new one then."
    return None


def why_not_ask_second_step_away(*, own: bool, there: bool) -> str | None:
    """Why nobody asks for somebody's second step to be taken away, or None."""
    if own:
        return "It is your own. Change it on the page of your account."
    return None if there else "They have no second step."


def why_not_take_second_step(*, roles: Iterable[str], asked: bool, own: bool) -> str | None:
    """Why somebody does not confirm that a second step goes, or None; ``asked``: by them, ``own``: theirs."""
    if not LEADERS & set(roles):
        return "Only the community safety manager or the chair confirms it."
    if asked:
        return "You asked for it yourself. Somebody else confirms it."
    if own:
        return "It is your own second step. Somebody else confirms it."
    return None


def why_not_withdraw_token(*, roles: Iterable[str], own: bool, withdrawn: bool) -> str | None:
    """Why somebody cannot withdraw a token, or None: its owner does, and whoever keeps the people."""
    if withdrawn:
        return "It is withdrawn already."
    return (
        None if own or set(roles) & KEEPERS else "Only its owner, a manager or an administrator withdraws it."
    )
