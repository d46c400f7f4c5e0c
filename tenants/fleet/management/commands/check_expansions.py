"""`manage.py check_expansions`: reject migrations that the release before would not survive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.fleet.queries.expansions import migrations_at_fault


class Command(BaseCommand):
    help = "Check that new migrations of tenant schemas only expand, or say that they contract."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        faults = list(migrations_at_fault())
        if faults:
            raise CommandError("\n".join(faults))
