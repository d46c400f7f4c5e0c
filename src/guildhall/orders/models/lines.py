"""Lines of orders, priced and taxed once and for all."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.orders.models.columns import money_column, quantity_column, rate_column
from guildhall.orders.models.orders import Order

COUNTERS = (
    "canceled",
    "fulfilled",
    "shipped",
    "delivered",
    "return_requested",
    "return_received",
    "return_dismissed",
    "written_off",
)


class OrderLine(models.Model):
    """One line, frozen when it came; `price_origin` says where its price was from.

    Only its counters move. An edit that wants another price cancels what is left of a line and
    adds one that `replaces` it, so that what is given back is what was paid. `discount` is what
    was taken off price × quantity before tax, `discounts` for which rules.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12)
    quantity = quantity_column()
    unit_price = money_column()
    tax_rate = rate_column()
    net = money_column()
    tax = money_column()
    total = money_column()
    discount = money_column(db_default=0)
    discounts = models.JSONField(null=True)
    # Of a bundle: each component with its share, for lines are priced once and for all.
    parts = models.JSONField(null=True)
    price_origin = models.JSONField(null=True)
    revision = models.PositiveIntegerField(db_default=1)
    replaces = models.UUIDField(null=True)
    canceled = quantity_column(db_default=0)
    fulfilled = quantity_column(db_default=0)
    shipped = quantity_column(db_default=0)
    delivered = quantity_column(db_default=0)
    return_requested = quantity_column(db_default=0)
    return_received = quantity_column(db_default=0)
    return_dismissed = quantity_column(db_default=0)
    written_off = quantity_column(db_default=0)

    ledger = Ledger(mutable=COUNTERS)

    class Meta:
        indexes: ClassVar = [models.Index(name="orders_line_of_sku", fields=["sku", "order"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="orders_line_counted",
                condition=Q(
                    canceled__gte=0,
                    fulfilled__gte=F("shipped"),
                    quantity__gte=F("canceled") + F("fulfilled"),
                ),
            ),
            models.CheckConstraint(
                name="orders_line_shipped",
                condition=Q(shipped__gte=F("delivered"), delivered__gte=0),
            ),
            models.CheckConstraint(
                name="orders_line_returned",
                condition=Q(
                    shipped__gte=F("return_requested"),
                    return_requested__gte=F("return_received") + F("return_dismissed"),
                    return_received__gte=F("written_off"),
                    written_off__gte=0,
                    return_dismissed__gte=0,
                ),
            ),
        ]
