"""What is done about the personal part of orders: shown to somebody, taken along, erased."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from guildhall.customers.operations import forget_customer
from guildhall.customers.queries import find_by_contact
from guildhall.kernel.events import record, record_all
from guildhall.kernel.personal import destroy_keys
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import CustomerNotFound, OrderNotFound
from guildhall.orders.events import CustomerErased, CustomerExported, CustomerShown, OrderBlanked
from guildhall.orders.models import Order, OrderEdit, OrderLine, OrderNote
from guildhall.orders.queries.cards import card_of, customer_of
from guildhall.orders.queries.customers import customer_subject, orders_of_customer
from guildhall.orders.queries.lists import scopes_for
from guildhall.orders.queries.searching import found_by_email
from guildhall.orders.states import SEES_CUSTOMERS, EditKind, LookReason
from guildhall.orders.types import Customer, OrderCard

BLANK = {"customer_name": "", "customer_email": "", "customer_phone": "", "customer_address": ""}
AT_ONCE = 500


@transaction.atomic
def show_customer(number: str, *, reason: LookReason, stamp: Stamp) -> Customer:
    """Return who bought, to somebody who says why they must know; that they looked is kept.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    scopes = scopes_for(number, sold=order.scopes, actor=stamp.by)
    stamp.by.must(*SEES_CUSTOMERS, scope=scopes)

    record(CustomerShown(number=number, reason=reason, stamp=stamp))
    return customer_of(order)


@transaction.atomic
def export_customer(contact: str, *, stamp: Stamp) -> tuple[OrderCard, ...]:
    """Return all orders of whoever has this e-mail address or phone number.

    Refuses with NotPermitted or CustomerNotFound.
    """
    stamp.by.must("personal:export")
    orders = list(orders_of_customer(contact).select_related("channel", "store"))
    if not orders and find_by_contact(contact) is None:
        raise CustomerNotFound
    cards = tuple(_card(order) for order in orders)
    subject = customer_subject(contact)
    record(CustomerExported(subject_id=subject, orders=len(cards), stamp=stamp))
    return cards


@transaction.atomic
def erase_customer(contact: str, *, stamp: Stamp) -> int:
    """Blank who bought in all orders of this e-mail address or phone number; return how many.

    The customer who has it is forgotten with them. Numbers, amounts and ledgers stay. What facts
    conceal under the customer's key cannot be read any more. Refuses with NotPermitted or
    CustomerNotFound.
    """
    stamp.by.must("personal:edit")
    rows = orders_of_customer(contact).order_by("pk").select_for_update(of=("self",))
    orders = list(rows.values_list("pk", flat=True))
    customer = find_by_contact(contact)
    if not orders and customer is None:
        raise CustomerNotFound
    for at in range(0, len(orders), AT_ONCE):
        _blank(orders[at : at + AT_ONCE], stamp)
    if customer is not None:
        forget_customer(customer, stamp=stamp)
    subject = customer_subject(contact)
    destroy_keys([subject])
    record(CustomerErased(subject_id=subject, orders=len(orders), stamp=stamp))
    return len(orders)


def _blank(orders: Sequence[UUID], stamp: Stamp) -> None:
    """Blank who bought, what was written beside their orders, and addresses in edits."""
    rows = Order.objects.filter(pk__in=orders)
    rows.update(**BLANK, customer_id=None, updated_at=stamp.at)
    numbers = rows.order_by("pk").values_list("number", flat=True)
    record_all([OrderBlanked(number=number, stamp=stamp) for number in numbers])
    OrderNote.objects.filter(order__in=orders).update(text="")
    for edit in OrderEdit.objects.filter(order__in=orders):
        edit.changes = [change for change in edit.changes if change["kind"] != EditKind.CUSTOMER]
        edit.save(update_fields=["changes"])


def _card(order: Order) -> OrderCard:
    lines = OrderLine.objects.filter(order=order).order_by("position")
    store = order.store.code if order.store else ""
    card = card_of(order, lines, channel=order.channel.code, store=store)
    return replace(card, customer=customer_of(order))


@transaction.atomic
def note_customer(number: str, customer: UUID, *, stamp: Stamp) -> None:
    """Keep whose order this is; what is known already stays. Refuses with OrderNotFound."""
    order = Order.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    stamp.by.must("orders:edit", scope=tuple(order.scopes))
    if order.customer_id is None:
        order.customer_id = customer
        order.save(update_fields=["customer_id"])


@transaction.atomic
def claim_orders(customer: UUID, *, email: str, stamp: Stamp) -> int:
    """Let nobody's orders that name this e-mail address be a customer's; return how many.

    Only for an address at which they have read a code. Refuses with NotPermitted.
    """
    stamp.by.must("orders:edit")
    found = Order.objects.filter(id__in=found_by_email(email), customer_id=None)
    theirs = found.order_by("pk").select_for_update(of=("self",))
    ids = list(theirs.values_list("pk", flat=True)[:AT_ONCE])
    return Order.objects.filter(pk__in=ids).update(customer_id=customer)
