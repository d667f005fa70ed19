"""Settings of the one project, read from the environment by django-environ."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.tiles import origins_of

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- What an installation must decide -------------------------------------------------------------------------------

# "demo" runs on one's own computer with the servers of config/embedded; "production" refuses every unsafe default.
ENVIRONMENT = env.str("ENVIRONMENT", default="production" if env.str("DATABASE_URL", "") else "demo")
if ENVIRONMENT not in ("demo", "production"):
    raise ImproperlyConfigured("环境变量 ENVIRONMENT 只能是 demo 或 production。")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)

DEMO_SECRET_KEY = "demo-only-this-key-is-public-and-protects-nothing-at-all"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=PRODUCTION)

if PRODUCTION:
    if SECRET_KEY == DEMO_SECRET_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("生产环境必须用环境变量 SECRET_KEY 设置至少 50 位的随机密钥。")
    if DEBUG:
        raise ImproperlyConfigured("生产环境不能打开 DEBUG。请删除环境变量 DEBUG。")
    if not ALLOWED_HOSTS or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured(
            "生产环境必须在环境变量 ALLOWED_HOSTS 中写明网址主机名，不能用通配符“*”，也不能以“.”开头。"
        )
    if not env.str("DATABASE_URL", "") or not env.str("REDIS_URL", ""):
        raise ImproperlyConfigured("生产环境必须设置环境变量 DATABASE_URL 和 REDIS_URL。")

# --- The product ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.common",
    "apps.territory",
    "apps.accounts",
    "apps.evidence",
    "apps.problems",
    "apps.inspections",
    "apps.monitoring",
    "apps.imports",
    "apps.assessments",
    "apps.reports",
    "apps.workbench",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "django_include_bootstrap",
    "import_export",
    # Only for its static files: Leaflet itself. Maps are ours (static/js/map.js).
    "leaflet",
]

# What a phone's outbox asks, many times a minute, passes the same gates on a shorter way (apps/accounts/short_way.py).
SHORT_WAY = "/inspections/sync/"
MIDDLEWARE = [
    "apps.accounts.short_way.ShortWayMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.SignInMiddleware",
    "apps.accounts.middleware.IdleTimeoutMiddleware",
    "apps.accounts.middleware.PasswordChangeMiddleware",
    "apps.accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "apps.workbench.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///township")}
DATABASES["default"]["ENGINE"] = "apps.common.postgres"
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # Celery spells a socket "redis+socket:///path", redis-py "unix:///path".
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
    }
}

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Celery ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
# Longer than the longest task, or Redis would hand a running task to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * 60 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"

# --- Accounts and sessions ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "apps.accounts.backends.PostBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "phone", "full_name")},
    },
    {"NAME": "apps.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "apps.accounts.passwords.LocalWordsValidator"},
    {"NAME": "apps.accounts.passwords.KindsValidator", "OPTIONS": {"kinds": env.int("PASSWORD_KINDS", default=3)}},
]
INITIAL_PASSWORD_HOURS = env.int("INITIAL_PASSWORD_HOURS", default=72)
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "apps.accounts.views.signing.csrf_failure"

AXES_HANDLER = "apps.accounts.lockout.SignInLock"
AXES_FAILURE_LIMIT = 5  # of one name at one address
# Of one name at all addresses, and from one address with all names, in the same time.
SIGN_IN_NAME_LIMIT = env.int("SIGN_IN_NAME_LIMIT", default=15)
SIGN_IN_ADDRESS_LIMIT = env.int("SIGN_IN_ADDRESS_LIMIT", default=50)
if min(SIGN_IN_NAME_LIMIT, SIGN_IN_ADDRESS_LIMIT) < AXES_FAILURE_LIMIT:
    raise ImproperlyConfigured(f"SIGN_IN_NAME_LIMIT 和 SIGN_IN_ADDRESS_LIMIT 不能小于 {AXES_FAILURE_LIMIT}。")
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.signing.locked_out"
# Whoever tries again too early does not start the waiting time anew.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "apps.accounts.backends.name_typed"
AXES_CLIENT_IP_CALLABLE = "apps.common.network.address_of"
# Login counts are kept for security only, and shown in no statistic (POLICY.md).
AXES_DISABLE_ACCESS_LOG = True

# --- Transport ------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=PRODUCTION):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front, each adding an address to X-Forwarded-For.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
# Tiles under the map's points, one address a layer, the lowest first; without any: points on a plain ground.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="").split()
MAP_TILES_DATUM = env.str("MAP_TILES_DATUM", default="none").lower()
# Whose map it is and its 审图号, as the licence of the tiles and 地图管理条例 want it shown.
MAP_TILES_NOTE = env.str("MAP_TILES_NOTE", default="")
if MAP_TILES_DATUM not in ("none", "wgs84", "gcj02") or bool(MAP_TILES_URL) != (MAP_TILES_DATUM != "none"):
    raise ImproperlyConfigured(
        "地图底图要同时设置 MAP_TILES_URL 和 MAP_TILES_DATUM：天地图写 wgs84，高德、腾讯写 gcj02；不用底图时两个都不写。"
    )
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *origins_of(MAP_TILES_URL)],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Rules a county may set -----------------------------------------------------------------------------------------

# Days a closure is announced before it is final, for problems found by inspections of the city and above.
NOTICE_WORKDAYS = env.int("NOTICE_WORKDAYS", default=10)
DEFAULT_RECTIFY_DAYS = env.int("DEFAULT_RECTIFY_DAYS", default=15)
# The hour at which the day is summed up and villages without a record are reminded, on working days.
DAILY_REPORT_HOUR = env.int("DAILY_REPORT_HOUR", default=18)
# Units with fewer problems due in the month are shown, but not ranked.
RANKING_MINIMUM_CASES = env.int("RANKING_MINIMUM_CASES", default=3)

# --- Logs -----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "apps.common.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It writes what was typed as a name, and people type passwords there; failures stand in the audit trail.
    "loggers": {"axes": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
