"""Every setting, from the environment, in one typed file. docs/configuration.md lists each variable."""

import hmac
import os
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lms.core import environment
from lms.core.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Where this runs -------------------------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG")
DEVELOPMENT = env.boolean("DEVELOPMENT")  # the style guide, unbuilt static files, mail into a folder
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000", ("http", "https"))
SITE_NAME = env.text("SITE_NAME", "Vereda")
PORT = env.integer("PORT", default=8000, least=1, most=65535)  # manage.py up
SECRET_KEY = env.required("SECRET_KEY", "Give SECRET_KEY or SECRET_KEY_FILE (./vereda run makes one in var/secrets).")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters.")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", SITE_HOST)
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", default=0, least=0, most=5)
READYZ_ALLOW = env.networks("READYZ_ALLOW", "127.0.0.1,::1")
DEMO_TRAC_PORT = env.integer("DEMO_TRAC_PORT", default=8009, least=0, most=65535) if DEVELOPMENT else 0  # 0: none
EGRESS_ALLOW = env.words("EGRESS_ALLOW")  # host names that may resolve to a non-public address
if DEMO_TRAC_PORT:
    EGRESS_ALLOW += ["127.0.0.1"]
SANDBOX_PORT = env.integer("SANDBOX_PORT", default=8011, least=0, most=65535)  # of a sandboxd on this machine; 0: none
SANDBOX_HERE = DEVELOPMENT and SANDBOX_PORT > 0 and not env.text("SANDBOX_URL")  # manage.py up starts it too
# Where browsers open terminals; empty: labs have no machines.
SANDBOX_URL = env.address("SANDBOX_URL", f"ws://127.0.0.1:{SANDBOX_PORT}" if SANDBOX_HERE else "", ("ws", "wss"))
SANDBOX_CONTROL = env.address("SANDBOX_CONTROL", f"http://127.0.0.1:{SANDBOX_PORT}", ("http", "https"))
SANDBOX_KEY = env.text("SANDBOX_KEY")  # what orders to sandboxd are signed with
SANDBOX_PREVIEW = env.text("SANDBOX_PREVIEW", f"preview.localhost:{SANDBOX_PORT}" if SANDBOX_HERE else "")
SANDBOX_DATA = env.text("SANDBOX_DATA")  # where one that manage.py up starts keeps its things
if SANDBOX_HERE and not SANDBOX_KEY:
    SANDBOX_KEY = hmac.digest(SECRET_KEY.encode(), b"sandbox", "sha256").hex()
if SANDBOX_URL:
    if len(SANDBOX_KEY) < 32:
        raise ImproperlyConfigured(
            "SANDBOX_KEY is shorter than 32 characters; SANDBOX_URL needs it (or SANDBOX_KEY_FILE)."
        )
    EGRESS_ALLOW += [urlsplit(SANDBOX_CONTROL).hostname or ""]
# What opens the keys that badges are signed with: for the signing worker alone (manage.py jobs --queue signing).
BADGES_KEK = env.text("BADGES_KEK")
if BADGES_KEK and len(BADGES_KEK) < 32:
    raise ImproperlyConfigured("BADGES_KEK is shorter than 32 characters.")
BADGES_KEK_HERE = DATA_DIR / "signing" / "kek"  # of a signing worker that manage.py up starts while developing
EGRESS_CA_BUNDLE = env.text("EGRESS_CA_BUNDLE")  # a file of certificates to trust instead of the usual ones
EMBED_HOSTS = env.words("EMBED_HOSTS")  # hosts whose pages a click may load into one of ours
OIDC_FORM_ORIGINS = env.words("OIDC_FORM_ORIGINS")  # origins beyond OIDC_SERVER_URL that a sign-in is redirected to

# --- Apps ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "lms.core",
    "lms.mail",
    "lms.accounts",
    "lms.records",
    "lms.content",
    "lms.portal",
    "courses",
    "courses.practice",
    "courses.sandbox",
    "workshops",
    "badges",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.accounts.apps.EditorUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "lms.content.apps.EditorConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.core.compression.CompressionMiddleware",
    "lms.core.headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.core.locale.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.accounts.views.gate.EditorGate",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.core.context.site",
            ],
            "builtins": ["lms.core.templatetags.components"],
        },
    }
]

