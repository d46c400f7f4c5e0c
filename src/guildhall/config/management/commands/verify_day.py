"""`manage.py verify_day`: whether what the shoppers left behind adds up, in every company."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.demo.counting import (
    count_companies,
    undelivered_in,
    wait_until_delivered,
)
from guildhall.config.demo.verdict import verdict
from guildhall.kernel.tenancy import PLATFORM


class Command(BaseCommand):
    help = "Compare ledgers, reservations, orders and HQ's figures over all companies."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON line and nothing else")
        parser.add_argument("--patience", type=float, default=60.0, help="seconds for the facts")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        wait_until_delivered(seconds=options["patience"])
        told = verdict(
            count_companies(),
            platform_undelivered=undelivered_in(PLATFORM),
            seconds=time.monotonic() - began,
        )
        problems = told.get("problems", [])
        if not options["json"]:
            for name, value in told.items():
                self.stdout.write(f"{name:>18}  {value}")
        else:
            self.stdout.write(json.dumps(told))
        if problems:
            raise CommandError("The day does not add up: " + "; ".join(problems))
