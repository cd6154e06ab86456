"""What is somebody's in this room: the open tasks that name them."""

from collections.abc import Iterator

from django.urls import reverse

from wardmote.doing.tasking.models import Task
from wardmote.ground.casework import write
from wardmote.ground.partners.leaving import Owned
from wardmote.ground.partners.models import Partnership, Person
from wardmote.ground.partners.viewing import Viewer


def tasks_of(partnership: Partnership, person: Person) -> Iterator[Owned]:
    """Open tasks that name a person."""
    for task in Task.objects.open().filter(partnership=partnership, person__iexact=person.name):
        yield Owned("Task", f"Task: {task.words}", reverse("tasking:task", args=[partnership.slug, task.pk]))


def hand_over(partnership: Partnership, person: Person, heir: Person, by: Viewer) -> int:
    """Name another in their open tasks; how many."""
    named = Task.objects.open().filter(partnership=partnership, person__iexact=person.name)
    for task in named:
        with write("tasking.handed_over", f"task:{task.pk}", by=by, detail={"to": heir.pk}):
            Task.objects.filter(pk=task.pk).update(person=heir.name)
    return len(named)
