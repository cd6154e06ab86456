"""What is owed of tasks: each that is not done, by the body that owns it, until the day it is due."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from wardmote.doing.tasking.models import Task
from wardmote.ground.owed import Owed
from wardmote.ground.partners.bodies import owed_by


def owed_tasks(partnership: str, on: date) -> Iterator[Owed]:
    """The open tasks of a partnership."""
    open_ = Task.objects.filter(partnership__slug=partnership).open()
    for task in open_:
        yield Owed(
            kind="task",
            words=f"{task.words} ({task.origin_label})",
            by=(owed_by(task.owner, on),),
            since=timezone.localdate(task.set_at),
            due=task.due,
            url=reverse("tasking:task", args=[partnership, task.pk]),
            on=on,
            about=f"task:{task.pk}",
        )
