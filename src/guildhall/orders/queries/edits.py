"""Edits of an order: what was asked for, and what it would make of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.queries import available_for
from guildhall.kernel.money import Money
from guildhall.orders import rules
from guildhall.orders.errors import EditNotFound, OrderNotFound
from guildhall.orders.models import Order, OrderEdit, OrderLine
from guildhall.orders.queries.planning import Plan, line_seen, work_out
from guildhall.orders.queries.remaining import demands_for, left_of, source_of
from guildhall.orders.states import EditState
from guildhall.orders.types import (
    EditCard,
    EditChange,
    EditPreview,
    ShippingCharge,
    ShortLine,
    version_of,
)
from guildhall.payments.queries import totals_of


def get_edit(number: str) -> EditCard:
    """Return the edit of an order that waits to be decided. Refuses with EditNotFound."""
    return card_of(_waiting(number))


def list_edits(number: str) -> tuple[EditCard, ...]:
    """Return all edits of an order, the newest first."""
    rows = OrderEdit.objects.filter(order__number=number).select_related("order")
    return tuple(card_of(row) for row in rows.order_by("-requested_at", "-id"))


def preview_edit(number: str, *, at: datetime) -> EditPreview:
    """Return what the waiting edit would make of an order: totals, money to move, stock.

    Refuses with OrderNotFound, EditNotFound or as the changes themselves do.
    """
    return preview_of(number, read_changes(_waiting(number)), at=at)


def preview_of(number: str, changes: Iterable[EditChange], *, at: datetime) -> EditPreview:
    """Return what these changes would make of an order. Nothing is kept."""
    order = Order.objects.select_related("channel", "site").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    before = {line.id: line.quantity - line.canceled for line in lines}
    plan = work_out(order, lines, changes, at=at)
    net, tax, total = plan.amounts
    totals = totals_of(number, currency=order.currency)
    after = order.in_currency(order.total + total)
    back = rules.surplus(totals=totals, total=after)
    return EditPreview(
        lines=(
            *(line_seen(order, line, before=before[line.id]) for line in lines),
            *(line_seen(order, line, before=Decimal(0), is_new=True) for line in plan.added),
        ),
        net=order.in_currency(order.net + net),
        tax=order.in_currency(order.tax + tax),
        total=after,
        before=order.in_currency(order.total),
        refund=back.refund,
        void=back.void,
        due=max(after - totals.kept, Money.zero(order.currency)),
        short=_short(order, plan),
    )


def charge_for(number: str, *, code: str, name: str, total: Money) -> ShippingCharge:
    """Return another way of shipping for an order, its tax at the rate that its shipping has.

    Refuses with OrderNotFound.
    """
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    rate = order.shipping_tax_rate
    parts = rules.line_amounts(total, Decimal(1), tax_rate=rate, includes_tax=True)
    return ShippingCharge(code, name, parts.net, parts.tax, rate)


def read_changes(row: OrderEdit) -> tuple[EditChange, ...]:
    return tuple(EditChange.of(kept, row.order.currency) for kept in row.changes)


def card_of(row: OrderEdit) -> EditCard:
    return EditCard(
        id=row.id,
        number=row.order.number,
        state=EditState(row.state),
        reason=row.reason,
        began_on=row.began_on,
        changes=tuple(_masked(change) for change in read_changes(row)),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        version=version_of(row.id, row.updated_at),
    )


def _waiting(number: str) -> OrderEdit:
    found = OrderEdit.objects.filter(order__number=number, state=EditState.OPEN)
    row = found.select_related("order").first()
    if row is None:
        raise EditNotFound(number=number)
    return row


def _masked(change: EditChange) -> EditChange:
    return change if change.customer is None else replace(change, customer=change.customer.masked)


def _short(order: Order, plan: Plan) -> tuple[ShortLine, ...]:
    """Return what is asked for beyond what this order gives back and the shelf has."""
    more: dict[UUID, Decimal] = {}
    skus: dict[UUID, str] = {}
    for demand in demands_for([(line, left_of(line)) for line in plan.added]):
        more[demand.variant_id] = more.get(demand.variant_id, Decimal(0)) + demand.quantity
        skus[demand.variant_id] = demand.sku
    if not more:
        return ()
    given: dict[UUID, Decimal] = {}
    gone = [
        (change.line, -change.quantity)
        for change in plan.changes
        if change.line is not None and change.quantity < 0
    ]
    for demand in demands_for(gone):
        given[demand.variant_id] = given.get(demand.variant_id, Decimal(0)) + demand.quantity
    free = available_for(list(more), source=source_of(order))
    found = []
    for variant, asked in more.items():
        available = free.get(variant, Decimal(0)) + given.get(variant, Decimal(0))
        if asked > available:
            found.append(ShortLine(skus[variant], asked, available))
    return tuple(found)
