"""Addresses of the room, below the partnership's slug and ``plan/``."""

from wardmote.deciding.plan.pages import bringing, measure_writing, renewing, views, writing
from wardmote.deciding.plan.pages import exceptions as exception_pages
from wardmote.deciding.plan.pages import measures as measure_pages
from wardmote.deciding.plan.pages import money as money_pages
from wardmote.deciding.plan.pages import owed as owing_pages
from wardmote.deciding.plan.pages import parts as part_pages
from wardmote.deciding.plan.pages import said as said_pages
from wardmote.deciding.plan.pages import scoring as scoring_pages
from wardmote.deciding.plan.rules.exceptions import DECIDERS
from wardmote.deciding.plan.rules.plan import APPROVERS, PLANNERS
from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import JUDGES, READERS

app_name = "plan"
urlpatterns = [
    page("", views.home, name="home", roles=READERS),
    page("add/", bringing.bring, name="bring", roles=PLANNERS),
    page("template.xlsx", bringing.template, name="template", roles=READERS),
    page("watched/", measure_pages.measures_list, name="measures", roles=READERS),
    page("watched/<slug:key>/", measure_pages.measure, name="measure", roles=READERS),
    page("watched/<slug:key>/target/", measure_writing.target, name="target", roles=PLANNERS),
    page("watched/<slug:key>/baseline/", measure_writing.baseline, name="baseline", roles=JUDGES),
    page("watched/<slug:key>/enter/", measure_writing.enter_reading, name="enter_reading", roles=JUDGES),
    page("watched/<slug:key>/feed/", measure_writing.choose_feed, name="choose_feed", roles=JUDGES),
    page("watched/<slug:key>/peers/", measure_writing.peers, name="peers", roles=JUDGES),
    page("exceptions/", exception_pages.exceptions, name="exceptions", roles=READERS),
    page("exceptions/review/", exception_pages.proof, name="proof", roles=READERS),
    page("exceptions/<int:number>/", exception_pages.exception, name="exception", roles=READERS),
    page(
        "exceptions/<int:number>/task/", exception_pages.exception_task, name="exception_task", roles=DECIDERS
    ),
    page(
        "exceptions/<int:number>/tasks/<int:task>/",
        exception_pages.exception_done,
        name="exception_done",
        roles=READERS,
    ),
    page("decisions/", exception_pages.decisions, name="decisions", roles=READERS),
    page("scoring/", scoring_pages.rounds, name="scoring", roles=READERS),
    page("scoring/<int:number>/", scoring_pages.round_page, name="scoring_round", roles=READERS),
    page("scoring/<int:number>.csv", scoring_pages.round_csv, name="scoring_csv", roles=READERS),
    page("scoring/<int:number>/matters/", scoring_pages.matters, name="scoring_matters", roles=PLANNERS),
    page("scoring/<int:number>/weights/", scoring_pages.weights, name="scoring_weights", roles=PLANNERS),
    page("scoring/<int:number>/<slug:key>/score/", scoring_pages.score, name="score", roles=READERS),
    page(
        "scoring/<int:number>/<slug:key>/decide/",
        scoring_pages.decide,
        name="scoring_decide",
        roles=APPROVERS,
    ),
    page("owed/", owing_pages.owed_page, name="owed", roles=READERS),
    page("owed.csv", owing_pages.owed_csv, name="owed_csv", roles=READERS),
    page("<int:number>/coverage/", owing_pages.coverage, name="coverage", roles=READERS),
    page("<int:number>/coverage.csv", owing_pages.coverage_csv, name="coverage_csv", roles=READERS),
    page("<int:number>/", views.edition, name="edition", roles=READERS),
    page("<int:number>/priorities/<str:key>/", views.priority, name="priority", roles=READERS),
    page("<int:number>/funds/", money_pages.funds, name="funds", roles=READERS),
    page("<int:number>/funds/now.<str:kind>", money_pages.funds_now, name="funds_now", roles=READERS),
    page("<int:number>/funds/add/", money_pages.add_fund, name="add_fund", roles=PLANNERS),
    page("<int:number>/funds/<str:key>/", money_pages.fund, name="fund", roles=READERS),
    page("<int:number>/funds/<str:key>/change/", money_pages.change_fund, name="change_fund", roles=PLANNERS),
    page("<int:number>/funds/<str:key>/allocate/", money_pages.allocate, name="allocate", roles=PLANNERS),
    page("<int:number>/strategies/", said_pages.strategies, name="strategies", roles=READERS),
    page("<int:number>/contacts/", said_pages.contacts, name="contacts", roles=READERS),
    page(
        "<int:number>/contacts/<str:key>/checked/",
        said_pages.check_contact,
        name="check_contact",
        roles=PLANNERS,
    ),
    page("<int:number>/structure/", said_pages.structure, name="structure", roles=READERS),
    page("<int:number>/area/", said_pages.area, name="area", roles=READERS),
    page("<int:number>/foreword/", said_pages.foreword, name="foreword", roles=READERS),
    page("<int:number>/parts/", part_pages.listed, name="parts", roles=PLANNERS),
    page("<int:number>/parts/<slug:table>/add/", part_pages.add, name="add_part", roles=PLANNERS),
    page("<int:number>/parts/<slug:table>/<str:key>/", part_pages.change, name="part", roles=PLANNERS),
    page(
        "<int:number>/parts/<slug:table>/<str:key>/remove/",
        part_pages.remove,
        name="remove_part",
        roles=PLANNERS,
    ),
    page("<int:number>/texts/add/", part_pages.add_text, name="add_text", roles=PLANNERS),
    page(
        "<int:number>/texts/<int:statement>/remove/",
        part_pages.remove_text,
        name="remove_text",
        roles=PLANNERS,
    ),
    page("<int:number>/visions/add/", part_pages.add_vision, name="add_vision", roles=PLANNERS),
    page("<int:number>/actions/", views.actions, name="actions", roles=READERS),
    page("<int:number>/actions/now.<str:kind>", views.actions_now, name="actions_now", roles=READERS),
    page("<int:number>/actions/add/", renewing.add_action, name="add_action", roles=PLANNERS),
    page(
        "<int:number>/actions/<str:key>/change/", renewing.change_action, name="change_action", roles=PLANNERS
    ),
    page("<int:number>/actions/<str:key>/", writing.action, name="action", roles=READERS),
    page("<int:number>/actions/<str:key>/task/", writing.set_task, name="set_task", roles=PLANNERS),
    page(
        "<int:number>/actions/<str:key>/tasks/<int:task>/",
        writing.finish_task,
        name="finish_task",
        roles=READERS,
    ),
    page("<int:number>/documents/<str:name>", views.document, name="document", roles=READERS),
    page("<int:number>/thread/", views.thread, name="thread", roles=READERS),
    page("<int:number>/next/", renewing.open_next, name="open_next", roles=PLANNERS),
    page("<int:number>/review/", renewing.review, name="review", roles=READERS),
    page("<int:number>/review/add/", renewing.add, name="add_priority", roles=PLANNERS),
    page("<int:number>/review/<str:key>/", renewing.decide, name="decide", roles=PLANNERS),
    page("<int:number>/texts/<int:statement>/", renewing.text, name="text", roles=PLANNERS),
    page("<int:number>/approve/", renewing.approve, name="approve", roles=APPROVERS),
    page("<int:number>/publish/", renewing.publish, name="publish", roles=APPROVERS),
    page("<int:number>/difference/", renewing.difference, name="difference", roles=READERS),
]
