"""What a checkout asks of payments: one payment for each tender, and each undone once.

The names under which it asks are the checkout's: asked twice, a thing is done once.
"""

from collections.abc import Sequence

from guildhall.checkout.models import Checkout
from guildhall.checkout.operations.acting import acting, is_ours
from guildhall.checkout.types import NewCheckout, Tender
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import operations as payments
from guildhall.payments.errors import MoreThanPaid, NothingToVoid
from guildhall.payments.states import Method
from guildhall.payments.types import NewPayment, PaymentCard


def begin_tenders(
    row: Checkout, new: NewCheckout, amounts: Sequence[Money], *, stamp: Stamp
) -> list[PaymentCard]:
    """Write a payment and its call for each tender. Refuses as payments does.

    What is transferred later keeps goods that nobody has paid for: no shopper's own key says so.
    """
    begun = []
    for i, (tender, amount) in enumerate(zip(new.tenders, amounts, strict=True)):
        key = f"{row.id.hex}:{i}"
        if tender.account == Method.BANK_TRANSFER:
            stamp.by.must("checkout:edit", "orders:edit", scope=tuple(row.scopes))
            begun.append(_expect(row, amount, key=key, stamp=stamp))
        else:
            begun.append(_begin(row, new, tender, amount, key=key, stamp=stamp))
    return begun


def is_by_hand(payment: PaymentCard) -> bool:
    """Return whether no provider moves this: somebody here is going to see it."""
    return payment.method in set(Method)


def give_back(row: Checkout, payment: PaymentCard, *, stamp: Stamp) -> None:
    """Have a tender's money released: refunded where it was taken, else called off.

    Somebody else may have done so: then there is nothing to do.
    """
    key, reason = f"undo:{row.id.hex}", f"checkout: {row.reason}"[:200]
    own = acting(stamp)
    try:
        if not payment.totals.charged:
            payments.void_payment(payment.id, reason=reason, key=key, stamp=own)
        elif payment.totals.refundable and not is_by_hand(payment):
            amount = payment.totals.refundable
            payments.refund_payment(payment.id, amount=amount, key=key, reason=reason, stamp=own)
    except (NothingToVoid, MoreThanPaid):
        return


def _expect(row: Checkout, amount: Money, *, key: str, stamp: Stamp) -> PaymentCard:
    scopes = tuple(row.scopes)
    return payments.expect_transfer(
        row.order_number, amount=amount, key=key, stamp=acting(stamp), scope=scopes
    )


def _begin(  # noqa: PLR0917 - what is asked for, and of whom
    row: Checkout, new: NewCheckout, tender: Tender, amount: Money, *, key: str, stamp: Stamp
) -> PaymentCard:
    ask = NewPayment(
        amount=amount,
        account=tender.account,
        way=tender.way,
        strategy=tender.strategy,
        scopes=tuple(row.scopes),
        for_real=not is_ours(stamp, tuple(row.scopes)),
        title=row.order_number,
        token=tender.token,
        origin=new.origin,
        return_url=new.return_url,
        payer_ip=new.payer_ip,
        expires_at=row.deadline,
    )
    return payments.begin_payment(row.order_number, ask=ask, key=key, stamp=acting(stamp))
