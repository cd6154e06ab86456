"""What is owed of tasks: each that is not done, by the body that owns it, until the day it is due."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wardmote.doing.tasking.models import Task
from wardmote.ground.owed import Owed, SharedQuery
from wardmote.ground.partners.bodies import body_columns, body_of, owed_by


def owed_tasks(partnership: str, on: date) -> SharedQuery[Owed]:
    """The open tasks of a partnership."""
    open_ = Task.objects.filter(partnership__slug=partnership, done_on=None)
    columns = {name: name for name in ("pk", "words", "origin_label", "set_at", "due")}

    def owed(task: Any) -> Owed:
        return Owed(
            kind="task",
            words=f"{task.words} ({task.origin_label})",
            by=(owed_by(body_of(task, "owner"), on),),
            since=timezone.localdate(task.set_at),
            due=task.due,
            url=reverse("tasking:task", args=[partnership, task.pk]),
            on=on,
            about=f"task:{task.pk}",
        )

    return SharedQuery(open_, columns | body_columns("owner"), owed)
