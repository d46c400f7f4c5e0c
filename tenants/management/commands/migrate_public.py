"""`manage.py migrate_public`: bring the shared schema to this release."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants.provisioning import migrate_public


class Command(BaseCommand):
    help = "Migrate the public schema, as the owner, and grant the app its rights."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        migrate_public()
        self.stdout.write("public schema is up to date")
