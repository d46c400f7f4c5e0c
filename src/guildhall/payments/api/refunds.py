"""Refunds for programs of the back office: decided, given back, withdrawn."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from guildhall.approvals.types import Pending, PendingOut
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money
from guildhall.payments import operations, queries
from guildhall.payments.api.schemas import RefundIn, RefundOut, RefundsOut
from guildhall.payments.types import NewRefund, RefundLine

of_payment = Router(tags=["payments"])
router = Router(tags=["payments"])

type Made = RefundOut | Status[PendingOut]


@of_payment.get(
    "/{payment_id}/refunds",
    response=RefundsOut,
    auth=Needs("payments:view"),
    operation_id="list_refunds",
)
def list_refunds(request: HttpRequest, payment_id: UUID) -> RefundsOut:
    """List what was granted back of what this payment pays for, oldest first."""
    card = queries.get_payment(payment_id)
    stamp_of(request).by.must("payments:view", scope=card.scopes)
    return RefundsOut(items=[RefundOut.of(each) for each in queries.refunds_of(card.reference)])


@of_payment.post(
    "/{payment_id}/refunds",
    response={201: RefundOut, 202: PendingOut},
    auth=Needs("payments:edit"),
    operation_id="grant_refund",
)
@idempotent(status=201)
def grant(
    request: HttpRequest, payment_id: UUID, body: RefundIn
) -> RefundOut | Status[PendingOut]:
    """Decide that money goes back for what this payment pays for; 202 where it needs a yes."""
    card = queries.get_payment(payment_id)
    made = operations.grant_refund(
        card.reference,
        _refund(body, card.amount.currency),
        key=request.headers["Idempotency-Key"][:80],
        stamp=stamp_of(request),
    )
    if isinstance(made, Pending):
        return Status(202, PendingOut.of(made))
    return RefundOut.of(made)


@router.get(
    "/{refund}", response=RefundOut, auth=Needs("payments:view"), operation_id="get_refund"
)
def get_refund(request: HttpRequest, refund: UUID) -> RefundOut:
    """Show a granted refund, and whether it was given back."""
    card = queries.get_refund(refund)
    stamp_of(request).by.must("payments:view", scope=card.scopes)
    return RefundOut.of(card)


@router.post(
    "/{refund}/execution",
    response={200: RefundOut},
    auth=Needs("payments:edit"),
    operation_id="execute_refund",
)
@idempotent(status=200)
def execute(request: HttpRequest, refund: UUID) -> RefundOut:
    """Give a granted refund back; what was paid by hand has been given back by hand."""
    return RefundOut.of(operations.execute_refund(refund, stamp=stamp_of(request)))


@router.post(
    "/{refund}/withdrawal",
    response={200: RefundOut},
    auth=Needs("payments:edit"),
    operation_id="withdraw_refund",
)
@idempotent(status=200)
def withdraw(request: HttpRequest, refund: UUID) -> RefundOut:
    """Take a granted refund back of which nothing is on its way."""
    return RefundOut.of(operations.withdraw_refund(refund, stamp=stamp_of(request)))


def _refund(body: RefundIn, currency: str) -> NewRefund:
    return NewRefund(
        amount=Money(body.amount, currency),
        reason=body.reason,
        lines=tuple(RefundLine(x.line, x.quantity, Money(x.amount, currency)) for x in body.lines),
        shipping=Money(body.shipping, currency) if body.shipping is not None else None,
    )
