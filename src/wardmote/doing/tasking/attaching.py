"""What shows that a task is done, and what bodies say to one another of it: its files and comments.

In: who looks and a task's number. Out: the task as a ``Record``. Who reads the partnership's records reads
and adds; who runs the partnership takes away what others added.
"""

from django.urls import reverse

from wardmote.doing.tasking.models import Task
from wardmote.ground.attachments.records import Record
from wardmote.ground.partners.rules import MANAGER, READERS
from wardmote.ground.partners.viewing import Viewer

KIND = "task"


def attached_to(viewer: Viewer, key: str) -> Record | None:
    """A task as what files and comments are added to."""
    found = Task.objects.visible_to(viewer).filter(pk=key).first()
    if found is None:
        return None
    return Record(
        viewer.partnership,
        KIND,
        str(found.pk),
        label=found.words,
        url=reverse("tasking:task", args=[viewer.partnership, found.pk]),
        adds=viewer.has(READERS),
        keeps=viewer.has({MANAGER}),
    )
