"""What is done to many orders is carried out: each by itself, once, and with its own result."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guildhall.identity.queries import actor_again
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders.models import OrderBatch, OrderBatchRow
from guildhall.orders.operations.canceling import cancel_order
from guildhall.orders.operations.desk import add_note, hold_order, release_order, tag_order
from guildhall.orders.operations.life import confirm_order
from guildhall.orders.operations.shipping import ship_order
from guildhall.orders.states import BATCH, BatchAct, BatchMove, BatchState, HoldReason, Outcome

KEPT_FOR = timedelta(days=30)
SLICE = 100


def carry_out_batch(
    batch: UUID,
    *,
    now: Callable[[], datetime],
    is_late: Callable[[], bool] = lambda: False,
    stamp: Stamp | None = None,
) -> bool:
    """Do what is left of it until it is late; return whether there is more.

    It is done with the rights that whoever began it has now, and stops where they may no longer
    act. Two who carry out the same do nothing twice.
    """
    row = OrderBatch.objects.filter(id=batch, state=BatchState.RUNNING).first()
    if row is None:
        return False
    while left := _left(row):
        by = stamp.by if stamp else row.person and actor_again("staff", row.person, at=now())
        if not by:
            _end(row, BatchMove.STOP, at=now())
            return False
        for place in left:
            _one(place, row, stamp=Stamp(by, now()))
            if is_late():
                return True
        if not OrderBatch.objects.filter(id=batch, state=BatchState.RUNNING).update(
            heard_at=now()
        ):
            return False  # somebody stopped it
    _end(row, BatchMove.FINISH, at=now())
    return False


@transaction.atomic
def forget_batches(*, at: datetime) -> None:
    """Forget what was done to many long ago; the orders themselves tell what became of them."""
    OrderBatch.objects.filter(created_at__lt=at - KEPT_FOR).delete()


def _left(batch: OrderBatch) -> list[UUID]:
    rows = OrderBatchRow.objects.filter(batch=batch, outcome="").order_by("position")
    return list(rows.values_list("id", flat=True)[:SLICE])


@transaction.atomic
def _one(place: UUID, batch: OrderBatch, *, stamp: Stamp) -> None:
    """Do it to one order; what it refuses is kept beside it."""
    row = OrderBatchRow.objects.select_for_update().get(id=place)
    if row.outcome:
        return
    row.outcome = Outcome.DONE
    try:
        with transaction.atomic():
            _act(row.number, batch, stamp)
    except Refusal as refusal:
        row.outcome = Outcome.REFUSED
        row.code, row.message = refusal.code, refusal.message
        row.facts = {name: str(value) for name, value in refusal.facts.items()}
    row.save(update_fields=["outcome", "code", "message", "facts"])


@transaction.atomic
def _end(batch: OrderBatch, move: BatchMove, *, at: datetime) -> None:
    row = OrderBatch.objects.select_for_update().get(id=batch.id)
    if row.state != BatchState.RUNNING:
        return
    row.state = BATCH.after(BatchState(row.state), move)
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])


def _act(number: str, batch: OrderBatch, stamp: Stamp) -> None:
    terms = batch.terms
    hold = HoldReason(terms["hold"]) if terms["hold"] else HoldReason.OTHER
    text, tag = terms["text"], terms["tag"]
    acts: dict[BatchAct, Callable[[], object]] = {
        BatchAct.CONFIRM: lambda: confirm_order(number, stamp=stamp),
        BatchAct.SHIP: lambda: ship_order(number, stamp=stamp),
        BatchAct.HOLD: lambda: hold_order(number, hold=hold, reason=text, stamp=stamp),
        BatchAct.RELEASE: lambda: release_order(number, hold=hold, stamp=stamp),
        BatchAct.TAG: lambda: tag_order(number, add=[tag], stamp=stamp),
        BatchAct.UNTAG: lambda: tag_order(number, remove=[tag], stamp=stamp),
        BatchAct.NOTE: lambda: add_note(number, text=text, stamp=stamp),
        BatchAct.CANCEL: lambda: cancel_order(number, reason=text, stamp=stamp),
    }
    acts[BatchAct(batch.act)]()
