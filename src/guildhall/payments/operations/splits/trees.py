"""The tree of a charge: whoever changes a share of it holds its payment, then counts anew."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import NotForSharing, ReturnSharesFirst
from guildhall.payments.events.splits import SplitShortfall
from guildhall.payments.models import Payment, PaymentEvent, SplitLeg, SplitTree
from guildhall.payments.operations.noting import amounts_of, lock_payment
from guildhall.payments.rules.splits import (
    FEE_RATE,
    FREE_AFTER,
    Tree,
    fee_of,
    frees_at,
    standing_shortfall,
)
from guildhall.payments.states import CallState, Step


@transaction.atomic
def open_tree(payment: UUID) -> bool:
    """Begin the tree of a charge that was marked for sharing; return whether there is one.

    Done before, it changes nothing. Refuses with PaymentNotFound.
    """
    return tree_of(lock_payment(payment)) is not None


def tree_of(payment: Payment) -> SplitTree | None:
    """Return the tree of a payment that we hold; none where nothing of it may be shared."""
    found = SplitTree.objects.select_for_update().filter(payment=payment).first()
    if found is not None or not payment.will_split or payment.account is None:
        return found
    charge = _charge_of(payment)
    if charge is None:
        return None
    charged = amounts_of(payment).charged
    settings = payment.account.settings
    fee = Money(charge.fee, payment.currency) if charge.fee else None
    return SplitTree.objects.create(
        payment=payment,
        charged=charged.amount,
        fee=(fee or fee_of(charged, rate=settings.get("fee_rate", FEE_RATE))).amount,
        charge_reference=charge.psp_reference,
        frees_at=frees_at(charge.occurred_at, days=int(settings.get("freeze_days") or FREE_AFTER)),
    )


def must_have_tree(payment: Payment) -> SplitTree:
    """Return the tree of a payment that we hold. Refuses with NotForSharing."""
    found = tree_of(payment)
    if found is None:
        raise NotForSharing
    return found


def _charge_of(payment: Payment) -> PaymentEvent | None:
    charged = payment.events.filter(step=Step.CHARGE_SUCCESS)
    return charged.exclude(psp_reference="").order_by("occurred_at").first()


def counted(tree: SplitTree) -> Tree:
    """Return what the rows below a tree add up to now."""
    payment = tree.payment
    legs = SplitLeg.objects.filter(split__tree=tree).exclude(state=CallState.REFUSED)
    sums = legs.aggregate(shared=Sum("amount"), returned=Sum("returned"))
    totals = amounts_of(payment)

    def money(amount: object) -> Money:
        return Money(amount or 0, payment.currency)  # type: ignore[arg-type]

    zero = Money.zero(payment.currency)
    found = Tree(
        charged=money(tree.charged),
        fee=money(tree.fee),
        shared=zero + money(sums["shared"]),
        returned=zero + money(sums["returned"]),
        refunded=totals.refunded + totals.refund_pending,
        shortfall=money(tree.shortfall),
    )
    return found


def keep_count(tree: SplitTree, *, at: datetime, coming: Money | None = None) -> Tree:
    """Write what a tree's rows add up to, with a refund that is `coming`; return it."""
    now = counted(tree)
    refunded = now.refunded + (coming or Money.zero(now.charged.currency))
    tree.shared, tree.returned = now.shared.amount, now.returned.amount
    tree.refunded = min(refunded, now.charged).amount
    tree.shortfall = standing_shortfall(
        Tree(now.charged, now.fee, now.shared, now.returned, refunded, now.shortfall)
    ).amount
    tree.updated_at = at
    tree.save(update_fields=["shared", "returned", "refunded", "shortfall", "updated_at"])
    return now


def must_leave_for_receivers(payment: Payment, refund: Money, *, stamp: Stamp) -> None:
    """Count a refund of a payment that we hold into its tree before it is asked for.

    Refuses with ReturnSharesFirst where receivers hold the money and nobody took the shortfall.
    """
    tree = tree_of(payment)
    if tree is None:
        return
    lacking = counted(tree).lacking(refund)
    if lacking:
        raise ReturnSharesFirst(lacking=lacking.rounded())
    keep_count(tree, at=stamp.at, coming=refund)


@transaction.atomic
def recount_tree(payment: UUID, *, stamp: Stamp) -> None:
    """Count a tree anew after money moved; tell of a shortfall that nobody agreed to.

    Refuses with PaymentNotFound.
    """
    row = lock_payment(payment)
    tree = tree_of(row)
    if tree is None:
        return
    before = tree.shortfall
    keep_count(tree, at=stamp.at)
    if tree.shortfall > before:
        record(
            SplitShortfall(
                reference=row.reference,
                payment=row.id,
                amount=Money(tree.shortfall - before, row.currency).rounded(),
                reason="refunded elsewhere",
                stamp=stamp,
            )
        )
