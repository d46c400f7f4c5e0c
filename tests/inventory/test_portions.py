"""Parts of a promise: shipped, given back, held elsewhere."""

from decimal import Decimal

import pytest

from guildhall.inventory.errors import MoreThanHeld, OutOfStock
from guildhall.inventory.operations import move_promise, release_part, ship_part
from guildhall.inventory.queries import audit_stock, held_where, list_levels
from guildhall.inventory.types import Demand
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company, make_order


def _promised(company: Company, quantity: int, stamp: Stamp) -> str:
    return make_order(company, {"APPLE": quantity}, stamp=stamp).row.number


def _apples(company: Company, quantity: int) -> tuple[Demand, ...]:
    return (Demand(company.variants["APPLE"], "APPLE", Decimal(quantity)),)


def _held(number: str) -> dict[str, Decimal]:
    return {part.location: part.quantity for part in held_where(number)}


def _on_hand() -> dict[str, Decimal]:
    rows = list_levels(limit=100).items
    return {row.location: row.on_hand for row in rows if row.sku == "APPLE"}


def test_a_part_leaves_and_the_rest_stays_promised(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    number = _promised(company, 8, stamp)

    ship_part(number, location="S1", parts=_apples(company, 3), stamp=stamp)

    assert _held(number) == {"S1": Decimal(5)}
    assert _on_hand() == {"S1": Decimal(7), "S2": Decimal(10)}
    assert audit_stock().reserved_differs == audit_stock().ledger_differs == 0


def test_more_than_is_held_there_does_not_leave(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    number = _promised(company, 8, stamp)

    with pytest.raises(MoreThanHeld):
        ship_part(number, location="S1", parts=_apples(company, 9), stamp=stamp)
    with pytest.raises(MoreThanHeld):
        ship_part(number, location="S2", parts=_apples(company, 1), stamp=stamp)


def test_a_part_is_given_back_once(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    number = _promised(company, 8, stamp)

    release_part(number, location="S1", parts=_apples(company, 8), stamp=stamp)
    release_part(number, location="S1", parts=_apples(company, 8), stamp=stamp)

    assert _held(number) == {}
    assert audit_stock().reserved_differs == 0
    released = [f for f in facts_about([f"stock:{number}"]) if f.type == "stock.released"]
    assert len(released) == 1


def test_a_promise_is_held_elsewhere_instead(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    number = _promised(company, 8, stamp)

    move_promise(number, origin="S1", destination="S2", parts=_apples(company, 6), stamp=stamp)

    assert _held(number) == {"S1": Decimal(2), "S2": Decimal(6)}
    assert audit_stock().reserved_differs == 0


def test_what_is_not_elsewhere_stays_where_it_is(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    first, second = _promised(company, 10, stamp), _promised(company, 6, stamp)

    with pytest.raises(OutOfStock):
        move_promise(first, origin="S1", destination="S2", parts=_apples(company, 5), stamp=stamp)

    assert _held(first) == {"S1": Decimal(10)}
    assert _held(second) == {"S2": Decimal(6)}
