"""What the lines of a cart cost: a quote and an order are priced here alike."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.queries import explode, price_variants
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import Part, PricedVariant
from guildhall.customers.queries import group_of
from guildhall.kernel.money import Money
from guildhall.orders import rules
from guildhall.orders.errors import OrderInvalid
from guildhall.orders.types import Cart, LineAmounts, PricedLine
from guildhall.organization.types import ChannelCard


def price_cart(cart: Cart, *, at: datetime) -> list[PricedLine]:
    """Return the cart's lines with their prices at a moment.

    Refuses with OrderInvalid by field, UnknownSku, CurrencyNotSold, TaxRateMissing or
    BundleIsEmpty.
    """
    if wrong := rules.faults(cart.lines):
        raise OrderInvalid(errors=wrong)
    channel = cart.site.channel
    found = price_variants(
        [(line.sku, line.quantity) for line in cart.lines],
        channel=channel,
        currency=cart.currency,
        at=at,
        customer_group=_group_of(cart),
    )
    if wrong := rules.whole_units((found[x.sku].unit, x.quantity) for x in cart.lines):
        raise OrderInvalid(errors=wrong)
    parts = _parts_in(found.values())
    return [
        PricedLine(
            line.quantity,
            found[line.sku],
            amounts_of(
                found[line.sku].price,
                line.quantity,
                tax_rate=found[line.sku].tax_rate,
                channel=channel,
                discount=sum((each.amount.amount for each in line.discounts), Decimal(0)),
            ),
            parts.get(found[line.sku].variant_id, ()),
            line.discounts,
        )
        for line in cart.lines
    ]


def _group_of(cart: Cart) -> str:
    """Return whose prices count: a server of ours says it, or the customer is in a group."""
    if cart.customer_group or cart.customer_id is None:
        return cart.customer_group
    return group_of(cart.customer_id)


def _parts_in(variants: Iterable[PricedVariant]) -> dict[UUID, tuple[Part, ...]]:
    """Return the parts of the bundles in a cart: a statement only where there is one."""
    bundles = {each.variant_id: each.sku for each in variants if each.kind == ProductKind.BUNDLE}
    return explode(bundles) if bundles else {}


def amounts_of(
    price: Money,
    quantity: Decimal,
    *,
    tax_rate: Decimal,
    channel: ChannelCard,
    discount: Decimal = Decimal(0),
) -> LineAmounts:
    """Return what something costs on a channel: a line, or what is asked for sending it."""
    return rules.line_amounts(
        price,
        quantity,
        tax_rate=tax_rate,
        includes_tax=channel.prices_include_tax,
        discount=discount,
    )
