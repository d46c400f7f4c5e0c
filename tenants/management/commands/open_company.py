"""`manage.py open_company delta --group north --unit hq`: open a company, or say where it lies."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant


class Command(BaseCommand):
    help = "Open a company. Safe to run again: what a crash interrupted is finished."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", default="")
        parser.add_argument("--group", required=True)
        parser.add_argument("--unit", required=True)
        parser.add_argument("--plan", default="standard")
        parser.add_argument("--shard", default="default", choices=["default", *settings.SHARDS])

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["slug"]
        new = NewTenant(
            slug=slug,
            name=options["name"] or slug.title(),
            group=options["group"],
            unit=options["unit"],
            plan=options["plan"],
            shard=options["shard"],
            host=f"{slug}.{settings.TENANT_SUFFIX}",
        )
        try:
            scope = provision_tenant(new, stamp=system_stamp("open_company", clock.now()))
        except Refusal as refusal:
            raise CommandError(refusal.told(str)) from refusal
        self.stdout.write(f"{slug} is open in {scope.schema} of {scope.shard}")
