"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import KEEPERS
from wardmote.site.operations import log_pages, log_review_pages

app_name = "audit"
urlpatterns = [
    page("log/", log_pages.log_page, name="log", roles=KEEPERS, menu="Log", reads="list:log"),
    page("log/review/", log_review_pages.review, roles=KEEPERS, reads="list:log"),
    page("log/log.csv", log_pages.export, roles=KEEPERS, reads="list:log"),
]
