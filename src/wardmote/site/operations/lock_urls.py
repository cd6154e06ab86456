"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import KEEPERS
from wardmote.site.operations import lock_pages

app_name = "locks"
urlpatterns = [
    page("people/locks/", lock_pages.locks, roles=KEEPERS, reads="list:lock"),
    page("people/locks/<int:person>/lift/", lock_pages.lift_lock, name="lift", roles=KEEPERS),
]
