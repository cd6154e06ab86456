"""Setting tasks and finishing them: one transaction each, with its audit row.

A task owes its cause nothing but values, so that any room may set one; the record that caused it finds its
tasks by kind and key.
"""

from dataclasses import dataclass
from datetime import date

from wardmote.doing.tasking import rules
from wardmote.doing.tasking.models import Task
from wardmote.ground.casework import hold, refuse, write
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True)
class Origin:
    """What caused a task: its kind, its key there, and its words and address for readers."""

    kind: str
    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Asking:
    """What is to be done, by which body (its number) and person, by when."""

    words: str
    owner: int | str
    due: date
    person: str = ""


def set_task(partnership: Partnership, asking: Asking, origin: Origin, *, by: Viewer) -> Task:
    """Set a task; ``Refusal`` where it is not whole, or its owner is not of this partnership."""
    refuse(rules.why_not_set(words=asking.words, due=asking.due, today=by.today))
    owner = Body.objects.filter(partnership=partnership, pk=asking.owner).on(by.today).first()
    if owner is None:
        raise Refusal("Choose a body that is one of this partnership today.", found=str(asking.owner))
    with write("tasking.set", by=by) as act:
        task = Task.objects.create(
            partnership=partnership,
            words=asking.words.strip(),
            owner=owner,
            person=asking.person.strip(),
            due=asking.due,
            origin_kind=origin.kind,
            origin_key=origin.key,
            origin_label=origin.label,
            origin_url=origin.url,
            set_by=str(by),
            set_at=by.at,
        )
        act.subject = f"task:{task.pk}"
        act.detail = {"words": task.words, "owner": owner.name, "due": task.due, "origin": task.origin}
    return task


def why_not_say(task: Task, *, by: Viewer) -> str | None:
    """Why this person cannot say that it is done, or None."""
    owner = task.owner.answering(by.today)
    return rules.why_not_finish(theirs=by.speaks_for((owner,)), owner=owner.name)


def may_finish(task: Task, *, by: Viewer) -> bool:
    """Whether it is still to be done, and theirs to say when it is."""
    return not task.done and why_not_say(task, by=by) is None


def tasks_shown(kind: str, key: str, *, by: Viewer) -> list[tuple[Task, tuple[str, str], bool]]:
    """The tasks set for something, each with its mark and whether this person may say that it is done."""
    found = Task.objects.visible_to(by).of(kind, key)
    return [(task, task.mark_on(by.today), may_finish(task, by=by)) for task in found]


def finish(task: Task, *, evidence: str, by: Viewer) -> None:
    """It is done, and what shows it; said once."""
    detail = {"evidence": evidence, "origin": task.origin}
    with write("tasking.done", f"task:{task.pk}", by=by, detail=detail):
        now = hold(Task.objects.filter(pk=task.pk))
        refuse(why_not_say(task, by=by) or rules.why_not_mark_done(done=now.done, evidence=evidence))
        now.evidence, now.done_by, now.done_on = evidence.strip(), str(by), by.today
        now.save()
