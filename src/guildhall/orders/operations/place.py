"""From a cart to an order with its stock reserved, in one transaction."""

from collections.abc import Sequence

from django.db import transaction

from guildhall.inventory.operations import convert_hold, reserve_stock
from guildhall.inventory.types import Demand, HoldTerms, Source, Waiting
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_left
from guildhall.kernel.rows import insert_rows, insertion
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.events import OrderPlaced
from guildhall.orders.models import Order, OrderLine, next_number
from guildhall.orders.operations.amounts import first_deltas
from guildhall.orders.queries.base import base_rate
from guildhall.orders.queries.cards import card_of_new
from guildhall.orders.queries.freezing import frozen_line
from guildhall.orders.queries.planning import line_added, shipping_added
from guildhall.orders.queries.pricing import price_cart
from guildhall.orders.states import PAYMENT, PaymentState
from guildhall.orders.types import Cart, LineAmounts, OrderCard, PricedLine, ShippingCharge


@transaction.atomic(savepoint=False)
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
    placed = _placed(cart, order, stamp)
    waiting = _promise(order.number, demands, cart=cart, fact=placed, stamp=stamp)
    return card_of_new(order, lines, cart, waiting=waiting)


def _promise(
    number: str, demands: Sequence[Demand], *, cart: Cart, fact: OrderPlaced, stamp: Stamp
) -> tuple[Waiting, ...]:
    """Promise the order its stock: what its checkout holds, and the rest from the shelf.

    Then the fact that it was placed is recorded, in the same message where there is one.
    """
    channel = cart.site.channel
    source = Source(channel.id, cart.store.id if cart.store else None, cart.near)
    until = stamp.at + channel.hold
    if not cart.hold:
        return reserve_stock(
            number, demands=demands, source=source, until=until, facts=(fact,), stamp=stamp
        )
    to = HoldTerms(number, until)
    waiting = convert_hold(
        cart.hold, to=to, demands=demands, source=source, channel=channel.code, stamp=stamp
    )
    record(fact)
    return waiting


def _scopes(cart: Cart) -> tuple[str, ...]:
    store = (f"store:{cart.store.code}",) if cart.store else ()
    return (*cart.site.channel.scopes, *store)


def _write(
    cart: Cart, priced: Sequence[PricedLine], *, scopes: tuple[str, ...], stamp: Stamp
) -> tuple[Order, list[OrderLine]]:
    """Write an order, its lines and what they come to in one message."""
    order = _order(cart, _amounts(cart, priced), scopes=scopes, stamp=stamp)
    lines = [frozen_line(order, position, line) for position, line in enumerate(priced)]
    changes = [line_added(line, order.currency) for line in lines]
    if cart.shipping is not None:
        changes.append(shipping_added(order))
    # Before the order: its worth in the house's currency is what its deltas come to.
    deltas = first_deltas(order, changes, stamp=stamp)
    insert_rows([order], reading="number", others=(insertion(lines), deltas))
    return order, lines


def _amounts(cart: Cart, priced: Sequence[PricedLine]) -> list[LineAmounts]:
    amounts = [line.amounts for line in priced]
    if cart.shipping is not None:
        amounts.append(LineAmounts(cart.shipping.net, cart.shipping.tax, cart.shipping.total))
    return amounts


def _order(
    cart: Cart, amounts: Sequence[LineAmounts], *, scopes: tuple[str, ...], stamp: Stamp
) -> Order:
    channel = cart.site.channel
    day = channel.day_clock(cart.store).day_of(stamp.at)
    worth = base_rate(cart.currency, on=day)
    total = rules.total_of((a.total for a in amounts), cart.currency).amount
    return Order(
        number=next_number(day.year),
        channel_id=channel.id,
        site_id=cart.site.id,
        store_id=cart.store.id if cart.store else None,
        scopes=list(scopes),
        placed_at=stamp.at,
        business_date=day,
        currency=cart.currency,
        net=rules.total_of((a.net for a in amounts), cart.currency).amount,
        tax=rules.total_of((a.tax for a in amounts), cart.currency).amount,
        total=total,
        placed_total=total,
        units=sum(line.quantity for line in cart.lines),
        channel_reference=cart.channel_reference,
        customer_id=cart.customer_id,
        customer_name=cart.customer.name,
        customer_email=cart.customer.email,
        customer_phone=cart.customer.phone,
        customer_address=cart.customer.address,
        base_currency=worth.currency,
        base_rate=worth.rate,
        base_day=worth.day,
        base_source=worth.source,
        expires_at=rules.expires_at(cart, stamp.at),
        payment_state=PAYMENT.start if total else PaymentState.PAID,
        revision=1,
        **_unflagged(),
        updated_at=stamp.at,
        **_shipping(cart.shipping),
    )


def _unflagged() -> dict[str, object]:
    """Return the columns of what nobody has said of it yet."""
    return {"holds": [], "tags": [], "fraud": "", "duplicate_of": ""}


def _shipping(charge: ShippingCharge | None) -> dict[str, object]:
    """Return the columns of how it goes to its customer."""
    if charge is None:
        return {}
    return {
        "shipping_code": charge.code,
        "shipping_name": charge.name,
        "shipping_net": charge.net.amount,
        "shipping_tax": charge.tax.amount,
        "shipping_total": charge.total.amount,
        "shipping_tax_rate": charge.tax_rate,
    }


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
        confirms_itself=cart.site.channel.confirms_itself and not cart.awaits_payment,
        stamp=stamp,
    )
