"""Django settings, made from the environment once at start (see environment.py for every variable).

Contains no logic beyond turning variables into settings; the offline defaults work on a fresh machine.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from meetingmuse import environment
from meetingmuse.logs import logging_config

# langgraph reads this when it is imported: only plain data may come out of a checkpoint (CVE-2026-28277)
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
ENVIRONMENT = environment.read(os.environ)

DEBUG = ENVIRONMENT["DEBUG"]
DATA_DIR = Path(ENVIRONMENT["DATA_DIR"] or BASE_DIR / ".data").expanduser().resolve()


def _development_secret() -> str:
    """A secret of this installation, so that sessions survive a restart."""
    path = DATA_DIR / "secret_key"
    try:
        if not path.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR cannot be {str(DATA_DIR)!r} ({error.strerror}): allowed is a folder this user may write."
        ) from error


SECRET_KEY = ENVIRONMENT["SECRET_KEY"] or _development_secret()
ALLOWED_HOSTS = ENVIRONMENT["ALLOWED_HOSTS"]
HOST = ENVIRONMENT["HOST"]
PORT = ENVIRONMENT["PORT"]
TRUSTED_PROXIES = ENVIRONMENT["TRUSTED_PROXIES"]

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "meetingmuse",
    "scheduling",
    "conversations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "meetingmuse.texts.StorableText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "conversations.rates.RatedRequests",
    "conversations.bearers.BearerTokens",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "meetingmuse.urls"
ASGI_APPLICATION = "meetingmuse.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    if url := ENVIRONMENT["DATABASE_URL"]:
        return {**environ.Env.db_url_config(url, engine="django.db.backends.postgresql"), "CONN_MAX_AGE": 60}
    return {
        "ENGINE": "meetingmuse.postgres",
        "NAME": "postgres",
        "USER": "postgres",
        "EMBEDDED": str(DATA_DIR / "postgres"),
        "CONN_MAX_AGE": 60,
    }


DATABASE_DIRECT_URL = ENVIRONMENT["DATABASE_DIRECT_URL"]
DATABASES = {
    "default": {
        **_database(),
        "CONN_HEALTH_CHECKS": True,
        # a pooler in transaction mode gives the next statement another session
        "DISABLE_SERVER_SIDE_CURSORS": bool(DATABASE_DIRECT_URL),
        "TEST": {"NAME": "test_meetingmuse"},
    }
}
CHECKPOINT_ENCRYPTION_KEYS = ENVIRONMENT["CHECKPOINT_ENCRYPTION_KEYS"]
DATABASE_POOL_SIZE = ENVIRONMENT["DATABASE_POOL_SIZE"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENVIRONMENT["REDIS_URL"]
# what Redis publishes is heard in all of its databases: installations that share one are told apart by this
CHANNEL_PREFIX = hashlib.sha256(f"{SECRET_KEY} {DATABASES['default']['NAME']}".encode()).hexdigest()[:16]
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [ENVIRONMENT["REDIS_URL"]], "prefix": CHANNEL_PREFIX},
        }
        if ENVIRONMENT["REDIS_URL"]
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

EMAIL_BACKEND, EMAIL_FILE_PATH = "scheduling.mailfolder.MailFolder", str(DATA_DIR / "mail")
if ENVIRONMENT["EMAIL_URL"]:
    vars().update(environ.Env.email_url_config(ENVIRONMENT["EMAIL_URL"]))
EMAIL_TIMEOUT = 10.0
MAIL_FROM = ENVIRONMENT["MAIL_FROM"]
PUBLIC_URL = ENVIRONMENT["PUBLIC_URL"] or f"http://localhost:{PORT}"
INVITATION_DELAY_SECONDS = ENVIRONMENT["INVITATION_DELAY_SECONDS"]
MAX_MAILS_PER_DAY = ENVIRONMENT["MAX_MAILS_PER_DAY"]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "meetingmuse.formats"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"  # for collectstatic, where a web server in front serves them
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "chat"
ALLOW_SIGN_UP = ENVIRONMENT["ALLOW_SIGN_UP"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# of every page: nothing from elsewhere, nothing inline, in nobody's frame
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
# a proxy that speaks TLS sends https origins of the hosts served
CSRF_TRUSTED_ORIGINS = (
    [] if DEBUG else [f"https://{'*' * host.startswith('.')}{host}" for host in ALLOWED_HOSTS]
)
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_HTTPONLY = 365 * 24 * 3600, "Lax", True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_SSL_REDIRECT = PUBLIC_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^health", r"^metrics$"]  # asked from beside the proxy, not through it
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")
}

LOGGING = logging_config(ENVIRONMENT["LOG_LEVEL"], readable=DEBUG)

SERVICE_TOKEN = ENVIRONMENT["SERVICE_TOKEN"]
METRICS_TOKEN = ENVIRONMENT["METRICS_TOKEN"]
WORKER_METRICS_PORT = ENVIRONMENT["WORKER_METRICS_PORT"]

PROCRASTINATE_IMPORT_PATHS = ["scheduling.reminding"]  # jobs beside those in each app's tasks.py

# identity
_anonymous = ENVIRONMENT["ALLOW_ANONYMOUS_CLIENTS"]
ALLOW_ANONYMOUS_CLIENTS = DEBUG if _anonymous is None else _anonymous
JWT_SECRET = ENVIRONMENT["JWT_SECRET"]
JWT_JWKS = ENVIRONMENT["JWT_JWKS"]
JWT_ISSUER = ENVIRONMENT["JWT_ISSUER"]
JWT_AUDIENCE = ENVIRONMENT["JWT_AUDIENCE"]
JWT_LEEWAY_SECONDS = ENVIRONMENT["JWT_LEEWAY_SECONDS"]

# conversation
ENGINE = "conversations.engine.configured"
CALENDAR = "scheduling.calendars.database.DatabaseCalendar"
LANGGRAPH_ENABLED = ENVIRONMENT["LANGGRAPH_ENABLED"]
STREAMING_ENABLED = ENVIRONMENT["STREAMING_ENABLED"]
LLM_TIMEOUT_SECONDS = ENVIRONMENT["LLM_TIMEOUT_SECONDS"]
LLM_FALLBACK = ENVIRONMENT["LLM_FALLBACK"]
LLM_MAX_CONCURRENCY = ENVIRONMENT["LLM_MAX_CONCURRENCY"]
LLM_LOG_PROMPTS = ENVIRONMENT["LLM_LOG_PROMPTS"]
HUGGINGFACE_API_TOKEN = ENVIRONMENT["HUGGINGFACE_API_TOKEN"]
HUGGINGFACE_MODEL = ENVIRONMENT["HUGGINGFACE_MODEL"]
HUGGINGFACE_ENDPOINT_URL = ENVIRONMENT["HUGGINGFACE_ENDPOINT_URL"]
HUGGINGFACE_ENDPOINT_TOKEN = ENVIRONMENT["HUGGINGFACE_ENDPOINT_TOKEN"]
CONVERSATION_TTL_HOURS = ENVIRONMENT["CONVERSATION_TTL_HOURS"]
CONVERSATION_KEEP_DAYS = ENVIRONMENT["CONVERSATION_KEEP_DAYS"]
CONVERSATION_KEEP_HISTORY = ENVIRONMENT["CONVERSATION_KEEP_HISTORY"]
DEFAULT_TIMEZONE = ENVIRONMENT["DEFAULT_TIMEZONE"]
MAX_CONCURRENT_CONVERSATIONS = ENVIRONMENT["MAX_CONCURRENT_CONVERSATIONS"]
MAX_QUEUED_MESSAGES = ENVIRONMENT["MAX_QUEUED_MESSAGES"]
MAX_MESSAGE_CHARS = ENVIRONMENT["MAX_MESSAGE_CHARS"]
MAX_FRAME_BYTES = ENVIRONMENT["MAX_FRAME_BYTES"]
MAX_UNSENT_BYTES = ENVIRONMENT["MAX_UNSENT_BYTES"]
MESSAGE_RATE_PER_MINUTE = ENVIRONMENT["MESSAGE_RATE_PER_MINUTE"]
NEW_CONVERSATIONS_PER_MINUTE = ENVIRONMENT["NEW_CONVERSATIONS_PER_MINUTE"]
SIGN_INS_PER_MINUTE = ENVIRONMENT["SIGN_INS_PER_MINUTE"]
REQUESTS_PER_MINUTE = ENVIRONMENT["REQUESTS_PER_MINUTE"]
MAX_CONNECTIONS_PER_ADDRESS = ENVIRONMENT["MAX_CONNECTIONS_PER_ADDRESS"]
