"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import KEEPERS, LEADERS
from wardmote.site.operations import lock_pages, second_step_pages

app_name = "locks"
urlpatterns = [
    page("people/locks/", lock_pages.locks, roles=KEEPERS, reads="list:lock"),
    page("people/locks/<int:person>/lift/", lock_pages.lift_lock, name="lift", roles=KEEPERS),
    page("people/second-step/<int:person>/ask/", second_step_pages.ask_second_step, roles=KEEPERS),
    page("people/second-step/<str:token>/", second_step_pages.take_second_step, roles=LEADERS),
]
