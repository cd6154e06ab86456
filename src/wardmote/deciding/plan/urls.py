"""Addresses of the room, below the partnership's slug and ``plan/``."""

from wardmote.deciding.plan.pages import edition_pages as said_pages
from wardmote.deciding.plan.pages import import_pages, next_edition_pages, number_pages, views, writing
from wardmote.deciding.plan.pages import money as money_pages
from wardmote.deciding.plan.pages import parts as part_pages
from wardmote.deciding.plan.pages import scoring as scoring_pages
from wardmote.deciding.plan.rules.plan import APPROVERS, PLANNERS
from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import PLAN_READERS, READERS

app_name = "plan"
EXCEPTION = "exception:{number}"
urlpatterns = [
    page("", views.home, roles=PLAN_READERS, menu="Plan"),
    page("add/", import_pages.bring, roles=PLANNERS),
    page("template.xlsx", import_pages.template, roles=PLAN_READERS),
    page("scoring/", scoring_pages.rounds, name="scoring", roles=READERS),
    page("scoring/<int:number>/", scoring_pages.round_page, name="scoring_round", roles=READERS),
    page("scoring/<int:number>.csv", scoring_pages.round_csv, name="scoring_csv", roles=READERS),
    page("scoring/<int:number>/matters/", scoring_pages.matters, name="scoring_matters", roles=PLANNERS),
    page("scoring/<int:number>/weights/", scoring_pages.weights, name="scoring_weights", roles=PLANNERS),
    page("scoring/<int:number>/<slug:key>/score/", scoring_pages.score, roles=READERS),
    page(
        "scoring/<int:number>/<slug:key>/decide/",
        scoring_pages.decide,
        name="scoring_decide",
        roles=APPROVERS,
    ),
    page("<int:number>/funds/", money_pages.funds, roles=PLAN_READERS),
    page("<int:number>/funds/now.<str:kind>", money_pages.funds_now, roles=PLAN_READERS),
    page("<int:number>/funds/add/", money_pages.add_fund, roles=PLANNERS),
    page("<int:number>/funds/<str:key>/", money_pages.fund, roles=PLAN_READERS),
    page("<int:number>/funds/<str:key>/change/", money_pages.change_fund, roles=PLANNERS),
    page("<int:number>/funds/<str:key>/allocate/", money_pages.allocate, roles=PLANNERS),
    page("<int:number>/strategies/", said_pages.strategies, roles=PLAN_READERS),
    page("<int:number>/contacts/", said_pages.contacts, roles=PLAN_READERS, reads="list:contact"),
    page(
        "<int:number>/contacts/<str:key>/checked/",
        said_pages.check_contact,
        roles=PLANNERS,
        reads="contact:{key}",
    ),
    page("<int:number>/structure/", said_pages.structure, roles=PLAN_READERS),
    page("<int:number>/foreword/", said_pages.foreword, roles=PLAN_READERS),
    page("<int:number>/parts/", part_pages.listed, name="parts", roles=PLANNERS),
    page("<int:number>/parts/<slug:table>/add/", part_pages.add, name="add_part", roles=PLANNERS),
    page("<int:number>/parts/<slug:table>/<str:key>/", part_pages.change, name="part", roles=PLANNERS),
    page(
        "<int:number>/parts/<slug:table>/<str:key>/remove/",
        part_pages.remove,
        name="remove_part",
        roles=PLANNERS,
    ),
    page("<int:number>/texts/add/", part_pages.add_text, roles=PLANNERS),
    page("<int:number>/texts/<int:statement>/remove/", part_pages.remove_text, roles=PLANNERS),
    page("<int:number>/visions/add/", part_pages.add_vision, roles=PLANNERS),
    page("<int:number>/actions/", views.actions, roles=PLAN_READERS),
    page("<int:number>/actions/now.<str:kind>", views.actions_now, roles=PLAN_READERS),
    page("<int:number>/actions/add/", next_edition_pages.add_action, roles=PLANNERS),
    page("<int:number>/actions/<str:key>/change/", next_edition_pages.change_action, roles=PLANNERS),
    page("<int:number>/actions/<str:key>/remove/", next_edition_pages.remove_action, roles=PLANNERS),
    page("<int:number>/actions/<str:key>/", writing.action, roles=PLAN_READERS),
    page("<int:number>/actions/<str:key>/task/", writing.set_task, roles=PLANNERS),
    page("<int:number>/actions/<str:key>/tasks/<int:task>/", writing.finish_task, roles=READERS),
    page("<int:number>/documents/<str:name>", views.document, roles=PLAN_READERS),
    page("<int:number>/next/", next_edition_pages.open_next, roles=PLANNERS),
    page("<int:number>/review/", next_edition_pages.review, roles=PLAN_READERS),
    page("<int:number>/review/add/", next_edition_pages.add, name="add_priority", roles=PLANNERS),
    page("<int:number>/review/<str:key>/", next_edition_pages.decide, roles=PLANNERS),
    page("<int:number>/texts/<int:statement>/", next_edition_pages.text, roles=PLANNERS),
    page("<int:number>/numbers/", number_pages.numbers, roles=PLAN_READERS),
    page("<int:number>/numbers/<slug:mark>/", number_pages.overrule, roles=PLANNERS),
    page(
        "<int:number>/numbers/<str:key>/back/",
        number_pages.withdraw,
        name="withdraw_reason",
        roles=PLANNERS,
    ),
    page("<int:number>/approve/", next_edition_pages.approve, roles=APPROVERS),
    page("<int:number>/one-person/", next_edition_pages.one_person, roles=APPROVERS),
    page("<int:number>/publish/", next_edition_pages.publish, roles=APPROVERS),
    page("<int:number>/difference/", next_edition_pages.difference, roles=PLAN_READERS),
]
