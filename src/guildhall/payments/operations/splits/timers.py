"""Shares and time: what is not shared in time goes to the merchant by itself."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.payments.events.splits import SplitFreesSoon
from guildhall.payments.models import Payment, SplitTree
from guildhall.payments.operations.noting import lock_payment
from guildhall.payments.operations.splits.trees import counted, must_have_tree, open_tree
from guildhall.payments.rules.splits import WARNED_BEFORE
from guildhall.payments.states import Step

AT_ONCE = 200


def open_trees(*, limit: int = AT_ONCE) -> int:
    """Begin the trees of charges that were marked for sharing; return how many there are now."""
    charged = Payment.objects.filter(
        will_split=True, split_tree__isnull=True, events__step=Step.CHARGE_SUCCESS
    )
    found = list(charged.order_by("id").values_list("id", flat=True).distinct()[:limit])
    return sum(open_tree(payment) for payment in found)


def warn_of_freeing(*, stamp: Stamp) -> int:
    """Tell of charges whose rest is set free within three days; return of how many."""
    soon = SplitTree.objects.filter(
        finished_at__isnull=True, warned_at__isnull=True, frees_at__lte=stamp.at + WARNED_BEFORE
    )
    found = list(soon.order_by("frees_at").values_list("payment", flat=True)[:AT_ONCE])
    return sum(_warn(payment, stamp) for payment in found)


def close_freed_trees(*, stamp: Stamp) -> int:
    """End the trees whose time is over; return how many."""
    over = SplitTree.objects.filter(finished_at__isnull=True, frees_at__lte=stamp.at)
    return over.update(finished_at=stamp.at, updated_at=stamp.at)


@transaction.atomic
def _warn(payment: UUID, stamp: Stamp) -> bool:
    row = lock_payment(payment)
    tree = must_have_tree(row)
    if tree.warned_at is not None or tree.finished_at is not None:
        return False
    tree.warned_at = stamp.at
    tree.save(update_fields=["warned_at"])
    left = counted(tree).shareable
    if not left:
        return False
    record(
        SplitFreesSoon(
            reference=row.reference,
            payment=row.id,
            amount=left.rounded(),
            until=tree.frees_at,
            stamp=stamp,
        )
    )
    return True
