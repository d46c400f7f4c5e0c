"""What people do to an order: they buy, change their minds, pack and send."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import hypothesis.strategies as st

from guildhall.inventory.queries import held_where
from guildhall.inventory.types import Demand
from guildhall.kernel.money import Money, minor_unit
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.models import OrderLine
from guildhall.orders.queries import get_order
from guildhall.orders.states import EditKind
from guildhall.orders.types import (
    Cart,
    CartLine,
    Customer,
    Discount,
    EditChange,
    Leaving,
    OrderCard,
    ShippingCharge,
)
from guildhall.organization.types import SiteCard
from tests.factories.payments import now_stamp
from tests.flows.money.shops import SKUS

# How many of each of the goods, and what is taken off: a hundredth of what it costs at most.
BASKETS = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(1, 7), st.integers(0, 60)),
    min_size=1,
    max_size=3,
    unique_by=lambda line: line[0],
)
TAX_ON_SHIPPING = Decimal("0.1")

type Deed = Callable[[Stamp], Any]


def charge(units: int, currency: str) -> ShippingCharge:
    """Return what sending costs, in the smallest units of a currency, with its tax."""
    net = Money(minor_unit(currency) * units, currency)
    tax = (net * TAX_ON_SHIPPING).rounded()
    return ShippingCharge("post", "By post", net, tax, TAX_ON_SHIPPING)


def place(site: SiteCard, basket: list[tuple[str, int, int]], units: int) -> OrderCard:
    currency = site.channel.currency
    unit = minor_unit(currency)
    lines = tuple(
        CartLine(
            sku,
            Decimal(quantity),
            (Discount("spring", "v1", Money(off * unit, currency)),) if off else (),
        )
        for sku, quantity, off in basket
    )
    cart = Cart(
        site=site,
        currency=currency,
        lines=lines,
        customer=Customer(name="Alice Miller", email="alice@example.com"),
        shipping=charge(units, currency) if units else None,
    )
    return operations.place_order(cart, stamp=now_stamp())


def edit(number: str, changes: list[EditChange], *, keep: bool) -> Deed:
    """Ask for changes and confirm them, or throw them away."""

    def deed(stamp: Stamp) -> None:
        operations.begin_edit(number, reason="called", stamp=stamp)
        try:
            operations.set_changes(number, changes=changes, stamp=stamp)
            end = operations.confirm_edit if keep else operations.decline_edit
            end(number, stamp=stamp)
        except BaseException:
            operations.decline_edit(number, stamp=stamp)
            raise

    return deed


def changes(number: str, picks: list[int], currency: str) -> list[EditChange]:
    """Return changes of an order's lines and shipping, chosen by numbers."""
    lines = list(OrderLine.objects.filter(order__number=number).order_by("position"))
    unit = minor_unit(currency)
    found = []
    for pick in picks:
        line = lines[pick % len(lines)]
        kinds = [
            partial(EditChange, EditKind.QUANTITY, line=line.id, quantity=Decimal(pick % 9)),
            partial(EditChange, EditKind.PRICE, line=line.id, price=pick * 7 * unit),
            partial(EditChange, EditKind.ADD, sku=SKUS[pick % 4], quantity=Decimal(pick % 3 + 1)),
            partial(EditChange, EditKind.SHIPPING, shipping=charge(pick * 3, currency)),
        ]
        found.append(kinds[pick % 4]())
    return found


def lose(number: str, pick: int, quantity: int, *, short: bool) -> Deed:
    """Call some units of a line off, or send the order without them."""
    lines = list(OrderLine.objects.filter(order__number=number).order_by("position"))
    units = {lines[pick % len(lines)].id: Decimal(quantity)}
    deed = operations.short_ship if short else operations.cancel_units
    return lambda stamp: deed(number, units=units, reason="gone", stamp=stamp)


def pack(number: str, pick: int, quantity: int) -> Deed:
    lines = list(OrderLine.objects.filter(order__number=number).order_by("position"))
    packed = {lines[pick % len(lines)].id: Decimal(quantity)}
    return lambda stamp: operations.note_packed(number, packed=packed, stamp=stamp)


def send_part(number: str, quantity: int) -> Deed:
    """Let some of what is held first leave, and count it on a line of that SKU."""

    def deed(stamp: Stamp) -> None:
        for held in held_where(number)[:1]:
            lines = OrderLine.objects.filter(order__number=number, sku=held.sku)
            gone = min(Decimal(quantity), held.quantity)
            free = [each for each in lines if each.quantity - each.canceled - each.shipped >= gone]
            for line in free[:1]:
                leaving = Leaving(
                    held.location,
                    (Demand(held.variant_id, held.sku, gone),),
                    ((line.id, gone),),
                )
                operations.note_shipped(number, leaving=leaving, stamp=stamp)

    return deed


def total_of(number: str) -> Money:
    return get_order(number).row.total
