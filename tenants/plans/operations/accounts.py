"""What operators enter into a company's account."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tenants.plans.errors import AmountInvalid, ReferenceTaken
from tenants.plans.events import AccountEntered
from tenants.plans.models import AccountEntry, Subscription
from tenants.plans.operations.billing import settle
from tenants.plans.operations.books import enter_amount
from tenants.plans.operations.rows import lock
from tenants.plans.states import EntryKind


@transaction.atomic
def record_payment(tenant_id: UUID, *, amount: Money, reference: str, stamp: Stamp) -> None:
    """Enter a payment that was seen, such as a transfer; a settled account works again at once.

    The same reference twice is one payment. Refuses with NoSubscription, NotPermitted,
    AmountInvalid or ReferenceTaken.
    """
    row = lock(tenant_id)
    stamp.by.must("tenants:edit")
    _enter(row, EntryKind.PAYMENT, amount, reference=reference, stamp=stamp)


@transaction.atomic
def credit_account(tenant_id: UUID, *, amount: Money, reason: str, stamp: Stamp) -> None:
    """Give a company something back, or let it off. The same reason twice is one credit.

    Refuses with NoSubscription, NotPermitted, AmountInvalid or ReferenceTaken.
    """
    row = lock(tenant_id)
    stamp.by.must("tenants:edit")
    _enter(row, EntryKind.CREDIT, amount, reference=reason, stamp=stamp)


def _enter(
    row: Subscription, kind: EntryKind, amount: Money, *, reference: str, stamp: Stamp
) -> None:
    whole = amount.amount.is_finite() and amount == amount.rounded()
    if amount.currency != row.currency or not whole or amount.amount <= 0:
        raise AmountInvalid(currency=row.currency, errors={"amount": "More than zero."})
    known = AccountEntry.objects.filter(
        tenant_id=row.tenant_id, kind=kind, reference=reference
    ).first()
    if known is not None:
        if known.amount != -amount.amount:
            raise ReferenceTaken(reference=reference)
        return
    enter_amount(row.tenant_id, kind=kind, amount=-amount, reference=reference, stamp=stamp)
    settle(row, stamp=stamp)
    row.save()
    record(AccountEntered(tenant_id=row.tenant_id, kind=kind, amount=-amount, stamp=stamp))
