"""Refunds as decisions: granted, carried out at the providers, or withdrawn.

What is granted is promised to the customer; what is given back is what providers say. A grant is
never more than what was paid and kept, less other grants on their way; every payment's own call
is checked again under its lock.
"""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.approvals.operations import ask_if_needed
from guildhall.approvals.queries import payloads_on_their_way
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, Wish
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import financial_day
from guildhall.payments import rules
from guildhall.payments.errors import KeyUsed, MoreThanPaid, RefundInvalid, RefundNotFound
from guildhall.payments.events import RefundEnded, RefundGranted
from guildhall.payments.models import GrantedRefund, Payment
from guildhall.payments.operations.changing import refund_payment
from guildhall.payments.operations.grants import given_by_hand, left_of, settle_grant
from guildhall.payments.operations.manual import refund_by_hand
from guildhall.payments.queries.payments import totals_by_payment
from guildhall.payments.queries.refunds import refund_card
from guildhall.payments.states import GrantMove, GrantState
from guildhall.payments.types import NewRefund, PaymentTotals, RefundCard

COMMAND = "payments.grant_refund"
OPEN = (GrantState.NONE, GrantState.FAILURE)


@transaction.atomic
def grant_refund(
    reference: str, new: NewRefund, *, key: str, stamp: Stamp, worth: Money | None = None
) -> RefundCard | Pending:
    """Decide that a customer gets money back, once for a key; nothing moves by it yet.

    `worth` is what the house is to keep: what the reference comes to. Returns what it waits for
    where it needs somebody else's yes. Refuses with NotPermitted, RefundInvalid, MoreThanPaid
    or, under a key of something else, KeyUsed.
    """
    payments = _lock_payments(reference)
    # What was paid says where it was sold; payments of before do not know.
    new = replace(new, scopes=next((tuple(p.scopes) for p in payments if p.scopes), new.scopes))
    stamp.by.must("payments:edit", scope=new.scopes)
    if faults := rules.refund_faults(new):
        raise RefundInvalid(errors=faults)
    name = rules.key_of(reference, key)
    if found := GrantedRefund.objects.filter(key=name).first():
        return _as_before(found, new)
    left = _grantable(reference, payments, new.amount.currency)
    left = max(left - worth, Money.zero(worth.currency)) if worth else left
    if new.amount > left:
        raise MoreThanPaid(left=left.rounded())
    if pending := ask_if_needed(_wish(reference, new, key), stamp=stamp):
        return pending

    grant = _grant(reference, new, name, stamp=stamp)
    grant.save(force_insert=True)
    record(
        RefundGranted(
            reference=reference,
            refund=grant.id,
            amount=new.amount,
            shipping=new.shipping or Money.zero(new.amount.currency),
            reason=new.reason,
            stamp=stamp,
        )
    )
    reached("payments.refund_granted_written")
    transaction.on_commit(lambda: reached("payments.refund_granted"))
    return refund_card(grant)


@transaction.atomic
def grant_owed(
    reference: str, new: NewRefund, *, worth: Money, key: str, stamp: Stamp
) -> RefundCard | Pending | None:
    """Grant what is kept of a reference beyond its worth, but no more than is asked for here.

    What was promised meanwhile, or waits for a yes under a key of this kind (`kind:name`), is
    owed no more: then less is granted, or nothing, and the answer is None. Refuses as
    `grant_refund` does.
    """
    payments = _lock_payments(reference)
    if found := GrantedRefund.objects.filter(key=rules.key_of(reference, key)).first():
        return refund_card(found)
    kind = key.partition(":")[0]
    asked = payloads_on_their_way(COMMAND, like={"reference": reference}, at=stamp.at)
    others = [x for x in asked if x["key"].startswith(f"{kind}:") and x["key"] != key]
    waits = sum((Money(Decimal(x["amount"]), worth.currency) for x in others), worth)
    owed = min(new.amount, _grantable(reference, payments, worth.currency) - waits)
    if owed.amount <= 0:
        return None
    return grant_refund(reference, replace(new, amount=owed), key=key, stamp=stamp)


@transaction.atomic
def execute_refund(refund: UUID, *, stamp: Stamp) -> RefundCard:
    """Give a granted refund back, by the payments that it was paid with, oldest first.

    What was taken by hand is given back by hand: whoever calls this has done so. Executed again
    while it is on its way, or after it came, it changes nothing. Refuses with RefundNotFound,
    NotPermitted, MoveNotAllowed, MoreThanPaid or NotOffered.
    """
    grant = _lock(refund, stamp)
    if grant.state in {GrantState.PENDING, GrantState.SUCCESS}:
        return refund_card(grant)
    payments = _lock_payments(grant.reference)
    wanted = left_of(grant)
    grant.move(GrantMove.EXECUTE)
    grant.ended_at, grant.updated_at = None, stamp.at
    grant.save(update_fields=["state", "ended_at", "updated_at"])
    totals = _totals(payments, grant.currency)
    known = [(row.id, totals[row.id]) for row in payments if row.id in totals]
    shares = rules.shares(wanted, known)
    given = sum((share for _, share in shares), Money.zero(grant.currency))
    if given < wanted:
        raise MoreThanPaid(left=given.rounded())
    for payment, share in shares:
        _give(grant, payment, share, stamp=stamp)
    settle_grant(grant, stamp=stamp)
    reached("payments.grant_written")
    transaction.on_commit(lambda: reached("payments.grant_executed"))
    return refund_card(grant)


