"""Fulfillment orders and what is on them, and the lists by which they are picked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.fulfillment.models.columns import quantity_column
from guildhall.fulfillment.states import (
    LIVE_STATES,
    PICK_LIST,
    WORK,
    ListMove,
    ListState,
    WorkMove,
    WorkState,
)
from guildhall.kernel.ids import new_id


class PickList(models.Model):
    """Several fulfillment orders of one location, walked through once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=PICK_LIST.start.value)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def move(self, move: ListMove) -> None:
        self.state = PICK_LIST.after(ListState(self.state), move)


class FulfillmentOrder(models.Model):
    """Goods of one order that leave one location together. `order` is its number.

    `scopes` is where the order was sold; `updated_at` is its version.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    order = models.CharField(max_length=32, db_index=True)
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=40)
    brand = models.CharField(max_length=40)
    scopes = models.JSONField()
    state = models.CharField(max_length=12, default=WORK.start.value)
    hold_reason = models.CharField(max_length=20, db_default="")
    hold_note = models.CharField(max_length=200, db_default="")
    end_reason = models.CharField(max_length=200, db_default="")
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    service = models.CharField(max_length=60, db_default="")
    pick_list = models.ForeignKey(
        PickList, models.PROTECT, related_name="orders", null=True, db_index=False
    )
    # The fulfillment order that this one was split off, or went on with.
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_index=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fulfillment_page", fields=["updated_at", "id"]),
            models.Index(
                name="fulfillment_queue",
                fields=["location", "due_at", "id"],
                condition=Q(state__in=[state.value for state in LIVE_STATES]),
            ),
            models.Index(
                name="fulfillment_of_list",
                fields=["pick_list"],
                condition=Q(pick_list__isnull=False),
            ),
        ]

    def move(self, move: WorkMove) -> None:
        self.state = WORK.after(WorkState(self.state), move)


class FulfillmentLine(models.Model):
    """What of an order line leaves with a fulfillment order: goods; of a bundle, one part.

    `per_unit` is how much of it one unit of the order's line needs. `quantity` is what it was
    asked for; what is short in the end is `quantity - shipped`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    work = models.ForeignKey(FulfillmentOrder, models.PROTECT, related_name="lines")
    order_line = models.UUIDField()
    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="+")
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12)
    per_unit = quantity_column(db_default=1)
    quantity = quantity_column()
    picked = quantity_column(db_default=0)
    packed = quantity_column(db_default=0)
    shipped = quantity_column(db_default=0)
    short = quantity_column(db_default=0)
    short_reason = models.CharField(max_length=80, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fulfillment_line_once", fields=["work", "order_line", "variant"]
            ),
            models.CheckConstraint(name="fulfillment_line_asked", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="fulfillment_line_counted",
                condition=Q(
                    picked__gte=0,
                    packed__gte=0,
                    shipped__gte=0,
                    short__gte=0,
                    picked__lte=F("quantity"),
                    packed__lte=F("quantity"),
                    shipped__lte=F("quantity"),
                ),
            ),
        ]
