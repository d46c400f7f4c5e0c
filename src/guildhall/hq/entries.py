"""What each fact of a tenant adds to the group's figures, delivered or read again."""

from guildhall.hq.types import CountableFact, Entry
from guildhall.kernel.events import Event
from guildhall.kernel.facts import read_facts
from guildhall.orders.events import (
    OrderCanceled,
    OrderEdited,
    OrderExpired,
    OrderPlaced,
    OrderReopened,
    OrderShipped,
    OrderUnitsCanceled,
)

# Kept with every fact that was counted: never rename.
REACTION_OF: dict[type[Event], str] = {
    OrderPlaced: "hq.count_placed",
    OrderCanceled: "hq.count_canceled",
    OrderShipped: "hq.count_shipped",
    OrderExpired: "hq.count_expired",
    OrderReopened: "hq.count_reopened",
    OrderUnitsCanceled: "hq.count_units_canceled",
    OrderEdited: "hq.count_edited",
}
PAGE = 2_000

type Countable = (
    OrderPlaced
    | OrderCanceled
    | OrderShipped
    | OrderExpired
    | OrderReopened
    | OrderUnitsCanceled
    | OrderEdited
)


def entry_of(event: Countable) -> Entry:
    """Return what a fact adds. All count for the business day on which the order was placed."""
    match event:
        case OrderPlaced():
            return Entry(
                day=event.business_date,
                currency=event.total.currency,
                as_of=event.stamp.at,
                orders=1,
                units=event.units,
                revenue=event.total.amount,
            )
        case OrderCanceled() | OrderExpired() | OrderReopened():
            return _closed(event)
        case OrderUnitsCanceled() | OrderEdited():
            return _more(event)
        case OrderShipped():
            return Entry(
                day=event.business_date,
                currency=event.currency,
                as_of=event.stamp.at,
                shipped_orders=1,
            )


def _closed(event: OrderCanceled | OrderExpired | OrderReopened) -> Entry:
    """Return what an order adds that stands no more, or does again."""
    times = -1 if isinstance(event, OrderReopened) else 1
    return Entry(
        day=event.business_date,
        currency=event.total.currency,
        as_of=event.stamp.at,
        units=-event.units * times,
        revenue=-event.total.amount * times,
        canceled_orders=times,
        canceled_revenue=event.total.amount * times,
    )


def _more(event: OrderUnitsCanceled | OrderEdited) -> Entry:
    """Return what an order adds that comes to more than before, or to less."""
    times = 1 if isinstance(event, OrderEdited) else -1
    return Entry(
        day=event.business_date,
        currency=event.total.currency,
        as_of=event.stamp.at,
        units=event.units * times,
        revenue=event.total.amount * times,
    )


def read_countable(after: int) -> tuple[CountableFact, ...]:
    """Return the entered tenant's next countable facts after a sequence number."""
    kept = read_facts(tuple(REACTION_OF), after=after, most=PAGE)
    return tuple(
        CountableFact(
            sequence=each.sequence,
            fact_id=each.fact_id,
            reaction=REACTION_OF[type(each.event)],
            delivered=each.delivered,
            entry=entry_of(each.event),
        )
        for each in kept
        if isinstance(each.event, Countable.__value__)
    )
