"""An order edited: asked for as a set of changes, looked at, then confirmed or declined as one.

Lines stay as they were frozen: an edit calls units off at what was paid for them, and adds
lines of its own.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.inventory.operations import refit_stock
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import EditInvalid, EditNotFound, EditOpen, NotOpen
from guildhall.orders.events import OrderEditBegun, OrderEditDeclined, OrderEdited
from guildhall.orders.models import Order, OrderEdit, OrderLine
from guildhall.orders.operations.amounts import book
from guildhall.orders.operations.canceling import settle
from guildhall.orders.operations.opened import lock_lines, lock_order, must
from guildhall.orders.queries.edits import read_changes
from guildhall.orders.queries.planning import Plan, work_out
from guildhall.orders.queries.remaining import demands_of, left_of, source_of
from guildhall.orders.states import (
    EDIT,
    OPEN_STATES,
    DeltaReason,
    EditKind,
    EditMove,
    EditState,
    FulfillmentMove,
    FulfillmentState,
    OrderState,
)
from guildhall.orders.types import EditChange, version_of
from guildhall.payments.queries import totals_of

MOST = 100
ONCE = (EditKind.SHIPPING, EditKind.CUSTOMER)
EDITED = (
    "revision",
    "customer_name",
    "customer_email",
    "customer_phone",
    "customer_address",
    "shipping_code",
    "shipping_name",
    "shipping_tax_rate",
)


@transaction.atomic
def begin_edit(number: str, *, reason: str, stamp: Stamp) -> UUID:
    """Open a set of changes for an order: one at a time.

    Refuses with OrderNotFound, NotPermitted, NotOpen or EditOpen.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    _must_be_open(order)
    if OrderEdit.objects.filter(order=order, state=EditState.OPEN).exists():
        raise EditOpen(number=number)

    edit = OrderEdit(
        order=order,
        began_on=order.revision,
        reason=reason,
        requested_by=stamp.by.name,
        requested_at=stamp.at,
        updated_at=stamp.at,
    )
    edit.save(force_insert=True)
    record(OrderEditBegun(number=number, edit=edit.id, reason=reason, stamp=stamp))
    return edit.id


