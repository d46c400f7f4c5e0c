"""The control's settings: django-tenants as it ships, as a login that may read every tenant."""

import os
from typing import Any

from guildhall.config.environment import database
from guildhall.config.settings import *  # noqa: F403 - all but what follows

default: dict[str, Any] = {
    **database(
        os.environ["DATABASE_OWNER_URL"],
        pin="path",
        pool_size=int(os.environ["GUILDHALL_POOL_SIZE"]),
    ),
    "ENGINE": "django_tenants.postgresql_backend",
}
DATABASES = {"default": default}
TENANT_LIMIT_SET_CALLS = "STOCK_LIMIT_SET_CALLS" in os.environ
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
        "KEY_FUNCTION": "django_tenants.cache.make_key",
    }
}
