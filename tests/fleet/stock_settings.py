"""A lab's release under django-tenants' own backend and router, as the owner of every schema."""

from typing import Any

from tests.fleet.lab_settings import *  # noqa: F403 - all but what follows
from tests.fleet.lab_settings import DATABASES

default: dict[str, Any] = DATABASES["owner"] | {"ENGINE": "django_tenants.postgresql_backend"}
DATABASES = {"default": default, "owner": default}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
PG_EXTRA_SEARCH_PATHS = ["ext"]
