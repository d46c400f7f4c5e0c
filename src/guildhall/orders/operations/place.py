"""From a cart to an order with its stock reserved, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from guildhall.catalog.queries import explode, price_variants
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import Part, PricedVariant
from guildhall.inventory.operations import convert_hold, reserve_stock
from guildhall.inventory.types import Demand, HoldTerms, Source, Waiting
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_left
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.errors import OrderInvalid
from guildhall.orders.events import OrderPlaced
from guildhall.orders.models import Order, OrderLine, next_number
from guildhall.orders.operations.parts import frozen
from guildhall.orders.queries.cards import card_of_new
from guildhall.orders.types import Cart, CartLine, LineAmounts, OrderCard


@dataclass(frozen=True, slots=True)
class _PricedLine:
    """What was asked for, what it is, what it costs, and of what it consists if it is a bundle."""

    asked: CartLine
    variant: PricedVariant
    amounts: LineAmounts
    parts: tuple[Part, ...] = ()

    @property
    def demands(self) -> Iterator[Demand]:
        """What stock has to give for this line: of a bundle its parts."""
        quantity = self.asked.quantity
        if not self.parts:
            yield Demand(self.variant.variant_id, self.asked.sku, quantity)
        for part in self.parts:
            yield Demand(part.variant_id, part.sku, part.quantity * quantity)


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
    priced = _price(cart, stamp)

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


def _price(cart: Cart, stamp: Stamp) -> list[_PricedLine]:
    """Return the cart's lines with their prices, or refuse by field."""
    if wrong := rules.faults(cart.lines):
        raise OrderInvalid(errors=wrong)
    channel = cart.site.channel
    found = price_variants(
        [(line.sku, line.quantity) for line in cart.lines],
        channel=channel,
        currency=cart.currency,
        at=stamp.at,
        customer_group=cart.customer_group,
    )
    if wrong := rules.whole_units((found[x.sku].unit, x.quantity) for x in cart.lines):
        raise OrderInvalid(errors=wrong)
    parts = _parts_in(found.values())
    return [
        _PricedLine(
            line,
            found[line.sku],
            rules.line_amounts(
                found[line.sku].price,
                line.quantity,
                tax_rate=found[line.sku].tax_rate,
                includes_tax=channel.prices_include_tax,
            ),
            parts.get(found[line.sku].variant_id, ()),
        )
        for line in cart.lines
    ]


def _parts_in(variants: Iterable[PricedVariant]) -> dict[UUID, tuple[Part, ...]]:
    """Return the parts of the bundles in a cart: a statement only where there is one."""
    bundles = {each.variant_id: each.sku for each in variants if each.kind == ProductKind.BUNDLE}
    return explode(bundles) if bundles else {}


def _write(
    cart: Cart, priced: Sequence[_PricedLine], *, scopes: tuple[str, ...], stamp: Stamp
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


def _line(order: Order, position: int, line: _PricedLine) -> OrderLine:
    variant, amounts = line.variant, line.amounts
    return OrderLine(
        order=order,
        position=position,
        variant_id=variant.variant_id,
        sku=variant.sku,
        title=variant.title,
        unit=variant.unit,
        quantity=line.asked.quantity,
        unit_price=variant.price.amount,
        tax_rate=variant.tax_rate,
        net=amounts.net.amount,
        tax=amounts.tax.amount,
        total=amounts.total.amount,
        parts=frozen(line.parts, line.asked.quantity, amounts) if line.parts else None,
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
