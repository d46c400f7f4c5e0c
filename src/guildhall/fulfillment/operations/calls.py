"""Calls to carriers: claimed, made outside of any transaction, their answers applied once.

Nobody heard the answer: the call is `unknown`, and the carrier is asked before anything is sent
again. A worker that died in the middle leaves a lease that ends.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guildhall.fulfillment.models import CALL_DETAILS, CarrierCall
from guildhall.fulfillment.operations.answers import apply_answer
from guildhall.fulfillment.operations.buying import buy
from guildhall.fulfillment.ports import Carrier, carrier
from guildhall.fulfillment.queries.accounts import opened
from guildhall.fulfillment.queries.parcels import RUNNING
from guildhall.fulfillment.states import CallKind, CallMove, CallState
from guildhall.fulfillment.types import (
    Account,
    Address,
    Answer,
    Followed,
    LabelOrder,
    Size,
)
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import open_sealed

LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A call that this worker makes, for so many times with this one."""

    id: UUID
    kind: CallKind
    account: Account
    attempt: int
    label: LabelOrder | None
    followed: Followed | None
    vendor_reference: str


def run_call(call_id: str, *, stamp: Stamp) -> bool:
    """Make a call that is due, or ask what became of it; return whether anything was to be done.

    Safe to run twice: who claims it makes it. Never call it inside a transaction.
    """
    claimed = _claim(UUID(call_id), stamp=stamp)
    if claimed is None:
        return False
    reached("carrier.before_call")
    answer = _made(carrier(claimed.account.vendor), claimed)
    reached("carrier.after_call")
    apply_answer(claimed.id, answer, stamp=stamp)
    return True


@transaction.atomic
def _claim(call_id: UUID, *, stamp: Stamp) -> Claimed | None:
    rows = CarrierCall.objects.select_for_update(of=("self",))
    call = rows.select_related("account", "parcel__work", "tracking").filter(id=call_id).first()
    if call is None or not _is_due(call, stamp.at):
        return None
    if call.state == CallState.SENT:
        # Whoever sent it has not come back.
        call.move(CallMove.LOSE)
    call.move(CallMove.SEND)
    call.attempts += 1
    call.leased_until = call.next_at = stamp.at + LEASE
    call.save(update_fields=["state", "attempts", "leased_until", "next_at"])
    return Claimed(
        id=call.id,
        kind=CallKind(call.kind),
        account=opened(call.account),
        attempt=call.attempts,
        label=_label(call, stamp.at) if call.kind == CallKind.LABEL else None,
        followed=_followed(call, stamp.at),
        vendor_reference=call.vendor_reference,
    )


def _is_due(call: CarrierCall, at: datetime) -> bool:
    return call.state in RUNNING and call.next_at is not None and call.next_at <= at


def _made(port: Carrier, claimed: Claimed) -> Answer:
    if claimed.label is not None:
        return buy(port, claimed.account, claimed.label, call=claimed.id, attempt=claimed.attempt)
    if claimed.kind is CallKind.VOID:
        return port.void(claimed.account, claimed.id.hex, claimed.vendor_reference)
    assert claimed.followed is not None  # noqa: S101 - the other kinds have a tracking
    if claimed.kind is CallKind.REGISTER:
        return port.register(claimed.account, claimed.followed)
    return port.look(claimed.account, claimed.followed)


def _label(call: CarrierCall, at: datetime) -> LabelOrder:
    told = json.loads(open_sealed(call.sealed_details, purpose=CALL_DETAILS))
    parcel = call.parcel
    return LabelOrder(
        key=call.id.hex,
        parcel=parcel.number,
        reference=parcel.work.order,
        service=parcel.service,
        sender=Address(**told["sender"]),
        recipient=Address(**told["recipient"]),
        size=Size(
            parcel.weight_grams or 0,
            parcel.length_mm or 0,
            parcel.width_mm or 0,
            parcel.height_mm or 0,
        ),
        at=at,
        carrier=parcel.carrier,
        rate=call.rate,
    )


def _followed(call: CarrierCall, at: datetime) -> Followed | None:
    if call.tracking is None:
        return None
    return Followed(
        key=call.id.hex,
        carrier=call.tracking.carrier,
        number=call.tracking.number,
        vendor_reference=call.tracking.vendor_reference,
        reference=call.parcel.work.order,
        at=at,
    )
