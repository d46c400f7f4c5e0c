"""`manage.py compile_schema [--check]`: from migrations to the script that opens tenants."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.local.accounts import bundled_binaries
from tenants.artefact import SCRIPT, VERSION, artefact, compile_artefact, migrations_version


class Command(BaseCommand):
    help = "Compile the DDL of a tenant schema from the migrations, or check that it is current."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            if artefact().version != migrations_version():
                raise CommandError("tenants/schema is stale: run manage.py compile_schema")
            return
        compiled = compile_artefact(str(bundled_binaries() / "pg_dump"))
        SCRIPT.write_text(compiled.sql, encoding="utf-8")
        VERSION.write_text(compiled.version + "\n", encoding="utf-8")
        self.stdout.write(f"{SCRIPT.name} is at {compiled.version}")