@transaction.atomic
def set_changes(
    number: str,
    *,
    changes: Sequence[EditChange],
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Say what the waiting edit changes, instead of what it said before; nothing happens yet.

    A change of the customer without one keeps whom the edit named before: nobody reads it back.
    What could not be done is refused now. A price of one's own needs the right to set prices.
    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, NotOpen, EditNotFound,
    EditInvalid, or as the changes themselves do.
    """
    order = lock_order(number)
    scope = must("orders:edit", order=order, stamp=stamp)
    edit = _lock_edit(order)
    expected.must_be(version_of(edit.id, edit.updated_at))
    _must_be_open(order)
    changes = _kept(edit, changes)
    _must_be_good(changes)
    if any(change.price is not None for change in changes):
        stamp.by.must("prices:edit", scope=scope)
    work_out(order, lock_lines(order), changes, at=stamp.at)

    edit.changes = [change.kept() for change in changes]
    edit.updated_at = stamp.at
    edit.save(update_fields=["changes", "updated_at"])


@transaction.atomic
def confirm_edit(
    number: str, *, stamp: Stamp, expected: Expected = WHATEVER, seen: Expected = WHATEVER
) -> None:
    """Carry the waiting edit out: amounts, stock and lines together, or nothing of it.

    `expected` is the edit as it was read, `seen` the order that its preview was worked out for.
    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, NotOpen, EditNotFound,
    EditInvalid, OutOfStock, or as the changes themselves do.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    edit = _lock_edit(order)
    expected.must_be(version_of(edit.id, edit.updated_at))
    seen.must_be(order.version)
    _must_be_open(order)
    changes = read_changes(edit)
    _must_be_good(changes)
    lines = lock_lines(order)
    plan = work_out(order, lines, changes, at=stamp.at)
    was = (order.units, order.in_currency(order.total))

    order.revision += 1
    OrderLine.objects.bulk_create(plan.added)
    OrderLine.objects.bulk_update(set(plan.touched), ["canceled"])
    book(order, plan.changes, reason=DeltaReason.EDITED, stamp=stamp)
    _readdress(order, plan)
    _refit(order, [*lines, *plan.added], stamp=stamp)
    _decide(edit, EditMove.CONFIRM, stamp=stamp)

    record(_edited(order, edit, plan=plan, was=was, stamp=stamp))


@transaction.atomic
def decline_edit(number: str, *, stamp: Stamp) -> None:
    """Throw the waiting edit away. Refuses with OrderNotFound, NotPermitted or EditNotFound."""
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    edit = _lock_edit(order)
    _decide(edit, EditMove.DECLINE, stamp=stamp)
    record(OrderEditDeclined(number=number, edit=edit.id, stamp=stamp))


def _lock_edit(order: Order) -> OrderEdit:
    rows = OrderEdit.objects.select_for_update(of=("self",)).select_related("order")
    edit = rows.filter(order=order, state=EditState.OPEN).first()
    if edit is None:
        raise EditNotFound(number=order.number)
    return edit


def _kept(edit: OrderEdit, changes: Sequence[EditChange]) -> list[EditChange]:
    """Return the changes, with the customer that the edit named before where none is named."""
    before = [each for each in read_changes(edit) if each.kind is EditKind.CUSTOMER]
    found = []
    for change in changes:
        unnamed = change.kind is EditKind.CUSTOMER and change.customer is None
        found.extend(before if unnamed else [change])
    return found


def _must_be_open(order: Order) -> None:
    if order.state not in OPEN_STATES:
        raise NotOpen(number=order.number, state=order.state)


def _must_be_good(changes: Sequence[EditChange]) -> None:
    wrong = {}
    if not 1 <= len(changes) <= MOST:
        wrong["changes"] = "Send 1 to 100 changes."
    for kind in ONCE:
        at = [i for i, change in enumerate(changes) if change.kind is kind]
        wrong |= {f"changes.{i}.kind": "Change this once." for i in at[1:]}
    if wrong:
        raise EditInvalid(errors=wrong)


def _readdress(order: Order, plan: Plan) -> None:
    """Change who bought and how it goes there; what was left empty stays as it was."""
    if plan.customer is not None:
        order.customer_name = plan.customer.name or order.customer_name
        order.customer_email = plan.customer.email or order.customer_email
        order.customer_phone = plan.customer.phone or order.customer_phone
        order.customer_address = plan.customer.address or order.customer_address
    if plan.shipping is not None:
        order.shipping_code = plan.shipping.code
        order.shipping_name = plan.shipping.name
        order.shipping_tax_rate = plan.shipping.tax_rate


def _refit(order: Order, lines: Sequence[OrderLine], *, stamp: Stamp) -> None:
    """Hold what the order wants now, and say how far it is with leaving."""
    confirmed = order.state == OrderState.CONFIRMED
    hold = timedelta(minutes=order.channel.hold_minutes)
    refit_stock(
        order.number,
        demands=demands_of(lines),
        source=source_of(order),
        until=None if confirmed else stamp.at + hold,
        stamp=stamp,
    )
    left = any(map(left_of, lines))
    if left and order.fulfillment_state == FulfillmentState.FULFILLED:
        order.move_fulfillment(FulfillmentMove.REOPEN)
    elif not left and order.fulfillment_state == FulfillmentState.PARTIALLY_FULFILLED:
        order.move_fulfillment(FulfillmentMove.SHIP)


def _decide(edit: OrderEdit, move: EditMove, *, stamp: Stamp) -> None:
    edit.state = EDIT.after(EditState(edit.state), move)
    edit.decided_by = stamp.by.name
    edit.decided_at = edit.updated_at = stamp.at
    edit.save(update_fields=["state", "decided_by", "decided_at", "updated_at"])


def _edited(
    order: Order, edit: OrderEdit, *, plan: Plan, was: tuple[Decimal, Money], stamp: Stamp
) -> OrderEdited:
    back = settle(order, *EDITED, stamp=stamp)
    total = order.in_currency(order.total)
    kept = totals_of(order.number, currency=order.currency).kept
    return OrderEdited(
        number=order.number,
        edit=edit.id,
        revision=order.revision,
        reason=edit.reason,
        business_date=order.business_date,
        units=order.units - was[0],
        total=total - was[1],
        refund_due=back.refund,
        void_due=back.void,
        payment_due=max(total - kept, Money.zero(order.currency)),
        is_readdressed=plan.customer is not None,
        stamp=stamp,
    )
