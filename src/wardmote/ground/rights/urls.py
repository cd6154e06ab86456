"""Addresses of the room, below the partnership's slug and ``rights/``."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import READERS
from wardmote.ground.rights import pages

app_name = "rights"
urlpatterns = [page("emergencies/<int:number>/", pages.glass, roles=READERS, reads="glass:{number}")]
