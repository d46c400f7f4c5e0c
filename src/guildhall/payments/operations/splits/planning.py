"""Shares of a charge are planned: by amount, never more than there is, each receiver once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import (
    MoreThanShareable,
    ReceiverNotKnown,
    SharesInvalid,
    SharingOver,
)
from guildhall.payments.events.splits import SplitPlanned
from guildhall.payments.models import Payment, Split, SplitLeg, SplitReceiver, SplitTree
from guildhall.payments.operations.noting import lock_payment
from guildhall.payments.operations.splits.trees import (
    counted,
    keep_count,
    must_have_tree,
)
from guildhall.payments.rules.splits import LEGS, SPLITS, total_of
from guildhall.payments.states import CallState
from guildhall.payments.types.shares import NewLeg


@transaction.atomic
def plan_split(
    payment: UUID,
    legs: Sequence[NewLeg],
    *,
    key: str,
    stamp: Stamp,
    final: bool = False,
    description: str = "",
) -> UUID:
    """Plan shares of a charge, once for a key; return their split, which is sent after this.

    With `final` nothing can be shared after them; without legs the rest is set free at once.
    Refuses with PaymentNotFound, NotPermitted, NotForSharing, SharingOver, SharesInvalid,
    ReceiverNotKnown or MoreThanShareable.
    """
    row = lock_payment(payment)
    stamp.by.must("payments:edit", scope=tuple(row.scopes))
    tree = must_have_tree(row)
    known = tree.splits.filter(key=key).first()
    if known is not None:
        return known.id
    receivers = _must_be_possible(tree, row, legs, final=final)

    split = Split(id=new_id(), tree=tree, key=key, final=final, description=description[:80])
    split.actor, split.created_at, split.next_at = stamp.by.name, stamp.at, stamp.at
    split.save(force_insert=True)
    SplitLeg.objects.bulk_create(_leg(split, leg, receivers[leg.receiver]) for leg in legs)
    keep_count(tree, at=stamp.at)

    _tell_planned(row, split, legs, stamp=stamp)
    reached("payments.split_written")
    transaction.on_commit(lambda: reached("payments.split_planned"))
    return split.id


def _tell_planned(row: Payment, split: Split, legs: Sequence[NewLeg], *, stamp: Stamp) -> None:
    amount = total_of([leg.amount for leg in legs], currency=row.currency).rounded()
    record(
        SplitPlanned(
            reference=row.reference,
            payment=row.id,
            amount=amount,
            split=split.id,
            final=split.final,
            stamp=stamp,
        )
    )


def _must_be_possible(
    tree: SplitTree, row: Payment, legs: Sequence[NewLeg], *, final: bool
) -> Mapping[str, SplitReceiver]:
    ended = tree.splits.filter(final=True).exclude(state=CallState.REFUSED).exists()
    if tree.finished_at is not None or ended:
        raise SharingOver
    codes = [leg.receiver for leg in legs]
    fit = all(rules.is_takeable(leg.amount) for leg in legs)
    many = len(legs) > LEGS or tree.splits.count() >= SPLITS
    if not fit or many or len(set(codes)) < len(codes) or not (legs or final):
        raise SharesInvalid(most=LEGS)
    found = SplitReceiver.objects.filter(account=row.account, code__in=codes, state=CallState.DONE)
    receivers = {each.code: each for each in found}
    for code in codes:
        if code not in receivers:
            raise ReceiverNotKnown(receiver=code)
    left = counted(tree).shareable
    if total_of([leg.amount for leg in legs], currency=row.currency) > left:
        raise MoreThanShareable(left=left.rounded())
    return receivers


def _leg(split: Split, leg: NewLeg, receiver: SplitReceiver) -> SplitLeg:
    return SplitLeg(
        id=new_id(),
        split=split,
        receiver=receiver,
        amount=leg.amount.amount,
        description=leg.description[:80],
    )
