"""What tests of checkouts look at."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from guildhall.checkout.operations import resume_checkout
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.kernel import clock
from guildhall.payments.queries import payments_of


def reserved() -> Decimal:
    rows = Reservation.objects.filter(outcome=Outcome.OPEN).values_list("quantity", flat=True)
    return sum(rows, Decimal(0))


def stands(number: str) -> Counter[str]:
    return Counter(str(payment.stand) for payment in payments_of(number))


def resume(key: UUID, *, minutes: int = 1) -> None:
    """Have a sweep take up a checkout, so much later."""
    at = clock.now() + timedelta(minutes=minutes)
    resume_checkout(key, now=lambda: at)
