"""Addresses of the room, below the partnership's slug and ``tasks/``."""

from wardmote.doing.tasking import views
from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import READERS

app_name = "tasking"
urlpatterns = [
    page("", views.tasks, roles=READERS, menu="Tasks", reads="list:task"),
    page("<int:number>/", views.task, roles=READERS, reads="task:{number}"),
]
