"""`manage.py renew_subscriptions`: charge the periods that have begun, as the scheduler does."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.plans.jobs import renew_due


class Command(BaseCommand):
    help = "Renew the subscriptions whose period is over. Each period is charged once."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, help="as if it were this moment")

    def handle(self, *_args: Any, **options: Any) -> None:
        stamp = system_stamp("renew_subscriptions", options["at"] or clock.now())
        with enter(PLATFORM):
            charged = renew_due(stamp)
        self.stdout.write(f"{charged} periods charged")
