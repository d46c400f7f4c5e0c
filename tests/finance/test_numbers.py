"""Numbers of papers have no gap, whoever races and whoever falls."""

from contextlib import suppress
from decimal import Decimal
from random import Random

from django.db import connections, transaction

from guildhall.finance.errors import NothingToInvoice
from guildhall.finance.models import Invoice, Series
from guildhall.finance.operations import bring_up_papers, issue_invoice, keep_entity
from guildhall.finance.queries import papers_of
from guildhall.finance.types import EntityTerms
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.payments.operations import record_manual_payment
from tests.factories.company import make_company, make_order
from tests.harness.crowds import crowd

ACME = EntityTerms("Acme Trading Ltd", "US", "1 Main St")
SIZE = 8
ROUNDS = 3


def test_numbers_have_no_gap_though_writers_race_and_fall(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """Eight write at once; every third falls after it has taken its number."""
    with enter(committed["alpha"]), unit():
        company = make_company()
        keep_entity("acme", ACME, stamp=stamp)
        numbers = [
            make_order(company, {"APPLE": 1}, stamp=stamp).row.number for _ in range(SIZE * ROUNDS)
        ]

    def write(turn: int, _random: Random) -> None:
        with enter(committed["alpha"]), unit():
            for number in numbers[turn::SIZE]:
                _write_and_maybe_fall(number, falls=turn % 3 == 0, stamp=stamp)
        connections.close_all()

    crowd(SIZE, write)

    with enter(committed["alpha"]), unit():
        found = sorted(Invoice.objects.values_list("number", flat=True))
        assert found == [f"INV-{stamp.at.year}-{n:06d}" for n in range(1, len(found) + 1)]
        assert Series.objects.get().last == len(found) == ROUNDS * SIZE


def _write_and_maybe_fall(number: str, *, falls: bool, stamp: Stamp) -> None:
    if falls:
        with transaction.atomic():
            issue_invoice(number, stamp=stamp)
            transaction.set_rollback(True)
    issue_invoice(number, stamp=stamp)


def test_two_who_write_of_one_order_write_one_paper(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]), unit():
        number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number
        keep_entity("acme", ACME, stamp=stamp)
        five = Money(Decimal(5), "USD")
        record_manual_payment(number, amount=five, key="one", stamp=stamp)

    def write(_turn: int, _random: Random) -> None:
        with enter(committed["alpha"]), unit():
            with suppress(NothingToInvoice):
                issue_invoice(number, stamp=stamp)
            bring_up_papers(number, stamp=stamp)
        connections.close_all()

    crowd(6, write)

    with enter(committed["alpha"]), unit():
        assert len(papers_of(number)) == 1
