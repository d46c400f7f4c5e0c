"""What was asked of a provider about shares is sent: claimed, sent in no transaction, kept.

Like calls about payments: a row before it is sent, its id the key, a lease that says who is at
work, and an unknown end that is asked after before anything is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from guildhall.kernel import vault
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.payments import rules
from guildhall.payments.errors import ShareNotFound
from guildhall.payments.models import Split, SplitLeg, SplitReceiver, SplitReturn
from guildhall.payments.models.splits import Asked
from guildhall.payments.operations.calling import let_go
from guildhall.payments.operations.ending import OVER
from guildhall.payments.operations.splits.keeping import (
    keep_receiver,
    keep_return,
    keep_split,
)
from guildhall.payments.ports import Splitter, provider
from guildhall.payments.queries.accounts import opened
from guildhall.payments.rules.answers import LEASE
from guildhall.payments.states import CallMove, CallState, Outcome
from guildhall.payments.types import Account, Leg, Receiver, SplitOrder
from guildhall.payments.types import SplitReturn as Back

type Now = Callable[[], datetime]
type Do = Literal["send", "look"]


@dataclass(frozen=True, slots=True)
class Claim[Ask]:
    """What we alone are at work on: send it, or ask after it."""

    row: UUID
    lease: UUID
    do: Do
    account: Account
    ask: Ask


def run_split(split: UUID, *, now: Now) -> bool:
    """Send shares that are due, or ask what became of them; return whether they are over.

    Not inside a transaction. Refuses with ShareNotFound or ProviderNotBound.
    """
    claim = _claim(Split.objects.all(), split, _split_order, at=now())
    while claim is not None:
        splitter = _splitter(claim.account)
        if claim.do == "look":
            answer = splitter.look_split(claim.account, claim.ask)
        elif claim.ask.legs:
            answer = splitter.split(claim.account, claim.ask)
        else:
            answer = splitter.unfreeze(claim.account, claim.ask)
        reached("payments.split_answered")
        again = keep_split(claim.row, claim.lease, answer, stamp=_stamp(now()))
        reached("payments.split_answer_kept")
        claim = _sent_again(claim, again=again and answer.outcome is Outcome.ABSENT)
    return Split.objects.filter(pk=split, state__in=OVER).exists()


def run_return(back: UUID, *, now: Now) -> bool:
    """Ask a receiver for what is due, or what became of it; return whether that is over.

    Not inside a transaction. Refuses with ShareNotFound or ProviderNotBound.
    """
    claim = _claim(SplitReturn.objects.all(), back, _return_order, at=now())
    while claim is not None:
        splitter = _splitter(claim.account)
        ask = splitter.look_return if claim.do == "look" else splitter.return_leg
        answer = ask(claim.account, claim.ask)
        reached("payments.return_answered")
        again = keep_return(claim.row, claim.lease, answer, stamp=_stamp(now()))
        reached("payments.return_answer_kept")
        claim = _sent_again(claim, again=again and answer.outcome is Outcome.ABSENT)
    return SplitReturn.objects.filter(pk=back, state__in=OVER).exists()


def run_receiver(receiver: UUID, *, now: Now) -> bool:
    """Make a receiver known to the provider; told twice, it knows them once.

    Not inside a transaction. Refuses with ShareNotFound or ProviderNotBound.
    """
    claim = _claim(SplitReceiver.objects.all(), receiver, _receiver_order, at=now())
    if claim is not None:
        answer = _splitter(claim.account).add_receiver(claim.account, claim.ask)
        reached("payments.receiver_answered")
        keep_receiver(claim.row, claim.lease, answer, stamp=_stamp(now()))
        reached("payments.receiver_answer_kept")
    return SplitReceiver.objects.filter(pk=receiver, state__in=OVER).exists()


def _stamp(at: datetime) -> Stamp:
    return system_stamp("payments.shares", at)


def _splitter(account: Account) -> Splitter:
    let_go()
    reached("payments.share_about_to")
    return cast("Splitter", provider(account.provider))


def _claim[Row: Asked, Ask](
    rows: QuerySet[Row],
    pk: UUID,
    order: Callable[[Row, datetime], tuple[Account, Ask]],
    *,
    at: datetime,
) -> Claim[Ask] | None:
    """Return a claim upon what is due and nobody is at work on. Refuses with ShareNotFound."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise ShareNotFound
        if row.state in OVER or (row.lease_until is not None and row.lease_until > at):
            return None
        if row.state == CallState.SENT:
            row.move(CallMove.LOSE)  # whoever sent it is gone
        do = _next_move(row)
        if do == "send":
            row.move(CallMove.SEND)
        row.attempts += 1
        row.lease, row.lease_until = new_id(), at + LEASE
        row.next_at = row.lease_until
        row.save()
        account, ask = order(row, at)
        reached("payments.share_claim_written")
        transaction.on_commit(lambda: reached("payments.share_claimed"))
        return Claim(row.id, row.lease, do, account, ask)


def _next_move(row: Asked) -> Do:
    # A receiver cannot be asked after, and may be told as often as one likes.
    blind = isinstance(row, SplitReceiver) and row.state == CallState.UNKNOWN
    return "send" if blind or row.state == CallState.WAITING else "look"


def _sent_again[Ask](claim: Claim[Ask], *, again: bool) -> Claim[Ask] | None:
    return Claim(claim.row, claim.lease, "send", claim.account, claim.ask) if again else None


def _split_order(row: Split, at: datetime) -> tuple[Account, SplitOrder]:
    tree = row.tree
    payment = tree.payment
    legs = row.legs.select_related("receiver").order_by("id")
    order = SplitOrder(
        key=row.id.hex,
        payment=payment.id.hex,
        psp_reference=tree.charge_reference,
        legs=tuple(_leg(each, payment.currency) for each in legs),
        at=at,
        final=row.final,
        description=row.description,
    )
    return opened(payment.account), order  # type: ignore[arg-type] # a tree has an account


def _return_order(row: SplitReturn, at: datetime) -> tuple[Account, Back]:
    split = row.leg.split
    payment = split.tree.payment
    back = Back(
        key=row.id.hex,
        split=split.id.hex,
        split_reference=split.psp_reference,
        leg=_leg(row.leg, payment.currency),
        amount=Money(row.amount, payment.currency).rounded(),
        at=at,
        description=row.description,
    )
    return opened(payment.account), back  # type: ignore[arg-type] # a tree has an account


def _receiver_order(row: SplitReceiver, _at: datetime) -> tuple[Account, Receiver]:
    name = vault.open_sealed(row.sealed_name, purpose=rules.NAMES) if row.sealed_name else ""
    return opened(row.account), _receiver(row, name=name)


def _receiver(row: SplitReceiver, *, name: str = "") -> Receiver:
    return Receiver(row.code, row.kind, row.vendor_account, name=name, relation=row.relation)


def _leg(row: SplitLeg, currency: str) -> Leg:
    amount = Money(row.amount, currency).rounded()
    return Leg(row.id.hex, _receiver(row.receiver), amount, row.description)
