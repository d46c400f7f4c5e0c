"""What can be asked about shares of a charge."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from guildhall.kernel.money import Money
from guildhall.payments.errors import NotForSharing
from guildhall.payments.models import Split, SplitLeg, SplitReceiver, SplitReturn, SplitTree
from guildhall.payments.rules.splits import Tree
from guildhall.payments.states import CallState
from guildhall.payments.types.shares import (
    LegCard,
    ReceiverCard,
    ReturnCard,
    SplitCard,
    TreeCard,
)

OVER = (CallState.DONE, CallState.REFUSED)


def due_shares(at: datetime, *, limit: int) -> Iterator[tuple[str, UUID]]:
    """Yield what of splits, returns and receivers is due, each with its kind."""
    asked: dict[str, QuerySet[Any]] = {
        "split": Split.objects.all(),
        "return": SplitReturn.objects.all(),
        "receiver": SplitReceiver.objects.all(),
    }
    for kind, rows in asked.items():
        due = rows.filter(next_at__lte=at).exclude(state__in=OVER).order_by("next_at")
        for found in due.values_list("id", flat=True)[:limit]:
            yield kind, found


def list_receivers(account: str) -> tuple[ReceiverCard, ...]:
    """Return the receivers of an account, by code."""
    rows = SplitReceiver.objects.filter(account__code=account).select_related("account")
    return tuple(
        ReceiverCard(
            id=row.id,
            account=row.account.code,
            code=row.code,
            kind=row.kind,
            vendor_account=row.vendor_account,
            relation=row.relation,
            state=row.state,
            reason=row.reason,
            vendor_code=row.vendor_code,
        )
        for row in rows.order_by("code")
    )


def find_tree(payment: UUID) -> TreeCard | None:
    """Return everything that was given of a charge, where anything may be."""
    try:
        return get_tree(payment)
    except NotForSharing:
        return None


def get_tree(payment: UUID) -> TreeCard:
    """Return everything that was given of a charge. Refuses with NotForSharing."""
    rows = SplitTree.objects.select_related("payment__account")
    row = rows.filter(payment=payment).first()
    if row is None:
        raise NotForSharing
    paid = row.payment
    names = ("charged", "fee", "shared", "returned", "refunded", "shortfall")
    sums = {name: Money(getattr(row, name), paid.currency).rounded() for name in names}
    tree = Tree(**sums)
    return TreeCard(
        payment=paid.id,
        reference=paid.reference,
        account=paid.account.code if paid.account else "",
        scopes=tuple(paid.scopes),
        **sums,
        shareable=tree.shareable if row.finished_at is None else Money.zero(paid.currency),
        refundable=tree.refundable,
        frees_at=row.frees_at,
        finished_at=row.finished_at,
        splits=_splits_of(row),
    )


def _splits_of(tree: SplitTree) -> tuple[SplitCard, ...]:
    currency = tree.payment.currency
    returns: dict[UUID, list[ReturnCard]] = {}
    for back in SplitReturn.objects.filter(leg__split__tree=tree).order_by("created_at", "id"):
        returns.setdefault(back.leg_id, []).append(_return_card(back, currency))
    legs: dict[UUID, list[LegCard]] = {}
    rows = SplitLeg.objects.filter(split__tree=tree).select_related("receiver").order_by("id")
    for leg in rows:
        card = _leg_card(leg, currency, tuple(returns.get(leg.id, ())))
        legs.setdefault(leg.split_id, []).append(card)
    return tuple(
        SplitCard(
            id=row.id,
            final=row.final,
            state=row.state,
            reason=row.reason,
            vendor_code=row.vendor_code,
            created_at=row.created_at,
            ended_at=row.ended_at,
            legs=tuple(legs.get(row.id, ())),
        )
        for row in tree.splits.order_by("created_at", "id")
    )


def _leg_card(leg: SplitLeg, currency: str, returns: tuple[ReturnCard, ...]) -> LegCard:
    return LegCard(
        id=leg.id,
        receiver=leg.receiver.code,
        kind=leg.receiver.kind,
        amount=Money(leg.amount, currency).rounded(),
        returned=Money(leg.returned, currency).rounded(),
        state=leg.state,
        reason=leg.reason,
        vendor_code=leg.vendor_code,
        returns=returns,
    )


def _return_card(back: SplitReturn, currency: str) -> ReturnCard:
    return ReturnCard(
        id=back.id,
        amount=Money(back.amount, currency).rounded(),
        state=back.state,
        reason=back.reason,
        vendor_code=back.vendor_code,
        created_at=back.created_at,
        ended_at=back.ended_at,
    )
