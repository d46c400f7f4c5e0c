"""What carriers answered, applied once, in a transaction of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from guildhall.fulfillment.errors import TrackingTaken
from guildhall.fulfillment.events import CarrierRefused, ParcelLabeled
from guildhall.fulfillment.models import CarrierCall, FulfillmentOrder, Parcel, Tracking
from guildhall.fulfillment.operations.asking import ask, is_able
from guildhall.fulfillment.operations.hearing import note_heard
from guildhall.fulfillment.operations.locking import lock_parcel, save_parcel
from guildhall.fulfillment.operations.numbers import add_trackings
from guildhall.fulfillment.queries.parcels import RUNNING
from guildhall.fulfillment.states import (
    Ability,
    CallKind,
    CallMove,
    Outcome,
    ParcelState,
    Reason,
)
from guildhall.fulfillment.types import Answer
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

AGAIN_AFTER = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
FOLLOWS = Ability.REGISTER
LABELS = {"application/pdf": "pdf", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class _Answered:
    """A call, what it was about, locked, and what was answered."""

    call: CarrierCall
    work: FulfillmentOrder
    parcel: Parcel
    answer: Answer
    stamp: Stamp


def apply_answer(call_id: UUID, answer: Answer, *, stamp: Stamp) -> None:
    """Note what a carrier answered to a call; a call that ended already stays as it is.

    A label's file is kept before its row says so: a file that nobody names is harmless.
    """
    file = _kept(call_id, answer)
    with transaction.atomic():
        number = CarrierCall.objects.values_list("parcel__number", flat=True).get(id=call_id)
        work, parcel = lock_parcel(number, stamp=stamp)
        rows = CarrierCall.objects.select_for_update(of=("self",)).select_related("tracking")
        call = rows.get(id=call_id)
        if call.state not in RUNNING:
            return
        if answer.outcome is Outcome.UNKNOWN:
            _again(call, stamp=stamp)
        elif answer.outcome is Outcome.DONE:
            _done(_Answered(call, work, parcel, answer, stamp))
            if file:
                parcel.label_file = file
                save_parcel(parcel, "label_file", stamp=stamp)
        else:
            _refused(call, work, answer, stamp=stamp)
        call.save()


def _again(call: CarrierCall, *, stamp: Stamp) -> None:
    call.move(CallMove.LOSE)
    wait = min(AGAIN_AFTER * 2 ** min(call.attempts, 10), LONGEST)
    call.next_at, call.leased_until = stamp.at + wait, None


def _done(told: _Answered) -> None:
    told.call.move(CallMove.END)
    _close(told.call, told.answer, stamp=told.stamp)
    _APPLY[CallKind(told.call.kind)](told)


def _refused(call: CarrierCall, work: FulfillmentOrder, answer: Answer, *, stamp: Stamp) -> None:
    call.move(CallMove.REFUSE)
    call.reason = answer.reason or Reason.OTHER
    _close(call, answer, stamp=stamp)
    record(
        CarrierRefused(
            call=str(call.id),
            kind=call.kind,
            parcel=call.parcel.number,
            order=work.order,
            reason=call.reason,
            vendor_code=answer.vendor_code,
            stamp=stamp,
        )
    )


def _close(call: CarrierCall, answer: Answer, *, stamp: Stamp) -> None:
    call.vendor_code = answer.vendor_code[:120]
    call.vendor_reference = answer.vendor_reference[:120] or call.vendor_reference
    call.ended_at, call.next_at, call.leased_until = stamp.at, None, None
    call.sealed_details = ""


def _labeled(told: _Answered) -> None:
    parcel, answer, stamp = told.parcel, told.answer, told.stamp
    parcel.label_reference = answer.vendor_reference[:120]
    parcel.carrier = answer.carrier[:60] or parcel.carrier
    if answer.cost is not None:
        parcel.label_cost, parcel.label_currency = answer.cost.amount, answer.cost.currency
    save_parcel(parcel, "label_reference", "carrier", "label_cost", "label_currency", stamp=stamp)
    told.call.tracking = _numbered(told)
    record(
        ParcelLabeled(
            parcel=parcel.number,
            order=told.work.order,
            carrier=parcel.carrier,
            tracking=answer.tracking,
            stamp=stamp,
        )
    )
    if parcel.state == ParcelState.VOID and is_able(parcel.account, Ability.VOID):
        # The parcel was dropped while its label was being bought.
        ask(CallKind.VOID, account=told.call.account, parcel=parcel, stamp=stamp)


def _numbered(told: _Answered) -> Tracking | None:
    """Note the number that a label travels under; who sold the label follows it unasked.

    Carriers use numbers again. One that an older parcel has stays there: the label is paid for
    and has to be printed.
    """
    parcel, answer, stamp = told.parcel, told.answer, told.stamp
    if not answer.tracking:
        return None
    number = (parcel.carrier or "carrier", answer.tracking)
    try:
        add_trackings(
            told.work,
            parcel,
            [number],
            url=answer.tracking_url,
            followed_as=answer.vendor_reference if is_able(parcel.account, FOLLOWS) else "",
            stamp=stamp,
        )
    except TrackingTaken:
        return None
    return Tracking.objects.get(carrier=number[0], number=number[1])


def _voided(told: _Answered) -> None:
    parcel = told.parcel
    ended = CarrierCall.objects.filter(
        parcel=parcel, kind=CallKind.LABEL, vendor_reference=parcel.label_reference
    )
    rows = Tracking.objects.filter(id__in=ended.values("tracking"), dropped_at__isnull=True)
    rows.update(dropped_at=told.stamp.at)
    parcel.label_reference = parcel.label_file = parcel.label_currency = ""
    parcel.label_cost = None
    save_parcel(
        parcel,
        "label_reference",
        "label_file",
        "label_cost",
        "label_currency",
        stamp=told.stamp,
    )


def _registered(told: _Answered) -> None:
    tracking = told.call.tracking
    assert tracking is not None  # noqa: S101 - a registration has one
    tracking.registered_at = told.stamp.at
    tracking.vendor_reference = told.answer.vendor_reference[:120]
    tracking.save(update_fields=["registered_at", "vendor_reference"])


def _looked(told: _Answered) -> None:
    tracking = told.call.tracking
    assert tracking is not None  # noqa: S101 - a look has one
    tracking.looked_at = told.stamp.at
    tracking.save(update_fields=["looked_at"])
    note_heard(
        told.parcel.number,
        tracking=tracking.number,
        heard=told.answer.heard,
        expected_on=told.answer.expected_on,
        stamp=told.stamp,
    )


def _kept(call_id: UUID, answer: Answer) -> str:
    """Keep a label's file; return its name."""
    kind = LABELS.get(answer.label_type)
    if answer.outcome is not Outcome.DONE or not answer.label or kind is None:
        return ""
    name = f"labels/{call_id.hex}.{kind}"
    return (
        name
        if default_storage.exists(name)
        else default_storage.save(name, ContentFile(answer.label))
    )


_APPLY: Mapping[CallKind, Callable[[_Answered], None]] = {
    CallKind.LABEL: _labeled,
    CallKind.VOID: _voided,
    CallKind.REGISTER: _registered,
    CallKind.LOOK: _looked,
}
