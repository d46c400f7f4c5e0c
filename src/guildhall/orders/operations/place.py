"""From a cart to an order with its stock reserved, in one transaction."""

from collections.abc import Sequence

from django.db import transaction

from guildhall.inventory.operations import convert_hold, reserve_stock
from guildhall.inventory.types import Demand, HoldTerms, Source, Waiting
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_left
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.events import OrderPlaced
from guildhall.orders.models import Order, OrderLine, next_number
from guildhall.orders.operations.parts import frozen
from guildhall.orders.queries.cards import card_of_new
from guildhall.orders.queries.pricing import price_cart
from guildhall.orders.types import Cart, LineAmounts, OrderCard, PricedLine


@transaction.atomic
def place_order(cart: Cart, *, stamp: Stamp) -> OrderCard:
    """Take an order, price it and reserve its stock, all of it or none.

    Refuses with NotPermitted, PlanLimitReached, OrderInvalid, UnknownSku, CurrencyNotSold,
    BundleIsEmpty, HoldNotFound or OutOfStock. What a bundle and a loose line both need is added
    up before it is compared with what is left. The stock is locked last, so that others wait for
    it as briefly as can be. What is not here, and the channel lets wait, is promised for a day.
    """
    scopes = _scopes(cart)
    stamp.by.must("checkout:edit", scope=scopes)
    if cart.customer_group:
        # No shopper chooses a discount: who says the group may see what each group pays.
        stamp.by.must("prices:view", scope=scopes)
    must_have_left("orders", at=stamp.at)
    priced = price_cart(cart, at=stamp.at)

    order, lines = _write(cart, priced, scopes=scopes, stamp=stamp)
    demands = [demand for line in priced for demand in line.demands]
    waiting = _promise(order.number, demands, cart=cart, stamp=stamp)

    record(_placed(cart, order, stamp))
    return card_of_new(order, lines, cart, waiting=waiting)


def _promise(
    number: str, demands: Sequence[Demand], *, cart: Cart, stamp: Stamp
) -> tuple[Waiting, ...]:
    """Promise the order its stock: what its checkout holds, and the rest from the shelf."""
    channel = cart.site.channel
    source = Source(channel.id, cart.store.id if cart.store else None, cart.near)
    until = stamp.at + channel.hold
    if not cart.hold:
        return reserve_stock(number, demands=demands, source=source, until=until, stamp=stamp)
    to = HoldTerms(number, until)
    return convert_hold(
        cart.hold, to=to, demands=demands, source=source, channel=channel.code, stamp=stamp
    )


def _scopes(cart: Cart) -> tuple[str, ...]:
    store = (f"store:{cart.store.code}",) if cart.store else ()
    return (*cart.site.channel.scopes, *store)


def _write(
    cart: Cart, priced: Sequence[PricedLine], *, scopes: tuple[str, ...], stamp: Stamp
) -> tuple[Order, list[OrderLine]]:
    order = _order(cart, [line.amounts for line in priced], scopes=scopes, stamp=stamp)
    insert_rows([order], reading="number")
    lines = [_line(order, position, line) for position, line in enumerate(priced)]
    insert_rows(lines)
    return order, lines


def _order(
    cart: Cart, amounts: Sequence[LineAmounts], *, scopes: tuple[str, ...], stamp: Stamp
) -> Order:
    day = cart.site.channel.business_date(stamp.at)
    return Order(
        number=next_number(day.year),
        channel_id=cart.site.channel.id,
        site_id=cart.site.id,
        store_id=cart.store.id if cart.store else None,
        scopes=list(scopes),
        placed_at=stamp.at,
        business_date=day,
        currency=cart.currency,
        net=rules.total_of((a.net for a in amounts), cart.currency).amount,
        tax=rules.total_of((a.tax for a in amounts), cart.currency).amount,
        total=rules.total_of((a.total for a in amounts), cart.currency).amount,
        units=sum(line.quantity for line in cart.lines),
        channel_reference=cart.channel_reference,
        customer_name=cart.customer.name,
        customer_email=cart.customer.email,
        customer_phone=cart.customer.phone,
        customer_address=cart.customer.address,
        updated_at=stamp.at,
    )


def _line(order: Order, position: int, line: PricedLine) -> OrderLine:
    variant, amounts = line.variant, line.amounts
    return OrderLine(
        order=order,
        position=position,
        variant_id=variant.variant_id,
        sku=variant.sku,
        title=variant.title,
        unit=variant.unit,
        quantity=line.quantity,
        unit_price=variant.price.amount,
        tax_rate=variant.tax_rate,
        net=amounts.net.amount,
        tax=amounts.tax.amount,
        total=amounts.total.amount,
        parts=frozen(line.parts, line.quantity, amounts) if line.parts else None,
        price_origin=variant.origin.kept(),
    )


def _placed(cart: Cart, order: Order, stamp: Stamp) -> OrderPlaced:
    return OrderPlaced(
        number=order.number,
        channel=cart.site.channel.code,
        site=cart.site.number,
        store=cart.store.code if cart.store else "",
        business_date=order.business_date,
        units=order.units,
        total=order.in_currency(order.total),
        tax=order.in_currency(order.tax),
        confirms_itself=cart.site.channel.confirms_itself,
        stamp=stamp,
    )
