"""What people write beside an order, and the lists of orders that they keep."""

from typing import ClassVar

from django.db import models

from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.orders.models.orders import Order


class OrderNote(models.Model):
    """A note: who sees it, and whom it calls. Another note corrects it; erasure blanks it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="notes")
    text = models.TextField()
    visibility = models.CharField(max_length=8)
    mentions = models.JSONField(default=list)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    ledger = Ledger(mutable=("text",))


class OrderView(models.Model):
    """A list of orders that somebody keeps by a name: the filters of its address."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="orders_view_once", fields=["owner", "name"])
        ]
