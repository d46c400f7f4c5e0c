"""From rows to what others may see. The one place where inside becomes outside."""

from collections.abc import Iterable
from decimal import Decimal

from guildhall.catalog.types import is_stale
from guildhall.inventory.types import Waiting
from guildhall.kernel.masks import mask_name
from guildhall.kernel.money import Money
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.models.lines import COUNTERS
from guildhall.orders.states import (
    ORDER,
    UNSHIPPED_STATES,
    FulfillmentState,
    OrderMove,
    OrderState,
)
from guildhall.orders.types import (
    BaseWorth,
    Cart,
    Customer,
    LinePart,
    OrderCard,
    OrderLineCard,
    OrderRow,
    ShippingCharge,
)


def row_of(order: Order, *, channel: str, store: str) -> OrderRow:
    return OrderRow(
        id=order.id,
        number=order.number,
        placed_at=order.placed_at,
        business_date=order.business_date,
        channel=channel,
        store=store,
        customer=mask_name(order.customer_name),
        units=order.units,
        total=order.in_currency(order.total),
        state=str(order.state),
        payment_state=str(order.payment_state),
        fulfillment_state=str(order.fulfillment_state),
        updated_at=order.updated_at,
        holds=tuple(order.holds),
        tags=tuple(order.tags),
        fraud=order.fraud,
        duplicate_of=order.duplicate_of,
    )


def card_of(
    order: Order,
    lines: Iterable[OrderLine],
    *,
    channel: str,
    store: str,
    waiting: tuple[Waiting, ...] = (),
) -> OrderCard:
    return OrderCard(
        row=row_of(order, channel=channel, store=store),
        net=order.in_currency(order.net),
        tax=order.in_currency(order.tax),
        return_state=str(order.return_state),
        channel_status=order.channel_status,
        customer=customer_of(order).masked,
        lines=tuple(_line(order, line) for line in lines),
        moves=possible_moves(order),
        scopes=tuple(order.scopes),
        waiting=waiting,
        shipping=charge_of(order),
        customer_id=order.customer_id,
        channel_reference=order.channel_reference,
        expires_at=order.expires_at,
        base=_base(order),
    )


def charge_of(order: Order) -> ShippingCharge | None:
    """Return how an order goes to its customer and for how much, if it was said."""
    if not order.shipping_code and not order.shipping_total:
        return None
    return ShippingCharge(
        order.shipping_code,
        order.shipping_name,
        order.in_currency(order.shipping_net),
        order.in_currency(order.shipping_tax),
        order.shipping_tax_rate,
    )


def _base(order: Order) -> BaseWorth | None:
    """Return what it comes to in the house's currency; orders of before do not know that."""
    if not order.base_currency:
        return None
    day, total = order.base_day, order.base_total
    return BaseWorth(
        currency=order.base_currency,
        total=None if total is None else Money(total, order.base_currency),
        rate=order.base_rate,
        day=day,
        source=order.base_source,
        is_stale=day is not None and is_stale(day, on=order.business_date),
    )


def customer_of(order: Order) -> Customer:
    """Return who bought, as it is: for operations that keep who looked."""
    return Customer(
        order.customer_name, order.customer_email, order.customer_phone, order.customer_address
    )


def card_of_new(
    order: Order, lines: Iterable[OrderLine], cart: Cart, *, waiting: tuple[Waiting, ...]
) -> OrderCard:
    store = cart.store.code if cart.store else ""
    return card_of(order, lines, channel=cart.site.channel.code, store=store, waiting=waiting)


def possible_moves(order: Order) -> tuple[str, ...]:
    """Return what can be done with an order now: its own moves, and `ship`."""
    state = OrderState(order.state)
    unshipped = order.fulfillment_state == FulfillmentState.UNFULFILLED
    moves = [str(m) for m in ORDER.allowed(state) if m is not OrderMove.COMPLETE]
    moves = [move for move in moves if move not in {OrderMove.EXPIRE, OrderMove.REOPEN}]
    if not unshipped:
        moves = [move for move in moves if move != OrderMove.CANCEL]
    leaves = order.fulfillment_state in UNSHIPPED_STATES
    if leaves and state is OrderState.CONFIRMED:
        moves.insert(0, "ship")
    return tuple(moves)


def _part(order: Order, kept: dict[str, str]) -> LinePart:
    net, tax = (order.in_currency(Decimal(kept[name])) for name in ("net", "tax"))
    return LinePart(kept["sku"], Decimal(kept["quantity"]), net=net, tax=tax)


def _line(order: Order, line: OrderLine) -> OrderLineCard:
    return OrderLineCard(
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=order.in_currency(line.unit_price),
        tax=order.in_currency(line.tax),
        total=order.in_currency(line.total),
        parts=tuple(_part(order, kept) for kept in line.parts or ()),
        price_origin=line.price_origin or {},
        id=line.id,
        counts={name: getattr(line, name) for name in COUNTERS},
        discount=order.in_currency(line.discount) if line.discount else None,
    )
