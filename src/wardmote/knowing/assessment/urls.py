"""Addresses of the room, below the partnership's slug and ``assessment/``."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import JUDGES, READERS, SIGNERS
from wardmote.knowing.assessment import views, writing

app_name = "assessment"
urlpatterns = [
    page("", views.home, name="home", roles=READERS),
    page("begin/", writing.begin, name="begin", roles=JUDGES),
    page("<int:number>/", views.read, name="read", roles=READERS),
    page("<int:number>/again/", writing.again, name="again", roles=JUDGES),
    page("<int:number>/remove/", writing.remove, name="remove", roles=JUDGES),
    page("<int:number>/findings/", writing.finding, name="finding", roles=JUDGES),
    page("<int:number>/order/", writing.order, name="order", roles=JUDGES),
    page("<int:number>/statements/", writing.statements, name="statements", roles=JUDGES),
    page("<int:number>/statements/<str:kind>/", writing.state, name="state", roles=JUDGES),
    page(
        "<int:number>/statements/<str:kind>/<int:statement>/", writing.restate, name="restate", roles=JUDGES
    ),
    page("<int:number>/compare/", views.compare, name="compare", roles=READERS),
    page("<int:number>/sign-off/", writing.sign_off, name="sign_off", roles=SIGNERS),
    page("<int:number>/judgement.toml", views.judgement, name="judgement", roles=JUDGES),
    page("<int:number>/documents/<str:name>/", views.document, name="document", roles=READERS),
]
