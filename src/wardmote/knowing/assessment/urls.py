"""Addresses of the room, below the partnership's slug and ``assessment/``."""

from django.urls import path

from wardmote.knowing.assessment import views, writing

app_name = "assessment"
urlpatterns = [
    path("", views.home, name="home"),
    path("begin/", writing.begin, name="begin"),
    path("<int:number>/", views.read, name="read"),
    path("<int:number>/again/", writing.again, name="again"),
    path("<int:number>/remove/", writing.remove, name="remove"),
    path("<int:number>/findings/", writing.finding, name="finding"),
    path("<int:number>/order/", writing.order, name="order"),
    path("<int:number>/statements/", writing.statements, name="statements"),
    path("<int:number>/statements/<str:kind>/", writing.state, name="state"),
    path("<int:number>/statements/<str:kind>/<int:statement>/", writing.restate, name="restate"),
    path("<int:number>/compare/", views.compare, name="compare"),
    path("<int:number>/sign-off/", writing.sign_off, name="sign_off"),
    path("<int:number>/judgement.toml", views.judgement, name="judgement"),
    path("<int:number>/documents/<str:name>/", views.document, name="document"),
]
