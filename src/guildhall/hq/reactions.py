"""Which facts of a tenant count in the group's figures."""

from guildhall.hq import operations
from guildhall.kernel.delivery.reactions import Delivered, Reaction, Table, Where
from guildhall.orders.events import OrderCanceled, OrderPlaced, OrderShipped


def count_placed(event: OrderPlaced, told: Delivered) -> None:
    operations.count_placed(
        told.tenant_id,
        day=event.business_date,
        units=event.units,
        total=event.total,
        at=event.stamp.at,
    )


def count_canceled(event: OrderCanceled, told: Delivered) -> None:
    operations.count_canceled(
        told.tenant_id,
        day=event.business_date,
        units=event.units,
        total=event.total,
        at=event.stamp.at,
    )


def count_shipped(event: OrderShipped, told: Delivered) -> None:
    operations.count_shipped(
        told.tenant_id, day=event.business_date, currency=event.currency, at=event.stamp.at
    )


REACTIONS: Table = {
    OrderPlaced: (Reaction("hq.count_placed", count_placed, Where.PLATFORM),),
    OrderCanceled: (Reaction("hq.count_canceled", count_canceled, Where.PLATFORM),),
    OrderShipped: (Reaction("hq.count_shipped", count_shipped, Where.PLATFORM),),
}
