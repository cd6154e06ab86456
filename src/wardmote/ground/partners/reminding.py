"""Reminders to whoever owes something: two weeks ahead of the day it is due, on it, and a week after.

In: what is owed on a day, whichever room it comes from (``ground.owed``). Out: one letter a body, to its
people; what nobody of the body is here for, and what the partnership itself owes, goes to the managers,
decisions to the chair too. A letter names everything that has come to a new moment, with its day and its
page; each thing is named once a moment to each body that owes it, so that running it again writes only what
did not go. What has no day and was not heard of for too long (``stale``) is named once for as long as that
lasts. A letter is written in the transaction that remembers it (``ground.mail``); without a mail server
it is a file of the outbox. The worker asks for it once a day (``schedule_reminders``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from wardmote.ground.casework import write
from wardmote.ground.jobs import work
from wardmote.ground.mail.messages import full_address
from wardmote.ground.owed import PARTNERSHIP, STRATEGY_GROUP, Owed, OwedBy, owed_on
from wardmote.ground.owed.moments import AFTER, moment_reached
from wardmote.ground.partners.models import Membership, Partnership, Reminder
from wardmote.ground.partners.rules import CHAIR, MANAGER, READERS
from wardmote.ground.partners.viewing import not_only_linked
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import day_words

REMIND: Final = "plan-remind"
"""As jobs that wait in older installations have it."""
BY: Final = "the program, once a day"
_seen: dict[str, date] = {}


def schedule_reminders() -> None:
    """Ask once a day for the reminders of every partnership."""
    here, today = str(settings.WARDMOTE_DATA), timezone.localdate()
    if _seen.get(here) == today:
        return
    for slug in Partnership.objects.values_list("slug", flat=True):
        work.enqueue(REMIND, partnership=slug, by=BY, about="Reminding who owes something", key="remind")
    _seen[here] = today


def remind_job(running: work.Running) -> dict[str, Any]:
    """The job: says how many bodies were written to."""
    town = Partnership.objects.get(slug=running.partnership)
    return {"letters": len(remind(town, on=timezone.localdate(), by=running.by))}


@dataclass(frozen=True)
class Letter:
    """One body's letter: who gets it, and what it owes with the moment each thing has come to."""

    by: OwedBy
    to: tuple[str, ...]
    things: tuple[tuple[Owed, str], ...]

    @property
    def text(self) -> str:
        lines = [
            f"{each.words.rstrip('.')} ({_when(each)})\n{full_address(each.url)}" for each, _ in self.things
        ]
        hints = dict.fromkeys(each.hint for each, _ in self.things if each.hint)
        asked = " ".join(["To answer one, open the link below it.", *hints])
        shared, name = self.by in (PARTNERSHIP, STRATEGY_GROUP), self.by.name
        body = name[0].lower() + name[1:] if shared else name
        return "\n\n".join([f"Owed by {body}:", *lines, asked])


def _when(each: Owed) -> str:
    """The day in words: a letter may be late, so the day it is due says more than the moment."""
    if each.due is None:
        return f"nothing heard since {day_words(each.since)}" if each.stale else "no day is set"
    left = (each.due - each.on).days
    if left == 0:
        return f"due today, {day_words(each.due)}"
    if left < 0 and not each.counted:
        return f"due {day_words(each.due)}, overdue"
    how = f"in {counted(left, 'day', 'days')}" if left > 0 else f"{each.days_late} late"
    return f"due {day_words(each.due)}, {how}"


def remind(partnership: Partnership, *, on: date, by: str) -> list[Letter]:
    """Write what is to be written on a day, and remember that it was."""
    letters = due_letters(partnership, on=on)
    for letter in letters:
        _write(partnership, letter, by=by)
    return letters


def due_letters(partnership: Partnership, *, on: date) -> list[Letter]:
    """The letters a day asks for that were not written yet."""
    if partnership.over(on):
        return []
    rows = Reminder.objects.filter(partnership=partnership)
    written = set(rows.values_list("about", "moment", "body"))
    wanted: dict[OwedBy, list[tuple[Owed, str]]] = {}
    for each in owed_on(partnership.slug, on):
        moment = moment_reached(due=each.due, on=on) if each.due else AFTER if each.stale else None
        if moment is None:
            continue
        for by in each.by:
            if {(each.about, moment, by.key), (each.about, moment, "")} & written:
                continue
            wanted.setdefault(by, []).append((each, moment))
    people = _people(partnership)
    return [Letter(by, to, tuple(things)) for by, things in wanted.items() if (to := _to(people, by))]


def _to(people: Mapping[str, tuple[str, ...]], by: OwedBy) -> tuple[str, ...]:
    """The body's people; for the strategy group chair and managers; where there is nobody, the managers."""
    managers = people.get(MANAGER, ())
    if by == STRATEGY_GROUP:
        return tuple(dict.fromkeys((*people.get(CHAIR, ()), *managers)))
    return people.get(by.key) or managers


def _people(partnership: Partnership) -> dict[str, tuple[str, ...]]:
    """Addresses by body (its number) and by role, of memberships in force today."""
    found: dict[str, list[str]] = {}
    held = Membership.objects.filter(partnership=partnership).select_related("person", "body")
    for row in not_only_linked(held, timezone.localdate()).order_by("pk"):
        if row.role in READERS and row.in_force(timezone.localdate()):
            for key in (str(row.body_id), row.role):
                found.setdefault(key, []).append(row.person.email)
    return {key: tuple(dict.fromkeys(each)) for key, each in found.items()}


def _write(partnership: Partnership, letter: Letter, *, by: str) -> None:
    slug = partnership.slug
    detail = {"body": letter.by.name, "things": [each.about for each, _ in letter.things]}
    with write("partners.reminded", f"partnership:{slug}", by=by, partnership=slug, detail=detail) as act:
        for each, moment in letter.things:
            Reminder.objects.get_or_create(
                partnership=partnership,
                about=each.about,
                moment=moment,
                body=letter.by.key,
                defaults={"to": list(letter.to), "at": timezone.now()},
            )
        act.letter(_subject(letter.things), letter.text, to=letter.to)


def _subject(things: Sequence[tuple[Owed, str]]) -> str:
    """One line, whatever people wrote: a subject with a line break is refused by the mail."""
    if len(things) == 1:
        return " ".join(things[0][0].words.split())[:120]
    return f"{len(things)} things are owed to the partnership"
