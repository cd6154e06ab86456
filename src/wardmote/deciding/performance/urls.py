"""Addresses below the partnership's slug and ``plan/``: of this room, and those of the plan under it.

All are named ``plan:...``: who links to a page need not know which of the two rooms draws it.
"""

from wardmote.deciding.performance.pages import coverage, measure_writing, overview
from wardmote.deciding.performance.pages import exceptions as exception_pages
from wardmote.deciding.performance.pages import measures as measure_pages
from wardmote.deciding.performance.rules.exceptions import DECIDERS
from wardmote.deciding.plan import urls as plan
from wardmote.deciding.plan.rules.plan import PLANNERS
from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import JUDGES, PLAN_READERS, READERS

app_name = plan.app_name
EXCEPTION = "exception:{number}"
urlpatterns = [
    *plan.urlpatterns,
    page("watched/", measure_pages.measures_list, name="measures", roles=PLAN_READERS),
    page("watched/<slug:key>/", measure_pages.measure, roles=PLAN_READERS),
    page("watched/<slug:key>/target/", measure_writing.target, roles=PLANNERS),
    page("watched/<slug:key>/baseline/", measure_writing.baseline, roles=JUDGES),
    page("watched/<slug:key>/enter/", measure_writing.enter_reading, roles=JUDGES),
    page("watched/<slug:key>/feed/", measure_writing.choose_feed, roles=JUDGES),
    page("watched/<slug:key>/peers/", measure_writing.peers, roles=JUDGES),
    page("exceptions/", exception_pages.exceptions, roles=PLAN_READERS, reads="list:exception"),
    page("exceptions/review/", exception_pages.proof, roles=PLAN_READERS),
    page("exceptions/allowance/", exception_pages.allowance, roles=DECIDERS),
    page("exceptions/<int:number>/", exception_pages.exception, roles=PLAN_READERS, reads=EXCEPTION),
    page("exceptions/<int:number>/task/", exception_pages.exception_task, roles=DECIDERS, reads=EXCEPTION),
    page(
        "exceptions/<int:number>/tasks/<int:task>/",
        exception_pages.exception_done,
        roles=READERS,
        reads=EXCEPTION,
    ),
    page("decisions/", exception_pages.decisions, roles=PLAN_READERS, reads="list:exception"),
    page("owed/", coverage.owed, roles=PLAN_READERS),
    page("owed.csv", coverage.owed, name="owed_csv", roles=PLAN_READERS),
    page("<int:number>/coverage/", coverage.coverage, roles=PLAN_READERS),
    page("<int:number>/coverage.csv", coverage.coverage_csv, roles=PLAN_READERS),
    page("<int:number>/", overview.edition, roles=PLAN_READERS),
    page("<int:number>/priorities/<str:key>/", overview.priority, roles=PLAN_READERS),
    page("<int:number>/area/", overview.area, roles=PLAN_READERS),
    page("<int:number>/thread/", overview.thread, roles=PLAN_READERS),
]
