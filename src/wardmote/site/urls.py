"""Root addresses. A partnership's slug comes first; reserved first parts: ground.partners.rules."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from wardmote.ground.pages.addresses import PUBLIC, SIGNED_IN, page
from wardmote.ground.partners.rules import EVERYONE, READERS
from wardmote.site import api, errors, health, specimens
from wardmote.site.accounts import email_change, front, password_reset, second_step, sessions, single_sign_on
from wardmote.site.today import monday, owed_page, searching

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.server_error
PROVIDER = "account/single-sign-on/<str:provider_id>"  # their names are allauth's
urlpatterns: list[URLPattern | URLResolver] = [
    page("", front.front, roles=PUBLIC),
    page("healthz", health.health, roles=PUBLIC),
    page("sign-in/", front.sign_in, roles=PUBLIC),
    page("account/invitation/<str:token>/", front.invitation, roles=PUBLIC),
    page("account/begin/<str:token>/", front.begin, roles=PUBLIC),
    page("account/demonstration/", front.demonstration_sign_in, roles=PUBLIC),
    page("account/outbox/", front.outbox, roles=SIGNED_IN),
    page("account/parts/", specimens.parts, roles=PUBLIC),
    page("account/", front.account, roles=SIGNED_IN),
    page("account/email/", email_change.email_change, name="account_email", roles=SIGNED_IN),
    page(
        "account/confirm-email/<str:key>/",
        email_change.email_confirm,
        name="account_confirm_email",
        roles=PUBLIC,
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        password_reset.new_password,
        name="account_reset_password_from_key",  # whom it opens for stands in ``access.OTHERS_PAGES``
    ),
    page("account/sessions/", sessions.sessions, roles=SIGNED_IN),
    page("account/second-step/", second_step.second_step, roles=SIGNED_IN),
    page(f"{PROVIDER}/again/", single_sign_on.sign_in_again, roles=SIGNED_IN),
    page(f"{PROVIDER}/login/", single_sign_on.go_to_provider, name="openid_connect_login", roles=PUBLIC),
    page(
        f"{PROVIDER}/login/callback/",
        single_sign_on.come_from_provider,
        name="openid_connect_callback",
        roles=PUBLIC,
    ),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/3rdparty/", include("allauth.socialaccount.urls")),
    path("api/", api.api.urls),
    page("<slug:slug>/", monday.monday, roles=EVERYONE, menu="Monday"),
    page("<slug:slug>/search/", searching.search, roles=READERS, menu="Search", reads="search"),
    page("<slug:slug>/owed/", owed_page.owed, roles=READERS),
    page("<slug:slug>/owed.csv", owed_page.owed_csv, roles=READERS),
    page("<slug:slug>/help/", front.help_page, name="help", roles=EVERYONE),
    path("<slug:slug>/", include("wardmote.ground.partners.urls")),
    path("<slug:slug>/rights/", include("wardmote.ground.rights.urls")),
    path("<slug:slug>/", include("wardmote.site.operations.job_urls")),
    path("<slug:slug>/", include("wardmote.site.operations.log_urls")),
    path("<slug:slug>/", include("wardmote.site.operations.lock_urls")),
    path("<slug:slug>/", include("wardmote.site.operations.mail_urls")),
    path("<slug:slug>/attachments/", include("wardmote.site.operations.attachment_urls")),
    path("<slug:slug>/", include("wardmote.knowing.evidence.urls")),
    path("<slug:slug>/", include("wardmote.knowing.asking.urls")),
    path("<slug:slug>/assessment/", include("wardmote.knowing.assessment.urls")),
    path("<slug:slug>/tasks/", include("wardmote.doing.tasking.urls")),
    path("<slug:slug>/plan/", include("wardmote.deciding.performance.urls")),
]