# --- Stores ----------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR}/vereda.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_URL = env.address("BROKER_URL", "", ("amqp", "amqps", "redis", "rediss"))
CACHES = {
    "default": environment.cache(env.text("CACHE_URL", "database")),
    # What one process may keep to itself: rendered fragments under keys that change when their source does.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
}
_media, MEDIA_URL = environment.media(env.text("MEDIA_URL", "folder"), DATA_DIR / "media")
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not DEVELOPMENT:
    _static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {"default": _media, "staticfiles": {"BACKEND": _static}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEVELOPMENT

# --- Jobs: rows are the truth, a broker is a wake-up ---------------------------------------------------------------
JOBS_APPLICATION = "lms.celery.application"
SANDBOXD = "courses.sandbox.daemon"
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", default=60, least=2, most=3600)
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
CELERY_WORKER_DETECT_QUORUM_QUEUES = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 16 * 60  # a hanging job ends its own process a minute earlier
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1  # a commit does not wait for a broker that is gone
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"visibility_timeout": 900, "socket_connect_timeout": 1, "socket_timeout": 3}

# --- Mail ------------------------------------------------------------------------------------------------------
globals().update(
    environment.email(env.text("EMAIL_URL", f"file://{DATA_DIR}/mail" if DEVELOPMENT else "smtp://localhost"))
)
MAIL_CLAIM_SECONDS = env.integer("MAIL_CLAIM_SECONDS", default=180, least=2, most=3600)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", f"{SITE_NAME} <no-reply@{SITE_HOST}>")

# --- Languages and time --------------------------------------------------------------------------------------------
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lms.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Wagtail ---------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = sorted(z for z in zoneinfo.available_timezones() if "/" in z or z == "UTC")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("es", "Español")]
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # people sign in; a password that many know protects nothing
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_IMAGE_MODEL = "content.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "lms.content.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}

# --- People and sign-in --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["lms.accounts.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lms.accounts.views.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "lms.accounts.forms.entrance.SignupForm",
    "login": "lms.accounts.forms.entrance.LoginForm",
    "request_login_code": "lms.accounts.forms.entrance.RequestLoginCodeForm",
    "confirm_login_code": "lms.accounts.forms.entrance.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "lms.accounts.forms.entrance.ConfirmEmailCodeForm",
    "confirm_password_reset_code": "lms.accounts.forms.entrance.ConfirmPasswordResetCodeForm",
    "reset_password": "lms.accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "lms.accounts.forms.entrance.NewPasswordForm",
    "change_password": "lms.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "lms.accounts.forms.entrance.SetPasswordForm",
    "add_email": "lms.accounts.forms.entrance.AddEmailForm",
    "reauthenticate": "lms.accounts.forms.entrance.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "lms.accounts.forms.basics.SignupFields"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "lms.accounts.queries.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # with it, sign-up answers the same for an address that has an account
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# An hour to confirm: people read on meanwhile, and mail can be slow. The other codes are asked for when they are needed.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    # A class of thirty behind one address signs up within minutes; what protects one account counts by account.
    "signup": "120/m/ip",
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "60/m/ip,3/m/key",
    "reset_password": "60/m/ip,3/m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_ADAPTER = "lms.accounts.views.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lms.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "lms.accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "lms.accounts.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "lms.accounts.forms.second_factor.AddKeyForm",
    "edit_webauthn": "lms.accounts.forms.second_factor.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute either way, for clocks that drift and lines that are slow
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT and not HTTPS
SOCIALACCOUNT_ADAPTER = "lms.accounts.views.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = environment.openid_connect(env)
SIGN_IN_READERS: list[str] = ["courses.domain.guests.adopt_guest_progress"]
RECORD_READERS: list[str] = [
    "courses.domain.attending.ATTENDANCE",
    "courses.domain.caches.PROGRESS",
    "badges.domain.awards.AWARDS",
]

# --- Security --------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_ENGINE = "lms.core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_FAILURE_VIEW = "lms.core.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # frame-ancestors of our own policy says it, page by page
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail", "weasyprint", "fontTools")},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")},
}
