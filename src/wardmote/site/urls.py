"""Root addresses. A partnership's slug comes first; reserved first parts: ground.partners.rules."""

from django.urls import URLPattern, URLResolver, include, path

from wardmote.site import api, errors, health, specimens
from wardmote.site.accounts import front
from wardmote.site.today import monday, searching

handler400 = errors.bad_request
handler500 = errors.server_error
urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("healthz", health.health, name="health"),
    path("sign-in/", front.sign_in, name="sign_in"),
    path("account/invitation/<str:token>/", front.invitation, name="invitation"),
    path("account/begin/<str:token>/", front.begin, name="begin"),
    path("account/demonstration/", front.demonstration_sign_in, name="demonstration_sign_in"),
    path("account/outbox/", front.outbox, name="outbox"),
    path("account/parts/", specimens.parts, name="parts"),
    path("account/", include("allauth.urls")),
    path("api/", api.api.urls),
    path("<slug:slug>/", monday.monday, name="monday"),
    path("<slug:slug>/search/", searching.search, name="search"),
    path("<slug:slug>/help/", front.help_page, name="help"),
    path("<slug:slug>/", include("wardmote.ground.partners.urls")),
    path("<slug:slug>/", include("wardmote.ground.jobs.urls")),
    path("<slug:slug>/", include("wardmote.ground.audit.urls")),
    path("<slug:slug>/", include("wardmote.knowing.evidence.urls")),
    path("<slug:slug>/", include("wardmote.knowing.asking.urls")),
    path("<slug:slug>/assessment/", include("wardmote.knowing.assessment.urls")),
    path("<slug:slug>/plan/", include("wardmote.deciding.plan.urls")),
]
