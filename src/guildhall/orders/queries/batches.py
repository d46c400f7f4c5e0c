"""What can be asked about something that is done to many orders at once."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor
from guildhall.orders.errors import BatchNotFound, OrderNotFound
from guildhall.orders.models import Order, OrderBatch, OrderBatchRow
from guildhall.orders.queries.filtering import within
from guildhall.orders.rules.guards import GUARDS, Guard, Stand
from guildhall.orders.states import (
    BatchAct,
    BatchState,
    FraudState,
    FulfillmentState,
    OrderState,
    Outcome,
)
from guildhall.orders.types import BatchCard, BatchPreview, BatchRowCard, Obstacle

SILENT_FOR = timedelta(minutes=2)
"""After so long without a word, whoever carried something out is taken for dead."""

LISTED = 20


def get_batch(batch: UUID, *, actor: Actor) -> BatchCard:
    """Return how far something of one's own has come. Refuses with BatchNotFound."""
    return _card(_own(actor).filter(id=batch).first())


def list_batches(actor: Actor) -> tuple[BatchCard, ...]:
    """Return what somebody has done to many orders lately, newest first."""
    return tuple(_card(row) for row in _own(actor).order_by("-created_at", "-id")[:LISTED])


def list_batch_rows(
    batch: UUID, *, outcome: str = "", cursor: str | None = None, limit: int = 50
) -> Page[BatchRowCard]:
    """Return what became of each order, in the order of choosing. Refuses with CursorInvalid."""
    rows = OrderBatchRow.objects.filter(batch=batch)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return page_of(
        rows, key=("position", "id"), cursor=cursor, limit=limit, to=_row, newest_first=False
    )


def preview_batch(batch: UUID, *, actor: Actor) -> BatchPreview:
    """Return to how many orders it could be done now, and to which not, and why.

    Refuses with BatchNotFound or NotPermitted.
    """
    act = get_batch(batch, actor=actor).act
    guard = GUARDS[act][1] if act in GUARDS else None
    numbers = OrderBatchRow.objects.filter(batch=batch).order_by("position")
    meant = list(numbers.values_list("number", flat=True))
    orders = Order.objects.filter(number__in=numbers.values("number"))
    found = {row.number: row for row in orders.select_related("channel__brand")}
    reach = actor.reach("orders:edit")
    mine = set(orders.filter(within(reach)).values_list("number", flat=True)) if reach else None
    against: dict[str, list[tuple[str, Refusal]]] = defaultdict(list)
    for number in meant:
        is_mine = mine is None or number in mine
        why = _obstacle(number, found.get(number), guard, is_mine=is_mine)
        if why is not None:
            against[why.code].append((number, why))
    obstacles = tuple(_told(code, each) for code, each in against.items())
    return BatchPreview(
        possible=len(meant) - sum(len(each.numbers) for each in obstacles),
        obstacles=tuple(sorted(obstacles, key=lambda each: -len(each.numbers))),
        brands=tuple(sorted({row.channel.brand.name for row in found.values()})),
    )


def batches_at_work(at: datetime) -> tuple[UUID, ...]:
    """Return what was begun, and of which nothing was heard for a while."""
    rows = OrderBatch.objects.filter(state=BatchState.RUNNING, heard_at__lt=at - SILENT_FOR)
    return tuple(rows.values_list("id", flat=True))


def _obstacle(
    number: str, order: Order | None, guard: Guard | None, *, is_mine: bool
) -> Refusal | None:
    if order is None:
        return OrderNotFound(number=number)
    if not is_mine:
        return NotPermitted(permission="orders:edit")
    return guard(_stand(order)) if guard else None


def _stand(order: Order) -> Stand:
    """Return where an order stands, as far as the guards of what is done to many ask."""
    return Stand(
        number=order.number,
        state=OrderState(order.state),
        fulfillment=FulfillmentState(order.fulfillment_state),
        holds=order.holds,
        fraud=FraudState(order.fraud),
        free=Decimal(0),
        due=Money.zero(order.currency),
        is_edited=False,
    )


def _told(code: str, found: list[tuple[str, Refusal]]) -> Obstacle:
    why = found[0][1]
    facts = {name: str(value) for name, value in why.facts.items()}
    return Obstacle(code, why.message, facts, tuple(number for number, _ in found))


def _own(actor: Actor) -> QuerySet[OrderBatch]:
    return OrderBatch.objects.filter(by=actor.name).annotate(
        done=Count("rows", filter=Q(rows__outcome=Outcome.DONE)),
        refused=Count("rows", filter=Q(rows__outcome=Outcome.REFUSED)),
    )


def _card(row: OrderBatch | None) -> BatchCard:
    if row is None:
        raise BatchNotFound
    return BatchCard(
        id=row.id,
        act=BatchAct(row.act),
        state=BatchState(row.state),
        size=row.size,
        done=row.done,  # type: ignore[attr-defined] # counted with it
        refused=row.refused,  # type: ignore[attr-defined] # counted with it
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _row(row: OrderBatchRow) -> BatchRowCard:
    return BatchRowCard(row.number, row.outcome, row.code, row.message, row.facts)
