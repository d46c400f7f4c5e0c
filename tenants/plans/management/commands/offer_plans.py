"""`manage.py offer_plans`: put the three plans on the price list."""

from typing import Any

from django.core.management.base import BaseCommand

from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.plans.seeds import PRICE_LIST, offer_price_list


class Command(BaseCommand):
    help = "Offer the plans Starter, Standard and Group. Doing it again changes nothing."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with enter(PLATFORM):
            offer_price_list(system_stamp("offer_plans", clock.now()))
        self.stdout.write(f"on offer: {', '.join(plan.code for plan in PRICE_LIST)}")
