"""What can be asked about granted refunds."""

from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.payments.errors import RefundNotFound
from guildhall.payments.models import GrantedRefund, Payment
from guildhall.payments.states import GRANT, GrantState
from guildhall.payments.types import RefundCard, RefundLine


def get_refund(refund: UUID) -> RefundCard:
    """Return a granted refund. Refuses with RefundNotFound."""
    row = GrantedRefund.objects.filter(pk=refund).first()
    if row is None:
        raise RefundNotFound(refund=refund)
    return refund_card(row)


def refunds_of(reference: str) -> tuple[RefundCard, ...]:
    """Return the granted refunds of a reference, oldest first."""
    rows = GrantedRefund.objects.filter(reference=reference).order_by("granted_at", "id")
    return tuple(refund_card(row) for row in rows)


def needs_hands(refund: UUID) -> bool:
    """Return whether some of it was paid by hand: then somebody has to give it back."""
    row = GrantedRefund.objects.filter(pk=refund).first()
    if row is None:
        raise RefundNotFound(refund=refund)
    return Payment.objects.filter(
        reference=row.reference, currency=row.currency, account=None, events__step="charge_success"
    ).exists()


def refund_card(row: GrantedRefund) -> RefundCard:
    """Return a granted refund as a card."""
    return RefundCard(
        id=row.id,
        reference=row.reference,
        amount=Money(row.amount, row.currency),
        shipping=Money(Decimal(row.shipping), row.currency),
        lines=tuple(
            RefundLine(
                x["line"], Decimal(x["quantity"]), Money(Decimal(x["amount"]), row.currency)
            )
            for x in row.lines
        ),
        reason=row.reason,
        state=row.state,
        scopes=tuple(row.scopes),
        granted_by=row.granted_by,
        granted_at=row.granted_at,
        ended_at=row.ended_at,
        moves=tuple(GRANT.allowed(GrantState(row.state))),
        business_date=row.business_date,
    )
