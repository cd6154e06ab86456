"""Addresses of the room, below the partnership's slug and ``assessment/``."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import JUDGES, READERS, SIGNERS
from wardmote.knowing.assessment import views, writing

app_name = "assessment"
urlpatterns = [
    page("", views.home, roles=READERS, menu="Assessment"),
    page("begin/", writing.begin, roles=JUDGES),
    page("<int:number>/", views.read, roles=READERS),
    page("<int:number>/again/", writing.again, roles=JUDGES),
    page("<int:number>/remove/", writing.remove, roles=JUDGES),
    page("<int:number>/findings/", writing.finding, roles=JUDGES),
    page("<int:number>/order/", writing.order, roles=JUDGES),
    page("<int:number>/statements/", writing.statements, roles=JUDGES),
    page("<int:number>/statements/<str:kind>/", writing.state, roles=JUDGES),
    page("<int:number>/statements/<str:kind>/<int:statement>/", writing.restate, roles=JUDGES),
    page("<int:number>/compare/", views.compare, roles=READERS),
    page("<int:number>/sign-off/", writing.sign_off, roles=SIGNERS),
    page("<int:number>/judgement.toml", views.judgement, roles=JUDGES),
    page("<int:number>/documents/<str:name>/", views.document, roles=READERS),
]
