"""The control's settings: django-tenants' own backend, as a login that may read every tenant."""

from typing import Any

from guildhall.config.settings import *  # noqa: F403 - all but what follows
from guildhall.config.settings import DATABASES

default: dict[str, Any] = DATABASES["owner"] | {"ENGINE": "django_tenants.postgresql_backend"}
DATABASES = {"default": default}
