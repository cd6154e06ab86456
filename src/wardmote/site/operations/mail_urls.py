"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import KEEPERS
from wardmote.site.operations import mail_pages

app_name = "mail"
urlpatterns = [
    page("letters/", mail_pages.letters, roles=KEEPERS, reads="list:letter"),
    page("letters/<int:letter>/again/", mail_pages.again, roles=KEEPERS),
]
