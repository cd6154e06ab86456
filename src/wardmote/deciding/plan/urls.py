"""Addresses of the room, below the partnership's slug and ``plan/``."""

from django.urls import path

from wardmote.deciding.plan.pages import bringing, measure_writing, renewing, views, writing
from wardmote.deciding.plan.pages import exceptions as exception_pages
from wardmote.deciding.plan.pages import measures as measure_pages
from wardmote.deciding.plan.pages import money as money_pages
from wardmote.deciding.plan.pages import owed as owing_pages
from wardmote.deciding.plan.pages import parts as part_pages
from wardmote.deciding.plan.pages import said as said_pages
from wardmote.deciding.plan.pages import scoring as scoring_pages

app_name = "plan"
urlpatterns = [
    path("", views.home, name="home"),
    path("add/", bringing.bring, name="bring"),
    path("template.xlsx", bringing.template, name="template"),
    path("watched/", measure_pages.measures_list, name="measures"),
    path("watched/<slug:key>/", measure_pages.measure, name="measure"),
    path("watched/<slug:key>/target/", measure_writing.target, name="target"),
    path("watched/<slug:key>/baseline/", measure_writing.baseline, name="baseline"),
    path("watched/<slug:key>/enter/", measure_writing.enter_reading, name="enter_reading"),
    path("watched/<slug:key>/feed/", measure_writing.choose_feed, name="choose_feed"),
    path("watched/<slug:key>/peers/", measure_writing.peers, name="peers"),
    path("exceptions/", exception_pages.exceptions, name="exceptions"),
    path("exceptions/review/", exception_pages.proof, name="proof"),
    path("exceptions/<int:number>/", exception_pages.exception, name="exception"),
    path("exceptions/<int:number>/task/", exception_pages.exception_task, name="exception_task"),
    path("exceptions/<int:number>/tasks/<int:task>/", exception_pages.exception_done, name="exception_done"),
    path("decisions/", exception_pages.decisions, name="decisions"),
    path("scoring/", scoring_pages.rounds, name="scoring"),
    path("scoring/<int:number>/", scoring_pages.round_page, name="scoring_round"),
    path("scoring/<int:number>.csv", scoring_pages.round_csv, name="scoring_csv"),
    path("scoring/<int:number>/matters/", scoring_pages.matters, name="scoring_matters"),
    path("scoring/<int:number>/weights/", scoring_pages.weights, name="scoring_weights"),
    path("scoring/<int:number>/<slug:key>/score/", scoring_pages.score, name="score"),
    path("scoring/<int:number>/<slug:key>/decide/", scoring_pages.decide, name="scoring_decide"),
    path("owed/", owing_pages.owed_page, name="owed"),
    path("owed.csv", owing_pages.owed_csv, name="owed_csv"),
    path("<int:number>/coverage/", owing_pages.coverage, name="coverage"),
    path("<int:number>/coverage.csv", owing_pages.coverage_csv, name="coverage_csv"),
    path("<int:number>/", views.edition, name="edition"),
    path("<int:number>/priorities/<str:key>/", views.priority, name="priority"),
    path("<int:number>/funds/", money_pages.funds, name="funds"),
    path("<int:number>/funds/now.<str:kind>", money_pages.funds_now, name="funds_now"),
    path("<int:number>/funds/add/", money_pages.add_fund, name="add_fund"),
    path("<int:number>/funds/<str:key>/", money_pages.fund, name="fund"),
    path("<int:number>/funds/<str:key>/change/", money_pages.change_fund, name="change_fund"),
    path("<int:number>/funds/<str:key>/allocate/", money_pages.allocate, name="allocate"),
    path("<int:number>/strategies/", said_pages.strategies, name="strategies"),
    path("<int:number>/contacts/", said_pages.contacts, name="contacts"),
    path("<int:number>/contacts/<str:key>/checked/", said_pages.check_contact, name="check_contact"),
    path("<int:number>/structure/", said_pages.structure, name="structure"),
    path("<int:number>/area/", said_pages.area, name="area"),
    path("<int:number>/foreword/", said_pages.foreword, name="foreword"),
    path("<int:number>/parts/", part_pages.listed, name="parts"),
    path("<int:number>/parts/<slug:table>/add/", part_pages.add, name="add_part"),
    path("<int:number>/parts/<slug:table>/<str:key>/", part_pages.change, name="part"),
    path("<int:number>/parts/<slug:table>/<str:key>/remove/", part_pages.remove, name="remove_part"),
    path("<int:number>/texts/add/", part_pages.add_text, name="add_text"),
    path("<int:number>/texts/<int:statement>/remove/", part_pages.remove_text, name="remove_text"),
    path("<int:number>/visions/add/", part_pages.add_vision, name="add_vision"),
    path("<int:number>/actions/", views.actions, name="actions"),
    path("<int:number>/actions/now.<str:kind>", views.actions_now, name="actions_now"),
    path("<int:number>/actions/add/", renewing.add_action, name="add_action"),
    path("<int:number>/actions/<str:key>/change/", renewing.change_action, name="change_action"),
    path("<int:number>/actions/<str:key>/", writing.action, name="action"),
    path("<int:number>/actions/<str:key>/task/", writing.set_task, name="set_task"),
    path("<int:number>/actions/<str:key>/tasks/<int:task>/", writing.finish_task, name="finish_task"),
    path("<int:number>/documents/<str:name>", views.document, name="document"),
    path("<int:number>/thread/", views.thread, name="thread"),
    path("<int:number>/next/", renewing.open_next, name="open_next"),
    path("<int:number>/review/", renewing.review, name="review"),
    path("<int:number>/review/add/", renewing.add, name="add_priority"),
    path("<int:number>/review/<str:key>/", renewing.decide, name="decide"),
    path("<int:number>/texts/<int:statement>/", renewing.text, name="text"),
    path("<int:number>/approve/", renewing.approve, name="approve"),
    path("<int:number>/publish/", renewing.publish, name="publish"),
    path("<int:number>/difference/", renewing.difference, name="difference"),
]
