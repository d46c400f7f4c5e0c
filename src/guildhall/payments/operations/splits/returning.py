"""Receivers are asked to give back; or somebody takes upon the house what they do not."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import AmountInvalid, ShareNotFound, ShareNotReturnable
from guildhall.payments.events.splits import ShareReturnAsked, SplitShortfall
from guildhall.payments.models import Payment, SplitLeg, SplitReturn
from guildhall.payments.operations.noting import lock_payment
from guildhall.payments.operations.splits.trees import (
    keep_count,
    must_have_tree,
)
from guildhall.payments.rules.splits import RETURNABLE, RETURNS
from guildhall.payments.states import CallState

MERCHANT = "merchant"


@transaction.atomic
def ask_back(
    leg: UUID,
    *,
    amount: Money,
    key: str,
    stamp: Stamp,
    description: str = "",
    of: UUID | None = None,
) -> UUID:
    """Ask a receiver for a share or a part of it, once for a key; return what was asked.

    Refuses with ShareNotFound, NotPermitted, AmountInvalid or ShareNotReturnable: persons are
    not asked, nor anybody after 180 days, nor for more than they hold.
    """
    row = _lock_payment_of(leg, of)
    stamp.by.must("payments:edit", scope=tuple(row.scopes))
    tree = must_have_tree(row)
    found = SplitLeg.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=leg)
    known = found.returns.filter(key=key).first()
    if known is not None:
        return known.id
    if not rules.is_takeable(amount) or amount.currency != row.currency:
        raise AmountInvalid(amount=str(amount), errors={"amount": "Use a positive amount."})
    left = Money(_left(found, at=stamp.at), row.currency)
    if amount > left:
        raise ShareNotReturnable(left=left.rounded())

    asked = SplitReturn(id=new_id(), leg=found, key=key, amount=amount.amount)
    asked.description, asked.actor = description[:80], stamp.by.name
    asked.created_at = asked.next_at = stamp.at
    asked.save(force_insert=True)
    found.returned += amount.amount
    found.save(update_fields=["returned"])
    keep_count(tree, at=stamp.at)

    _tell_asked(row, found, amount, stamp=stamp)
    reached("payments.return_written")
    transaction.on_commit(lambda: reached("payments.return_asked"))
    return asked.id


def _tell_asked(row: Payment, leg: SplitLeg, amount: Money, *, stamp: Stamp) -> None:
    told: dict[str, Any] = {"leg": leg.id, "receiver": leg.receiver.code}
    told |= {"reference": row.reference, "payment": row.id, "amount": amount.rounded()}
    record(ShareReturnAsked(**told, stamp=stamp))


def _lock_payment_of(leg: UUID, of: UUID | None) -> Payment:
    whose = SplitLeg.objects.filter(pk=leg).values_list("split__tree__payment", flat=True).first()
    if whose is None or of not in {None, whose}:
        raise ShareNotFound
    return lock_payment(whose)


@transaction.atomic
def take_shortfall(payment: UUID, *, amount: Money, reason: str, stamp: Stamp) -> None:
    """Let the house pay for receivers, up to this much in all, so that a refund can be asked for.

    Refuses with PaymentNotFound, NotPermitted, NotForSharing or AmountInvalid.
    """
    row = lock_payment(payment)
    stamp.by.must("payments:approve", scope=tuple(row.scopes))
    tree = must_have_tree(row)
    ours = amount.currency == row.currency and rules.is_takeable(amount)
    if not ours or amount.amount > tree.shared:
        raise AmountInvalid(amount=str(amount), errors={"amount": "Use what was shared at most."})
    if amount.amount <= tree.shortfall:
        return
    tree.shortfall = amount.amount
    tree.save(update_fields=["shortfall"])

    record(
        SplitShortfall(
            reference=row.reference,
            payment=row.id,
            amount=amount.rounded(),
            reason=reason[:200],
            stamp=stamp,
        )
    )


def _left(leg: SplitLeg, *, at: datetime) -> Decimal:
    """Return what can be asked back of a share."""
    late = leg.ended_at is None or at > leg.ended_at + RETURNABLE
    given = leg.state == CallState.DONE and leg.receiver.kind == MERCHANT
    open_ = leg.returns.exclude(state=CallState.REFUSED).count() < RETURNS
    return leg.amount - leg.returned if given and open_ and not late else Decimal(0)
