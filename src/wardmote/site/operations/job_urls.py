"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import EVERYONE, LOADERS
from wardmote.site.operations import job_pages

app_name = "jobs"
urlpatterns = [
    page("jobs/", job_pages.home, roles=EVERYONE),
    page("jobs/<int:job>/", job_pages.job, roles=EVERYONE),
    page("jobs/<int:job>/state.json", job_pages.state, roles=EVERYONE),
    page("jobs/<int:job>/cancel/", job_pages.cancel, roles=LOADERS),
    page("jobs/<int:job>/again/", job_pages.again, roles=LOADERS),
]
