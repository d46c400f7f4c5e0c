"""Orders and changes as payments would write them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind
from guildhall.payments.types import Answer, Change, PaymentOrder


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def an_order(amount: Money | None = None, **more: Any) -> PaymentOrder:
    order = PaymentOrder(
        key=new_id().hex,
        amount=amount or usd("12.90"),
        reference="ORD-1",
        title="Order ORD-1",
        capture=True,
        way="card",
        at=clock.now(),
    )
    return replace(order, **more)


def a_change(order: PaymentOrder, begun: Answer, kind: CallKind, **more: Any) -> Change:
    change = Change(
        payment=order.key,
        psp_reference=begun.psp_reference,
        key=order.key if kind is CallKind.BEGIN else new_id().hex,
        amount=order.amount,
        kind=kind,
        at=clock.now(),
    )
    return replace(change, **more)
