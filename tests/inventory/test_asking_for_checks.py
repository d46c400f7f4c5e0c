"""Who may have stock compared, and that nobody waits for it."""

from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import close_old_connections, transaction

from guildhall.inventory.jobs import tend_stock
from guildhall.inventory.models import Reservation, StockCheck, ValueEntry
from guildhall.inventory.operations import run_check, start_check
from guildhall.inventory.queries import get_check
from guildhall.kernel import clock
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import Company, make_company, make_order


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    return make_company(skus=("APPLE",))


def _found(stamp: Stamp) -> int:
    check = start_check(stamp=stamp)
    run_check(check, stamp=stamp)
    return get_check(check).found


def test_the_clock_asks_for_one_check_a_day(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]), unit():
        tend_stock()
        tend_stock()

        assert StockCheck.objects.count() == 1


def _only(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)


@pytest.mark.parametrize(
    ("grants", "location", "repair"),
    [
        ((Grant("stock:view", "location:S1"),), "", False),
        ((Grant("stock:view", "location:S1"),), "S2", False),
        ((Grant("stock:view"), Grant("stock:edit")), "", True),
        ((Grant("stock:view"), Grant("stock:approve", "location:S2")), "S1", True),
    ],
)
def test_who_may_not_look_or_approve_there_starts_no_check(
    shop: Company, stamp: Stamp, grants: tuple[Grant, ...], location: str, *, repair: bool
) -> None:
    with pytest.raises(NotPermitted):
        start_check(location=location, repair=repair, stamp=_only(stamp, *grants))

    assert not StockCheck.objects.exists()


def test_sales_go_on_while_stock_is_compared_and_are_no_damage(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """A check reads each level and what proves it in one statement, so it sees whole sales."""
    with enter(committed["alpha"]), unit():
        company = make_company(stock=Decimal(400), skus=("APPLE",))
    over = Event()

    def sell() -> None:
        with enter(committed["alpha"]), unit():
            while not over.is_set():
                make_order(company, {"APPLE": 1}, stamp=system_stamp("test", clock.now()))
        close_old_connections()

    seller = Thread(target=sell)
    seller.start()
    try:
        with enter(committed["alpha"]), unit():
            found = [_found(system_stamp("test", clock.now())) for _ in range(20)]
    finally:
        over.set()
        seller.join()

    assert found == [0] * 20
    with enter(committed["alpha"]), unit(), transaction.atomic():
        assert Reservation.objects.exists()
        assert not ValueEntry.objects.exists()
