"""What can be asked about fulfillment orders and pick lists."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from guildhall.fulfillment.errors import FulfillmentNotFound, PickListNotFound
from guildhall.fulfillment.models import FulfillmentLine, FulfillmentOrder, PickList
from guildhall.fulfillment.queries.cards import card_of, row_of
from guildhall.fulfillment.queries.parcels import parcels_of
from guildhall.fulfillment.queries.reach import lies_in, placed_within, within
from guildhall.fulfillment.states import LIVE_STATES, TO_DO, WorkState
from guildhall.fulfillment.types import (
    PickLine,
    PickListCard,
    WorkCard,
    WorkCounts,
    WorkFilter,
    WorkRow,
)
from guildhall.kernel.paging import Page, page_of

MOST = 10_001
LIVE = "live"
DOING = "to_do"
_GROUPS = {LIVE: LIVE_STATES, DOING: TO_DO}


def get_work(number: str) -> WorkCard:
    """Return a fulfillment order in full. Refuses with FulfillmentNotFound."""
    work = _rows().filter(number=number).first()
    if work is None:
        raise FulfillmentNotFound(number=number)
    lines = FulfillmentLine.objects.filter(work=work).order_by("sku", "id")
    return card_of(work, list(lines), parcels_of([work.id]))


def works_of_order(order: str) -> tuple[WorkCard, ...]:
    """Return all that leaves, left or was called off of an order, oldest first."""
    works = list(_rows().filter(order=order).order_by("opened_at", "id"))
    lines: dict[object, list[FulfillmentLine]] = defaultdict(list)
    for line in FulfillmentLine.objects.filter(work__in=works).order_by("sku", "id"):
        lines[line.work_id].append(line)
    parcels = parcels_of([work.id for work in works])
    return tuple(
        card_of(work, lines[work.id], [each for each in parcels if each.work == work.number])
        for work in works
    )


def list_works(chosen: WorkFilter, *, cursor: str | None = None, limit: int = 50) -> Page[WorkRow]:
    """Return one page of fulfillment orders, what is due first; or in the order of change.

    Refuses with CursorInvalid.
    """
    follows = chosen.updated_since is not None
    return page_of(
        _chosen(chosen).select_related("location__store", "pick_list").annotate(**_counted()),
        key=("updated_at" if follows else "due_at", "id"),
        cursor=cursor,
        limit=limit,
        to=row_of,
        newest_first=False,
    )


def next_work(chosen: WorkFilter, *, after: str = "") -> WorkRow | None:
    """Return what is to be done next of a filter: due first, and never the one just done."""
    rows = _chosen(chosen).exclude(number=after).select_related("location__store", "pick_list")
    found = rows.order_by("due_at", "id").first()
    return None if found is None else row_of(found)


def count_works(chosen: WorkFilter, *, most: int = MOST) -> int:
    """Return how many a filter shows, counting no further than `most`."""
    return _chosen(chosen)[:most].count()


def count_queue(at: datetime, *, location: str = "", scopes: tuple[str, ...] = ()) -> WorkCounts:
    """Return the queue's numbers."""

    def count(state: str, late: datetime | None = None) -> int:
        return count_works(WorkFilter(state=state, location=location, late=late, scopes=scopes))

    return WorkCounts(
        to_do=count(DOING),
        late=count(LIVE, at),
        on_hold=count(WorkState.ON_HOLD),
        packed=count(WorkState.PACKED),
    )


def scopes_of_work(row: WorkRow) -> tuple[str, ...]:
    """Return where somebody may hold a right on it: where it was sold, and where it lies."""
    return (*row.scopes, *lies_in(row.location, row.store))


def get_pick_list(number: str) -> PickListCard:
    """Return a pick list: how much of what to take, by SKU. Refuses with PickListNotFound."""
    found = PickList.objects.select_related("location").filter(number=number).first()
    if found is None:
        raise PickListNotFound(number=number)
    works = list(_rows().filter(pick_list=found).order_by("due_at", "id"))
    rows = FulfillmentLine.objects.filter(work__in=works).order_by("sku", "id")
    return PickListCard(
        number=found.number,
        location=found.location.code,
        state=found.state,
        made_by=found.made_by,
        made_at=found.made_at,
        orders=tuple(row_of(work) for work in works),
        lines=_by_sku(list(rows), {work.id: work.number for work in works}),
    )


def list_pick_lists(
    *, scopes: tuple[str, ...] = (), limit: int = 50
) -> tuple[tuple[str, str, str, datetime, int], ...]:
    """Return the latest pick lists: number, location, state, when made, how many orders.

    Of a reach those are shown whose place lies within it.
    """
    rows = PickList.objects.annotate(count=Count("orders")).order_by("-made_at", "-id")
    if scopes:
        rows = rows.filter(placed_within(scopes))
    columns = ("number", "location__code", "state", "made_at", "count")
    return tuple(rows.values_list(*columns)[:limit])


def _by_sku(lines: list[FulfillmentLine], numbers: dict[object, str]) -> tuple[PickLine, ...]:
    grouped: dict[str, list[FulfillmentLine]] = defaultdict(list)
    for line in lines:
        if line.quantity > line.short:
            grouped[line.sku].append(line)
    return tuple(
        PickLine(
            sku=sku,
            title=some[0].title,
            unit=some[0].unit,
            quantity=sum((line.quantity - line.short for line in some), Decimal(0)),
            picked=sum((max(line.picked, line.packed) for line in some), Decimal(0)),
            orders=tuple((numbers[line.work_id], line.quantity - line.short) for line in some),
        )
        for sku, some in grouped.items()
    )


def _rows() -> QuerySet[FulfillmentOrder]:
    rows = FulfillmentOrder.objects.select_related("location__store", "pick_list")
    return rows.annotate(**_counted())


def _counted() -> dict[str, object]:
    return {"units": Sum("lines__quantity"), "line_count": Count("lines")}


def _chosen(chosen: WorkFilter) -> QuerySet[FulfillmentOrder]:
    exact = {
        "location__code": chosen.location,
        "order": chosen.order,
        "pick_list__number": chosen.pick_list,
        "due_at__lt": chosen.late,
        "updated_at__gte": chosen.updated_since,
    }
    rows = FulfillmentOrder.objects.filter(**{name: told for name, told in exact.items() if told})
    if chosen.state:
        rows = rows.filter(state__in=_GROUPS.get(chosen.state, (chosen.state,)))
    if chosen.unlisted:
        rows = rows.filter(pick_list__isnull=True)
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(Q(number__icontains=text) | Q(order__icontains=text))
    return rows.filter(within(chosen.scopes)) if chosen.scopes else rows
