"""Every setting of the portal, read from top to bottom.

Values come from the environment only (the table in README.md lists them). Without any, the portal runs as its
own demonstration: embedded PostgreSQL, file-system broker, mail into a mailbox page. `PORTAL_MODE=production`
turns every development default off and refuses to start when something that protects people is missing.
"""

import time
from pathlib import Path

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from network.languages import Language
from network.middleware import add_static_headers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env("PORTAL_MODE", default="demonstration") == "production"
DEMONSTRATION = not PRODUCTION
VAR_DIR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var")))
if DEMONSTRATION:
    VAR_DIR.mkdir(exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
# The key of the demonstration protects nothing: its data are public and its server listens on loopback.
SECRET_KEY = env("SECRET_KEY", default="" if PRODUCTION else "demonstration-only-" + "0" * 50)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ORIGIN = env("PORTAL_ORIGIN", default="" if PRODUCTION else f"http://localhost:{env('PORT', default='8000')}")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[ORIGIN.partition("://")[2].partition(":")[0]] if PRODUCTION else ["*"]
)

if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CACHE_URL") if not env(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"In production these environment variables must be set: {', '.join(missing)}.")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("In production SECRET_KEY must be at least 50 characters long.")
    if not ORIGIN.startswith("https://"):
        raise ImproperlyConfigured("In production PORTAL_ORIGIN must be an https:// address.")
    if DEBUG:
        raise ImproperlyConfigured("In production DEBUG must be off.")

# Names the deployed code in the ETag of pages; each start of a server is a release unless this is set.
RELEASE = env("RELEASE", default=str(int(time.time())))

# --- Parts ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "network.accounts",
    "network.files",
    "network.catalogue",
    "network.moderation",
    "network.alerts",
    "network.relay",
    "network.verification",
    "experts",
    "practices",
    "news",
    "network.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # templates of allauth's list of sessions use it
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "taggit",
]
if DEMONSTRATION:
    INSTALLED_APPS.append("network.demo")

MIDDLEWARE = [
    "network.middleware.Compression",
    "csp.middleware.CSPMiddleware",
    "network.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "network.middleware.RememberedLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.accounts.middleware.SessionLimits",
    "network.accounts.middleware.StaffSecondFactor",
    "network.accounts.middleware.Audit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "network.urls"
WSGI_APPLICATION = "network.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "network.context.site",
            ],
        },
    },
]
FORM_RENDERER = "network.forms.Renderer"

# Addresses typed without a scheme are https ones; Django 6 does so by itself and has no such setting.
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Storage -------------------------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", default="")
if not DATABASE_URL:
    # Only here: the embedded server starts when the first process needs it and stops with the last one.
    from network.demo.postgres import start

    DATABASE_URL = start(VAR_DIR / "postgres")

DATABASES = {"default": env.db_url_config(DATABASE_URL, engine="django.db.backends.postgresql")}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=15000"
)
# The role that web, worker and beat take: it can change no table, no trigger and no event of the audit trail.
if env("DATABASE_ROLE", default=""):
    DATABASES["default"]["OPTIONS"]["options"] += f" -c role={env('DATABASE_ROLE')}"
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": env.cache_url("CACHE_URL")
    if env("CACHE_URL", default="")
    else {
        # Shared between the processes of the demonstration: rate limits and used codes must not be per process.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What members upload, and copies of people's data; web and worker share the folder.
    "private": {
        "BACKEND": "network.storage.PrivateStorage",
        "OPTIONS": {
            "location": env("FILES_DIR", default=str(VAR_DIR / "files")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = add_static_headers
WHITENOISE_MAX_AGE = 3600
# Nobody else's page needs our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Languages -----------------------------------------------------------------------------------------------

LANGUAGES = Language.choices
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

# --- Accounts ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "network.accounts.passwords.StrengthValidator"},
]

ACCOUNT_ADAPTER = "network.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "network.accounts.forms.SignUpForm",
    "login": "network.accounts.forms.SignInForm",
    "reset_password": "network.accounts.forms.ResetForm",
    "add_email": "network.accounts.forms.NewAddressForm",
    "change_email": "network.accounts.forms.OtherAddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "network.accounts.models.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ORIGIN.partition(":")[0]
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "subscribe": "20/m/ip",
    "relay": "60/d/user",
    "relay_begin": "5/d/user",
    "upload": "30/d/user",
}
# Profiles that a member may read in a day.
PROFILES_A_DAY = 300
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)

MFA_ADAPTER = "network.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers allow passkeys on http://localhost; fido2 has to be told so.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "South-South CT/PVE Expert Network"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TRUST_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = False

# Seconds without a request, and since sign-in, after which a session ends (OWASP ASVS v5.0.0-7.3.1, -7.3.2).
SESSION_LIMITS = {"staff": (30 * 60, 8 * 3600), "member": (2 * 3600, 12 * 3600)}
# In the demonstration staff may look at the desk without an authenticator app at hand.
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=PRODUCTION)

# --- Audit trail: database triggers write each change of what is tracked; nobody can alter what they wrote ----------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
# Who and why stand in the event itself, so that they are as unalterable as the event.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- What the browser is told --------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Browsers take `__Host-` cookies over https only, so the demonstration uses plain names.
_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}lang"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [ORIGIN]

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
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# No form has more fields for files, and each file costs an examination of up to seven seconds.
DATA_UPLOAD_MAX_NUMBER_FILES = 2
FILE_UPLOAD_HANDLERS = [
    "network.files.limits.BodyLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Mail ----------------------------------------------------------------------------------------------------

EMAIL_BACKEND = env(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "network.demo.mailbox.EmailBackend",
)
if env("EMAIL_URL", default=""):
    vars().update({name: value for name, value in env.email_url("EMAIL_URL").items() if name != "EMAIL_BACKEND"})
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Expert Network <network@portal.example>")
SERVER_EMAIL = env("SERVER_EMAIL", default=DEFAULT_FROM_EMAIL)
EMAIL_SUBJECT_PREFIX = "[Expert Network] "
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]

