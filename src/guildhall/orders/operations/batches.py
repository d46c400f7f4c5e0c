"""Something done to many orders at once: laid out, looked at, begun, stopped.

It changes nothing that is sold: each order is changed by an operation of its own, which records
its own fact. So none is recorded here.
"""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import BatchEmpty, BatchInvalid, BatchNotFound, BatchTooLarge
from guildhall.orders.models import OrderBatch, OrderBatchRow
from guildhall.orders.ports import carry_out_on_commit
from guildhall.orders.queries.filtering import chosen_orders
from guildhall.orders.states import BATCH, BatchAct, BatchMove, BatchState
from guildhall.orders.types import BatchTerms, OrderFilter

MOST = 10_000
AT_ONCE = 100
"""So many are done while somebody waits; more are carried out by a job."""

NEEDS = {
    BatchAct.HOLD: ("hold",),
    BatchAct.RELEASE: ("hold",),
    BatchAct.TAG: ("tag",),
    BatchAct.UNTAG: ("tag",),
    BatchAct.NOTE: ("text",),
    BatchAct.CANCEL: ("text",),
}
NEEDED = "This is needed."


@transaction.atomic
def lay_out_batch(
    act: BatchAct, *, numbers: Sequence[str], chosen: OrderFilter | None = None, stamp: Stamp
) -> UUID:
    """Lay out what is to be done to these orders, or to all that a filter shows; do nothing yet.

    Refuses with NotPermitted, BatchEmpty or BatchTooLarge. Whoever is not of the company's own
    staff waits for what they do, so theirs are fewer.
    """
    stamp.by.reach("orders:edit")
    most = MOST if stamp.by.kind == "staff" else AT_ONCE
    meant = list(dict.fromkeys(numbers))
    if chosen is not None:
        rows = chosen_orders(chosen).order_by("-placed_at", "-id")
        meant = list(rows.values_list("number", flat=True)[: most + 1])
    if not meant:
        raise BatchEmpty
    if len(meant) > most:
        raise BatchTooLarge(most=most)

    batch = OrderBatch(
        act=act,
        by=stamp.by.name,
        person=stamp.by.id if stamp.by.kind == "staff" else None,
        state=BATCH.start,
        size=len(meant),
        created_at=stamp.at,
    )
    batch.save(force_insert=True)
    OrderBatchRow.objects.bulk_create(
        OrderBatchRow(id=new_id(), batch=batch, position=position, number=number)
        for position, number in enumerate(meant)
    )
    return batch.id


@transaction.atomic
def start_batch(batch: UUID, *, terms: BatchTerms, stamp: Stamp) -> bool:
    """Begin what was laid out; return whether it is small enough to be waited for.

    Refuses with NotPermitted, BatchNotFound, BatchInvalid or MoveNotAllowed.
    """
    row = _lock(batch, stamp)
    lacks = [name for name in NEEDS.get(BatchAct(row.act), ()) if not getattr(terms, name)]
    if lacks:
        raise BatchInvalid(errors=dict.fromkeys(lacks, NEEDED))

    row.state = BATCH.after(BatchState(row.state), BatchMove.START)
    row.terms = asdict(terms)
    row.heard_at = stamp.at
    row.save(update_fields=["state", "terms", "heard_at"])
    if row.size <= AT_ONCE:
        return True
    carry_out_on_commit(batch)
    return False


@transaction.atomic
def stop_batch(batch: UUID, *, stamp: Stamp) -> None:
    """Do no more of it; what is done stays. Refuses with BatchNotFound or MoveNotAllowed."""
    row = _lock(batch, stamp)
    row.state = BATCH.after(BatchState(row.state), BatchMove.STOP)
    row.ended_at = stamp.at
    row.save(update_fields=["state", "ended_at"])


def _lock(batch: UUID, stamp: Stamp) -> OrderBatch:
    stamp.by.reach("orders:edit")
    row = OrderBatch.objects.select_for_update().filter(id=batch, by=stamp.by.name).first()
    if row is None:
        raise BatchNotFound
    return row
