"""Orders of bundles: their parts are reserved, together with what is bought loose."""

from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.errors import BundleIsEmpty
from guildhall.catalog.operations import set_parts
from guildhall.catalog.types import PartDraft
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.queries import audit_stock, available_for, available_with_bundles
from guildhall.inventory.types import Source
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.operations import cancel_order, confirm_order, place_order, ship_order
from guildhall.orders.queries import get_order
from public_site.storefront.queries import get_offer
from tests.factories.bundles import make_box
from tests.factories.company import Company, make_cart, make_company, make_order
from tests.harness.crowds import crowd
from tests.harness.sizes import size_of

BUYERS = size_of("bundles", small=12, soak=60)


def _left(company: Company, sku: str) -> Decimal:
    variant = company.variants[sku]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def test_an_order_of_a_bundle_reserves_its_parts(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    make_box(company, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)

    order = make_order(company, {"BOX": 2}, stamp=stamp)

    assert _left(company, "APPLE") == 14
    assert _left(company, "BREAD") == 18
    assert order.row.total == Money(Decimal("14.00"), "USD")
    confirm_order(order.row.number, stamp=stamp)
    ship_order(order.row.number, stamp=stamp)
    assert audit_stock().reserved_differs == audit_stock().ledger_differs == 0
    assert _left(company, "APPLE") == 14


def test_a_canceled_bundle_gives_its_parts_back(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    make_box(company, {"APPLE": "3"}, stamp=stamp)
    order = make_order(company, {"BOX": 2}, stamp=stamp)

    cancel_order(order.row.number, reason="changed", stamp=stamp)

    assert _left(company, "APPLE") == 20


def test_a_bundle_and_a_loose_item_in_one_cart_do_not_oversell(alpha: Scope, stamp: Stamp) -> None:
    """C-2 (medusajs/medusa#16502): each line was compared with the same stock, not their sum."""
    company = make_company(stock=Decimal(10))
    make_box(company, {"APPLE": "2"}, stamp=stamp)

    with pytest.raises(OutOfStock) as caught:
        make_order(company, {"BOX": 4, "APPLE": 3}, stamp=stamp)

    assert caught.value.facts["lines"] == [{"sku": "APPLE", "asked": "11", "available": "10"}]
    assert _left(company, "APPLE") == 10
    make_order(company, {"BOX": 4, "APPLE": 2}, stamp=stamp)
    assert _left(company, "APPLE") == 0


def test_a_crowd_buying_bundles_and_loose_items_sells_what_is_there(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """C-2 (medusajs/medusa#16569, #16488): buyers at once, some of the bundle, some loose."""
    scope = committed["alpha"]
    with enter(scope), unit():
        company = make_company(stock=Decimal(BUYERS))
        make_box(company, {"APPLE": "2", "BREAD": "1"}, stamp=stamp)
    carts = ({"BOX": 1}, {"APPLE": 1}, {"BOX": 1, "APPLE": 1}, {"BREAD": 1, "BOX": 2})

    def buy(number: int, _random: object) -> Decimal:
        lines = carts[number % len(carts)]
        sold = Decimal(2 * lines.get("BOX", 0) + lines.get("APPLE", 0))
        try:
            with enter(scope), unit():
                place_order(make_cart(company, lines), stamp=stamp)
        except OutOfStock:
            sold = Decimal(0)
        connections.close_all()
        return sold

    sold = sum(crowd(BUYERS, buy))

    with enter(scope), unit():
        audit = audit_stock()
        assert _left(company, "APPLE") == BUYERS - sold >= 0
    assert (audit.oversold, audit.reserved_differs, audit.ledger_differs) == (0, 0, 0)
    assert sold > 0


def test_a_cart_without_a_bundle_costs_no_statement_more(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_box(company, {"APPLE": "1", "BREAD": "1"}, stamp=stamp)
    counts = []
    for lines in ({"APPLE": 1, "BREAD": 1}, {"BOX": 1, "BREAD": 1}):
        make_order(company, lines, stamp=stamp)
        with CaptureQueriesContext(connection) as caught:
            make_order(company, lines, stamp=stamp)
        counts.append(len(caught))

    assert counts[1] == counts[0] + 1


def test_a_line_keeps_what_it_consisted_of_and_shares_its_total(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    make_box(company, {"APPLE": "2", "BREAD": "1"}, price="10", stamp=stamp)
    order = make_order(company, {"BOX": 1, "CHEESE": 1}, stamp=stamp)

    set_parts("BOX", parts=[PartDraft("EGGS", Decimal(1))], stamp=stamp)

    line, loose = get_order(order.row.number).lines
    shares = [(part.sku, part.quantity, str(part.total.amount)) for part in line.parts]
    assert shares == [("APPLE", Decimal(2), "6.67"), ("BREAD", Decimal(1), "3.33")]
    assert loose.parts == ()


def test_a_bundle_without_parts_is_refused(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_box(company, {}, stamp=stamp)

    with pytest.raises(BundleIsEmpty):
        make_order(company, {"BOX": 1}, stamp=stamp)


def test_a_shop_shows_as_many_bundles_as_the_scarcest_part_allows(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(stock=Decimal(10))
    make_box(company, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)
    make_order(company, {"BREAD": 8}, stamp=stamp)

    assert get_offer("BOX", site=company.site).available == 2
    make_order(company, {"BREAD": 2}, stamp=stamp)
    assert get_offer("BOX", site=company.site).available == 0
    left = available_with_bundles(
        [company.variants["APPLE"]], [], source=Source(company.site.channel.id)
    )
    assert list(left.values()) == [10]
