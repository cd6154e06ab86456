"""Django's settings, from the environment only; every value has a default that is safe on one machine.

In (environment): ``WARDMOTE_DATA`` the data folder; ``WARDMOTE_DATABASE``
empty for SQLite inside the data folder, or ``postgresql://user@host/name``;
``WARDMOTE_HOSTS`` the names people reach it by; ``WARDMOTE_SECRET_FILE`` the
signing key (made beside the data folder when missing); ``WARDMOTE_MAIL`` an
``smtp://`` address, else mail goes to the outbox page; ``WARDMOTE_HTTPS=1``
behind a proxy that speaks TLS (``WARDMOTE_PROXIES`` in a row, else one);
``WARDMOTE_DEMO=1`` the demonstration;
``WARDMOTE_TWO_STEPS`` the roles that must sign in by two steps;
``WARDMOTE_SINGLE_SIGN_ON`` a file of providers (``site.identity_providers``).
Out: module constants, as Django wants them.
"""

import os
from functools import partial
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from wardmote.site.identity_providers import for_allauth, identity_providers
from wardmote.site.installation import (
    address,
    database,
    hosts,
    log_key_path,
    log_years,
    mail,
    proxies,
    secret_key,
    two_steps,
    upload_limit,
)
from wardmote.site.log_lines import in_one_line

WARDMOTE_DATA = Path(os.environ.get("WARDMOTE_DATA", "wardmote-data")).resolve()
WARDMOTE_DEMO = os.environ.get("WARDMOTE_DEMO", "") == "1"
WARDMOTE_HTTPS = os.environ.get("WARDMOTE_HTTPS", "") == "1"
WARDMOTE_LOG_KEY_FILE = log_key_path(WARDMOTE_DATA)
WARDMOTE_LOG_YEARS = log_years()  # that the log is kept, whole years
WARDMOTE_TWO_STEPS = two_steps()
WARDMOTE_IDENTITY_PROVIDERS = identity_providers()
WARDMOTE_LOG_ALERTS = os.environ.get("WARDMOTE_LOG_ALERTS", "records=100 times=3 night=22-6")
WARDMOTE_UPLOAD_LIMIT = upload_limit()

SECRET_KEY = SimpleLazyObject(partial(secret_key, WARDMOTE_DATA))  # made when something is first signed
DEBUG = False
ALLOWED_HOSTS = hosts()
DATABASES = {"default": database(WARDMOTE_DATA)}
ROOT_URLCONF = "wardmote.site.urls"
WSGI_APPLICATION = "wardmote.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "partners.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "wardmote.ground.row_security.apps.RowSecurityConfig",
    "wardmote.ground.audit.apps.AuditConfig",
    "wardmote.ground.jobs.apps.JobsConfig",
    "wardmote.ground.limits.apps.LimitsConfig",
    "wardmote.ground.mail.apps.MailConfig",
    "wardmote.ground.attachments.apps.AttachmentsConfig",
    "wardmote.ground.pages.apps.PagesConfig",
    "wardmote.ground.places.apps.PlacesConfig",
    "wardmote.ground.partners.apps.PartnersConfig",
    "wardmote.ground.rights.apps.RightsConfig",
    "wardmote.knowing.evidence.apps.EvidenceConfig",
    "wardmote.knowing.asking.apps.AskingConfig",
    "wardmote.knowing.assessment.apps.AssessmentConfig",
    "wardmote.doing.tasking.apps.TaskingConfig",
    "wardmote.deciding.plan.apps.PlanConfig",
    "wardmote.deciding.performance.apps.PerformanceConfig",
    "wardmote.site.apps.SiteConfig",
    "django.forms",  # its widgets' templates, after ours of the same name
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # What talks to a provider is imported where there is one; it has no tables.
    *(["allauth.socialaccount.providers.openid_connect"] if WARDMOTE_IDENTITY_PROVIDERS else []),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wardmote.knowing.evidence.arriving.refuse_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wardmote.site.limits.LimitsMiddleware",
    "wardmote.site.viewing.ViewerMiddleware",
    "wardmote.site.operations.read_log.log_reads",
    "wardmote.site.numbers_with_units.keep_units",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wardmote.site.viewing.shown",
            ]
        },
    }
]
WARDMOTE_HOME_PAGE = ("Monday", "monday")  # where every trail begins
WARDMOTE_FIGURE_PAGE = "asking:figure"  # where a number leads
FORM_RENDERER = "wardmote.ground.pages.fields.FormRenderer"

# ---- people and sessions ----
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# Not allauth's: it signs in by an address that was only asked for as well.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "wardmote.site.accounts.adapter.Accounts"
ACCOUNT_FORMS = {
    "login": "wardmote.site.accounts.forms.LoginForm",
    "reset_password": "wardmote.site.accounts.forms.ResetPasswordForm",
    "add_email": "wardmote.site.accounts.forms.AddEmailForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds; signing in counts
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "wardmote.site.accounts.adapter.SecondSteps"
MFA_FORMS = {
    "add_webauthn": "wardmote.site.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "wardmote.site.accounts.forms.EditPasskeyForm",
    "login_webauthn": "wardmote.site.accounts.forms.LoginPasskeyForm",
    "authenticate_webauthn": "wardmote.site.accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "wardmote.site.accounts.forms.ReauthenticatePasskeyForm",
    "activate_totp": "wardmote.site.accounts.forms.ActivateTOTPForm",
    "authenticate": "wardmote.site.accounts.forms.AuthenticateForm",
    "reauthenticate": "wardmote.site.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Wardmote: "  # else the host that was asked, which anybody may write
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # theirs live in one process's memory; ours: site/limits.py
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if WARDMOTE_HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # by PIN, finger or face: a passkey is two steps in one
MFA_TOTP_ISSUER = "Wardmote"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up unasked: the address is the one that was invited
SOCIALACCOUNT_ADAPTER = "wardmote.site.accounts.single_sign_on.SingleSignOn"
SOCIALACCOUNT_PROVIDERS = for_allauth(WARDMOTE_IDENTITY_PROVIDERS)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # from then on known by the provider's number
SOCIALACCOUNT_LOGIN_ON_GET = True  # linking by hand, which this would open to forgery, is not offered
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WARDMOTE_HTTPS
CSRF_FAILURE_VIEW = "wardmote.site.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- what browsers may do (no unsafe-inline, no unsafe-eval, nobody else's host) ----
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if WARDMOTE_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if WARDMOTE_HTTPS else None
ALLAUTH_TRUSTED_PROXY_COUNT = proxies(WARDMOTE_HTTPS)  # whose address sign-in attempts are counted for
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if WARDMOTE_HTTPS and host != "*"]

# ---- mail, files, time, words ----
vars().update(mail())
WARDMOTE_SENDS_MAIL = bool(os.environ.get("WARDMOTE_MAIL"))
WARDMOTE_ADDRESS = address()  # what links in letters begin with
WARDMOTE_OUTBOX = WARDMOTE_DATA / "outbox"
STATIC_URL = "/static/"
STATIC_ROOT = WARDMOTE_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wardmote.site.static_files.Hashed"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["wardmote.knowing.evidence.arriving.CountedUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # the form that takes several says in words how many it takes
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"one_line": {"()": "django.utils.log.CallbackFilter", "callback": in_one_line}},
    "handlers": {
        "err": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]},
    },
    "root": {"handlers": ["err"], "level": "WARNING"},
}
