"""Settings, read from the environment. With nothing set they are safe, not handy.

`.env.example` names every variable and says what it is for.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from groundwork.keys import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Where this copy runs.

PRODUCTION = env.bool("PORTAL_PRODUCTION", default=False)
DEMO = env.bool("PORTAL_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
PLAIN_HTTP = env.bool("PORTAL_PLAIN_HTTP", default=False)
"""Only for a copy on one's own machine: cookies and pages without TLS."""

VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))
"""Everything the running portal writes: database, mail files, generated keys."""

if PRODUCTION and (DEMO or DEBUG or PLAIN_HTTP):
    raise ImproperlyConfigured(
        "PORTAL_PRODUCTION excludes PORTAL_DEMO, DEBUG and PORTAL_PLAIN_HTTP."
    )


def _secret(name: str) -> str:
    given: str = env.str(name, default="")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production.")
    return kept_secret(VAR_DIR / "keys" / name.lower())


def _sealing_keys() -> list[str]:
    keys = [key.strip() for key in _secret("PORTAL_SEALING_KEYS").split(",")]
    try:
        for key in keys:
            Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(
            "PORTAL_SEALING_KEYS must hold Fernet keys, separated by commas."
        ) from error
    return keys


SECRET_KEY = _secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
"""Earlier ones: sessions and receipt codes made with them still count."""
SEALING_KEYS = _sealing_keys()
"""Newest first; the text of threats is written with the first, read with any."""

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")
"""Scheme and host for links in mail and calendar files, without a slash at the end."""

if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_URL must be an https address in production.")

# What the portal is made of.

INSTALLED_APPS = [
    "groundwork",
    "audit",
    "accounts",
    "notifications",
    "regions",
    "communities",
    "concerns",
    "meetings",
    "planning",
    "feedback",
    "checklist",
    "desks",
    "api",
    "demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
]

MIDDLEWARE = [
    "policing_portal.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "policing_portal.middleware.PersonalPages",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "policing_portal.middleware.Refusals",
]

ROOT_URLCONF = "policing_portal.urls"
WSGI_APPLICATION = "policing_portal.wsgi.application"

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
                "groundwork.context.page_frame",
                "notifications.context.unread_notices",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "groundwork.templatetags.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Data.

DATABASES: dict[str, Any] = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue at BEGIN instead of failing half-way: SQLite has no row locks.
    # The longest write, importing all polygons, holds its lock for about 25 seconds.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 40,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES: dict[str, Any] = {
    "default": env.cache_url("CACHE_URL", default="dbcache://portal_cache")
}
"""Rate limits count here, so every web process must share it."""
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    # Past 300 rows, the default, a third is thrown away, and with it what was counted.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 50_000}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
SCHEDULE = "policing_portal.schedule.SCHEDULE"

# People.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {
        "NAME": f"{_VALIDATORS}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desks:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupDetailsForm"
ACCOUNT_FORMS = {
    "login": "accounts.entrance.LoginForm",
    "signup": "accounts.entrance.SignupForm",
    "add_email": "accounts.entrance.AddEmailForm",
    "change_password": "accounts.entrance.ChangePasswordForm",
    "set_password": "accounts.entrance.SetPasswordForm",
    "reset_password": "accounts.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.entrance.ResetPasswordKeyForm",
    "reauthenticate": "accounts.entrance.ReauthenticateForm",
    "confirm_email_verification_code": (
        "accounts.entrance.ConfirmEmailVerificationCodeForm"
    ),
    "confirm_password_reset_code": "accounts.entrance.ConfirmPasswordResetCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if PLAIN_HTTP else "https"
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True

# Languages and time.

LANGUAGE_CODE = "et"
LANGUAGES = [("et", "Eesti"), ("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["groundwork.formats"]
TIME_ZONE = "Europe/Tallinn"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "EE"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# Files.

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("PORTAL_STATIC", default=str(VAR_DIR / "static")))
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")

# Mail: files under var/ unless a server is named.

EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "groundwork.mail.EmlFileBackend"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Piirkonnapolitsei portaal <portaal@politsei.invalid>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="portaal@politsei.invalid")
"""Whom the accessibility statement and the privacy notice name."""

# Safety. Source of the list: `check --deploy` and the project's threat notes.

SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "policing_portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A source of the policy is an origin; the address of a tile has places to fill in.
_TILES = urlsplit(MAP_TILES_URL)
_TILE_HOSTS = [f"{_TILES.scheme}://{_TILES.netloc}"] if MAP_TILES_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_TILE_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "geolocation": ["self"],
    **{
        name: [] for name in ("camera", "microphone", "payment", "usb", "accelerometer")
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Logs say what happened to which kind and number, never to whom in which words.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no_personal_data": {"()": "groundwork.logs.NoPersonalData"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_personal_data"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {
            "handlers": ["stderr"],
            "level": "WARNING",
            "propagate": False,
        },
        "django": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
