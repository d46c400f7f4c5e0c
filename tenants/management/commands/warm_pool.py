"""`manage.py warm_pool --size 20`: have schemas ready for companies to come."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from guildhall.kernel import clock
from tenants.pool import keep_warm


class Command(BaseCommand):
    help = "Make schemas ahead, finish what was begun, and replace those of an older release."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=settings.WARM_SCHEMAS)
        parser.add_argument("--shard", default="default", choices=["default", *settings.SHARDS])

    def handle(self, *_args: Any, **options: Any) -> None:
        change = keep_warm(options["size"], shard=options["shard"], at=clock.now())
        self.stdout.write(f"{change.made} made ready, {change.dropped} of older releases dropped")