# Links, addresses and ids in bulk mail are signed with a key of its own, so that SECRET_KEY can change. By the same key
# suppressed addresses are known: keep every retired one among the fallbacks.
MAIL_TOKEN_KEY = env("MAIL_TOKEN_KEY", default=SECRET_KEY)
MAIL_TOKEN_KEY_FALLBACKS = env.list("MAIL_TOKEN_KEY_FALLBACKS", default=[])
# Part of Message-ID and List-Id, of the return path and of the address that unsubscribes.
MAIL_DOMAIN = env("MAIL_DOMAIN", default=ORIGIN.partition("://")[2].partition(":")[0])
# Bulk mail may leave by a server of its own (smtp+tls://…), so that it cannot hold up sign-in codes.
BULK_EMAIL = env.email_url("BULK_EMAIL_URL", default=env("EMAIL_URL", default="smtp://localhost:25"))
# How somebody who writes to us by post is answered; stands under each bulk mail.
MAIL_POSTAL_ADDRESS = env("MAIL_POSTAL_ADDRESS", default="United Nations Headquarters, New York, NY 10017, USA")
# Whether the mail servers of EMAIL_URL and BULK_EMAIL_URL write addresses with letters beyond ASCII before the @ sign.
MAIL_SMTPUTF8 = env.bool("MAIL_SMTPUTF8", default=False)
# Messages a day after which bulk mail waits for the next day; 0 is no limit.
MAIL_DAILY_QUOTA = env.int("MAIL_DAILY_QUOTA", default=0)
# Seconds that each phase of an SMTP exchange may take; all of them together stay below the lease.
MAIL_TIMEOUT_SECONDS = 30
# Seconds for which a sender holds a message: longer than all phases of one SMTP exchange.
MAIL_LEASE_SECONDS = 300
# Seconds after which a message in doubt is sent once more, if it is of a kind that may be.
MAIL_DOUBT_SECONDS = env.int("MAIL_DOUBT_SECONDS", default=3600)
# "At once" is at the end of a window, so that ten approvals in a row make one e-mail.
ALERT_WINDOW_SECONDS = env.int("ALERT_WINDOW_SECONDS", default=300 if PRODUCTION else 20)
# The hour (UTC) at which days, weeks and months of digests end, and how long staff may look before they leave.
DIGEST_HOUR = env.int("DIGEST_HOUR", default=5)
DIGEST_REVIEW_SECONDS = env.int("DIGEST_REVIEW_SECONDS", default=3600 if PRODUCTION else 0)
# django-anymail: keys of a mail provider and WEBHOOK_SECRET ("user:password"), without which no webhook is reachable.
ANYMAIL = env.json("ANYMAIL", default={})

# --- Background tasks ----------------------------------------------------------------------------------------

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Each beat only knocks: it looks for what is undone, and two beats do no more than one.
CELERY_BEAT_SCHEDULE = {
    "letters": {"task": "network.moderation.tasks.send_forgotten_letters", "schedule": 60},
    "alerts": {"task": "network.alerts.tasks.plan", "schedule": 10},
    "mail events": {"task": "network.alerts.tasks.process_events", "schedule": 60},
    "overdue": {"task": "network.moderation.tasks.remind", "schedule": crontab(hour=7, minute=0)},
    "freshness": {"task": "network.moderation.tasks.ask_whether_still_correct", "schedule": crontab(hour=8, minute=0)},
    "consultations": {"task": "network.verification.tasks.send_forgotten_letters", "schedule": 60},
    "endorsements": {"task": "network.verification.tasks.remind", "schedule": crontab(hour=8, minute=30)},
    "messages": {"task": "network.relay.tasks.notify_forgotten", "schedule": 60},
    "old messages": {"task": "network.relay.tasks.forget", "schedule": 86400},
    "copies": {"task": "network.accounts.tasks.make_waiting_copies", "schedule": 60},
    "retention": {"task": "network.accounts.tasks.forget", "schedule": 3600},
    "forgetting": {"task": "network.alerts.tasks.forget", "schedule": 3600},
}
if env("REDIS_URL", default=""):
    CELERY_BROKER_URL = env("REDIS_URL")
    # Longer than the hard time limit, or a running task would be handed out a second time.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
else:
    _broker = VAR_DIR / "broker"
    _broker.mkdir(exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.3,
    }

# --- Logs: who did what, never what anybody typed or searched for --------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "safe": {"()": "network.logs.JsonFormatter" if PRODUCTION else "network.logs.SafeFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "safe"},
        "mail": {"class": "network.logs.ErrorMail", "level": "ERROR"},
    },
    # The file-system broker has no host name, and says so at each connection.
    # Tasks that look every few seconds for what is undone say something when they found it; Celery would say it always.
    "loggers": {
        "django": {"handlers": ["mail"]},
        "kombu.connection": {"level": "ERROR"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # Below this they print the values of statements and of templates.
        "django.db.backends": {"level": "INFO"},
        "django.template": {"level": "INFO"},
        "network": {"level": "INFO"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING")},
}
