"""Carts, ways of shipping and what a storefront sends of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from guildhall.checkout.operations import (
    keep_method,
    keep_zone,
    open_cart,
    settle_soon,
    start_checkout,
)
from guildhall.checkout.types import (
    Address,
    CartCard,
    CheckoutCard,
    Contact,
    MethodTerms,
    NewCart,
    NewCheckout,
    RateTerms,
    ShippingStep,
    Tender,
    ZoneTerms,
)
from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.types import CartLine
from guildhall.payments.states import Strategy
from tests.factories.company import SITE, Company

CARTS = "/storefront/v1/carts"
HOME = Address("US", city="Springfield", line1="742 Evergreen Terrace", postcode="49007")
HOME_JSON = {
    "country": "US",
    "city": "Springfield",
    "line1": "742 Evergreen Terrace",
    "postcode": "49007",
}


def make_shipping(*, stamp: Stamp, price: str = "4.90", free_from: str | None = "50") -> None:
    """Send goods by parcel to the United States, and further for more."""
    keep_zone(ZoneTerms("home", "United States", countries=("US",)), stamp=stamp)
    keep_zone(ZoneTerms("world", "Everywhere else"), stamp=stamp)
    rates = (
        make_rate("home", price=price, free_from=free_from),
        make_rate("world", price="19.00"),
    )
    keep_method(MethodTerms("parcel", "Parcel", rates), stamp=stamp)


def make_rate(zone: str, *, price: str, free_from: str | None = None) -> RateTerms:
    return RateTerms(
        zone,
        "USD",
        (ShippingStep(Decimal(0), Decimal(price)),),
        free_from=Decimal(free_from) if free_from else None,
        least_days=1,
        most_days=3,
    )


def new_cart(
    company: Company, lines: Mapping[str, int], *, address: Address | None = None, method: str = ""
) -> NewCart:
    return NewCart(
        site=company.site,
        currency="USD",
        lines=tuple(CartLine(sku, Decimal(quantity)) for sku, quantity in lines.items()),
        contact=Contact("Alice Miller", "alice@example.com"),
        shipping_address=address,
        shipping_method=method,
        caller="192.0.2.7",
    )


def make_checkout_cart(
    company: Company, lines: Mapping[str, int] | None = None, *, stamp: Stamp
) -> CartCard:
    return open_cart(new_cart(company, lines or {"APPLE": 2}), stamp=stamp)


def open_json(lines: Mapping[str, int], **more: Any) -> dict[str, Any]:
    return {
        "site": SITE,
        "currency": "USD",
        "lines": [{"sku": sku, "quantity": str(quantity)} for sku, quantity in lines.items()],
        "contact": {"name": "Alice Miller", "email": "alice@example.com"},
        **more,
    }


def tender(
    token: str = "ok",  # noqa: S107 - a word, not one of them
    *,
    amount: str | None = None,
    capture: bool = False,
    account: str = "plain",
) -> Tender:
    return Tender(
        account,
        "card",
        Money(Decimal(amount), "USD") if amount else None,
        Strategy.CHARGE if capture else Strategy.AUTHORIZE,
        token,
    )


def new_checkout(*tenders: Tender, total: str = "5") -> NewCheckout:
    return NewCheckout(Money(Decimal(total), "USD"), tenders or (tender(),))


def check_out(
    cart: CartCard, *tenders: Tender, total: str = "5", at: datetime | None = None
) -> CheckoutCard:
    """Make an order of a cart and hear what its providers say, as a web process does."""
    stamp = system_stamp("shopper", at or clock.now())
    card = start_checkout(cart.token, new_checkout(*tenders, total=total), stamp=stamp)
    return settle_soon(card, now=lambda: at or clock.now(), within=20) or card
