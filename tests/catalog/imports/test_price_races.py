"""A file brings prices while people type others: nobody deadlocks, and no price is lost."""

from decimal import Decimal
from random import Random

import pytest
from django.db import connections

from guildhall.catalog.models import Price
from guildhall.catalog.operations import carrying, change_price
from guildhall.catalog.operations.imports import run_import
from guildhall.catalog.states import ImportState
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel
from tests.factories.company import make_company
from tests.factories.sheets import carried, checked, csv_of, now
from tests.harness.crowds import crowd
from tests.harness.sizes import size_of

SKUS = tuple(f"N-{number}" for number in range(8))
ROUNDS = size_of("price_races", small=2, soak=100)
FILES, TYPISTS = 2, 3


def _file(price: str) -> bytes:
    return csv_of(("SKU", "Name", "Price"), [(sku, sku.title(), price) for sku in SKUS])


def _typed(typist: int, turn: int) -> Decimal:
    """Return a price that nobody else ever says: each change is one."""
    return Decimal(100 * (typist + 1) + turn) + Decimal("0.25")


def test_prices_of_a_file_and_prices_typed_at_once_are_all_kept(
    committed: dict[str, Scope], stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two files in chunks of five rows, three people, every SKU, in whatever order."""
    monkeypatch.setattr(carrying, "AT_ONCE", 5)
    scope = committed["alpha"]
    with enter(scope), unit():
        make_company(skus=SKUS, stamp=stamp)
        runs = [checked(_file(f"{number + 3}.00"), stamp=stamp).id for number in range(FILES)]
        for run in runs:
            run_import(run, stamp=stamp)

    def act(number: int, random: Random) -> None:
        if number < FILES:
            with enter(scope), unit():
                carrying.carry_import(runs[number], now=now, is_late=lambda: False)
        else:
            _type(scope, number, random)
        connections.close_all()

    crowd(FILES + TYPISTS, act)

    with enter(scope), unit():
        assert {carried(run).state for run in runs} == {ImportState.DONE}
        typed = {_typed(n, turn) for n in range(FILES, FILES + TYPISTS) for turn in range(ROUNDS)}
        for sku in SKUS:
            kept = set(Price.objects.filter(variant__sku=sku).values_list("amount", flat=True))
            assert typed | {Decimal("2.50")} <= kept
            assert {Decimal("3.00"), Decimal("4.00")} <= kept
        told = Fact.objects.filter(type="catalog.price_changed").count()
        assert told == len(SKUS) * ROUNDS * TYPISTS


def _type(scope: Scope, typist: int, random: Random) -> None:
    for turn in range(ROUNDS):
        for sku in random.sample(SKUS, len(SKUS)):
            with enter(scope), unit():
                change_price(
                    sku,
                    price=Money(_typed(typist, turn), "USD"),
                    channel=get_channel("web"),
                    stamp=system_stamp("test", now()),
                )
