"""What changed of an order: its amounts, line by line, and the edits that were asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.orders.models.columns import money_column, quantity_column, rate_column
from guildhall.orders.models.lines import OrderLine
from guildhall.orders.models.orders import Order
from guildhall.orders.states import EditState


class OrderDelta(models.Model):
    """One change of what an order comes to, for the books. Together they are the order.

    Without a line it is shipping. `base_total` is in the house's currency at the order's rate,
    and empty while nobody has said the rate.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="deltas")
    line = models.ForeignKey(
        OrderLine, models.CASCADE, related_name="+", null=True, db_index=False
    )
    reason = models.CharField(max_length=12)
    quantity = quantity_column()
    net = money_column()
    tax = money_column()
    total = money_column()
    tax_rate = rate_column()
    currency = models.CharField(max_length=3)
    base_currency = models.CharField(max_length=3)
    base_total = money_column(null=True)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    business_date = models.DateField()

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="orders_delta_adds_up", condition=Q(total=models.F("net") + models.F("tax"))
            )
        ]
        indexes: ClassVar = [models.Index(name="orders_delta_day", fields=["business_date", "id"])]


class OrderEdit(models.Model):
    """A set of changes that somebody asked for: previewed, then confirmed or declined as one.

    `changes` is a list of typed changes (orders.types.edits); `began_on` is the revision of the
    order that it was made for.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="+")
    began_on = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=EditState.OPEN.value)
    reason = models.CharField(max_length=200, default="")
    changes = models.JSONField(default=list)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="orders_edit_one_open", fields=["order"], condition=Q(state="open")
            )
        ]
