"""What is still to be taken for a reference, as whoever knows it says."""

from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.models import Payment
from guildhall.payments.ports import worth_of
from guildhall.payments.queries.payments import totals_of


def due_for(payment: UUID) -> Money | None:
    """Return what the reference of a payment still lacks. Refuses with PaymentNotFound."""
    found = Payment.objects.filter(pk=payment).values_list("reference", "currency").first()
    if found is None:
        raise PaymentNotFound(payment=payment)
    return due_of(*found)


def due_of(reference: str, currency: str) -> Money | None:
    """Return what a reference still lacks of what it comes to; None where nobody knows.

    What is on its way counts as taken. Called before any payment is locked: whoever changes what
    it comes to waits until this transaction ends, or is waited for.
    """
    worth = worth_of(reference, currency)
    if worth is None:
        return None
    totals = totals_of(reference, currency=currency)
    return max(worth - totals.kept - totals.charge_pending, Money.zero(currency))