@transaction.atomic
def withdraw_refund(refund: UUID, *, stamp: Stamp) -> RefundCard:
    """Take a grant back of which nothing is on its way.

    Refuses with RefundNotFound, NotPermitted or MoveNotAllowed.
    """
    grant = _lock(refund, stamp)
    grant.move(GrantMove.WITHDRAW)
    grant.ended_at = grant.updated_at = stamp.at
    grant.save(update_fields=["state", "ended_at", "updated_at"])
    amount = Money(grant.amount, grant.currency).rounded()
    record(
        RefundEnded(
            reference=grant.reference,
            refund=grant.id,
            amount=amount,
            state=grant.state,
            stamp=stamp,
        )
    )
    return refund_card(grant)


def _lock(refund: UUID, stamp: Stamp) -> GrantedRefund:
    found = GrantedRefund.objects.filter(pk=refund).values_list("reference", flat=True).first()
    if found is None:
        raise RefundNotFound(refund=refund)
    _lock_payments(found)  # payments before grants, as whoever notes steps does
    grant = GrantedRefund.objects.select_for_update().get(pk=refund)
    stamp.by.must("payments:edit", scope=tuple(grant.scopes))
    return grant


def _lock_payments(reference: str) -> list[Payment]:
    rows = lock_in_order(Payment.objects.filter(reference=reference))
    return sorted(rows, key=lambda row: (row.created_at, row.id))


def _totals(payments: list[Payment], currency: str) -> dict[UUID, PaymentTotals]:
    own = [row.id for row in payments if row.currency == currency]
    return totals_by_payment(own, currency=currency)


def _grantable(reference: str, payments: list[Payment], currency: str) -> Money:
    """Return what can still be promised: what is kept, less what is promised and not sent yet."""
    none = PaymentTotals.none(currency)
    left = sum(_totals(payments, currency).values(), none).refundable
    open_ = GrantedRefund.objects.filter(reference=reference, currency=currency, state__in=OPEN)
    promised = sum(map(left_of, open_), Money.zero(currency))
    return max(left - promised, Money.zero(currency))


def _give(grant: GrantedRefund, payment: UUID, share: Money, *, stamp: Stamp) -> None:
    by_hand = Payment.objects.filter(pk=payment, account=None).exists()
    tries = given_by_hand(grant, payment) if by_hand else grant.calls.filter(payment=payment)
    key = f"{grant.id.hex}:{tries.count()}"
    if by_hand:
        refund_by_hand(payment, amount=share, key=key, stamp=stamp)
        return
    refund_payment(payment, amount=share, key=key, reason=grant.reason, stamp=stamp, grant=grant)


def _as_before(found: GrantedRefund, new: NewRefund) -> RefundCard:
    if Money(found.amount, found.currency) != new.amount:
        raise KeyUsed
    return refund_card(found)


def _grant(reference: str, new: NewRefund, key: str, *, stamp: Stamp) -> GrantedRefund:
    return GrantedRefund(
        reference=reference,
        key=key,
        currency=new.amount.currency,
        amount=new.amount.amount,
        shipping=new.shipping.amount if new.shipping else 0,
        lines=[
            {"line": x.line, "quantity": str(x.quantity), "amount": str(x.amount.amount)}
            for x in new.lines
        ],
        reason=new.reason[:200],
        scopes=list(new.scopes),
        granted_by=stamp.by.name,
        granted_at=stamp.at,
        business_date=financial_day(new.scopes, at=stamp.at),
        updated_at=stamp.at,
    )


def _wish(reference: str, new: NewRefund, key: str) -> Wish:
    amount = new.amount
    return Wish(
        action=ActionCode.PAYMENTS_REFUND,
        command=COMMAND,
        payload={
            "reference": reference,
            "key": key,
            "amount": str(amount.amount),
            "currency": amount.currency,
            "shipping": str(new.shipping.amount) if new.shipping else "",
            "reason": new.reason,
            "scopes": list(new.scopes),
            "lines": [[x.line, str(x.quantity), str(x.amount.amount)] for x in new.lines],
        },
        measure=amount.amount,
        scopes=new.scopes,
        changes=(Change(subject=reference, field="refund", before="", after=str(amount)),),
        reason=new.reason,
    )
