"""`manage.py compile_schema [--check]`: from migrations to the script that opens tenants."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.local.accounts import bundled_binaries
from tenants.artefact import append_version, compile_script, migrations_digest, script
from tenants.versions import newest, oldest


class Command(BaseCommand):
    help = "Compile the DDL of a tenant schema from the migrations, or check that it is current."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            oldest()  # tells whether the history contradicts itself
            if newest().digest != migrations_digest():
                raise CommandError("tenants/schema is stale: run manage.py compile_schema")
            return
        compiled = compile_script(str(bundled_binaries() / "pg_dump"))
        script().write_text(compiled, encoding="utf-8")
        append_version()
        self.stdout.write(f"{script().name} is at version {newest().number}")
