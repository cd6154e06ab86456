"""Addresses of what is added to records, below the partnership's slug and ``attachments/``."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import READERS
from wardmote.site.operations import attachment_pages as pages

app_name = "attachments"
urlpatterns = [
    page("files/<int:number>/", pages.file, roles=READERS, reads="attachment:{number}"),
    page("<str:what>/<int:number>/take-away/", pages.take_away, roles=READERS, reads="{what}:{number}"),
    page("of/<str:kind>/<str:key>/", pages.record, roles=READERS, reads="{kind}:{key}"),
    page("of/<str:kind>/<str:key>/add/", pages.add, roles=READERS),
    page("of/<str:kind>/<str:key>/comment/", pages.comment, roles=READERS, reads="{kind}:{key}"),
]
