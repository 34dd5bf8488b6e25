"""Every setting of the portal, read from top to bottom.

Values come from the environment only (the table in README.md lists them). Without any, the portal runs as its
own demonstration: embedded PostgreSQL, file-system broker, mail into a mailbox page. `PORTAL_MODE=production`
turns every development default off and refuses to start when something that protects people is missing.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from network.environment import Environment
from network.languages import Language
from network.middleware import add_static_headers
from network.release import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)
env.refuse_unknown("PORTAL_", ["PORTAL_MODE", "PORTAL_ORIGIN", "PORTAL_VAR"])

PRODUCTION = env.choice("PORTAL_MODE", ["demonstration", "production"], "demonstration") == "production"
DEMONSTRATION = not PRODUCTION
VAR_DIR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var")))
if PRODUCTION:
    env.require(
        "PORTAL_ORIGIN",
        "SECRET_KEY",
        "FACTOR_KEYS",
        "DATABASE_URL",
        "REDIS_URL",
        "CACHE_URL",
        "DEFAULT_FROM_EMAIL",
        "ADMINS",
    )
    if not env.text("EMAIL_BACKEND"):
        env.require("EMAIL_URL")
else:
    VAR_DIR.mkdir(exist_ok=True)

DEBUG = env.boolean("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("In production DEBUG must be off.")
# The key of the demonstration protects nothing: its data are public and its server listens on loopback.
SECRET_KEY = env.text("SECRET_KEY", "demonstration-only-" + "0" * 50)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("In production SECRET_KEY must be at least 50 characters long.")
SECRET_KEY_FALLBACKS = env.texts("SECRET_KEY_FALLBACKS")
# Second factors and copies of people's data are encrypted with the first one; the others open what is older.
FACTOR_KEYS = env.texts("FACTOR_KEYS") or [SECRET_KEY]
if PRODUCTION and (SECRET_KEY in FACTOR_KEYS or any(len(key) < 50 for key in FACTOR_KEYS)):
    raise ImproperlyConfigured("In production FACTOR_KEYS must each have 50 characters and differ from SECRET_KEY.")
ORIGIN = env.origin(
    "PORTAL_ORIGIN",
    f"http://localhost:{env.integer('PORT', 8000, least=1, most=65535)}",
    ("https",) if PRODUCTION else ("https", "http"),
)
ORIGIN_HOST = urlsplit(ORIGIN).hostname
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", [ORIGIN_HOST] if PRODUCTION else ["*"])

# --- Parts ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "network.notices",
    "network.accounts",
    "network.files",
    "network.catalogue",
    "network.moderation",
    "network.alerts",
    "network.relay",
    "network.verification",
    "network.contact",
    "experts",
    "practices",
    "network.exchange",
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
    "network.middleware.WellFormed",
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
    "network.accounts.middleware.ReadingLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "network.resending.NothingTypedIsLost",
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

DATABASE_URL = env.address("DATABASE_URL", ("postgresql", "postgres"))
if not DATABASE_URL:
    # Only here: the embedded server starts when the first process needs it and stops with the last one.
    from network.demo.postgres import start

    DATABASE_URL = start(VAR_DIR / "postgres")

DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL, engine="django.db.backends.postgresql")}
# Seconds until a server that does not answer counts as down.
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 3
# The role that web, worker and beat take: it can change no table, no trigger and no event of the audit trail.
DATABASE_ROLE = env.identifier("DATABASE_ROLE")
# A pooler such as pgbouncer takes no options; there `ALTER ROLE … SET` gives role and time-outs. Whichever way they
# come, network.accounts.database_guard looks whether they are in force.
DATABASE_IS_POOLED = env.boolean("DATABASE_IS_POOLED", False)
if not DATABASE_IS_POOLED:
    DATABASES["default"]["OPTIONS"]["options"] = (
        "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=15000"
    ) + (f" -c role={DATABASE_ROLE}" if DATABASE_ROLE else "")
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_IS_POOLED
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.integer("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHE_URL = env.address("CACHE_URL", ("rediscache", "redis", "rediss"))
CACHES = {
    "default": environ.Env.cache_url_config(CACHE_URL)
    if CACHE_URL
    else {
        # Shared between the processes of the demonstration: rate limits and used codes must not be per process.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

if CACHE_URL:
    # Seconds. Rate limits need the cache, so that a page waits for it.
    CACHES["default"].setdefault("OPTIONS", {}).update(SOCKET_CONNECT_TIMEOUT=1, SOCKET_TIMEOUT=1)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What members upload, and copies of people's data; web and worker share the folder.
    "private": {
        "BACKEND": "network.storage.PrivateStorage",
        "OPTIONS": {
            "location": env.text("FILES_DIR", str(VAR_DIR / "files")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Names the deployed code in the ETag of pages, so that no page outlives a deploy.
RELEASE = fingerprint(BASE_DIR, STATIC_ROOT / "staticfiles.json")
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
FORMAT_MODULE_PATH = "network.formats"
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
    # Many sign in from one address: an office, a whole course. Guessing is slowed for one account from one address,
    # and far later for an account from anywhere, and for an address at all.
    "login": "120/m/ip",
    "login_failed": "5/5m/key,30/m/ip,300/h/ip",
    "login_account": "100/h/key",
    # Letters have a gate of their own (`network.notices.gate`), which refuses without telling.
    "confirm_email": None,
    "subscribe": "20/m/ip",
    "download": "10/m/ip",
    "relay": "60/d/user",
    "relay_begin": "5/d/user",
    "contact": "10/h/ip",
    "upload": "30/d/user",
}
# How many people one reader is shown in a day: in lists, as profiles, their contact details or CVs, at the desk.
LISTED_A_DAY = 1000
PROFILES_A_DAY = 300
CONTACTS_A_DAY = 30
REVIEWS_A_DAY = 300
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0, most=10)

MFA_ADAPTER = "network.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "network.accounts.passkeys.AddForm",
    "authenticate_webauthn": "network.accounts.passkeys.AuthenticateForm",
    "login_webauthn": "network.accounts.passkeys.SignInForm",
    "reauthenticate_webauthn": "network.accounts.passkeys.ReauthenticateForm",
}
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
STAFF_SECOND_FACTOR_REQUIRED = env.boolean("STAFF_SECOND_FACTOR_REQUIRED", PRODUCTION)

# --- Audit trail: database triggers write each change of what is tracked; nobody can alter what they wrote ----------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
# Who and why stand in the event itself, so that they are as unalterable as the event.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- What the browser is told --------------------------------------------------------------------------------

# Who is told which part of the portal fails; everybody else is told only that one does.
HEALTH_NETWORKS = env.networks("HEALTH_NETWORKS", "127.0.0.0/8,::1/128")
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
SCHEME_COOKIE_NAME = f"{_HOST}scheme"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "network.resending.csrf_failure"

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

SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAIL_PROVIDERS = (
    "amazon_ses brevo mailersend mailgun mailjet mailtrap mandrill postal postmark resend sendgrid sparkpost"
)
MAIL_BACKENDS = [SMTP, *(f"anymail.backends.{provider}.EmailBackend" for provider in MAIL_PROVIDERS.split())]
if DEMONSTRATION:
    MAIL_BACKENDS += ["network.demo.mailbox.EmailBackend", "django.core.mail.backends.dummy.EmailBackend"]
# Whether the mail servers of EMAIL_URL and BULK_EMAIL_URL write addresses with letters beyond ASCII before the @ sign.
MAIL_SMTPUTF8 = env.boolean("MAIL_SMTPUTF8", False)
EMAIL_BACKEND = env.choice("EMAIL_BACKEND", MAIL_BACKENDS, SMTP if PRODUCTION else "network.demo.mailbox.EmailBackend")
if env.text("EMAIL_URL"):
    vars().update({name: value for name, value in env.mail_server("EMAIL_URL").items() if name != "EMAIL_BACKEND"})
if MAIL_SMTPUTF8 and EMAIL_BACKEND == SMTP:
    EMAIL_BACKEND = "network.smtp.EmailBackend"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", "Expert Network <network@portal.example>")
SERVER_EMAIL = env.mailbox("SERVER_EMAIL", DEFAULT_FROM_EMAIL)
EMAIL_SUBJECT_PREFIX = "[Expert Network] "
ADMINS = [("", address) for address in env.mailboxes("ADMINS")]

# Links, addresses and ids in bulk mail are signed with a key of its own, so that SECRET_KEY can change. By the same key
# suppressed addresses are known: keep every retired one among the fallbacks.
MAIL_TOKEN_KEY = env.text("MAIL_TOKEN_KEY", SECRET_KEY)
MAIL_TOKEN_KEY_FALLBACKS = env.texts("MAIL_TOKEN_KEY_FALLBACKS")
# Part of Message-ID and List-Id, of the return path and of the address that unsubscribes.
MAIL_DOMAIN = env.domain("MAIL_DOMAIN", ORIGIN_HOST)
# Where /.well-known/security.txt asks for reports of weaknesses: a mailto: or an https: address.
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", f"mailto:security@{MAIL_DOMAIN}")
# Bulk mail may leave by a server of its own (smtp+tls://…), so that it cannot hold up sign-in codes.
BULK_EMAIL = env.mail_server("BULK_EMAIL_URL", env.text("EMAIL_URL", "smtp://localhost:25"))
# How somebody who writes to us by post is answered; stands under each bulk mail.
MAIL_POSTAL_ADDRESS = env.text("MAIL_POSTAL_ADDRESS", "United Nations Headquarters, New York, NY 10017, USA")
# Messages a day after which bulk mail waits for the next day; 0 is no limit.
MAIL_DAILY_QUOTA = env.integer("MAIL_DAILY_QUOTA", 0)
# Seconds that each phase of an SMTP exchange may take; all of them together stay below the lease.
MAIL_TIMEOUT_SECONDS = 30
# Seconds for which a sender holds a message: longer than all phases of one SMTP exchange.
MAIL_LEASE_SECONDS = 300
# Seconds after which a message in doubt is sent once more, if it is of a kind that may be.
MAIL_DOUBT_SECONDS = env.integer("MAIL_DOUBT_SECONDS", 3600)
# "At once" is at the end of a window, so that ten approvals in a row make one e-mail.
ALERT_WINDOW_SECONDS = env.integer("ALERT_WINDOW_SECONDS", 300 if PRODUCTION else 20, least=1)
# The hour (UTC) at which days, weeks and months of digests end, and how long staff may look before they leave.
DIGEST_HOUR = env.integer("DIGEST_HOUR", 5, most=23)
DIGEST_REVIEW_SECONDS = env.integer("DIGEST_REVIEW_SECONDS", 3600 if PRODUCTION else 0)
# django-anymail: keys of a mail provider and WEBHOOK_SECRET ("user:password"), without which no webhook is reachable.
ANYMAIL = env.json("ANYMAIL")

# --- Background tasks ----------------------------------------------------------------------------------------

CELERY_TASK_SERIALIZER = "json"
# A knock that is lost is found by the beat, so no page waits for a broker that does not answer.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
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
    "heartbeat": {"task": "network.tasks.note_heartbeat", "schedule": 30},
    "small letters": {"task": "network.notices.tasks.send", "schedule": 30},
    "old small letters": {"task": "network.notices.tasks.delete_expired", "schedule": 3600},
    "alerts": {"task": "network.alerts.tasks.plan", "schedule": 10},
    "mail events": {"task": "network.alerts.tasks.process_events", "schedule": 60},
    "index": {"task": "network.moderation.tasks.rebuild_index", "schedule": 60},
    "searches": {"task": "network.alerts.tasks.refile_searches", "schedule": 60},
    "overdue": {"task": "network.moderation.tasks.remind", "schedule": crontab(hour=7, minute=0)},
    "proposals": {"task": "network.moderation.tasks.lapse_proposals", "schedule": 3600},
    "freshness": {"task": "network.moderation.tasks.ask_whether_still_correct", "schedule": crontab(hour=8, minute=0)},
    "addresses in reports": {"task": "practices.tasks.forget_addresses", "schedule": 3600},
    "unsaved texts": {"task": "network.moderation.tasks.delete_expired", "schedule": 3600},
    "endorsements": {"task": "network.verification.tasks.remind", "schedule": crontab(hour=8, minute=30)},
    "ended endorsements": {"task": "network.verification.tasks.show_ended", "schedule": 3600},
    "offers and requests that close soon": {
        "task": "network.exchange.tasks.remind_of_closing",
        "schedule": crontab(hour=9, minute=0),
    },
    "overdue inquiries": {"task": "network.contact.tasks.remind", "schedule": crontab(hour=7, minute=30)},
    "old inquiries": {"task": "network.contact.tasks.delete_expired", "schedule": 86400},
    # Early in the day, so that what ended silently is told together.
    "answers": {"task": "network.exchange.tasks.tell_daily", "schedule": crontab(hour=5, minute=0)},
    "exchanges": {"task": "network.exchange.tasks.look_after_exchanges", "schedule": 300},
    "responses": {"task": "network.exchange.tasks.count_responses", "schedule": crontab(hour=4, minute=0)},
    "old answers": {"task": "network.exchange.tasks.delete_expired", "schedule": 86400},
    "old messages": {"task": "network.relay.tasks.delete_expired", "schedule": 86400},
    "copies": {"task": "network.accounts.tasks.make_waiting_copies", "schedule": 60},
    "retention": {"task": "network.accounts.tasks.delete_expired", "schedule": 3600},
    "forgetting": {"task": "network.alerts.tasks.delete_expired", "schedule": 3600},
}
CELERY_BROKER_URL = env.address("REDIS_URL", ("redis", "rediss"), "filesystem://")
if CELERY_BROKER_URL != "filesystem://":
    # Longer than the hard time limit, or a running task would be handed out a second time.
    # Workers wait for a task for a second at a time, so three without an answer are an end.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 2, "socket_timeout": 3}
else:
    _broker = VAR_DIR / "broker"
    _broker.mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.3,
    }

# --- Logs: who did what, never what anybody typed or searched for --------------------------------------------

LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
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
        # It says at length which of its readers it tries.
        "flufl.bounce": {"level": "CRITICAL"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # Below this they print the values of statements and of templates.
        "django.db.backends": {"level": "INFO"},
        "django.template": {"level": "INFO"},
        "network": {"level": "INFO", "handlers": ["mail"]},
    },
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", LEVELS, "INFO" if PRODUCTION else "WARNING")},
}
