"""Reminders to the owners of actions: two weeks ahead of the day they are due, on it, and a week after.

In: the edition in force and a day. Out: one letter a lead body, to its people (to the managers where it has
none here), naming every action that has come to a new moment; each action is named once a moment, so that
running it again writes nothing. Letters go where the installation's mail goes: without a mail server, to
the outbox. The worker asks for it once a day (``look``); a worker killed between a letter and its record may
write that one letter again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from wardmote.deciding.plan.held.progress import Stands, stands
from wardmote.deciding.plan.models import PlanEdition, Reminder
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.audit import log
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Membership, Partnership
from wardmote.ground.partners.rules import MANAGER, READERS, in_force
from wardmote.knowing.evidence.opening import folder
from wardmote.measuring.catalogue.periods import day_words

REMIND: Final = "plan-remind"
BY: Final = "the program, once a day"
_seen: dict[Path, date] = {}


def look() -> None:
    """Ask once a day for the reminders of every partnership with an edition in force."""
    here, today = folder().root, timezone.localdate()
    if _seen.get(here) == today:
        return
    for edition in PlanEdition.objects.filter(status=rules.PUBLISHED).select_related("partnership"):
        slug = edition.partnership.slug
        work.enqueue(REMIND, partnership=slug, by=BY, about="Reminding owners of actions", key="remind")
    _seen[here] = today


def remind_job(running: work.Running) -> dict[str, Any]:
    """The job: says how many bodies were written to."""
    town = Partnership.objects.get(slug=running.partnership)
    return {"letters": len(remind(town, on=timezone.localdate(), by=running.by))}


@dataclass(frozen=True)
class Letter:
    """One body's letter: who gets it, and the actions with what each has come to."""

    body: str
    to: tuple[str, ...]
    actions: tuple[tuple[Stands, str], ...]

    @property
    def text(self) -> str:
        names = dict(rules.MOMENTS)
        lines = [
            f"{each.deliverable.key}: {each.deliverable.words} ({names[moment]}: {day_words(each.due)})"
            for each, moment in self.actions
        ]
        asked = "Please say on its page how each stands; it takes a minute."
        return "\n\n".join([f"Actions led by {self.body}:", *lines, asked])


def remind(partnership: Partnership, *, on: date, by: str) -> list[Letter]:
    """Write what is to be written on a day, and remember that it was."""
    edition = PlanEdition.objects.filter(partnership=partnership, status=rules.PUBLISHED).first()
    if edition is None:
        return []
    letters = due_letters(edition, on=on)
    for letter in letters:
        _write(edition, letter, by=by)
    return letters


def due_letters(edition: PlanEdition, *, on: date) -> list[Letter]:
    """The letters a day asks for that were not written yet."""
    written = set(Reminder.objects.filter(action__edition=edition).values_list("action_id", "moment"))
    wanted: dict[str, list[tuple[Stands, str]]] = {}
    for each in stands(edition, on=on):
        moment = rules.moment_reached(due=each.due, on=on)
        head = each.deliverable.pk
        if each.action.pk != head or each.state in rules.CLOSED or moment is None:
            continue
        if (head, moment) not in written:
            for body in each.leads:
                wanted.setdefault(body, []).append((each, moment))
    people = _people(edition.partnership_id, on)
    return [
        Letter(body, to, tuple(actions))
        for body, actions in wanted.items()
        if (to := people.get(body) or people.get("", ()))
    ]


def _people(partnership: int, on: date) -> dict[str, tuple[str, ...]]:
    """Addresses by body; under "" the managers'."""
    found: dict[str, list[str]] = {}
    rows = Membership.objects.filter(partnership_id=partnership).select_related("person", "body")
    for row in rows.order_by("pk"):
        if row.role in READERS and in_force(row.begins, row.ends, timezone.localdate()):
            for name in (row.body.name, *([""] if row.role == MANAGER else [])):
                found.setdefault(name, []).append(row.person.email)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


def _write(edition: PlanEdition, letter: Letter, *, by: str) -> None:
    with transaction.atomic():
        for each, moment in letter.actions:
            Reminder.objects.get_or_create(
                action=each.deliverable,
                moment=moment,
                defaults={"partnership": edition.partnership, "to": list(letter.to), "at": timezone.now()},
            )
        _record(edition, letter, by=by)
        send_mail(_subject(letter.actions), letter.text, None, list(letter.to))


def _subject(actions: Sequence[tuple[Stands, str]]) -> str:
    count = len(actions)
    return f"{count} action{'' if count == 1 else 's'} of the plan: how does it stand?"


def _record(edition: PlanEdition, letter: Letter, *, by: str) -> None:
    keys = [each.deliverable.key for each, _ in letter.actions]
    log.record(
        partnership=edition.partnership.slug,
        by=by,
        what="plan.reminded",
        subject=f"plan:{edition.key}",
        detail={"body": letter.body, "actions": keys},
    )
