"""Whether a refund adds up, and which payments it comes from. Pure."""

from collections.abc import Iterable
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_
from guildhall.payments.rules.amounts import is_takeable
from guildhall.payments.types import NewRefund, PaymentTotals


def refund_faults(new: NewRefund) -> dict[str, str]:
    """Return what is wrong with a refund, by field; empty when it adds up."""
    found: dict[str, str] = {}
    if not is_takeable(new.amount):
        found["amount"] = N_("Use a positive amount.")
    if not new.reason.strip():
        found["reason"] = N_("Say why.")
    parts = [line.amount for line in new.lines]
    parts += [new.shipping] if new.shipping else []
    if any(part.currency != new.amount.currency for part in parts):
        found["currency"] = N_("Use one currency.")
    elif any(part.amount < 0 for part in parts):
        found["lines"] = N_("No part of a refund is negative.")
    elif parts and sum(parts, Money.zero(new.amount.currency)) != new.amount:
        found["amount"] = N_("The lines and the shipping are not this amount.")
    return found


def shares(
    amount: Money, payments: Iterable[tuple[UUID, PaymentTotals]]
) -> tuple[tuple[UUID, Money], ...]:
    """Return how much of a refund comes from which payment: the first ones first, none too much.

    The shares are less than the amount where too little is left.
    """
    left, found = amount, []
    for payment, totals in payments:
        share = min(left, totals.refundable)
        if share.amount > 0:
            found.append((payment, share))
            left -= share
    return tuple(found)
