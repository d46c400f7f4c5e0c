"""`manage.py record_payment acme 249.00 USD "transfer 4711"`: enter a payment that was seen."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.plans.operations import record_payment
from tenants.plans.queries import balance_of
from tenants.queries import get_tenant


class Command(BaseCommand):
    help = "Enter a company's payment. A settled account works again; the same reference is one."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("amount")
        parser.add_argument("currency")
        parser.add_argument("reference")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            amount = Money(Decimal(options["amount"]), options["currency"])
            with enter(PLATFORM):
                company = get_tenant(options["slug"])
                stamp = system_stamp("record_payment", clock.now())
                reference = options["reference"]
                record_payment(company.id, amount=amount, reference=reference, stamp=stamp)
                left = balance_of(company.id, amount.currency)
        except InvalidOperation as error:
            raise CommandError(f"{options['amount']} is not an amount") from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{company.slug}: {left} are open")
