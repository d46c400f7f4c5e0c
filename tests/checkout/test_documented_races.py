"""Races that others have had, as their users told of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from django.db import connections

from guildhall.checkout.models import Checkout
from guildhall.checkout.operations import advance_order, start_checkout
from guildhall.checkout.types import CartCard
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.operations import receive_stock
from guildhall.inventory.types import NewStock
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.models import Order
from guildhall.payments.operations import run_call
from tests.checkout.looks import reserved
from tests.factories.checkouts import make_checkout_cart, new_checkout, tender
from tests.factories.company import Company
from tests.harness.sizes import size_of
from tests.inventory.shelves import broken_rules
from tests.twins.plain.server import PlainTwin


def _try(scope: Scope, cart: CartCard) -> str:
    """Check out as one of many, in a thread of its own."""
    with enter(scope), unit():
        stamp = system_stamp("shopper", clock.now())
        try:
            start_checkout(cart.token, new_checkout(total="25"), stamp=stamp)
        except OutOfStock as refused:
            return refused.code
        finally:
            connections.close_all()
    return "started"


def test_c_1_two_checkouts_do_not_both_buy_the_last_unit(shop: Company, stamp: Stamp) -> None:
    """The stock check and the allocation were in different transactions, unlocked.

    vendurehq/vendure#3508 and #1738, PR 4930 (open in one form or another since 2022); earlier
    saleor/saleor#543 and PR 6897, awesto/django-shop#888.
    """
    crowd = size_of("c_1_last_unit", small=6, soak=200)
    carts = [make_checkout_cart(shop, {"APPLE": 10}, stamp=stamp) for _ in range(crowd)]

    with ThreadPoolExecutor(6) as pool:
        told = Counter(pool.map(lambda cart: _try(shop.scope, cart), carts))

    assert told == {"started": 1, "inventory.out_of_stock": crowd - 1}
    assert reserved() == Decimal(10)
    assert Order.objects.count() == 1
    assert broken_rules() == []


def test_c_5_the_notification_and_the_browser_make_one_order_and_one_charge(
    shop: Company, stamp: Stamp, twin: PlainTwin
) -> None:
    """The webhook raced the browser: paid and no order, "1 in 20", or captured twice.

    medusajs/medusa#13301, #4798, #3146 and #2948.
    """
    races = size_of("c_5_webhook_and_browser", small=8, soak=1_000)
    more = NewStock(shop.variants["BREAD"], "BREAD", Decimal(races))
    receive_stock("S1", lines=[more], reference="races", stamp=stamp)
    for _ in range(races):
        _race(shop, stamp)

    paid = [each for each in twin.payments.values() if Decimal(each["taken"])]
    assert Counter(Order.objects.values_list("state", flat=True)) == {"confirmed": races}
    assert Counter(Checkout.objects.values_list("state", flat=True)) == {"done": races}
    assert len(twin.payments) == len(paid) == races
    assert broken_rules() == []


def _race(shop: Company, stamp: Stamp) -> None:
    """Let the browser's own call, a notification's and a sweep's meet, and start twice."""
    cart = make_checkout_cart(shop, {"BREAD": 1}, stamp=stamp)
    new = new_checkout(tender(capture=True), total="2.50")
    card = start_checkout(cart.token, new, stamp=stamp)
    (call,) = card.steps[1].calls

    def hear(_: int) -> None:
        with enter(shop.scope), unit():
            try:
                start_checkout(cart.token, new, stamp=system_stamp("browser", clock.now()))
                run_call(call, now=clock.now)
                advance_order(card.row.order_number, stamp=system_stamp("notice", clock.now()))
            finally:
                connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hear, range(4)))
