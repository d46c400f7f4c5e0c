"""What follows for refunds: granted as somebody said yes to, or as orders owe them; made."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.events import (
    OrderBlanked,
    OrderCanceled,
    OrderEdited,
    OrderExpired,
    OrderPaidLate,
    OrderUnitsCanceled,
)
from guildhall.orders.queries import get_order
from guildhall.payments import operations
from guildhall.payments.errors import MoreThanPaid, ReturnSharesFirst
from guildhall.payments.events import Moved, RefundGranted
from guildhall.payments.operations import splits
from guildhall.payments.queries import needs_hands, totals_of
from guildhall.payments.types import NewRefund, RefundLine

OWED = "owed:"
"""How the keys of grants begin that follow from what an order owes."""

type Owing = OrderCanceled | OrderUnitsCanceled | OrderEdited | OrderPaidLate


def grant(payload: Mapping[str, Any], stamp: Stamp) -> object:
    currency = payload["currency"]
    new = NewRefund(
        amount=Money(Decimal(payload["amount"]), currency),
        reason=payload["reason"],
        lines=tuple(
            RefundLine(line, Decimal(quantity), Money(Decimal(amount), currency))
            for line, quantity, amount in payload["lines"]
        ),
        shipping=Money(Decimal(payload["shipping"]), currency) if payload["shipping"] else None,
        scopes=tuple(payload["scopes"]),
    )
    number, key = payload["reference"], payload["key"]
    worth = get_order(number).row.total if key.startswith(OWED) else None
    return operations.grant_refund(number, new, key=key, stamp=stamp, worth=worth)


def give_back(event: Owing, told: Delivered) -> None:
    """Grant what an order owes its customer; from a limit on, somebody has to say yes.

    What it owed as this happened may be promised already, or be owed no more.
    """
    if event.refund_due.amount <= 0:
        return
    order = get_order(event.number)
    new = NewRefund(
        amount=event.refund_due,
        reason=getattr(event, "reason", "") or event.type,
        scopes=order.scopes,
    )
    key, stamp = f"{OWED}{told.fact_id.hex}", _stamp(event, told)
    operations.grant_owed(event.number, new, worth=order.row.total, key=key, stamp=stamp)


def let_go(event: OrderCanceled | OrderExpired | OrderPaidLate, told: Delivered) -> None:
    """Call off what is reserved, or asked for, for an order that is over."""
    operations.let_go(event.number, reason=event.type, key=event.type, stamp=_stamp(event, told))


def let_go_of_surplus(event: OrderUnitsCanceled | OrderEdited, told: Delivered) -> None:
    """Call off what is reserved, and needed no more since an order was cut."""
    if event.void_due.amount > 0:
        operations.let_go_of_surplus(
            event.number,
            currency=event.void_due.currency,
            reason=event.type,
            key=f"surplus:{told.fact_id.hex}",
            stamp=_stamp(event, told),
        )


def carry_out(event: RefundGranted, told: Delivered) -> None:
    """Ask the providers for what was granted; what was paid by hand is for a clerk."""
    if needs_hands(event.refund):
        return
    stamp = _stamp(event, told)
    try:
        operations.execute_refund(event.refund, stamp=stamp)
    except ReturnSharesFirst:
        return  # it stays granted until receivers of shares gave it back: a clerk goes on then
    except MoreThanPaid:
        # It went back by another way meanwhile, such as a checkout that was undone.
        if totals_of(event.reference, currency=event.amount.currency).refundable:
            raise
        operations.withdraw_refund(event.refund, stamp=stamp)


def count_shares(event: Moved, told: Delivered) -> None:
    """Begin the tree of a charge that may be shared, or count it anew."""
    if event.payment:
        splits.recount_tree(UUID(event.payment), stamp=_stamp(event, told))


def forget_payer(event: OrderBlanked, told: Delivered) -> None:
    operations.forget_payer(event.number, stamp=_stamp(event, told))


def _stamp(event: Event, told: Delivered) -> Stamp:
    return system_stamp("flows", told.at, event.stamp.request_id)
