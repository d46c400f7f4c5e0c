"""Which tables belong in which schema, told to Django's migrations."""

from typing import Any

from django.apps import apps
from django.conf import settings

from guildhall.kernel.tenancy.context import current


class SchemaRouter:
    """Let an app's migrations run only in the schemas that its app is installed in.

    Outside any scope nothing may migrate, so that a plain `migrate` changes nothing.
    """

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:  # noqa: ARG002 - Django's signature
        scope = current()
        if scope is None:
            return False
        installed = settings.SHARED_APPS if scope.is_platform else settings.TENANT_APPS
        return None if apps.get_app_config(app_label).name in installed else False
