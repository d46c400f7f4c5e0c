"""Charge backs: noted as the provider tells of them, answered in time. Money alone moves."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import DisputeNotFound, EvidenceMissing
from guildhall.payments.events import DisputeMoved, DisputeOpened
from guildhall.payments.models import Dispute, Payment, ProviderAccount
from guildhall.payments.queries.reach import scopes_of
from guildhall.payments.rules.bills import dispute_move
from guildhall.payments.states import DISPUTE, DisputeMove, DisputeState
from guildhall.payments.types import DisputeNews

CLOSED = (DisputeState.WON, DisputeState.LOST)


@transaction.atomic
def note_dispute(
    account: UUID, news: DisputeNews, *, payment: UUID | None = None, stamp: Stamp
) -> UUID:
    """Keep what a provider says of a charge back; the same again changes nothing.

    What it says of the past is no news: a state that cannot follow is kept as the vendor's word
    alone. Refuses with NotPermitted.
    """
    stamp.by.must("payments:edit")
    opened, new = Dispute.objects.select_for_update(of=("self",)).get_or_create(
        account=ProviderAccount.objects.get(pk=account),
        psp_reference=news.psp_reference,
        defaults={
            "payment_id": payment,
            "amount": news.amount.amount,
            "currency": news.amount.currency,
            "reason": news.reason[:80],
            "due_by": news.due_by,
            "opened_at": stamp.at,
        },
    )
    if new:
        record(
            DisputeOpened(
                dispute=opened.id,
                reference=_reference(opened),
                amount=news.amount,
                due_by=news.due_by,
                stamp=stamp,
            )
        )
    _follow(opened, news, stamp)
    return opened.id


def _follow(held: Dispute, news: DisputeNews, stamp: Stamp) -> None:
    move = dispute_move(news.state, DisputeState(held.state))
    moved = move is not None and (DisputeState(held.state), move) in DISPUTE.moves
    if not moved and held.vendor_state == news.state and held.due_by == news.due_by:
        return
    held.vendor_state = news.state[:80]
    held.due_by = news.due_by or held.due_by
    if moved and move is not None:
        held.move(move)
    _save(held, stamp)
    if moved:
        _tell(held, stamp)


@transaction.atomic
def write_evidence(dispute: UUID, *, text: str, stamp: Stamp) -> None:
    """Write down what speaks for us. Refuses with DisputeNotFound or NotPermitted."""
    held = _locked(dispute, stamp)
    held.evidence = text
    _save(held, stamp)


@transaction.atomic
def submit_evidence(dispute: UUID, *, stamp: Stamp) -> None:
    """Note that what speaks for us was handed in at the provider.

    Refuses with DisputeNotFound, NotPermitted, EvidenceMissing or MoveNotAllowed.
    """
    held = _locked(dispute, stamp)
    if not held.evidence.strip():
        raise EvidenceMissing
    held.move(DisputeMove.SUBMIT)
    _save(held, stamp)
    _tell(held, stamp)


@transaction.atomic
def close_dispute(dispute: UUID, *, won: bool, stamp: Stamp) -> None:
    """Note how a charge back ended, where no provider tells.

    Refuses with DisputeNotFound, NotPermitted or MoveNotAllowed.
    """
    held = _locked(dispute, stamp)
    held.move(DisputeMove.WIN if won else DisputeMove.LOSE)
    _save(held, stamp)
    _tell(held, stamp)


def _locked(dispute: UUID, stamp: Stamp) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",))
    held = rows.select_related("account__brand", "payment").filter(pk=dispute).first()
    if held is None:
        raise DisputeNotFound
    stamp.by.must("payments:edit", scope=scopes_of(held.account))
    return held


def _save(held: Dispute, stamp: Stamp) -> None:
    over = held.state in CLOSED
    held.closed_at = (held.closed_at or stamp.at) if over else None
    held.updated_at = stamp.at
    held.save()


def _tell(held: Dispute, stamp: Stamp) -> None:
    record(
        DisputeMoved(
            dispute=held.id,
            reference=_reference(held),
            amount=Money(held.amount, held.currency),
            state=held.state,
            stamp=stamp,
        )
    )


def _reference(held: Dispute) -> str:
    payment: Payment | None = held.payment
    return payment.reference if payment else ""
