"""Django's settings. Whatever differs between deployments comes from `environment`."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import sentry_sdk
from django.utils.csp import CSP

import tenants
from guildhall.config.environment import database, read_environment
from guildhall.config.outlets import archive_storage, file_storage, mailer
from guildhall.config.secrecy import reporting, secrets_of
from guildhall.kernel import logs
from guildhall.kernel.scrubbing import know_secrets
from guildhall.kernel.tenancy.pool import forget_scope

env = read_environment()
SOURCE = Path(__file__).resolve().parents[1]
ROOT = SOURCE.parents[1]
# The compiled schema of a tenant and the history of its versions.
SCHEMA_FOLDER = Path(tenants.__path__[0]) / "schema"
# The OpenAPI documents, as built and as served.
API_DOCUMENTS = ROOT / "docs" / "api"

SECRET_KEY = env.secret_key
DEBUG = env.debug
# Fernet keys of the vault: the first one seals, all of them open.
VAULT_KEYS = env.vault_keys
PUBLIC_HOSTS = frozenset(env.public_hosts)
# Links in mails are made without a request: to this host, by this scheme and port.
PUBLIC_HOST = env.public_hosts[0]
WEB_SCHEME = "https" if env.https else "http"
INSIDE_URL = env.inside_url
WEB_PORT = f":{env.web_port}" if env.web_port else ""
TENANT_SUFFIX = env.tenant_suffix
# The tenant middleware answers unknown hosts itself, from the roll of domains.
ALLOWED_HOSTS = ["*"]
# How many proxies of ours stand before the web server and add to X-Forwarded-For.
TRUSTED_PROXIES = env.trusted_proxies
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies
REDIS_URL = env.redis_url
EPOCH_CHECK_SECONDS = env.epoch_check_seconds
DNS_RESOLVER = env.dns_resolver
# Where a vendor answers, by its name, if not at its own address. The hub calls no other host
# inside our network.
PROVIDER_URLS = env.provider_urls
FACT_LEASE_SECONDS = env.fact_lease_seconds
# A trial, the time to pay, and how long what is overdue is borne; 0 days of patience never end.
TRIAL = timedelta(days=env.terms.trial)
PAYMENT_TERM = timedelta(days=env.terms.payment)
PATIENCE = timedelta(days=env.terms.patience) if env.terms.patience else None

# The public schema: the roll of tenants, group HQ, and Django's own tables.
SHARED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "guildhall.kernel",
    "guildhall.identity",
    "guildhall.identity.oauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guildhall.audit",
    "tenants",
    "tenants.plans",
    "tenants.fleet",
    "tenants.archives",
    "tenants.moves",
    "tenants.openings",
    "tenants.visits",
    "guildhall.hq",
]
# Every tenant's schema: complete in itself.
TENANT_APPS = [
    "django.contrib.sessions",
    "guildhall.kernel",
    "guildhall.identity",
    "guildhall.identity.oauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guildhall.audit",
    "guildhall.organization",
    "guildhall.approvals",
    "guildhall.catalog",
    "guildhall.payments",
    "guildhall.inventory",
    "guildhall.customers",
    "guildhall.orders",
    "guildhall.fulfillment",
    "guildhall.checkout",
    "guildhall.notifications",
    "guildhall.finance",
]
# No tables of their own.
PLAIN_APPS = [
    "django.forms",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "django_htmx",
    "guildhall.config",
    "guildhall.console.shell",
    "guildhall.console",
    "guildhall.operators",
    "public_site.storefront",
    "public_site.landing",
    "public_site.company",
    "public_site.paylink",
]
# The shell first: its sign-in pages win over allauth's.
INSTALLED_APPS = [
    *dict.fromkeys(["guildhall.console.shell", *SHARED_APPS, *TENANT_APPS, *PLAIN_APPS])
]

MIDDLEWARE = [
    "guildhall.kernel.tenancy.middleware.tenant_middleware",
    "guildhall.config.answers.api_answers",
    "guildhall.config.rates.api_rates",
    "public_site.storefront.recent.recent_answers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guildhall.config.uploads.UploadMiddleware",
    "guildhall.config.pages.PageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "guildhall.config.urls_tenant"
PUBLIC_URLCONF = "guildhall.config.urls_public"
WSGI_APPLICATION = "guildhall.config.wsgi.application"
APPEND_SLASH = False

REFUSAL_ANSWER = "guildhall.config.pages.answer"
# What stays open at the host of a company that rests, state by state. Its people sign in, pay
# and take their data along; boxes hand over what they still hold; languages need no data.
_ITS_PEOPLE = ("/accounts", "/company", "/i18n", "/visits")
OPEN_WHILE = {
    "read_only": _ITS_PEOPLE,
    "suspended": (*_ITS_PEOPLE, "/pos/v1/drain"),
    "archived": _ITS_PEOPLE,
    "moving": ("/i18n",),
    "quarantined": ("/i18n",),
}

# `default` and `owner` follow the scope to its shard: `east`, `east_owner`.
POOLER = env.pooler
ours = partial(database, pin="role", pool_size=env.pool_size, pooler=env.pooler)
DATABASES = {"default": ours(env.database_url)}
if env.database_owner_url:
    DATABASES["owner"] = database(env.database_owner_url, pin="path")
for shard in env.shards:
    DATABASES[shard.name] = ours(shard.url)
    if shard.owner_url:
        DATABASES[f"{shard.name}_owner"] = database(shard.owner_url, pin="path")
SHARDS = tuple(shard.name for shard in env.shards)
WARM_SCHEMAS = env.warm_schemas
# Who places companies: the roll, or Citus, which the roll then follows.
SHARDING = env.sharding
# By which another database follows this one while a company moves; used by that alone.
MOVER_URLS = {"default": env.database_mover_url} | {s.name: s.mover_url for s in env.shards}
NEW_COMPANIES_ON = env.new_companies_on
for values in DATABASES.values():
    if "pool" in values["OPTIONS"] and env.pooler != "transaction":
        values["OPTIONS"]["pool"]["reset"] = forget_scope
DATABASE_ROUTERS = ["guildhall.kernel.tenancy.router.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# django-tenants' backend is our backend's base and asks for these names.
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_url,
        "KEY_FUNCTION": "guildhall.kernel.cache.scoped_key",
    }
}
STORAGES = {
    "default": file_storage(env.files_url),
    "archives": archive_storage(env.archive_url, folder=env.data_dir / "archives"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ARCHIVE_KEYS = env.archive_keys
MEDIA_ROOT = env.data_dir / "files"
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [ROOT / "build" / "assets"]
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guildhall.config.frame.frame",
            ]
        },
    }
]

# The house draws a list of choices itself: hundreds of stores in one, on each page.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["guildhall.identity.backends.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "guildhall.identity.backends.OwnWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_ADAPTER = "guildhall.identity.adapters.StaffAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_FORMS = {"reset_password": "guildhall.identity.adapters.ResetByMail"}
MFA_ADAPTER = "guildhall.identity.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "guildhall.identity.adapters.NamedKey"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# No tolerance: allauth remembers a used code for one period, so it must not be good for longer.
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "Guildhall"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

MAILERS = {"default": mailer(env.mail_url, folder=env.data_dir / "mail")}
DEFAULT_FROM_EMAIL = env.mail_from

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A bound for whatever the house does not end itself: config/sessions.py.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = env.https
SESSION_COOKIE_HTTPONLY = True
if env.https:
    # Browsers keep cookies of such names to the one host that set them, over TLS alone.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
# Of this host alone: below a company's own domain lie hosts that are not ours.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.https else None
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True

LOGGING_CONFIG = None
know_secrets(secrets_of(env))
logs.configure()
DEFAULT_EXCEPTION_REPORTER_FILTER = "guildhall.config.secrecy.SettingsFilter"
if env.sentry_dsn:
    sentry_sdk.init(**reporting(env.sentry_dsn))
